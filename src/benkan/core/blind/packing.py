"""The published form of a map: 20 bytes of header, where its empty cells are, 6 bytes for each other cell.

About one cell in nine is empty; naming those (Golomb-Rice) costs 0.6 bits an entry, where sending them would cost six
and a bitmap one. Little-endian. ``unpack`` reads the bytes of a partner that may be hostile: every field is checked
before an array is made of it, and only the bytes that ``pack`` would write are taken.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

import numpy as np

from benkan.core.blind import rice
from benkan.core.blind.fuse import MAX_SEGMENT_LOG
from benkan.core.blind.rice import Numbers
from benkan.core.errors import N_, Invalid

MAX_INDEX_BYTES = 1 << 30
MIN_ENTRIES = 64
MAX_ENTRIES = 1 << 28
_MAGIC = b"BKI2"
# magic, entries, segments less two, empty cells, log2 of the cells in a segment, hash seed, Rice parameter, zero
_HEADER = struct.Struct("<4sIIIBBBB")
_CELL_BYTES = 6
_RICE = range(9)


@dataclass(frozen=True, slots=True)
class Packed:
    """A map as it travels.

    Args:
        entries: how many, padding included.
        seed: of its hash.
        segment_log: log2 of the cells in a segment.
        segments: segments less two.
        cells: 48-bit numbers, ``(segments + 2) << segment_log`` of them.
    """

    entries: int
    seed: int
    segment_log: int
    segments: int
    cells: Numbers = field(repr=False)


def pack(packed: Packed) -> bytes:
    """The published form."""
    filled = packed.cells != 0
    empty = np.flatnonzero(~filled).astype(np.uint64)
    k = _shortest(empty)
    header = _HEADER.pack(_MAGIC, packed.entries, packed.segments, len(empty), packed.segment_log, packed.seed, k, 0)
    body: bytes = packed.cells[filled].astype("<u8").view(np.uint8).reshape(-1, 8)[:, :_CELL_BYTES].tobytes()
    return header + rice.encode(empty, k) + body


def unpack(data: bytes, offset: int = 0) -> Packed:
    """The map whose published form begins at the offset and ends with the data.

    Raises:
        Invalid: ``blind.index-size`` or ``blind.index`` with the place: truncated, trailing bytes, another magic,
            a geometry that no builder makes, another spelling.
    """
    entries, segments, empties, segment_log, seed, k = _header(data, offset)
    cells = (segments + 2) << segment_log
    if len(data) < offset + _HEADER.size + (cells - empties) * _CELL_BYTES:
        raise malformed("length")
    read = rice.decode(data, offset + _HEADER.size, empties, k, cells)
    if read is None or k != _shortest(read[0]):
        raise malformed("empty")
    empty, body = read
    if len(data) != body + (cells - empties) * _CELL_BYTES:
        raise malformed("length")
    wide = np.zeros((cells - empties, 8), np.uint8)
    wide[:, :_CELL_BYTES] = np.frombuffer(data, np.uint8, offset=body).reshape(-1, _CELL_BYTES)
    filled = np.ones(cells, bool)
    filled[empty.astype(np.int64)] = False
    values = np.zeros(cells, np.uint64)
    values[filled] = wide.view("<u8")[:, 0]
    if int(np.count_nonzero(values)) != cells - empties:
        raise malformed("cells")
    return Packed(entries, seed, segment_log, segments, values)


def _header(data: bytes, offset: int) -> tuple[int, int, int, int, int, int]:
    if len(data) > MAX_INDEX_BYTES:
        raise too_large(len(data))
    if len(data) < offset + _HEADER.size or data[offset : offset + len(_MAGIC)] != _MAGIC:
        raise malformed("header")
    _, entries, segments, empties, segment_log, seed, k, zero = _HEADER.unpack_from(data, offset)
    if not MIN_ENTRIES <= entries <= MAX_ENTRIES or segments < 1 or segment_log > MAX_SEGMENT_LOG or zero:
        raise malformed("geometry")
    cells = (segments + 2) << segment_log
    # The builder needs at most two cells an entry; without this bound a few bytes could claim gigabytes.
    if not entries <= cells <= 2 * entries + (2 << segment_log):
        raise malformed("cells")
    # A cell in use is 0 by chance only, once in 2^48.
    if not cells - entries <= empties <= cells - entries // 2 or k not in _RICE:
        raise malformed("empty")
    return entries, segments, empties, segment_log, seed, k


def _shortest(empty: Numbers) -> int:
    """The Rice parameter that makes these numbers shortest, the lowest of equals."""
    return min(_RICE, key=lambda each: (rice.size(empty, each), each))


def too_large(size: int) -> Invalid:
    """The error of an index larger than any may be."""
    return Invalid(
        "blind.index-size",
        N_("The index has %(size)d bytes; %(limit)d are allowed."),
        N_("Ask the partner to split its index over several conventions."),
        size=size,
        limit=MAX_INDEX_BYTES,
    )


def malformed(place: str) -> Invalid:
    """The error of an index that is truncated, forged or not an index."""
    return Invalid(
        "blind.index",
        N_("The index is truncated, altered or not an index."),
        N_("Fetch it again; if its chunks match the signed manifest, tell the partner's administrator."),
        place=place,
    )
