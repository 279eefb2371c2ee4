"""Numbers that follow each other: who tries 76 12 34 50, 51, 52 … is guessing.

Only the last group of digits counts as the number; what stands before and after it must be the same, so two plates of
different series are no sequence. Who jumps further than the gap is not found here but by the count of subjects.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

_DIGITS = re.compile(r"(.*?)(\d+)(\D*)", re.DOTALL)


def longest(identifiers: Iterable[str], gap: int) -> int:
    """How many different numbers the longest sequence has; 0 without any.

    Args:
        identifiers: canonical forms such as ``phone:+22376123456``.
        gap: how far a number may be from the next, at least 1.
    """
    series: dict[tuple[str, str], set[int]] = {}
    for identifier in identifiers:
        found = _DIGITS.fullmatch(identifier)
        if found:
            before, number, after = found.groups()
            series.setdefault((before, after), set()).add(int(number))
    return max((_run(sorted(numbers), gap) for numbers in series.values()), default=0)


def _run(numbers: list[int], gap: int) -> int:
    best = length = 1
    for before, number in pairwise(numbers):
        length = length + 1 if number - before <= gap else 1
        best = max(best, length)
    return best
