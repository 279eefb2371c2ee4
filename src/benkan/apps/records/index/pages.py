"""Postings packed into pages: sorted 64-bit numbers, the low half of a key above the number of a record.

A key has 55 bits: the upper 23 name its page, the lower 32 stand in the posting, so a posting costs 8 bytes however
many there are, and a page of a node with 10 million records is a hundred bytes. A key that many records carry leaves
its page for runs of its own; a marker stays, so one look at the page tells that there is a run. Pure: no database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint64]

PAGE_BITS = 23
SUFFIX_BITS = 32
LONGEST_IN_PAGE = 512  # postings of one key; beyond it the key has runs
RUN = 4096  # record numbers of one run
MARKER = 0xFFFF_FFFF  # in place of a record number: this key has runs
LAST_NUMBER = 0x7FFF_FFFF  # PostgreSQL's integer is signed

_LOW = np.uint64(0xFFFF_FFFF)
_32 = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Postings:
    """Keys and record numbers side by side (uint64 both, equal length), sorted by key, then by number."""

    keys: Numbers
    numbers: Numbers

    @classmethod
    def of(cls, keys: Numbers, numbers: Numbers) -> Postings:
        """The same postings, sorted."""
        order = np.lexsort((numbers, keys))
        return cls(keys[order], numbers[order])

    @classmethod
    def none(cls) -> Postings:
        """No postings."""
        empty = np.empty(0, np.uint64)
        return cls(empty, empty)

    def __len__(self) -> int:
        return len(self.keys)

    def only(self, chosen: npt.NDArray[np.bool_]) -> Postings:
        """Those where ``chosen`` is true."""
        return Postings(self.keys[chosen], self.numbers[chosen])


def page_of(keys: Numbers) -> Numbers:
    """Which page each key is in: 0 to 2^23 - 1."""
    return keys >> _32


def unpacked(rows: list[tuple[int, bytes]]) -> Postings:
    """The postings of these pages in the order given; pages in order give sorted postings.

    Args:
        rows: page and body; a body is a multiple of 8 bytes, little-endian.
    """
    if not rows:
        return Postings.none()
    entries = np.frombuffer(b"".join([body for _, body in rows]), dtype="<u8")
    pages = np.fromiter((page for page, _ in rows), np.uint64, len(rows))
    lengths = np.fromiter((len(body) >> 3 for _, body in rows), np.int64, len(rows))
    return Postings(np.repeat(pages << _32, lengths) | (entries >> _32), entries & _LOW)


def packed(postings: Postings) -> Iterator[tuple[int, bytes]]:
    """Page and body of every page that these sorted postings fill."""
    if not len(postings):
        return
    data = ((postings.keys << _32) | postings.numbers).astype("<u8").tobytes()
    pages = page_of(postings.keys)
    starts = np.flatnonzero(np.concatenate(([True], pages[1:] != pages[:-1])))
    ends = [*(starts[1:] * 8).tolist(), len(data)]
    for page, start, end in zip(pages[starts].tolist(), (starts * 8).tolist(), ends, strict=True):
        yield page, data[start:end]


def merged(old: Postings, added: Postings, gone: Postings) -> Postings:
    """``old`` and ``added`` without ``gone``, each posting once."""
    if not len(old) and not len(gone):
        keys, numbers = added.keys, added.numbers
        kept = np.ones(len(keys), np.bool_)
    else:
        keys = np.concatenate((old.keys, added.keys, gone.keys))
        numbers = np.concatenate((old.numbers, added.numbers, gone.numbers))
        leaving = np.zeros(len(keys), np.bool_)
        leaving[len(keys) - len(gone) :] = True
        order = np.lexsort((leaving, numbers, keys))
        keys, numbers, kept = keys[order], numbers[order], ~leaving[order]
    # Of equal postings the last stands for all: one that leaves sorts last and takes the others with it.
    kept[:-1] &= (keys[1:] != keys[:-1]) | (numbers[1:] != numbers[:-1])
    return Postings(keys[kept], numbers[kept])


def grouped(keys: Numbers) -> tuple[Numbers, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Each distinct key of a sorted column, where it starts and how often it stands there."""
    if not len(keys):
        return keys, np.empty(0, np.int64), np.empty(0, np.int64)
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return keys[starts], starts, np.diff(np.concatenate((starts, [len(keys)])))


def without_long(postings: Postings) -> tuple[Postings, list[tuple[int, Numbers]]]:
    """The postings with a marker for each key that has too many, and those keys with their record numbers."""
    keys, starts, counts = grouped(postings.keys)
    long = np.flatnonzero(counts > LONGEST_IN_PAGE)
    if not len(long):
        return postings, []
    taken = [
        (int(keys[at]), postings.numbers[starts[at] : starts[at] + counts[at]]) for at in long.tolist()
    ]  # fmt: skip
    kept = np.ones(len(postings), np.bool_)
    numbers = postings.numbers.copy()
    for at in long.tolist():
        kept[starts[at] + 1 : starts[at] + counts[at]] = False
        numbers[starts[at]] = MARKER
    return Postings(postings.keys[kept], numbers[kept]), taken


def run_bytes(numbers: Numbers) -> bytes:
    """Record numbers as a run keeps them: four bytes each, little-endian."""
    return numbers.astype("<u4").tobytes()


def run_numbers(body: bytes) -> Numbers:
    """The record numbers of a run."""
    return np.frombuffer(body, dtype="<u4").astype(np.uint64)
