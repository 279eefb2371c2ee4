"""What left an index since the part before: a set of handles that nobody can read and few bytes can hold.

Each handle becomes a number below ``count * 2^32``, its place in that range; the numbers are sorted and Golomb-Rice
coded: 33.5 bits each, where the information bound is 33.4. A handle that did not leave meets one of ``count`` numbers
among ``count * 2^32``: once in 2^32 look-ups of the whole set, whatever its size. Such an accident takes nothing from
the asker: the owner, who knows its handles, puts a token that it would hide into the map beside these tombstones.
"""

from __future__ import annotations

import numpy as np

from benkan.core.blind import rice
from benkan.core.blind.fuse import AT_ONCE
from benkan.core.blind.padding import noise, padded
from benkan.core.blind.rice import Numbers

CHECK_BITS = 32
_RICE = 31
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


def places(marks: Numbers, count: int) -> Numbers:
    """Where handles lie among ``count`` tombstones: ``floor(mark * count / 2^32)``.

    Args:
        marks: the last 8 bytes of each handle as a little-endian number.
        count: of the tombstones, padding included.
    """
    wide = np.uint64(count)
    return (marks >> _HALF) * wide + ((marks & _LOW) * wide >> _HALF)


def fill(marks: Numbers, seed: bytes) -> Numbers:
    """The sorted, distinct numbers of these handles, with noise up to the next step of the ladder."""
    count = padded(len(marks))
    found = set(places(marks, count).tolist())
    number = 0
    while len(found) < count:
        # From 2^63 on, so that no dummy tombstone is a dummy entry.
        mark = int.from_bytes(noise(seed, (1 << 63) + number)[8:16], "little")
        found.add(mark * count >> CHECK_BITS)
        number += 1
    return np.array(sorted(found), np.uint64)


def pack(numbers: Numbers) -> bytes:
    """The published form."""
    return rice.encode(numbers, _RICE)


def unpack(data: bytes, offset: int, count: int) -> tuple[Numbers, int] | None:
    """The numbers and the offset behind them, or None."""
    return rice.decode(data, offset, count, _RICE, count << CHECK_BITS)


def among(numbers: Numbers, marks: Numbers) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which of these handles have a tombstone."""
    found = np.zeros(len(marks), bool)
    for start in range(0, len(marks), AT_ONCE):
        wanted = places(marks[start : start + AT_ONCE], len(numbers))
        at = np.searchsorted(numbers, wanted)
        at[at == len(numbers)] = 0
        found[start : start + AT_ONCE] = numbers[at] == wanted
    return found


def has(numbers: Numbers, handle: bytes) -> bool:
    """Whether this handle has a tombstone."""
    wanted = int.from_bytes(handle[8:16], "little") * len(numbers) >> CHECK_BITS
    at = int(np.searchsorted(numbers, np.uint64(wanted)))
    return at < len(numbers) and int(numbers[at]) == wanted
