"""What is usual: a robust norm that one busy day, or one busy officer, does not move."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

_SIGMA = 0.6745
"""The third quartile of the standard normal: the median absolute deviation is this share of a standard deviation."""


def most_usual(counts: Sequence[int], z: float) -> int:
    """The largest count that is still usual: a modified z-score of at most z (Iglewicz and Hoaglin 1993).

    A deviation below one search counts as one: among officers who all make three searches a day, four are no outlier.
    """
    middle = median(counts)
    deviation = max(1.0, median(abs(count - middle) for count in counts))
    return math.floor(middle + z * deviation / _SIGMA)


def limit(counts: Sequence[int], *, z: float, points: int, floor: int, otherwise: int) -> int:
    """The count above which there is an alarm.

    Args:
        counts: of earlier days.
        points: how many of them a norm needs; with fewer, ``otherwise`` is the limit.
        floor: the limit is never lower.
    """
    return max(floor, most_usual(counts, z)) if len(counts) >= points else otherwise
