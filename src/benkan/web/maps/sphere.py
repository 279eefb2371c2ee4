"""Places on a sphere: distances, the shortest way, the middle of many.

A sphere is right to half a per cent, which no map here shows. Positions are in degrees, angles in radians.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise

from benkan.web.maps.clipping import cut_ring

Position = tuple[float, float]
"""Longitude and latitude in degrees."""
EARTH_RADIUS_KM = 6371.0088
"""Mean radius R1 of the IUGG for GRS 80."""
STEP_DEGREES = 2.0
OPPOSITE = math.radians(179.9)
NEAR_POLE = 89.0


def unit(position: Position) -> tuple[float, float, float]:
    """The position as a vector of length 1."""
    lon, lat = math.radians(position[0]), math.radians(position[1])
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def position_of(vector: tuple[float, float, float]) -> Position:
    """The position to which the vector points; its length does not matter."""
    x, y, z = vector
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def angle(one: Position, other: Position) -> float:
    """The distance in radians (Vincenty's formula on a sphere: exact for near and for opposite places)."""
    lat1, lat2 = math.radians(one[1]), math.radians(other[1])
    turn = math.radians(other[0] - one[0])
    across = math.hypot(
        math.cos(lat2) * math.sin(turn),
        math.cos(lat1) * math.sin(lat2) - math.sin(lat1) * math.cos(lat2) * math.cos(turn),
    )
    along = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(turn)
    return math.atan2(across, along)


def middle(positions: Iterable[Position]) -> Position:
    """Where the mean of the vectors points; the Gulf of Guinea's null point for places that balance each other."""
    x = y = z = 0.0
    for position in positions:
        one = unit(position)
        x, y, z = x + one[0], y + one[1], z + one[2]
    return (0.0, 0.0) if math.hypot(x, y, z) < 1e-9 else position_of((x, y, z))


def great_circle(start: Position, end: Position, step_degrees: float = STEP_DEGREES) -> list[Position]:
    """The shortest way as positions at most a step apart, both ends included.

    Opposite places have no shortest way; then it goes over the north pole, and from pole to pole over the equator.
    """
    whole = angle(start, end)
    if whole > OPPOSITE:
        # Far from both ends, or one half would be a way between opposite places again.
        between = (0.0, 90.0) if abs(start[1]) < NEAR_POLE else (start[0], 0.0)
        return [*great_circle(start, between, step_degrees)[:-1], *great_circle(between, end, step_degrees)]
    count = max(1, math.ceil(math.degrees(whole) / step_degrees))
    if whole < 1e-12:
        return [start, end]
    one, other = unit(start), unit(end)
    way = [start]
    for at in range(1, count):
        a = math.sin((1 - at / count) * whole) / math.sin(whole)
        b = math.sin(at / count * whole) / math.sin(whole)
        way.append(position_of((a * one[0] + b * other[0], a * one[1] + b * other[1], a * one[2] + b * other[2])))
    return [*way, end]


def at_antimeridian(way: list[Position]) -> list[list[Position]]:
    """The way in pieces that do not jump across the 180th meridian; each piece ends on it."""
    pieces = [[way[0]]]
    for (lon1, lat1), (lon2, lat2) in pairwise(way):
        if abs(lon2 - lon1) > 180:
            edge = math.copysign(180.0, lon1)
            beyond = lon2 + math.copysign(360.0, lon1)
            share = (edge - lon1) / (beyond - lon1) if beyond != lon1 else 0.0
            crossing = lat1 + share * (lat2 - lat1)
            pieces[-1].append((edge, crossing))
            pieces.append([(-edge, crossing)])
        pieces[-1].append((lon2, lat2))
    return pieces


def unwrapped(line: list[Position]) -> list[Position]:
    """The line without jumps at the 180th meridian: its longitudes may leave -180 to 180."""
    turned = [line[0]]
    for lon, lat in line[1:]:
        turned.append((lon + 360 * round((turned[-1][0] - lon) / 360), lat))
    return turned


def cut_at_antimeridian(ring: list[Position]) -> list[list[Position]]:
    """The surface in parts between the meridians 180 west and 180 east; none of them goes round a pole."""
    turned = unwrapped(ring)
    if all(-180 <= lon <= 180 for lon, _ in turned):
        return [turned]
    shifted = ([(lon + shift, lat) for lon, lat in turned] for shift in (-360, 0, 360))
    return [part for each in shifted if (part := cut_ring(each, (-180, -90, 180, 90)))]
