"""Stretches of time in which one account has many counterparties; linear in the transfers of the account."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

SPREAD = 6.0
AT_LEAST_TIMES = 2.2

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
    found: list[list[int]] = []
    names = others.tolist()
    # Where so few transfers lie in a window that there cannot be so many others, nobody need look.
    reach = np.searchsorted(seconds, seconds - window, "left")
    enough = np.flatnonzero(np.arange(len(seconds)) - reach + 1 >= least).tolist()
    seen: dict[int, int] = {}
    start = end = 0
    for wanted in enough:
        first = int(reach[wanted])
        if first >= end:  # nothing of the last window is left
            seen, start, end = {}, first, first
        for name in names[end : wanted + 1]:
            seen[name] = seen.get(name, 0) + 1
        end = wanted + 1
        for name in names[start:first]:
            if seen[name] == 1:
                del seen[name]
            else:
                seen[name] -= 1
        start = first
        if len(seen) >= least:
            if found and start < found[-1][1]:
                found[-1][1] = end
            else:
                found.append([start, end])
    return [_trimmed(seconds, others, low, high, window // 4, least) for low, high in found]


def _trimmed(
    seconds: Positions, others: npt.NDArray[np.int32], low: int, high: int, gap: int, least: int
) -> tuple[int, int]:
    """The stretch without what hangs at its edges, as long as so many different counterparties are left."""
    while seconds[low + 1] - seconds[low] > gap and len(np.unique(others[low + 1 : high])) >= least:
        low += 1
    while seconds[high - 1] - seconds[high - 2] > gap and len(np.unique(others[low : high - 1])) >= least:
        high -= 1
    return low, high


def groups(keys: npt.NDArray[np.int64] | npt.NDArray[np.int32], least: int) -> list[npt.NDArray[np.int64]]:
    """Positions of equal keys, in their order, where there are at least so many of one key."""
    if not len(keys):
        return []
    order = np.argsort(keys, kind="stable")
    starts = np.concatenate(([0], np.flatnonzero(np.diff(keys[order])) + 1))
    ends = np.append(starts[1:], len(order))
    large = np.flatnonzero(ends - starts >= least)
    return [order[low:high] for low, high in zip(starts[large].tolist(), ends[large].tolist(), strict=True)]


def of_one_size(amounts: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which amounts belong together: not those that stand far above the others, which are another affair.

    An amount stands apart when it is 2.2 times the median and, on the scale of logarithms, six median deviations above.
    """
    logs = np.log(amounts)
    median = np.median(logs)
    spread = np.median(np.abs(logs - median))
    kept: npt.NDArray[np.bool_] = logs <= median + max(np.log(AT_LEAST_TIMES), SPREAD * spread)
    return kept
