"""Marks along time: bars of what came in and went out, and lanes on which things of several kinds happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

WIDTH: Final = 960.0
LEFT: Final = 10.0
MOST_TICKS: Final = 8
TICK_ROOM: Final = 36.0
"""Half of the width of a date below the picture: none is cut at the edge."""
MOST_BARS: Final = 90


@dataclass(frozen=True, slots=True)
class Tick:
    """A date below the picture."""

    x: float
    day: dt.date


@dataclass(frozen=True, slots=True)
class Bar:
    """What came in and went out within one step of time."""

    x: float
    width: float
    in_y: float
    in_height: float
    out_y: float
    out_height: float
    first: dt.date
    last: dt.date
    received: int
    paid: int


@dataclass(slots=True)
class Bars:
    """In above the line, out below it, and the running sum of both as a line of its own."""

    bars: list[Bar] = field(default_factory=list)
    balance: str = ""
    line_y: float = 0.0
    ticks: list[Tick] = field(default_factory=list)
    width: float = WIDTH
    height: float = 200.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on a lane: when, how large its circle is, and which row of the table it is."""

    lane: int
    x: float
    y: float
    radius: float
    row: int


@dataclass(slots=True)
class Lanes:
    """Lanes one below the other, on one time."""

    marks: list[Mark] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)
    lane_ys: list[float] = field(default_factory=list)
    width: float = WIDTH
    height: float = 0.0


def bars(days: Iterable[tuple[dt.date, int, int]], *, height: float = 200.0) -> Bars:
    """The picture of sums by day: day, received, paid; days are put together when there are too many."""
    found = sorted(days)
    picture = Bars(height=height)
    if not found:
        return picture
    first, last = found[0][0], found[-1][0]
    length = (last - first).days + 1
    step = -(-length // MOST_BARS)
    count = -(-length // step)
    sums = [[0, 0] for _each in range(count)]
    for day, received, paid in found:
        held = sums[(day - first).days // step]
        held[0] += received
        held[1] += paid
    picture.ticks = _ticks(first, last)
    room = (height - 24.0) / 2
    picture.line_y = 4.0 + room
    most = max(max(received, paid) for received, paid in sums) or 1
    slot = (WIDTH - 2 * LEFT) / count
    running, points = 0, []
    for place, (received, paid) in enumerate(sums):
        up, down = room * received / most, room * paid / most
        start = first + dt.timedelta(days=place * step)
        if received or paid:
            picture.bars.append(
                Bar(
                    LEFT + place * slot, max(1.0, min(slot * 0.8, 24.0)),
                    picture.line_y - up, up, picture.line_y, down,
                    start, min(last, start + dt.timedelta(days=step - 1)), received, paid,
                )
            )  # fmt: skip
        running += received - paid
        points.append(running)
    reach = max(abs(one) for one in points) or 1
    picture.balance = "M" + "L".join(
        f"{LEFT + place * slot + min(slot * 0.4, 12.0):.1f} {picture.line_y - room * 0.95 * one / reach:.1f}"
        for place, one in enumerate(points)
    )
    return picture


def lanes(things: Sequence[tuple[int, dt.datetime, float]], names: int, *, lane_height: float = 64.0) -> Lanes:
    """The picture of things on lanes: lane, moment, weight from 0 to 1; in the order of the table's rows."""
    picture = Lanes(height=names * lane_height + 28.0)
    picture.lane_ys = [lane_height * (lane + 0.5) for lane in range(names)]
    if not things:
        return picture
    first = min(at for _lane, at, _weight in things)
    last = max(at for _lane, at, _weight in things)
    span = (last - first).total_seconds() or 1.0
    taken: dict[tuple[int, int], int] = {}
    for row, (lane, at, weight) in enumerate(things):
        x = LEFT + 16 + (WIDTH - 2 * LEFT - 32) * (at - first).total_seconds() / span
        slot = (lane, int(x // 14))
        stacked = taken.get(slot, 0)
        taken[slot] = stacked + 1
        # Things of one moment stand beside the line by turns, so that each can be seen.
        shift = ((stacked + 1) // 2) * 9.0 * (-1 if stacked % 2 else 1)
        limit = lane_height / 2 - 10
        y = picture.lane_ys[lane] + max(-limit, min(limit, shift))
        picture.marks.append(Mark(lane, x, y, 4.0 + 7.0 * max(0.0, min(1.0, weight)), row))
    picture.ticks = _ticks(first.date(), last.date(), inset=16.0)
    return picture


def _ticks(first: dt.date, last: dt.date, inset: float = 0.0) -> list[Tick]:
    length = max(1, (last - first).days)
    step = max(1, -(-length // MOST_TICKS))
    room = WIDTH - 2 * LEFT - 2 * inset
    return [
        Tick(
            max(TICK_ROOM, min(WIDTH - TICK_ROOM, LEFT + inset + room * passed / length)),
            first + dt.timedelta(days=passed),
        )
        for passed in range(0, length + 1, step)
    ]
