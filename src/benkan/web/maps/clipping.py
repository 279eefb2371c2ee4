"""Only what is seen: lines and surfaces cut to a rectangle, and points that make no visible difference left out.

Surfaces by Sutherland and Hodgman (CACM 1974), segments by Liang and Barsky (ACM TOG 1984). A surface that leaves and
comes back is joined along the edge of the rectangle, which lies outside the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

Dot = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def thinned(line: Sequence[Dot], least: float) -> list[Dot]:
    """The line without points nearer than ``least`` to the last one kept; its ends stay, so that neighbours meet."""
    if len(line) < 3:
        return list(line)
    kept = [line[0]]
    square = least * least
    for x, y in line[1:-1]:
        last_x, last_y = kept[-1]
        if (x - last_x) ** 2 + (y - last_y) ** 2 >= square:
            kept.append((x, y))
    return [*kept, line[-1]]


def outside(line: Sequence[Dot], box: Box) -> bool:
    """Whether all points lie beyond one edge; nothing of the line or surface is seen then."""
    left, top, right, bottom = box
    return (
        all(x < left for x, _ in line)
        or all(x > right for x, _ in line)
        or all(y < top for _, y in line)
        or all(y > bottom for _, y in line)
    )


def inside(line: Sequence[Dot], box: Box) -> bool:
    """Whether all points are seen."""
    left, top, right, bottom = box
    return all(left <= x <= right and top <= y <= bottom for x, y in line)


def cut_ring(ring: Sequence[Dot], box: Box) -> list[Dot]:
    """The part of a surface inside the box; empty when there is none. The first point is not repeated."""
    if outside(ring, box):
        return []
    found = list(ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring)
    if inside(found, box):
        return found
    left, top, right, bottom = box
    for axis, limit, sign in ((0, left, 1), (0, right, -1), (1, top, 1), (1, bottom, -1)):
        found = _half(found, axis, limit, sign)
        if not found:
            return []
    return found


def _half(ring: list[Dot], axis: int, limit: float, sign: int) -> list[Dot]:
    """The part of a surface on one side of a line."""
    kept: list[Dot] = []
    before = ring[-1]
    was = sign * (before[axis] - limit) >= 0
    for point in ring:
        now = sign * (point[axis] - limit) >= 0
        if now != was:
            share = (limit - before[axis]) / (point[axis] - before[axis])
            kept.append((before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])))
        if now:
            kept.append(point)
        before, was = point, now
    return kept


def cut_line(line: Sequence[Dot], box: Box) -> list[list[Dot]]:
    """The pieces of a line inside the box."""
    if outside(line, box):
        return []
    if inside(line, box):
        return [list(line)]
    pieces: list[list[Dot]] = []
    for one, other in pairwise(line):
        seen = _segment(one, other, box)
        if seen is None:
            continue
        if pieces and pieces[-1][-1] == seen[0]:
            pieces[-1].append(seen[1])
        else:
            pieces.append([*seen])
    return pieces


def _segment(one: Dot, other: Dot, box: Box) -> tuple[Dot, Dot] | None:
    """The part of a segment inside the box."""
    (x, y), (to_x, to_y) = one, other
    wide, high = to_x - x, to_y - y
    enter, leave = 0.0, 1.0
    for towards, room in ((-wide, x - box[0]), (wide, box[2] - x), (-high, y - box[1]), (high, box[3] - y)):
        if towards == 0:
            if room < 0:
                return None
        elif towards < 0:
            enter = max(enter, room / towards)
        else:
            leave = min(leave, room / towards)
    if enter > leave:
        return None
    start = one if enter == 0 else (x + enter * wide, y + enter * high)
    end = other if leave == 1 else (x + leave * wide, y + leave * high)
    return start, end
