"""Stretches of time in which one account has many counterparties; linear in the transfers of the account."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]


def stretches(seconds: Positions, others: npt.NDArray[np.int32], window: int, least: int) -> list[tuple[int, int]]:
    """Where at least so many different counterparties lie within one window, as (start, end) of slices.

    Windows that overlap become one stretch; what hangs at its edges, more than a quarter of a window away from
    the rest, is cut off.

    Args:
        seconds: times, not falling.
        others: the counterparty of each transfer.
        window: in seconds.
        least: different counterparties.
    """
    seen: Counter[int] = Counter()
    found: list[list[int]] = []
    start = 0
    for end, (at, other) in enumerate(zip(seconds.tolist(), others.tolist(), strict=True)):
        seen[other] += 1
        while at - seconds[start] > window:
            leaving = int(others[start])
            seen[leaving] -= 1
            if not seen[leaving]:
                del seen[leaving]
            start += 1
        if len(seen) >= least:
            if found and start < found[-1][1]:
                found[-1][1] = end + 1
            else:
                found.append([start, end + 1])
    return [_trimmed(seconds, low, high, window // 4, least) for low, high in found]


def _trimmed(seconds: Positions, low: int, high: int, gap: int, least: int) -> tuple[int, int]:
    while high - low > least and seconds[low + 1] - seconds[low] > gap:
        low += 1
    while high - low > least and seconds[high - 1] - seconds[high - 2] > gap:
        high -= 1
    return low, high
