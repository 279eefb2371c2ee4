"""The outlines that the build made from Natural Earth, read once: a TopoJSON whose arcs are shared by neighbours.

Where the build could not reach npm there are none; maps then show marks, lines and their table over a bare grid.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from benkan.web.maps.sphere import Position, unwrapped

ADDRESS = "vendor/maps/outlines.json"
FILE = Path(__file__).resolve().parents[1] / "static" / ADDRESS
EXTENT_POSITIONS = 24
"""Of a country's outline, enough for the frame of a picture, which has a margin."""
Ring = tuple[int, ...]
"""Indexes of arcs that follow each other; ``~i`` is arc i backwards (TopoJSON 1.0, 2.1.4)."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """The shapes of countries and the lines between their regions.

    Args:
        arcs: positions of each arc.
        countries: the surfaces of each shape by its code: rings, the first of each surface the outer one.
        owners: the codes of the shapes on both sides of an arc; one alone is a coast.
        regions: (country, the shape in which the lines lie or "", lines).
        known: what was reckoned before.
    """

    arcs: Sequence[Sequence[Position]]
    countries: dict[str, list[list[Ring]]]
    owners: dict[int, tuple[str, ...]]
    regions: list[tuple[str, str, list[Ring]]]
    known: dict[str, tuple[Sequence[Position], Position | None]] = field(default_factory=dict)

    def walk(self, ring: Ring) -> Iterator[Position]:
        """The positions of a ring or line; where two arcs meet the point comes once."""
        for count, index in enumerate(ring):
            arc = self.arcs[index] if index >= 0 else self.arcs[~index][::-1]
            yield from arc if count == 0 else arc[1:]

    def extent(self, code: str) -> Sequence[Position]:
        """Some outer positions of the country's largest surface; empty when the code has no shape."""
        return self._largest(code)[0]

    def heart(self, code: str) -> Position | None:
        """The middle of the country's largest surface; none when the code has no shape."""
        return self._largest(code)[1]

    def _largest(self, code: str) -> tuple[Sequence[Position], Position | None]:
        """(positions, middle) of the largest surface; reckoned once, for a network may have 196 countries."""
        if code not in self.known:
            rings = [list(self.walk(surface[0])) for surface in self.countries.get(code, [])]
            found = max(((*_centroid(ring), ring) for ring in rings), default=None)
            self.known[code] = (
                (found[2][:: max(1, len(found[2]) // EXTENT_POSITIONS)], found[1]) if found else ((), None)
            )
        return self.known[code]


def read(text: str) -> Outlines:
    """The outlines of a TopoJSON text with the objects ``countries`` and ``regions``."""
    topology: dict[str, Any] = json.loads(text)
    (scale_x, scale_y), (from_x, from_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            arc.append((x * scale_x + from_x, y * scale_y + from_y))
        arcs.append(arc)
    countries: dict[str, list[list[Ring]]] = {}
    owners: dict[int, tuple[str, ...]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        surfaces = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        countries[shape["id"]] = [[tuple(ring) for ring in surface] for surface in surfaces]
        for index in {arc if arc >= 0 else ~arc for surface in surfaces for ring in surface for arc in ring}:
            owners[index] = (*owners.get(index, ()), shape["id"])
    regions = []
    for lines in topology["objects"]["regions"]["geometries"]:
        parts = lines["arcs"] if lines["type"] == "MultiLineString" else [lines["arcs"]]
        regions.append((lines["id"], lines.get("properties", {}).get("inside", ""), [tuple(part) for part in parts]))
    return Outlines(arcs, countries, owners, regions)


@lru_cache(maxsize=1)
def outlines() -> Outlines | None:
    """Those of this installation; none where the build did without npm."""
    try:
        return read(FILE.read_text("utf-8"))
    except FileNotFoundError:
        return None


def _centroid(ring: list[Position]) -> tuple[float, Position]:
    """(surface, middle) in plane degrees: good enough for where to put a name."""
    (lon0, lat0), whole = ring[0], unwrapped(ring)
    doubled = x = y = 0.0
    # About the first point: a small island far from the origin would drown in the rounding of large products.
    for (x1, y1), (x2, y2) in pairwise(whole):
        cross = (x1 - lon0) * (y2 - lat0) - (x2 - lon0) * (y1 - lat0)
        doubled, x, y = doubled + cross, x + (x1 + x2 - 2 * lon0) * cross, y + (y1 + y2 - 2 * lat0) * cross
    if not doubled:
        return 0.0, ring[0]
    lon = lon0 + x / (3 * doubled)
    return abs(doubled) / 2, (lon - 360 * round(lon / 360), lat0 + y / (3 * doubled))
