"""What stands beside and below the picture: the steps of its sizes, and every value as a row of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from benkan.web.maps.marks import nice
from benkan.web.maps.values import Flow, MapValues


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table twin: what, which kind, how much in words."""

    what: str
    kind: str
    caption: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One size of the legend: what it looks like and how much it is."""

    size: float
    words: str


def number(value: float) -> str:
    """A number as the reader writes it, with at most two digits after the point."""
    return str(number_format(round(value, 2) if value % 1 else int(value), force_grouping=True))


def rows(values: MapValues) -> Iterator[Row]:
    """Every value as a row: marks, routes, countries, the largest of each first."""
    kinds = dict(values.categories)
    for point in sorted(values.points, key=lambda each: -each.magnitude):
        told = point.caption or number(point.magnitude)
        yield Row(point.place.name, kinds.get(point.category, ""), told, point.href)
    for flow in sorted(values.flows, key=lambda each: -each.volume):
        yield Row(route(flow), values.volume_label, flow.caption or number(flow.volume))
    for area in sorted(values.areas, key=lambda each: -each.value):
        yield Row(area.name, values.area_label, area.caption or number(area.value))


def route(flow: Flow) -> str:
    """Where a line goes, in words."""
    told = _("%(start)s to %(end)s") if flow.directed else _("%(start)s and %(end)s")
    return told % {"start": flow.start.name, "end": flow.end.name}


def steps(most: float, size: Callable[[float], float]) -> list[Step]:
    """Up to three round values of the legend, the largest first, and how large they are drawn."""
    if not most:
        return []
    found = dict.fromkeys(nice(most / part) for part in (1, 5, 25) if most / part >= 1 or part == 1)
    return [Step(round(size(value), 1), number(value)) for value in found]
