"""What a page hands to a map: bounded, checked once, already in the reader's language.

Six hundred thousand seizures are counted by place before they come here: a picture of more marks than these says
nothing, and costs the reader's link and the server's time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benkan.core.errors import N_, Invalid

MAX_POINTS = 5_000
MAX_FLOWS = 1_000
MAX_AREAS = 300
MAX_PERIODS = 600
MAX_SERIES_VALUES = 200_000
"""Amounts in all series together, but for nothing: each is a handful of bytes on the reader's link."""
MAX_CATEGORIES = 6
"""As many marks as one tells apart by their shape alone."""


@dataclass(frozen=True, slots=True)
class Place:
    """A named place.

    Args:
        lon: degrees east, -180 to 180.
        lat: degrees north, -90 to 90.
    """

    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Point:
    """A mark whose surface says how much.

    Args:
        magnitude: 0 or more, over the whole time.
        category: one of the map's categories, or empty when it has none.
        caption: the value in words: "12 seizures, 45 kg".
        href: where a click leads; empty: nowhere. A path of this node.
        series: the magnitude by the place of the map's period; periods that hold nothing are left out.
    """

    id: str
    place: Place
    magnitude: float
    category: str = ""
    caption: str = ""
    href: str = ""
    series: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flow:
    """A route from one place to another, the shortest way over the globe; its width says how much.

    Args:
        volume: 0 or more, over the whole time.
        caption: the value in words.
        series: the volume by the place of the map's period; periods that hold nothing are left out.
        directed: whether it goes one way; a tie that both ends share has no arrow.
    """

    start: Place
    end: Place
    volume: float
    caption: str = ""
    series: Mapping[int, float] = field(default_factory=dict)
    directed: bool = True


@dataclass(frozen=True, slots=True)
class Area:
    """A country whose shade says how much.

    Args:
        code: ISO 3166-1 alpha-2, as the outlines have it.
        name: of the country, in the reader's language.
        value: 0 or more.
        caption: the value in words.
    """

    code: str
    name: str
    value: float
    caption: str = ""


@dataclass(frozen=True, slots=True)
class MapValues:
    """One map.

    Args:
        title: what one sees, in one line.
        description: what a reader who cannot see it must know; said by screen readers.
        magnitude_label: what the surface of a mark means: "Seizures".
        volume_label: what the width of a line means.
        area_label: what the shade of a country means.
        categories: (code, words) in the order of the legend.
        periods: (code, words) in the order of time, such as ("2025-09", "septembre 2025"); empty: no time slider.
        around: codes of countries that are seen whole, besides the places of points and flows and the areas.
        largest_radius: pixels of the largest mark in a picture 960 pixels wide.
        widest: pixels of the widest line.

    Raises:
        Invalid: ``map.too-many`` when the page did not count before it drew; ``map.value`` for a value that cannot be.
    """

    title: str
    description: str = ""
    points: Sequence[Point] = ()
    flows: Sequence[Flow] = ()
    areas: Sequence[Area] = ()
    magnitude_label: str = ""
    volume_label: str = ""
    area_label: str = ""
    categories: Sequence[tuple[str, str]] = ()
    periods: Sequence[tuple[str, str]] = ()
    around: Sequence[str] = ()
    largest_radius: float = 22.0
    widest: float = 9.0

    def __post_init__(self) -> None:
        _at_most("points", self.points, MAX_POINTS)
        _at_most("flows", self.flows, MAX_FLOWS)
        _at_most("areas", self.areas, MAX_AREAS)
        _at_most("around", self.around, MAX_AREAS)
        _at_most("periods", self.periods, MAX_PERIODS)
        _at_most("categories", self.categories, MAX_CATEGORIES)
        _few_amounts([*(point.series for point in self.points), *(flow.series for flow in self.flows)])
        known = {code for code, _words in self.categories}
        for at, point in enumerate(self.points):
            where = f"points[{at}]"
            _place(point.place, where)
            _amounts((point.magnitude, *point.series.values()), where)
            _series(point.series, self.periods, where)
            _true(not point.category or point.category in known, where)
            _true(_own(point.href), where)
        for at, flow in enumerate(self.flows):
            where = f"flows[{at}]"
            _place(flow.start, where)
            _place(flow.end, where)
            _amounts((flow.volume, *flow.series.values()), where)
            _series(flow.series, self.periods, where)
        for at, area in enumerate(self.areas):
            _amounts((area.value,), f"areas[{at}]")


def _at_most(name: str, found: Sequence[object], limit: int) -> None:
    if len(found) > limit:
        raise _too_many(name, len(found), limit)


def _few_amounts(series: Sequence[Mapping[int, float]]) -> None:
    count = sum(map(len, series))
    if count > MAX_SERIES_VALUES:
        raise _too_many("series", count, MAX_SERIES_VALUES)


def _too_many(name: str, count: int, limit: int) -> Invalid:
    return Invalid(
        "map.too-many",
        N_("A map shows at most %(limit)d values of one kind; there are %(count)d."),
        N_("Narrow the time or the filter, or count by place first."),
        place=name,
        limit=limit,
        count=count,
    )


def _place(place: Place, where: str) -> None:
    _true(abs(place.lon) <= 180 and abs(place.lat) <= 90, where)


def _amounts(values: Sequence[float], where: str) -> None:
    _true(math.isfinite(sum(values)) and min(values) >= 0, where)


def _series(series: Mapping[int, float], periods: Sequence[tuple[str, str]], where: str) -> None:
    _true(not series or (min(series) >= 0 and max(series) < len(periods)), where)


def _own(href: str) -> bool:
    """Nothing, a path of this node or a query: never another host, never a script."""
    return not href or href[0] in "?#" or (href[0] == "/" and href[1:2] not in ("/", "\\"))


def _true(holds: bool, where: str) -> None:
    if not holds:
        raise Invalid(
            "map.value",
            N_("A value of this map cannot be drawn."),
            N_("Tell the person who looks after this node; the place is named."),
            place=where,
        )
