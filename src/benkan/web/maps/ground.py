"""What lies under the values: land, coasts, borders, grid and names, as SVG paths; one for all readers of a frame.

Coordinates are whole tenths of a pixel, relative to the point before: a region costs 15 to 40 kB instead of 120.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from benkan.web.borders import DASHED, SOLID, Borders
from benkan.web.maps.clipping import Box, Dot, cut_line, cut_ring, thinned
from benkan.web.maps.outlines import Outlines, Ring
from benkan.web.maps.projection import HORIZON, Frame
from benkan.web.maps.sphere import Position, angle, at_antimeridian, cut_at_antimeridian

FINENESS, FINENESS_WORLD = 0.8, 1.4
"""Pixels between two points that are kept; a world is one of many lines, and refined when the reader comes nearer."""
DUST = 1.5
"""Pixels: islands that are smaller in both directions are left out."""
EDGE = 12.0
"""Pixels around the picture to which surfaces reach, so that their cut edges are never seen."""
REGIONS_FROM_DEGREES = 16.0
"""Lines between regions are drawn at once where the frame is narrower; elsewhere when the reader comes nearer."""
LABEL_PIXELS = 1_600.0
"""Surface from which a country's name fits into it; a phone shows the names of those four times as large."""
SMALL_LABEL = 4


@dataclass(frozen=True, slots=True)
class Label:
    """Where a country's name stands, in pixels; small ones are left out on a phone."""

    code: str
    x: float
    y: float
    small: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """Paths (the ``d`` of SVG, tenths of a pixel), and what is seen.

    Args:
        areas: the surface of each shape that is seen, by code; those drawn as one are under their state's code.
        seen: codes of the shapes in the picture, each under its own code.
        unsettled: codes of those with a dashed line in the picture.
    """

    grid: str
    areas: dict[str, str]
    coast: str
    solid: str
    dashed: str
    regions: str
    labels: tuple[Label, ...]
    seen: frozenset[str]
    unsettled: frozenset[str]


def ground(frame: Frame, outlines: Outlines | None, borders: Borders) -> Ground:
    """The ground of this frame."""
    key = (borders.default, tuple(sorted(borders.territories.items())))
    return _ground(frame, _Held(outlines), key)


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """Outlines as a key of the cache: by identity, for nobody compares twenty thousand points."""

    outlines: Outlines | None

    def __hash__(self) -> int:
        return id(self.outlines)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.outlines is self.outlines


@lru_cache(maxsize=32)
def _ground(frame: Frame, held: _Held, setting: tuple[str, tuple[tuple[str, str], ...]]) -> Ground:
    box = (-EDGE, -EDGE, frame.width + EDGE, frame.height + EDGE)
    grid = path(_grid(frame, box))
    outlines = held.outlines
    if outlines is None:
        return Ground(grid, {}, "", "", "", "", (), frozenset(), frozenset())
    borders = Borders(setting[0], dict(setting[1]))
    page = _Page(frame, outlines, box)
    areas, largest, seen = _surfaces(page, borders)
    unsettled: set[str] = set()
    lines: dict[str, list[list[Dot]]] = {"coast": [], SOLID: [], DASHED: []}
    for index, owners in outlines.owners.items():
        kind = "coast" if len(owners) == 1 else borders.line(owners)
        if kind:
            drawn = page.line((index,))
            lines[kind].extend(drawn)
            if kind == DASHED and any(_within(frame, dot) for line in drawn for dot in line):
                unsettled.update(code for code in owners if borders.way(code) == DASHED)
    return Ground(
        grid,
        {code: path(rings, closed=True) for code, rings in areas.items()},
        path(lines["coast"]),
        path(lines[SOLID]),
        path(lines[DASHED]),
        path(_regions(page, borders)),
        tuple(_labels(frame, largest)),
        frozenset(seen),
        frozenset(unsettled),
    )


def _within(frame: Frame, dot: Dot) -> bool:
    return 0 <= dot[0] <= frame.width and 0 <= dot[1] <= frame.height


def _surfaces(
    page: _Page, borders: Borders
) -> tuple[dict[str, list[list[Dot]]], dict[str, tuple[float, Dot]], set[str]]:
    """(surfaces by the shape as whose part they are drawn, the largest of each with its middle, shapes seen)."""
    areas: dict[str, list[list[Dot]]] = {}
    largest: dict[str, tuple[float, Dot]] = {}
    seen = set()
    for code, surfaces in page.outlines.countries.items():
        owner = borders.owner(code)
        for at, ring in ((at, ring) for surface in surfaces for at, ring in enumerate(surface)):
            for dots in page.ring(ring):
                if any(_within(page.frame, dot) for dot in dots):
                    seen.add(code)
                areas.setdefault(owner, []).append(dots)
                if at == 0 and owner == code:
                    largest[code] = max(largest.get(code, (0.0, (0.0, 0.0))), _middle(dots))
    return areas, largest, seen


def _regions(page: _Page, borders: Borders) -> Iterator[list[Dot]]:
    """The lines between regions, in a frame near enough; not those that lie in another country's shape."""
    if page.frame.degrees_across >= REGIONS_FROM_DEGREES:
        return
    for code, host, parts in page.outlines.regions:
        if not host or borders.owner(host) == borders.owner(code):
            for part in parts:
                yield from page.line(part)


