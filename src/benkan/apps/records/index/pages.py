"""Postings packed into pages: sorted numbers, what is left of a key above the number of a record.

A key has 44 bits: the upper 20 name its page, the lower 24 stand in the posting. The number of a record takes three
bytes, in a page with a number beyond 2^24 four, so a posting costs 6 or 7 bytes; the first byte of a page says which.
Few and long pages are what a database keeps best: each row costs PostgreSQL fifty bytes. A key that many records carry
leaves its page for runs of its own; a marker stays, so one look at the page tells that there is a run. Pure: no
database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benkan.core.matching.open_keys import KEY_BITS

Numbers = npt.NDArray[np.uint64]

SUFFIX_BITS = 24
PAGE_BITS = KEY_BITS - SUFFIX_BITS
LONGEST_IN_PAGE = 512  # postings of one key; beyond it the key has runs
RUN = 4096  # record numbers of one run
MARKER = 0xFFFF_FFFF  # in place of a record number: this key has runs
LAST_NUMBER = 0x7FFF_FFFF  # PostgreSQL's integer is signed

_SUFFIX = np.uint64(SUFFIX_BITS)
_LAST_SUFFIX = np.uint64((1 << SUFFIX_BITS) - 1)
_NARROW, _WIDE = 3, 4  # bytes of a record number; all bits set are the marker
_SUFFIX_BYTES = SUFFIX_BITS // 8


@dataclass(frozen=True, slots=True)
class Postings:
    """Keys and record numbers side by side (uint64 both, equal length), sorted by key, then by number."""

    keys: Numbers
    numbers: Numbers

    @classmethod
    def of(cls, keys: Numbers, numbers: Numbers) -> Postings:
        """The same postings, sorted."""
        keys, numbers, _marks = _in_order(keys, numbers, np.zeros(len(keys), np.bool_))
        return cls(keys, numbers)

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
    """Which page each key is in: 0 to 2^20 - 1."""
    return keys >> _SUFFIX


def pages_of(keys: Iterable[int]) -> list[int]:
    """The pages in which these keys are, in order, each once."""
    return sorted({key >> SUFFIX_BITS for key in keys})


def unpacked(rows: list[tuple[int, bytes]]) -> Postings:
    """The postings of these pages, sorted.

    Args:
        rows: page and body, in the order of the pages.
    """
    widths = {body[0] for _, body in rows}
    if len(widths) < 2:
        return _unpacked(rows, widths.pop()) if rows else Postings.none()
    each = [_unpacked([row for row in rows if row[1][0] == width], width) for width in sorted(widths)]
    keys, numbers = (
        np.concatenate(columns) for columns in zip(*((one.keys, one.numbers) for one in each), strict=True)
    )
    order = np.argsort(page_of(keys), kind="stable")
    return Postings(keys[order], numbers[order])


def carriers(rows: Sequence[tuple[int, bytes]], keys: Numbers) -> tuple[npt.NDArray[np.int64], Numbers]:
    """The postings of distinct keys in their pages, in no order: the place of the key, the record number.

    A page has a hundred other postings: keys are looked for in them, not they among the keys.

    Args:
        rows: page and body, as many of the keys' pages as exist.
        keys: sorted.
    """
    found = []
    for width in {body[0] for _, body in rows}:
        some = [row for row in rows if row[1][0] == width]
        at_once = 1 << 64 - 8 * (_SUFFIX_BYTES + width)  # the place of a page stands above its words
        found += [_carriers(some[at : at + at_once], keys, width) for at in range(0, len(some), at_once)]
    if len(found) == 1:
        return found[0]
    places, numbers = zip(*found, strict=True) if found else ((), ())
    return np.concatenate((np.empty(0, np.int64), *places)), np.concatenate((np.empty(0, np.uint64), *numbers))


def _carriers(rows: Sequence[tuple[int, bytes]], keys: Numbers, width: int) -> tuple[npt.NDArray[np.int64], Numbers]:
    rows = sorted(rows)
    words, counts = _words(rows, width)
    size, suffix = 8 * (_SUFFIX_BYTES + width), np.uint64(8 * width)
    held = words & np.uint64((1 << size) - 1)
    held |= (np.arange(len(rows), dtype=np.uint64) << np.uint64(size)).repeat(counts)
    pages = np.array([page for page, _ in rows], dtype=np.uint64)
    mine = keys >> _SUFFIX
    place = pages.searchsorted(mine).clip(max=len(rows) - 1)
    there = (pages[place] == mine).nonzero()[0]
    first = place[there].astype(np.uint64) << np.uint64(size) | (keys[there] & _LAST_SUFFIX) << suffix
    starts = held.searchsorted(first)
    # The last word that the key can have is the marker's.
    many = held.searchsorted(first | np.uint64(_marker(width)), side="right") - starts
    skipped = (starts - (many.cumsum() - many)).repeat(many)
    skipped += np.arange(len(skipped))
    numbers = held[skipped] & np.uint64(_marker(width))
    if width == _NARROW:
        numbers[numbers == _marker(_NARROW)] = MARKER
    return there.repeat(many), numbers


def packed(postings: Postings) -> Iterator[tuple[int, bytes]]:
    """Page and body of every page that these sorted postings fill."""
    if not len(postings):
        return
    numbers = postings.numbers
    highest = int(numbers[numbers != MARKER].max(initial=0))
    width = _NARROW if highest < _marker(_NARROW) else _WIDE
    words = (postings.keys & _LAST_SUFFIX) << np.uint64(8 * width)
    words |= np.minimum(numbers, np.uint64(_marker(width)))
    size = _SUFFIX_BYTES + width
    data = words.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :size].tobytes()
    pages = page_of(postings.keys)
    starts = np.flatnonzero(np.concatenate(([True], pages[1:] != pages[:-1])))
    ends = [*(starts[1:] * size).tolist(), len(data)]
    head = bytes([width])
    for page, start, end in zip(pages[starts].tolist(), (starts * size).tolist(), ends, strict=True):
        yield page, head + data[start:end]


def merged(old: Postings, added: Postings, gone: Postings) -> Postings:
    """``old`` and ``added`` without ``gone``, each posting once."""
    if not len(old) and not len(gone):
        keys, numbers = added.keys, added.numbers
        kept = np.ones(len(keys), np.bool_)
    else:
        leaving = np.zeros(len(old) + len(added) + len(gone), np.bool_)
        leaving[len(leaving) - len(gone) :] = True
        keys, numbers, leaving = _in_order(
            np.concatenate((old.keys, added.keys, gone.keys)),
            np.concatenate((old.numbers, added.numbers, gone.numbers)),
            leaving,
        )
        kept = ~leaving
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


def _marker(width: int) -> int:
    return (1 << 8 * width) - 1


def _words(rows: Sequence[tuple[int, bytes]], width: int) -> tuple[Numbers, npt.NDArray[np.int64]]:
    """The postings of pages that have record numbers of this many bytes as words, and how many each page has.

    Each word begins where the posting does, and what it has of the next one is to be cut off.
    """
    size = _SUFFIX_BYTES + width
    data = b"".join([*[body[1:] for _, body in rows], bytes(8 - size)])
    counts = np.array([len(body) // size for _, body in rows])
    return np.ndarray((len(data) // size,), "<u8", data, strides=(size,)), counts


def _unpacked(rows: list[tuple[int, bytes]], width: int) -> Postings:
    """The postings of pages that have record numbers of this many bytes."""
    words, counts = _words(rows, width)
    pages = np.fromiter((page for page, _ in rows), np.uint64, len(rows))
    numbers = words & np.uint64(_marker(width))
    if width == _NARROW:
        numbers[numbers == _marker(_NARROW)] = MARKER
    suffixes = (words >> np.uint64(8 * width)) & _LAST_SUFFIX
    return Postings(np.repeat(pages << _SUFFIX, counts) | suffixes, numbers)


def _in_order(
    keys: Numbers, numbers: Numbers, marks: npt.NDArray[np.bool_]
) -> tuple[Numbers, Numbers, npt.NDArray[np.bool_]]:
    """The columns sorted by key, number and mark: as one word each where that has room for them, five times faster."""
    if not len(keys):
        return keys, numbers, marks
    # The marker would take all bits of a number: the highest one that is not there stands for it.
    marker = numbers[numbers != MARKER].max(initial=0) + np.uint64(1)
    short_numbers = np.minimum(numbers, marker)
    low = short_numbers.min()
    bits = int(marker - low).bit_length() + 1
    short, pages = _shortened(keys, 64 - bits)
    if short is None:
        order = np.lexsort((marks, numbers, keys))
        return keys[order], numbers[order], marks[order]
    shift = np.uint64(bits)
    words = short << shift | (short_numbers - low) << np.uint64(1) | marks
    words.sort()
    short = words >> shift
    numbers = ((words & np.uint64((1 << bits) - 1)) >> np.uint64(1)) + low
    numbers[numbers == marker] = MARKER
    return (
        pages[short >> _SUFFIX] << _SUFFIX | short & _LAST_SUFFIX,
        numbers,
        (words & np.uint64(1)).astype(np.bool_),
    )


def _shortened(keys: Numbers, most_bits: int) -> tuple[Numbers | None, Numbers]:
    """The keys with the place of their page among the pages that are there, and those; nothing if it is too long."""
    mine = page_of(keys)
    first, last = int(mine.min()), int(mine.max())
    if SUFFIX_BITS + (last - first).bit_length() <= most_bits:
        return keys - np.uint64(first << SUFFIX_BITS), np.arange(first, last + 1, dtype=np.uint64)
    pages = np.unique(mine)
    if SUFFIX_BITS + len(pages).bit_length() > most_bits:
        return None, pages
    places = np.searchsorted(pages, mine).astype(np.uint64)
    return places << _SUFFIX | keys & _LAST_SUFFIX, pages
