"""The next weeks of one means as a picture: when it is committed, when it is taken. Drawn by the server, left to right.

The table beside it says the same; the picture has no words of its own but the days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from benkan.apps.means.models import Booking, Commitment
from benkan.apps.means.texts import instant

WEEKS: Final = 12
_WIDTH: Final = 840.0
"""Of the whole strip in units of the picture: ten a day."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One time: where it begins, how long it is, what it is (a class of means.css), and its row in the table."""

    x: float
    width: float
    what: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Strip:
    """The picture: ticks are (place, day), one each week."""

    width: float
    committed: list[Bar]
    taken: list[Bar]
    ticks: list[tuple[float, dt.date]]
    first: dt.date
    last: dt.date


def draw(commitments: Iterable[Commitment], bookings: Iterable[Booking], today: dt.date) -> Strip:
    """The strip from this week's Monday on."""
    first = today - dt.timedelta(days=today.weekday())
    last = first + dt.timedelta(weeks=WEEKS)
    begin, end = instant(first), instant(last)
    whole = (end - begin).total_seconds()

    def bar(starts: dt.datetime, ends: dt.datetime, what: str, number: int = 0) -> Bar | None:
        at, until = max(starts, begin), min(ends, end)
        if until <= at:
            return None
        x = (at - begin).total_seconds() / whole * _WIDTH
        width = max(2.0, (until - at).total_seconds() / whole * _WIDTH)
        return Bar(round(x, 1), round(width, 1), what, number)

    committed = [bar(one.starts, one.ends, "committed") for one in commitments]
    taken = []
    for number, one in enumerate(bookings, 1):
        if one.state in Booking.TAKING:
            what = "maintenance" if one.maintenance else str(one.state)
            taken.append(bar(one.taken.starts, one.taken.ends, what, number))
    ticks = [(round(week * _WIDTH / WEEKS, 1), first + dt.timedelta(weeks=week)) for week in range(WEEKS)]
    return Strip(
        _WIDTH,
        [one for one in committed if one],
        [one for one in taken if one],
        ticks,
        first,
        timezone.localtime(end - dt.timedelta(seconds=1)).date(),
    )
