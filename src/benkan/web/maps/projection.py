"""From the globe to the page: two equal-area projections, and the frame that fits what is to be seen.

Equal areas, because marks and shades are read as densities. A region is drawn with Lambert's azimuthal projection
about its own middle (Snyder, Map Projections: A Working Manual, USGS 1987, p. 182), the whole world with Equal Earth
(Šavrič, Patterson and Jenny, IJGIS 2019). Both are d3-geo's ``geoAzimuthalEqualArea`` and ``geoEqualEarth`` to the last
digit that is drawn (``tests/web/maps/projections.json``), so the browser goes on where the server stopped.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from benkan.web.maps.sphere import EARTH_RADIUS_KM, Position, angle, middle

WIDTH, HEIGHT = 960, 600
MARGIN = 0.08
REGIONAL = math.radians(60)
"""Up to here from the middle Lambert's projection keeps shapes readable: the edge is 15 per cent too narrow."""
HORIZON = math.radians(100)
"""What lies farther from the middle is never in a regional frame."""
SMALLEST_DEGREES = 8.0
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
ROOT = math.sqrt(3) / 2


@dataclass(frozen=True, slots=True)
class AzimuthalEqualArea:
    """Lambert's azimuthal equal-area projection of the unit sphere about a centre."""

    centre: Position
    name = "azimuthal"

    def project(self, position: Position) -> tuple[float, float]:
        """(x to the east, y to the north), at most 2 from the centre; the opposite point lies at (2, 0)."""
        lat0, lat = math.radians(self.centre[1]), math.radians(position[1])
        turn = math.radians(position[0] - self.centre[0])
        sin0, cos0, sin1, cos1 = math.sin(lat0), math.cos(lat0), math.sin(lat), math.cos(lat)
        cosine = sin0 * sin1 + cos0 * cos1 * math.cos(turn)
        if 1 + cosine < 1e-12:
            return 2.0, 0.0
        k = math.sqrt(2 / (1 + cosine))
        return k * cos1 * math.sin(turn), k * (cos0 * sin1 - sin0 * cos1 * math.cos(turn))


@dataclass(frozen=True, slots=True)
class EqualEarth:
    """Equal Earth of the unit sphere about the meridian of Greenwich."""

    centre: Position = (0.0, 0.0)
    name = "earth"

    def project(self, position: Position) -> tuple[float, float]:
        """(x to the east, y to the north)."""
        slant = math.asin(ROOT * math.sin(math.radians(position[1])))
        square = slant * slant
        sixth = square**3
        x = math.radians(position[0]) * math.cos(slant)
        x /= ROOT * (A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square))
        return x, slant * (A1 + A2 * square + sixth * (A3 + A4 * square))


@dataclass(frozen=True, slots=True)
class Frame:
    """A projection with the part of it that is seen.

    Args:
        scale: pixels of the picture for one unit of the projection.
        across: where the projection's origin lies, pixels from the left edge.
        down: same, from the upper edge.
    """

    projection: AzimuthalEqualArea | EqualEarth
    scale: float
    across: float
    down: float
    width: int = WIDTH
    height: int = HEIGHT

    def pixel(self, position: Position) -> tuple[float, float]:
        """Pixels from the left and from the upper edge; may lie outside."""
        x, y = self.projection.project(position)
        return self.across + self.scale * x, self.down - self.scale * y

    @property
    def world(self) -> bool:
        """Whether the whole world is seen."""
        return isinstance(self.projection, EqualEarth)

    @property
    def km_per_pixel(self) -> float:
        """At the middle of a regional frame; a world has no one scale."""
        return EARTH_RADIUS_KM / self.scale

    @property
    def degrees_across(self) -> float:
        """How many degrees the frame is wide."""
        return math.degrees(self.width / self.scale)


def frame_of(positions: Sequence[Position]) -> Frame:
    """The frame in which all these positions are seen: regional when they lie together, else the world."""
    if not positions:
        return world()
    centre = middle(positions)
    if any(angle(centre, position) > REGIONAL for position in positions):
        return world()
    projection = AzimuthalEqualArea((round(centre[0], 2), round(centre[1], 2)))
    box = _box(projection, positions)
    least = math.radians(SMALLEST_DEGREES)
    wide, high = max(box[2] - box[0], least), max(box[3] - box[1], least)
    scale = min((1 - 2 * MARGIN) * WIDTH / wide, (1 - 2 * MARGIN) * HEIGHT / high)
    across = WIDTH / 2 - scale * (box[0] + box[2]) / 2
    down = HEIGHT / 2 + scale * (box[1] + box[3]) / 2
    return Frame(projection, round(scale, 2), round(across, 2), round(down, 2))


def world() -> Frame:
    """The whole world, without Antarctica."""
    projection = EqualEarth()
    half = projection.project((180.0, 0.0))[0]
    north, south = projection.project((0.0, 84.0))[1], projection.project((0.0, -58.0))[1]
    scale = round(WIDTH / (2 * half), 2)
    high = math.ceil(scale * (north - south))
    return Frame(projection, scale, WIDTH / 2, round(scale * north, 2), WIDTH, high)


def _box(
    projection: AzimuthalEqualArea | EqualEarth, positions: Sequence[Position]
) -> tuple[float, float, float, float]:
    """West, south, east, north of the positions on the page."""
    found = [projection.project(position) for position in positions]
    return min(x for x, _ in found), min(y for _, y in found), max(x for x, _ in found), max(y for _, y in found)
