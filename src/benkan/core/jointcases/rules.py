"""Which items may be written and which are taken at the door; pure, and the same for both.

Whether a convention lets a letter pass is decided before (``core.conventions.decide``); here stands what the agreement
on the case says. Refusals never quote a content.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from benkan.core.errors import N_, Invalid, Refused, Unverified
from benkan.core.jointcases.agreement import Agreement
from benkan.core.jointcases.item import Content, Header, day_of
from benkan.core.jointcases.vocabulary import (
    FIELDS,
    MAX_CONTENT_BYTES,
    MAX_FIELDS,
    MAX_ITEMS,
    MAX_VALUE,
    MAX_VALUES,
    NEEDED,
    TASK_STATES,
)

GRACE: Final = dt.timedelta(days=14)
"""How long after the end an item that was written before may still arrive: the life of a letter."""
CLOCK_AHEAD: Final = dt.timedelta(hours=24)
"""How far ahead the clock of an item may be; an item beyond is refused until its time has come."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the convention leaves an agreement: it can only narrow.

    Args:
        categories: that every party gives to every other one.
    """

    convention: str
    parties: Collection[str]
    purposes: Collection[str]
    categories: Collection[str]
    handling: Collection[str]
    ends_on: dt.date
    retention_days: int


def within(agreement: Agreement, bounds: Bounds) -> None:
    """Nothing when the agreement keeps within its convention.

    Raises:
        Refused: ``joint-case.beyond`` with the place of the first value that goes beyond.
    """
    for place, fits in (
        ("convention", agreement.convention == bounds.convention),
        ("parties", set(agreement.parties) <= set(bounds.parties)),
        ("purpose", agreement.purpose in bounds.purposes),
        ("categories", agreement.categories <= set(bounds.categories)),
        ("handling", set(agreement.handling) <= set(bounds.handling)),
        ("ends_on", agreement.ends_on <= bounds.ends_on),
        ("retention_days", agreement.retention_days <= bounds.retention_days),
    ):
        if not fits:
            raise Refused(
                "joint-case.beyond",
                N_("The agreement goes beyond the convention “%(convention)s”: %(field)s."),
                N_("An agreement on a joint case can only narrow its convention. Change this value."),
                place=place,
                field=place,
                convention=bounds.convention,
            )


def in_time(agreement: Agreement, today: dt.date) -> None:
    """Nothing while new items may be written.

    Raises:
        Refused: ``joint-case.not-yet`` or ``joint-case.over``.
    """
    if today < agreement.starts_on:
        raise Refused(
            "joint-case.not-yet",
            N_("The joint case begins on %(day)s."),
            N_("Wait for this day."),
            day=agreement.starts_on.isoformat(),
        )
    if today > agreement.ends_on:
        raise over()


def over() -> Refused:
    """The case has ended."""
    return Refused(
        "joint-case.over",
        N_("The joint case has ended: nothing new goes into it."),
        N_("Agree on a new joint case if the work goes on."),
    )


def left(agency: str) -> Refused:
    """A party has left: it gives nothing and gets nothing."""
    return Refused(
        "joint-case.left",
        N_("“%(agency)s” has left this joint case."),
        N_("Agree on a new joint case if the work together goes on."),
        agency=agency,
    )


def not_party(agency: str) -> Refused:
    """Somebody who is not in the circle."""
    return Refused(
        "joint-case.not-party",
        N_("“%(agency)s” is not a party to this joint case."),
        N_("Only the parties of the signed agreement keep it together."),
        agency=agency,
    )


def well_formed(agreement: Agreement, header: Header, content: Content) -> None:
    """Nothing when the content is one that the agreement foresees for an item of this kind.

    Raises:
        Invalid: ``joint-case.content`` with the place of the first wrong value; the value itself is not quoted.
    """
    if len(content.to_bytes()) > MAX_CONTENT_BYTES or len(content.fields) > MAX_FIELDS:
        raise _wrong("content")
    for name, values in content.fields.items():
        if len(values) > MAX_VALUES or any(not value.strip() or len(value) > MAX_VALUE for value in values):
            raise _wrong(name)
    if header.is_notice:
        _notice(content)
        return
    if not content.fields:
        raise _wrong("fields")
    if content.handling not in agreement.handling:
        raise _wrong("handling")
    if not set(content.categories) <= agreement.categories:
        raise _wrong("categories")
    last = day_of(header.clock) + dt.timedelta(days=agreement.retention_days)
    if content.retained_until is None or content.retained_until > last:
        raise _wrong("retained_until")
    _of_kind(agreement, header, content)


def arrives(
    agreement: Agreement,
    header: Header,
    *,
    at: dt.datetime,
    left_at: int | None,
    end: Header | None,
) -> None:
    """Nothing when an item may still be taken now.

    Args:
        at: the moment of its arrival.
        left_at: the number of the item by which its party left, if it did.
        end: the item that ended the case, if one is here.

    Raises:
        Refused: the party left, or the case is over.
        Unverified: ``joint-case.clock``: the item says that it was written tomorrow.
        Invalid: more items than a case may have.
    """
    if header.number > MAX_ITEMS:
        raise _wrong("number")
    if left_at is not None and header.number > left_at:
        raise left(header.party)
    if header.clock > (at + CLOCK_AHEAD).timestamp() * 1000:
        raise Unverified(
            "joint-case.clock",
            N_("The clock of this item is more than a day ahead."),
            N_("Set the clock of the sending service right; the item is tried again by itself."),
        )
    if not header.is_data:
        return
    today = at.astimezone(dt.UTC).date()
    if day_of(header.clock) > agreement.ends_on or today > agreement.ends_on + GRACE:
        raise over()
    if end is not None:
        seen = header.seen.get(end.party)
        knew = (
            header.number > end.number if header.party == end.party else seen is not None and seen.number >= end.number
        )
        if knew or at.timestamp() * 1000 > end.clock + GRACE.total_seconds() * 1000:
            raise over()


def forked(party: str, number: int) -> Unverified:
    """A party signed two items under one number."""
    return Unverified(
        "joint-case.fork",
        N_("“%(party)s” signed another item under the number %(number)d before."),
        N_("Both are kept as evidence. Speak with this service: one of its copies was restored or altered."),
        party=party,
        number=number,
    )


def broken_chain(party: str, number: int) -> Unverified:
    """An item does not follow the one that is here."""
    return Unverified(
        "joint-case.chain",
        N_("Item %(number)d of “%(party)s” does not follow the item before it."),
        N_("Speak with this service: one of its copies was restored or altered."),
        party=party,
        number=number,
    )


def _notice(content: Content) -> None:
    given = set(content.fields)
    if not given <= {"reason", "keep"} or content.handling or content.categories or content.retained_until:
        raise _wrong("notice")


def _of_kind(agreement: Agreement, header: Header, content: Content) -> None:
    allowed = FIELDS.get(header.kind)
    if allowed is not None and not set(content.fields) <= allowed:
        raise _wrong(min(set(content.fields) - allowed))
    if header.of is None:
        for name in sorted(NEEDED[header.kind]):
            if not content.fields.get(name):
                raise _wrong(name)
    if header.kind == "entity":
        return
    for name, values in content.fields.items():
        if len(values) > 1 or not all(_FORMS.get(name, _any)(agreement, value) for value in values):
            raise _wrong(name)


def _any(_agreement: Agreement, _value: str) -> bool:
    return True


def _day(_agreement: Agreement, value: str) -> bool:
    try:
        return dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_FORMS: Final[dict[str, Callable[[Agreement, str], bool]]] = {
    "status": lambda _, value: value in TASK_STATES,
    "assignee": lambda agreement, value: value in agreement.parties,
    "due_on": _day,
    "happened_on": _day,
    "size": lambda _, value: re.fullmatch(r"0|[1-9][0-9]{0,12}", value, re.ASCII) is not None,
    "sha256": lambda _, value: re.fullmatch(r"[0-9a-f]{64}", value, re.ASCII) is not None,
}
"""The form of a value, for the fields that have one."""


def _wrong(place: str) -> Invalid:
    return Invalid(
        "joint-case.content",
        N_("The agreement on the joint case does not foresee this value: %(field)s."),
        N_("Correct the value, or leave it out."),
        place=place,
        field=place,
    )
