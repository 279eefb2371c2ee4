"""Seizures of an earlier time: validated before a convention began, they go to a partner when an officer says so.

Nothing of the past leaves silently: the officer chooses the partner and the period and sees how many there are. Large
pasts go in portions, so that the day's letters are not kept waiting.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.seizures import sharing
from benkan.apps.seizures.models import Seizure, Share
from benkan.core.conventions import HANDLING_CODES
from benkan.core.errors import N_, Refused

PORTION: Final = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """How sharing with one partner stands.

    Args:
        convention: under which it gets seizures now; empty when no convention says so.
        received, waiting, stopped: seizures that it confirmed, whose letter is on its way, whose letter ended.
        missing: validated seizures of the period that were never sent to it.
    """

    partner: str
    convention: str
    received: int
    waiting: int
    stopped: int
    missing: int


def standings(since: dt.date, until: dt.date) -> list[Standing]:
    """Every partner who gets seizures now or has some of ours."""
    entitled = _entitled()
    counts = {
        row["partner"]: row
        for row in Share.objects.order_by()
        .values("partner")
        .annotate(
            received=Count("pk", filter=Q(state=Share.State.RECEIVED, withdrawn=False)),
            waiting=Count("pk", filter=Q(state=Share.State.QUEUED)),
            stopped=Count("pk", filter=Q(state=Share.State.STOPPED)),
        )
    }
    return [
        Standing(
            partner,
            _convention(entitled.get(partner, {})),
            received=counts.get(partner, {}).get("received", 0),
            waiting=counts.get(partner, {}).get("waiting", 0),
            stopped=counts.get(partner, {}).get("stopped", 0),
            missing=_missing(partner, entitled.get(partner, {}), since, until).count(),
        )
        for partner in sorted(entitled.keys() | counts.keys())
    ]


def unacknowledged(limit: int = 100) -> list[Share]:
    """The letters about seizures that no partner has confirmed, the oldest first."""
    found = Share.objects.exclude(state=Share.State.RECEIVED).select_related("seizure")
    return list(found.order_by("queued_at", "pk")[:limit])


def offer(officer: Officer, partner: str, since: dt.date, until: dt.date) -> int:
    """Queues the oldest seizures of the period that the partner never got, a portion at most; how many.

    Raises:
        Refused: ``role.not-allowed``, or ``seizure.not-shared``: no convention gives this partner seizures now.
    """
    accounts.need(officer, "release")
    entitled = _entitled().get(partner, {})
    if not entitled:
        raise Refused(
            "seizure.not-shared",
            N_("No convention in force gives this partner seizures."),
            N_("Amend the convention: the category “seizure” is shared and counted, never searched."),
        )
    with transaction.atomic():
        rows = list(_missing(partner, entitled, since, until).order_by("happened_on", "pk")[:PORTION])
        for row in rows:
            sharing.share(row, officer=accounts.handle(officer), only=[partner])
        if rows:
            journal.write(
                "seizures-offered",
                officer=accounts.handle(officer),
                partner=partner,
                convention=_convention(entitled),
                count=len(rows),
                since=since.isoformat(),
                until=until.isoformat(),
            )
    return len(rows)


def again(officer: Officer, seizure_id: object) -> int:
    """Sends a seizure once more to the partners whose letter ended without a receipt; how many letters.

    Raises:
        Refused: ``role.not-allowed``.
    """
    accounts.need(officer, "release")
    with transaction.atomic():
        row = Seizure.objects.select_for_update().filter(pk=str(seizure_id), owner=settings.BENKAN_NODE.agency).first()
        if row is None:
            return 0
        who = accounts.handle(officer)
        stopped = set(row.shares.filter(state=Share.State.STOPPED).values_list("partner", flat=True))
        if row.state == Seizure.State.VALIDATED:
            return len(sharing.share(row, officer=who, only=stopped)) if stopped else 0
        if row.state == Seizure.State.WITHDRAWN:
            row.shares.filter(state=Share.State.STOPPED).update(withdrawn=False)
            kept = set(row.shares.values_list("partner", flat=True)) - stopped
            return len(sharing.withdraw(row, officer=who, spare=kept))
    return 0


def _entitled() -> dict[str, dict[str, str]]:
    """Partner -> handling code -> convention, of everybody who gets seizures of any code now."""
    found: dict[str, dict[str, str]] = {}
    for handling in HANDLING_CODES:
        for partner, convention in sharing.partners(handling):
            found.setdefault(partner, {})[handling] = convention
    return found


def _convention(entitled: dict[str, str]) -> str:
    return next(iter(entitled.values()), "")


def _missing(partner: str, entitled: dict[str, str], since: dt.date, until: dt.date) -> QuerySet[Seizure]:
    has = Share.objects.filter(partner=partner, withdrawn=False, version=F("seizure__version")).values("seizure")
    return Seizure.objects.filter(
        owner=settings.BENKAN_NODE.agency,
        state=Seizure.State.VALIDATED,
        handling__in=list(entitled),
        happened_on__gte=since,
        happened_on__lte=until,
    ).exclude(pk__in=has)
