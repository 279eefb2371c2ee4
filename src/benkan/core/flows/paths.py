"""Paths of money: transfer after transfer, each from where the last one ended, soon after it and of nearly its sum.

A pair (``Ledger.pairs``) is one step. Transfers go forward in time, so steps make no circle among themselves, and the
longest path is found by one walk in the order of time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]
Array = npt.NDArray[np.int64]


class Steps:
    """Steps by the transfer from which they lead on.

    Args:
        came: position of the transfer that is left, sorted.
        went: position of the transfer that is reached.
    """

    def __init__(self, came: Array, went: Array) -> None:
        self.came = came
        self.went = went

    def __len__(self) -> int:
        return len(self.came)

    def long_enough(self, transfers: int) -> Steps:
        """Only steps on a path of at least so many transfers."""
        came, went = self.came, self.went
        if not len(came):
            return self
        span = int(max(came.max(), went.max())) + 1
        before = _lengths(came, went, span, transfers)
        after = _lengths(went, came, span, transfers)
        kept = before[came] + after[went] >= transfers
        return Steps(came[kept], went[kept])

    def following(self, reached: Array) -> tuple[Array, Array]:
        """For each of these transfers each step from it: (number in ``reached``, transfer that is reached)."""
        low = np.searchsorted(self.came, reached, "left")
        many = np.searchsorted(self.came, reached, "right") - low
        number = np.repeat(np.arange(len(reached)), many)
        within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        return number, self.went[low[number] + within]


def _lengths(came: Array, went: Array, span: int, most: int) -> npt.NDArray[np.int16]:
    """How many transfers the longest path that ends at each transfer has, counted up to ``most``."""
    length = np.ones(span, np.int16)
    for _ in range(most - 1):
        longer = np.minimum(length[came] + 1, most).astype(np.int16)
        before = length.copy()
        np.maximum.at(length, went, longer)
        if np.array_equal(before, length):
            break
    return length
