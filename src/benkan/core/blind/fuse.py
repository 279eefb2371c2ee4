"""A binary fuse map: from a 16-byte handle to a 48-bit value, about 1.13 cells an entry, three cells a look-up.

The three cells of a handle lie in three neighbouring segments; the value is their exclusive or. Whoever asks for a
handle that is not in the map gets noise. The map is solved by peeling in rounds, each a handful of array operations, so
it needs some 60 bytes an entry while it is built and gives the same cells whatever the order of the entries.

Source: Graf and Lemire, "Binary Fuse Filters", ACM JEA 27 (2022); the geometry is tighter than theirs for few entries.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from benkan.core.blind.rice import Numbers

Rounds: TypeAlias = list[tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]]
AT_ONCE = 1 << 20
SEEDS = 256
MAX_SEGMENT_LOG = 18
_ALL = (1 << 64) - 1
_FACTORS = (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


def geometry(count: int, seed: int) -> tuple[int, int]:
    """The binary logarithm of the cells in a segment, and the segments less two, for this attempt.

    Args:
        count: entries, at least 64.
        seed: number of the attempt; every second one takes a little more room.
    """
    segment_log = min((20 * count).bit_length() - 1 >> 1, MAX_SEGMENT_LOG)
    cells = count + 14 * count // 100 + 5 * math.isqrt(count)
    least = max(1, -(-cells >> segment_log) - 2)
    return segment_log, least + seed // 2 * max(1, least // 64)


def solve(places: Numbers, values: Numbers) -> tuple[int, Numbers] | None:
    """The seed and the cells of a map, or None when two places are equal.

    Args:
        places: the first 8 bytes of each handle as a little-endian number.
        values: what each stands for, below 2^48.
    """
    ascending = np.sort(places)
    if bool((ascending[1:] == ascending[:-1]).any()):
        return None
    del ascending
    for seed in range(SEEDS):
        segment_log, segments = geometry(len(places), seed)
        cells = (segments + 2) << segment_log
        positions = cells_of(places, seed, segment_log, segments)
        # Neighbours in the map are worked on one after the other; the cells come out the same in any order.
        order = np.argsort(positions[0], kind="stable").astype(np.uint32)
        for row in positions:
            row[:] = row[order]
        rounds = _peel(positions, cells)
        if rounds is not None:
            del places
            values = values[order]
            del order
            return seed, _assign(rounds, positions, values, cells)
    raise AssertionError  # pragma: no cover - each attempt succeeds more often than not


def cells_of(places: Numbers, seed: int, segment_log: int, segments: int) -> npt.NDArray[np.uint32]:
    """The three cells of each place: an array of three rows."""
    positions = np.empty((3, len(places)), np.uint32)
    for start in range(0, len(places), AT_ONCE):
        end = start + AT_ONCE
        positions[:, start:end] = _cells_of(places[start:end], seed, segment_log, segments)
    return positions


def _cells_of(places: Numbers, seed: int, segment_log: int, segments: int) -> Numbers:
    mixed = _mix(places + np.uint64(seed))
    length, inside = np.uint64(segments << segment_log), np.uint64((1 << segment_log) - 1)
    segment = np.uint64(1 << segment_log)
    # The upper half of a product of 64 by 32 bits.
    first = ((mixed >> _HALF) * length + ((mixed & _LOW) * length >> _HALF)) >> _HALF
    second = (first + segment) ^ (mixed >> np.uint64(18) & inside)
    third = (first + segment + segment) ^ (mixed & inside)
    return np.stack([first, second, third])


def cells_of_one(place: int, seed: int, segment_log: int, segments: int) -> tuple[int, int, int]:
    """The same for one place, without arrays."""
    mixed = place + seed & _ALL
    for factor in _FACTORS:
        mixed = (mixed ^ mixed >> 33) * factor & _ALL
    mixed ^= mixed >> 33
    segment = 1 << segment_log
    first = mixed * (segments << segment_log) >> 64
    return first, first + segment ^ mixed >> 18 & segment - 1, first + 2 * segment ^ mixed & segment - 1


def _mix(value: Numbers) -> Numbers:
    for factor in _FACTORS:
        value = (value ^ value >> np.uint64(33)) * np.uint64(factor)
    return value ^ value >> np.uint64(33)


def _peel(positions: npt.NDArray[np.uint32], cells: int) -> Rounds | None:
    """Rounds of entries that have a cell for themselves once the rounds before are gone; None if some never do."""
    left = positions.shape[1]
    # About three entries share a cell; a cell with 256 of them does not happen, and would only fail the attempt.
    degree = np.zeros(cells, np.uint8)
    owner = np.zeros(cells, np.uint32)
    numbers = np.arange(left, dtype=np.uint32)
    for row in positions:
        np.add.at(degree, row, np.uint8(1))
        np.bitwise_xor.at(owner, row, numbers)
    del numbers
    rounds: Rounds = []
    free = np.flatnonzero(degree == 1).astype(np.uint32)
    while len(free):
        # An entry that is alone in two cells takes the lower one.
        entries, first = np.unique(owner[free], return_index=True)
        rounds.append((entries, free[first]))
        left -= len(entries)
        touched = positions[:, entries].ravel()
        np.subtract.at(degree, touched, np.uint8(1))
        np.bitwise_xor.at(owner, touched, np.tile(entries, 3))
        touched = np.unique(touched)
        free = touched[degree[touched] == 1]
    return rounds if left == 0 else None


def _assign(rounds: Rounds, positions: npt.NDArray[np.uint32], values: Numbers, cells: int) -> Numbers:
    filled = np.zeros(cells, np.uint64)
    for entries, own in reversed(rounds):
        first, second, third = (filled[row] for row in positions[:, entries])
        filled[own] = values[entries] ^ first ^ second ^ third
    return filled
