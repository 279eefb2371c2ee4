"""How large a value is drawn, and as which shape: a mark is told apart without its colour."""

from __future__ import annotations

import math
from collections.abc import Sequence

from benkan.web.maps.clipping import Dot

SMALLEST_RADIUS, NARROWEST = 2.2, 0.9


def radius(magnitude: float, most: float, largest: float) -> float:
    """Pixels: the surface of a mark is in proportion to its magnitude, the largest has this radius."""
    return max(SMALLEST_RADIUS, largest * math.sqrt(magnitude / most)) if most else SMALLEST_RADIUS


def width(volume: float, most: float, widest: float) -> float:
    """Pixels: the width of a line is in proportion to its volume, the largest is this wide."""
    return max(NARROWEST, widest * volume / most) if most else NARROWEST


def mark(kind: int, size: float) -> str:
    """The element of a mark with the surface of a circle of this radius, about the origin.

    Args:
        kind: 0 circle, 1 square, 2 diamond, 3 triangle, 4 cross, 5 triangle upside down.
    """
    if kind == 0:
        return f'<circle r="{size:.1f}"/>'
    half = size * math.sqrt(math.pi) / 2
    reach = size * math.sqrt(math.pi / 2)
    side = size * math.sqrt(4 * math.pi / math.sqrt(3))
    arm = size * math.sqrt(math.pi / 20)
    corners: dict[int, Sequence[Dot]] = {
        1: ((-half, -half), (half, -half), (half, half), (-half, half)),
        2: ((0, -reach), (reach, 0), (0, reach), (-reach, 0)),
        3: ((0, -side / math.sqrt(3)), (side / 2, side / math.sqrt(12)), (-side / 2, side / math.sqrt(12))),
        4: (
            *((-arm, -3 * arm), (arm, -3 * arm), (arm, -arm), (3 * arm, -arm), (3 * arm, arm), (arm, arm)),
            *((arm, 3 * arm), (-arm, 3 * arm), (-arm, arm), (-3 * arm, arm), (-3 * arm, -arm), (-arm, -arm)),
        ),
        5: ((0, side / math.sqrt(3)), (-side / 2, -side / math.sqrt(12)), (side / 2, -side / math.sqrt(12))),
    }
    return f'<path d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in corners[kind])}z"/>'


def nice(value: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is not larger."""
    power = 10.0 ** math.floor(math.log10(value))
    return power * next(step for step in (5, 2, 1) if step * power <= value * (1 + 1e-9))
