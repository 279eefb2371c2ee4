"""The door: a badge lets its holder in once a day; the same badge again is let through and flagged."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.gatherings import accrediting
from benkan.apps.gatherings.keeping import RIGHT
from benkan.apps.gatherings.models import CheckIn, Delegate, Delegation, Gathering
from benkan.core.errors import N_, Refused


@dataclass(frozen=True, slots=True)
class Passed:
    """Who came through, and whether the badge had been used today."""

    delegate: Delegate
    again: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of a delegation have a badge, and how many of them are here today."""

    delegation: Delegation
    granted: int
    here: int


def check_in(gathering: Gathering, code: str, *, by: Officer, at: dt.datetime | None = None) -> Passed:
    """Lets the holder of a badge in.

    Raises:
        Refused: ``role.not-allowed``; as ``accrediting.by_code``; ``badge.other-gathering``; ``gathering.not-now``.
    """
    accounts.need(by, RIGHT)
    found = accrediting.by_code(code)
    if found.gathering_id != gathering.pk:
        raise Refused(
            "badge.other-gathering",
            N_("This badge is of another gathering."),
            N_("Send the person to the accreditation desk."),
        )
    at = at or timezone.now()
    day = timezone.localtime(at).date()
    if not gathering.starts <= day <= gathering.ends:
        raise Refused(
            "gathering.not-now", N_("The gathering is not on this day."), N_("Check the date of this machine.")
        )
    with transaction.atomic():
        row, new = CheckIn.objects.select_for_update().get_or_create(
            delegate=found, day=day, defaults={"at": at, "last_at": at, "officer": accounts.handle(by)}
        )
        if not new:
            row.again, row.last_at = row.again + 1, at
            row.save(update_fields=["again", "last_at"])
    return Passed(found, not new)


def counts(gathering: Gathering, day: dt.date) -> list[Counted]:
    """Each delegation with its badges and who is here; one query whatever their number."""
    rows = gathering.delegations.annotate(
        granted=Count("delegates", filter=Q(delegates__state=Delegate.State.GRANTED), distinct=True),
        here=Count("delegates__checkins", filter=Q(delegates__checkins__day=day), distinct=True),
    )
    return [Counted(row, row.granted, row.here) for row in rows]


def present(gathering: Gathering, day: dt.date) -> set[uuid.UUID]:
    """Delegations of which somebody who may hold the vote is here on this day."""
    return set(
        CheckIn.objects.filter(
            day=day,
            delegate__gathering=gathering,
            delegate__state=Delegate.State.GRANTED,
            delegate__role__in=(Delegate.Role.HEAD, Delegate.Role.DELEGATE),
        ).values_list("delegate__delegation_id", flat=True)
    )
