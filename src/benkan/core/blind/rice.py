"""Golomb-Rice coding of a sorted set of numbers: near the information bound when they lie about evenly.

The gaps between the numbers are split: their low ``k`` bits side by side, then their high bits in unary. Two streams
instead of one, so that both can be read a whole array at a time; the size is the same. A set has one spelling.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = npt.NDArray[np.uint64]


def encode(values: Numbers, k: int) -> bytes:
    """The bytes of these numbers.

    Args:
        values: ascending, each once, below 2^62.
        k: low bits that are kept as they are, 0 to 32.
    """
    gaps = np.diff(values, prepend=np.uint64(0))
    # The first number counts from -1, so that 0 is a gap of 0 as for all others.
    gaps[1:] -= np.uint64(1)
    low = np.empty((len(gaps), k), np.uint8)
    for column in range(k):
        low[:, column] = gaps >> np.uint64(k - 1 - column) & np.uint64(1)
    ends = np.cumsum((gaps >> np.uint64(k)) + np.uint64(1)).astype(np.int64)
    high = np.ones(int(ends[-1]) if len(ends) else 0, np.uint8)
    high[ends - 1] = 0
    return np.packbits(low.ravel()).tobytes() + np.packbits(high).tobytes()


def size(values: Numbers, k: int) -> int:
    """How many bytes ``encode`` would make."""
    if not len(values):
        return 0
    gaps = np.diff(values, prepend=np.uint64(0))
    gaps[1:] -= np.uint64(1)
    high = int((gaps >> np.uint64(k)).sum()) + len(gaps)
    return -(-len(gaps) * k // 8) + -(-high // 8)


def decode(data: bytes, offset: int, count: int, k: int, universe: int) -> tuple[Numbers, int] | None:
    """The numbers and the offset behind them, or None when the bytes are not what ``encode`` makes.

    Args:
        data: the numbers begin at ``offset``; other bytes may follow them.
        count: how many there are.
        universe: each is below it; at most 2^62.
    """
    low_bytes = -(-count * k // 8)
    start = offset + low_bytes
    # No gap is larger than the universe, so the unary part cannot be longer than this.
    longest = min(len(data), start + (count + (universe >> k) + 7) // 8)
    if count == 0:
        return np.empty(0, np.uint64), offset
    if longest <= start:
        return None
    low = np.unpackbits(np.frombuffer(data, np.uint8, low_bytes, offset)) if k else np.empty(0, np.uint8)
    high = np.unpackbits(np.frombuffer(data, np.uint8, longest - start, start))
    ends = np.flatnonzero(high == 0)[:count]
    if len(ends) < count or low[count * k :].any():
        return None
    end = start + int(ends[-1]) // 8 + 1
    if high[int(ends[-1]) + 1 : (end - start) * 8].any():
        return None
    quotients = np.diff(ends, prepend=-1).astype(np.uint64) - np.uint64(1)
    if int(quotients.sum()) > universe >> k:
        return None
    gaps = quotients
    for column in low[: count * k].reshape(count, k).T:
        gaps = gaps << np.uint64(1) | column
    values = np.cumsum(gaps + np.uint64(1)) - np.uint64(1)
    return (values, end) if int(values[-1]) < universe else None
