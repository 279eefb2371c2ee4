"""How much of a chart lies in each stretch of time: the columns above which a reader draws the brush."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Final

from benkan.core.charts.graph import Graph

MOST_COLUMNS: Final = 60


@dataclass(frozen=True, slots=True)
class Column:
    """One stretch of time: its first and last day, and how many dated nodes and ties begin in it."""

    first: dt.date
    last: dt.date
    count: int


def columns(graph: Graph) -> tuple[list[Column], int]:
    """The columns from the first day to the last, without a gap, and how much has no day.

    Months while these are 60 at most, then quarters, then years, then as many years as are needed.
    """
    days = [day for node in graph.nodes.values() if (day := node.since or node.until)]
    days += [day for tie in graph.ties if (day := tie.since or tie.until)]
    undated = len(graph.nodes) + len(graph.ties) - len(days)
    if not days:
        return [], undated
    months = (_month(min(days)), _month(max(days)))
    size = next(one for one in (1, 3, *range(12, 200_000, 12)) if (months[1] // one - months[0] // one) < MOST_COLUMNS)
    counted = Counter(_month(day) // size for day in days)
    found = []
    for place in range(months[0] // size, months[1] // size + 1):
        last = _first_day((place + 1) * size) - dt.timedelta(days=1)
        found.append(Column(_first_day(place * size), last, counted[place]))
    return found, undated


def _month(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(month: int) -> dt.date:
    """The first day of a month; before the calendar begins and after it ends, its first and its last."""
    year, number = divmod(month, 12)
    if year < 1:
        return dt.date.min
    return dt.date(year, number + 1, 1) if year <= dt.MAXYEAR else dt.date.max