def path(lines: Iterable[Sequence[Dot]], *, closed: bool = False) -> str:
    """The ``d`` of lines in pixels, written in whole tenths."""
    written = []
    for line in lines:
        x, y = round(10 * line[0][0]), round(10 * line[0][1])
        steps = []
        for dot_x, dot_y in line[1:]:
            next_x, next_y = round(10 * dot_x), round(10 * dot_y)
            if (next_x, next_y) != (x, y) or len(line) == 2:
                down = next_y - y
                steps.append(f"{next_x - x}{'' if down < 0 else ' '}{down}")
                x, y = next_x, next_y
        if steps:
            written.append(
                f"M{round(10 * line[0][0])} {round(10 * line[0][1])}l{' '.join(steps)}{'z' if closed else ''}"
            )
    return "".join(written)


def grid_step(frame: Frame) -> int:
    """Degrees between two lines of the grid."""
    return next(
        step for limit, step in ((8, 1), (18, 2), (40, 5), (90, 10), (math.inf, 30)) if frame.degrees_across <= limit
    )


def _grid(frame: Frame, box: Box) -> list[list[Dot]]:
    step = grid_step(frame)
    fine = [each / 2 for each in range(-180 * 2, 180 * 2 + 1, 2 if step < 10 else 4)]
    ways = [[(float(lon), lat) for lat in fine if abs(lat) <= 84] for lon in range(-180, 181, step)]
    ways += [[(lon, float(lat)) for lon in fine] for lat in range(-90 + step, 90, step)]
    found = []
    for way in ways:
        for piece in _before_horizon(frame, way):
            found.extend(cut_line([frame.pixel(position) for position in piece], box))
    return [thinned(line, 2.0) for line in found]


def _before_horizon(frame: Frame, way: Sequence[Position]) -> list[list[Position]]:
    """The pieces of a way that a regional frame can show: near its far side Lambert's projection tears lines apart."""
    if frame.world:
        return at_antimeridian(list(way))
    pieces: list[list[Position]] = [[]]
    for position in way:
        if angle(frame.projection.centre, position) < HORIZON:
            pieces[-1].append(position)
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if len(piece) > 1]


@dataclass(slots=True)
class _Page:
    """Puts arcs on the page, each once, so that neighbours meet."""

    frame: Frame
    outlines: Outlines
    box: Box
    arcs: dict[int, list[Dot]] = field(default_factory=dict)

    def ring(self, ring: Ring) -> Iterable[list[Dot]]:
        """The parts of a surface that are seen."""
        if self.frame.world:
            parts = [
                thinned([self.frame.pixel(each) for each in part], FINENESS_WORLD)
                for part in cut_at_antimeridian(list(self.outlines.walk(ring)))
            ]
        else:
            parts = [self._joined(ring)]
        found = (cut_ring(part, self.box) for part in parts if part and not _dust(part))
        return (dots for dots in found if len(dots) > 2)

    def line(self, ring: Ring) -> list[list[Dot]]:
        """The pieces of a line that are seen."""
        if self.frame.world:
            pieces = [
                thinned([self.frame.pixel(each) for each in piece], FINENESS_WORLD)
                for piece in at_antimeridian(list(self.outlines.walk(ring)))
                if len(piece) > 1
            ]
        else:
            pieces = [self._joined(ring)]
        return [seen for piece in pieces if piece and not _dust(piece) for seen in cut_line(piece, self.box)]

    def _joined(self, ring: Ring) -> list[Dot]:
        """The dots of a ring or line; empty when a part of it lies beyond the horizon."""
        found: list[Dot] = []
        for index in ring:
            dots = self._arc(index) if index >= 0 else self._arc(~index)[::-1]
            if not dots:
                return []
            found.extend(dots if not found else dots[1:])
        return found

    def _arc(self, index: int) -> list[Dot]:
        """An arc on the page; empty when all of it lies beyond the horizon of a regional frame."""
        if index not in self.arcs:
            arc = self.outlines.arcs[index]
            near = any(angle(self.frame.projection.centre, each) < HORIZON for each in arc)
            self.arcs[index] = thinned([self.frame.pixel(each) for each in arc], FINENESS) if near else []
        return self.arcs[index]


def _dust(line: Sequence[Dot]) -> bool:
    """Whether an island is too small to be seen; open lines never are, for they meet others."""
    if line[0] != line[-1]:
        return False
    wide = max(x for x, _ in line) - min(x for x, _ in line)
    high = max(y for _, y in line) - min(y for _, y in line)
    return max(wide, high) < DUST


def _middle(ring: Sequence[Dot]) -> tuple[float, Dot]:
    """(surface in square pixels, middle) of what is seen of a surface."""
    doubled = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        doubled, x, y = doubled + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return (abs(doubled) / 2, (x / (3 * doubled), y / (3 * doubled))) if doubled else (0.0, ring[0])


def _labels(frame: Frame, largest: dict[str, tuple[float, Dot]]) -> Iterable[Label]:
    for code, (surface, (x, y)) in sorted(largest.items()):
        beside_scale = x > 200 or y < frame.height - 44
        if surface >= LABEL_PIXELS and 30 <= x <= frame.width - 30 and 14 <= y <= frame.height - 14 and beside_scale:
            yield Label(code, round(x, 1), round(y, 1), surface < SMALL_LABEL * LABEL_PIXELS)
