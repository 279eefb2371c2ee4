"""Reading what holders have and ask: the tree of a release, the questions that wait, the copies passed on to us."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.records import services as records
from benkan.apps.requests import phrases, reading
from benkan.apps.requests.models import (
    Consent,
    ConsentState,
    Direction,
    Holder,
    Release,
    ReleaseState,
)
from benkan.apps.requests.onward import holders, statements
from benkan.core.errors import N_, Refused

WORDS: dict[str, str | Promise] = {
    "received": _("received"),
    "corrected": _("corrected"),
    "withdrawn": _("withdrawn"),
    "extended": _("kept longer"),
    "deleted": _("deleted before its end"),
    "expired": _("erased at its end"),
}


@dataclass(frozen=True, slots=True)
class Branch:
    """One holder in the tree of a release, as the owner or a service in between sees it."""

    holder: Holder
    name: str
    giver: str
    depth: int
    fields: int
    owes: bool
    overdue: bool

    @property
    def words(self) -> str | Promise:
        """What it said last."""
        return WORDS.get(self.holder.what, "")


def tree(release: Release) -> list[Branch]:
    """Every receiver of the release, each below the one that gave it; those that owe their word are marked."""
    rows = list(release.holders.order_by("hop", "pk"))
    names = {row.id: agencies.localised(row) for row in agencies.everyone()}
    late = set(holders.overdue().filter(release=release).values_list("pk", flat=True))
    owing = set(holders.unacknowledged().filter(release=release).values_list("pk", flat=True))
    nearest = min((row.hop for row in rows if row.hop), default=1)
    return [
        Branch(
            row,
            names.get(row.agency, row.agency),
            names.get(_came_by(row), _came_by(row)),
            max(0, row.hop - nearest),
            len([name for name in row.names if name in release.properties]),
            row.pk in owing,
            row.pk in late,
        )
        for row in _in_order(rows)
    ]


def overdue(officer: Officer) -> list[Holder]:
    """Holders that have owed their word for too long; none for officers who may not release."""
    return list(holders.overdue()) if accounts.may(officer, "release") else []


def to_answer(officer: Officer) -> list[Consent]:
    """Questions of holders that wait for this officer; those that he proposed himself wait for another."""
    if not accounts.may(officer, "release"):
        return []
    waiting = Consent.objects.filter(
        Q(state=ConsentState.ASKED) | Q(state=ConsentState.PROPOSED) & ~Q(answer_account=officer),
        direction=Direction.IN,
    )
    return list(waiting.select_related("release").order_by("asked_at"))


def consents_of(release: Release) -> list[dict[str, Any]]:
    """The questions about a release, ours or those of its holders, in the reader's language."""
    return [
        {
            "row": row,
            "holder": agencies.name(row.holder),
            "receiver": agencies.name(row.receiver) if row.receiver else "",
            "words": phrases.said(phrases.ONWARD if row.receiver else phrases.EXTENSION, row.reason_code),
        }
        for row in release.consents.order_by("asked_at")
    ]


def consent_of(consent_id: uuid.UUID | str, officer: Officer) -> Consent:
    """A question of a holder, or ours.

    Raises:
        Refused: ``consent.unknown-here``; the same for one that the officer may not see.
    """
    found = Consent.objects.select_related("release").filter(pk=consent_id).first()
    if found is None or not accounts.may(officer, "release"):
        raise Refused(
            "consent.unknown-here", N_("There is no such question."), N_("Open it from the list of requests.")
        )
    return found


def passed_on(officer: Officer, state: str = ReleaseState.ACTIVE) -> QuerySet[Release]:
    """Copies that third services passed on to us, the newest first: for releasing officers, who see every case."""
    if not accounts.may(officer, "release"):
        return Release.objects.none()
    found = Release.objects.filter(direction=Direction.IN, request=None)
    return (found.filter(state=state) if state else found).order_by("-at")


def copy_of(release_id: uuid.UUID | str, officer: Officer) -> Release:
    """A copy that we received, in whichever state, if this officer may see it.

    Raises:
        Refused: ``release.unknown``.
    """
    from benkan.apps.cases import services as cases

    found = Release.objects.select_related("request", "case").filter(pk=release_id, direction=Direction.IN).first()
    if found is not None and (accounts.may(officer, "release") or _in_case(found, officer, cases)):
        return found
    raise Refused("release.unknown", N_("There is no such release."), N_("Open it from the list of requests."))


def of_record(record: str) -> list[Release]:
    """Our releases in force that were made of this record, the newest first."""
    made = Release.objects.filter(direction=Direction.OUT, record=record, state=ReleaseState.ACTIVE)
    return list(made.exclude(properties={}).select_related("request").order_by("-at"))


def of_ended_records(officer: Officer) -> list[Release]:
    """Our releases in force whose record was withdrawn or is past its review: somebody has to look at them."""
    if not accounts.may(officer, "release"):
        return []
    made = Release.objects.filter(direction=Direction.OUT, state=ReleaseState.ACTIVE).exclude(record="")
    live = Exists(Holder.objects.filter(release=OuterRef("pk"), state__in=holders.LIVE))
    standing = list(made.filter(live).select_related("request").order_by("-at"))
    known = records.by_ids({one.record for one in standing}) if standing else {}
    today = timezone.localdate()
    return [one for one in standing if _ended(known.get(one.record), today)]


def provenance(copy: Release) -> dict[str, Any]:
    """Whose a copy is, by which way it came, and how that is proved."""
    names = {row.id: agencies.localised(row) for row in agencies.everyone()}
    return {
        "owner": names.get(copy.owner, copy.owner),
        "way": [names.get(agency, agency) for agency in statements.way_of(copy)],
        "first_source": str(copy.pk),
        "stated_version": copy.statement["version"] if copy.statement else None,
    }


def _in_case(copy: Release, officer: Officer, cases: Any) -> bool:
    if copy.request is not None:
        return reading.may_see(officer, copy.request)
    try:
        cases.get(copy.case_id or "", officer)
    except Refused:
        return False
    return True


def _ended(record: Any, today: dt.date) -> bool:
    return record is None or record.withdrawn_at is not None or record.review_on < today


def _came_by(row: Holder) -> str:
    """Who gave it, also where the owner tells it directly now."""
    return str(row.permit["giver"]) if row.permit else row.giver


def _in_order(rows: list[Holder]) -> list[Holder]:
    """Each behind the one that gave it."""
    ordered: list[Holder] = []

    def add(giver: str) -> None:
        for row in rows:
            if row not in ordered and _came_by(row) == giver:
                ordered.append(row)
                add(row.agency)

    known = {row.agency for row in rows}
    for root in dict.fromkeys(_came_by(row) for row in rows if _came_by(row) not in known):
        add(root)
    return ordered + [row for row in rows if row not in ordered]
