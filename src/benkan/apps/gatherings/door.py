"""The door: a badge lets its holder in once a day; the same badge again is let through and flagged.

A door without a link decides by the signed list (``door_list``) and sends its passages later, in bundles. A passage is
known by badge, device and moment, so a device sends until it hears that all arrived. A badge that was withdrawn after
its holder came in was good at that moment: the passage counts, and the answer says so.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.gatherings import accrediting
from benkan.apps.gatherings.keeping import RIGHT
from benkan.apps.gatherings.models import CheckIn, Delegate, Delegation, Gathering, Passage
from benkan.apps.journal import services as journal
from benkan.core.errors import N_, BenkanError, Invalid, Refused
from benkan.web import offline

AHEAD: Final = dt.timedelta(minutes=5)
"""How far the clock of a device may be ahead of the node's."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_HERE: Final = ""
"""The device of a passage that came over the node's own page."""


@dataclass(frozen=True, slots=True)
class Passed:
    """Who came through, whether the badge had been used that day, and whether it has been withdrawn since."""

    delegate: Delegate
    again: bool
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Came:
    """One passage as a device sends it: the digest of the code that was shown, and when."""

    badge: str
    at: dt.datetime


@dataclass(slots=True)
class Received:
    """What became of a bundle, by the places of its passages: taken (again when known before), and refused."""

    taken: list[tuple[int, Passed]] = field(default_factory=list)
    refused: list[tuple[int, BenkanError]] = field(default_factory=list)
    known: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of a delegation have a badge, and how many of them are here today."""

    delegation: Delegation
    granted: int
    here: int


def digest(code: str) -> str:
    """What a door without a link knows of a code: nobody can make a badge from it."""
    return hashlib.sha256(code.encode()).hexdigest()


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
    need_day(gathering, at)
    with transaction.atomic():
        passed, _new = _let_in(found, _HERE, at, by)
    return passed


def receive(gathering: Gathering, device: str, came: Iterable[Came], *, by: Officer) -> Received:
    """Takes the passages of a door without a link in; each that cannot be taken is reported, the others are taken.

    Raises:
        Refused: ``role.not-allowed``.
        Invalid: ``offline.device``, ``offline.too-many``.
    """
    accounts.need(by, RIGHT)
    listed = offline.bundle(device, came, "passages")
    done, now = Received(), timezone.now()
    with transaction.atomic():
        badges = {digest(one.code): one for one in gathering.delegates.select_related("delegation")}
        for place, one in enumerate(listed):
            try:
                found = _good(gathering, badges.get(one.badge), one.at, now)
            except BenkanError as error:
                done.refused.append((place, error))
                continue
            passed, new = _let_in(found, device, one.at, by)
            done.taken.append((place, passed))
            done.known += not new
        added = len(done.taken) - done.known
        if added or done.refused:
            journal.write(
                "passages-received", officer=accounts.handle(by), reference=str(gathering.pk), added=added,
                refused=len(done.refused),
            )  # fmt: skip
    return done


def from_object(given: Any) -> list[Came]:
    """Passages from what a device sent: ``[{"badge": "sha-256 of the code, in hex", "at": "…"}, …]``.

    Raises:
        Invalid: ``door.passages``.
    """
    try:
        return [_came(one) for one in (given if isinstance(given, list) else [given])]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Invalid(
            "door.passages",
            N_("These are no passages of a door."),
            N_("Send a list of badge and at."),
            place="passages",
        ) from error


def need_day(gathering: Gathering, at: dt.datetime) -> dt.date:
    """The day of this moment, when the gathering is on; ``Refused`` with ``gathering.not-now``."""
    day = timezone.localtime(at).date()
    if not gathering.starts <= day <= gathering.ends:
        raise Refused(
            "gathering.not-now", N_("The gathering is not on this day."), N_("Check the date of this machine.")
        )
    return day


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


def _came(one: dict[str, Any]) -> Came:
    at = dt.datetime.fromisoformat(str(one["at"]))
    if at.tzinfo is None or not isinstance(one["badge"], str) or not _DIGEST.fullmatch(one["badge"]):
        raise ValueError("field")
    return Came(one["badge"], at)


def _good(gathering: Gathering, found: Delegate | None, at: dt.datetime, now: dt.datetime) -> Delegate:
    if at > now + AHEAD:
        raise Refused(
            "door.clock",
            N_("This passage lies ahead: the clock of the device is wrong."),
            N_("Set the clock of the device."),
        )
    need_day(gathering, at)
    if found is not None and found.state == Delegate.State.WITHDRAWN and found.decided_at and at < found.decided_at:
        return found
    if found is None:
        raise Refused(
            "badge.not-here",
            N_("This badge is not of this gathering: it is of another one, or forged."),
            N_("Keep the badge and call the accreditation desk."),
        )
    return accrediting.need_granted(found)


def _let_in(found: Delegate, device: str, at: dt.datetime, by: Officer) -> tuple[Passed, bool]:
    """Who passed, and whether this passage is new; a bundle that comes twice changes nothing."""
    officer, day = accounts.handle(by), timezone.localtime(at).date()
    row, first = CheckIn.objects.select_for_update().get_or_create(
        delegate=found, day=day, defaults={"at": at, "last_at": at, "officer": officer}
    )
    passage, new = Passage.objects.get_or_create(
        checkin=row, device=device, at=at, defaults={"officer": officer, "again": not first}
    )
    if new and not first:
        row.again, row.at, row.last_at = row.again + 1, min(row.at, at), max(row.last_at, at)
        row.save(update_fields=["again", "at", "last_at"])
    return Passed(found, passage.again, withdrawn=found.state == Delegate.State.WITHDRAWN), new
