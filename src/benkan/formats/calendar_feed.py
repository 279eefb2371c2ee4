"""Calendars as other programs read them: iCalendar (RFC 5545), written with the icalendar library."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from icalendar import Calendar
from icalendar import Event as Component

CONTENT_TYPE: Final = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something with a beginning and an end.

    Dates mean whole days, and ``ends`` is then the last day; instants are aware. ``identifier`` stays the same for
    the life of the thing, so that a calendar program changes its entry instead of adding a second one. Texts leave
    the node for whatever telephone holds the calendar: no name of a person or of a case belongs in them.

    Raises:
        ValueError: an instant without zone, or an end before its beginning.
    """

    identifier: str
    starts: dt.date
    ends: dt.date
    summary: str
    place: str = ""
    description: str = ""
    address: str = ""
    changed: dt.datetime | None = None
    cancelled: bool = False

    def __post_init__(self) -> None:
        instants = [isinstance(one, dt.datetime) for one in (self.starts, self.ends)]
        if instants[0] != instants[1]:
            raise ValueError("an entry runs from day to day or from instant to instant")
        if any(isinstance(one, dt.datetime) and one.tzinfo is None for one in (self.starts, self.ends)):
            raise ValueError("an instant needs its zone")
        if self.ends < self.starts:
            raise ValueError("an entry ends before it begins")

    @property
    def whole_days(self) -> bool:
        """Whether it fills days instead of hours."""
        return not isinstance(self.starts, dt.datetime)


def write(name: str, host: str, entries: Iterable[Entry], at: dt.datetime) -> bytes:
    """The entries as one calendar.

    Args:
        name: what calendar programs call it.
        host: of the node, behind the @ of every identifier and in front of every address.
        at: now; the stamp of entries that do not say when they changed.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Benkan//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for one in entries:
        calendar.add_component(_component(one, host, at))
    return bytes(calendar.to_ical())


def _component(one: Entry, host: str, at: dt.datetime) -> Component:
    made = Component()
    made.add("uid", f"{one.identifier}@{host.rsplit('//', 1)[-1]}")
    made.add("dtstamp", (one.changed or at).astimezone(dt.UTC))
    made.add("summary", one.summary)
    if isinstance(one.starts, dt.datetime) and isinstance(one.ends, dt.datetime):
        made.add("dtstart", one.starts.astimezone(dt.UTC))
        made.add("dtend", one.ends.astimezone(dt.UTC))
    else:
        made.add("dtstart", one.starts)
        made.add("dtend", one.ends + dt.timedelta(days=1))  # RFC 5545, 3.6.1: the end is the first day after
    for key, value in (("location", one.place), ("description", one.description)):
        if value:
            made.add(key, value)
    if one.address:
        made.add("url", f"{host.rstrip('/')}{one.address}")
    made.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    return made
