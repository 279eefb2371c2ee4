"""The published form of an index: 32 bytes of header, a bitmap of the non-empty cells, 6 bytes for each of them.

In memory the index is a ``fastconstmap`` (binary fuse map, format CMAP0003) of 48-bit values, about 9 bytes a token;
about one cell in nine is empty and every cell has 16 zero bits, so the published form is a third shorter. Packing
loses nothing: the same bytes come back.

``unpack`` reads the bytes of a partner that may be hostile. The library's reader checks a checksum that anybody can
compute, but not that its geometry stays inside its array, so a forged header could make it read beyond its memory:
every field is checked here before the library sees one. Little-endian throughout.
"""

from __future__ import annotations

import struct

import numpy as np

from benkan.core.errors import N_, Invalid

MAX_INDEX_BYTES = 1 << 30
MAX_SEGMENT = 1 << 18
MIN_ENTRIES = 64
_MAGIC = b"BKI1"
_HEADER = struct.Struct("<4sIQIIQ")  # magic, entries, hash seed, cells in a segment, segments less two, checksum
_MAP_MAGIC = b"CMAP0003"
_MAP_HEADER = struct.Struct("<8sQIIII")  # magic, hash seed, cells in a segment, segments less two, cells, entries
_CHECKSUM = struct.Struct("<Q")
_CELL_BYTES = 6
_VALUE_BITS = np.uint64(48)


def pack(blob: bytes) -> bytes:
    """The published form of a serialised map of 48-bit values.

    Raises:
        Invalid: ``blind.map``: the library wrote another format than CMAP0003, or values wider than 48 bits.
    """
    magic, seed, segment, segments, cells, entries = _MAP_HEADER.unpack_from(blob)
    values = np.frombuffer(blob, "<u8", -1)[_MAP_HEADER.size // 8 : -1]
    if magic != _MAP_MAGIC or len(values) != cells or bool((values >> _VALUE_BITS).any()):
        raise Invalid(
            "blind.map",
            N_("The index library wrote a map that this version cannot publish."),
            N_("Install the version of fastconstmap that the requirements name."),
        )
    filled = values != 0
    (checksum,) = _CHECKSUM.unpack(blob[-_CHECKSUM.size :])
    header = _HEADER.pack(_MAGIC, entries, seed, segment, segments, checksum)
    bitmap = np.packbits(filled, bitorder="little").tobytes()
    body: bytes = values[filled].view(np.uint8).reshape(-1, 8)[:, :_CELL_BYTES].tobytes()
    return header + bitmap + body


def unpack(data: bytes) -> tuple[bytes, int]:
    """The serialised map and its number of entries (padding included).

    Raises:
        Invalid: ``blind.index-size`` or ``blind.index`` with the place: truncated, trailing bytes, another magic,
            a geometry that the builder never makes. The checksum is left to the library.
    """
    if len(data) > MAX_INDEX_BYTES:
        raise Invalid(
            "blind.index-size",
            N_("The index has %(size)d bytes; %(limit)d are allowed."),
            N_("Ask the partner to split its index over several conventions."),
            size=len(data),
            limit=MAX_INDEX_BYTES,
        )
    if len(data) < _HEADER.size or not data.startswith(_MAGIC):
        raise malformed("header")
    _, entries, seed, segment, segments, checksum = _HEADER.unpack_from(data)
    cells = (segments + 2) * segment
    if entries < MIN_ENTRIES or segments < 1 or segment > MAX_SEGMENT or segment.bit_count() != 1:
        raise malformed("geometry")
    # The builder needs at most two cells an entry; without this bound a few bytes could claim gigabytes.
    if not entries <= cells <= 2 * entries + 2 * segment:
        raise malformed("cells")
    bitmap_bytes = (cells + 7) // 8
    body = _HEADER.size + bitmap_bytes
    least = entries // 2
    if len(data) < body + least * _CELL_BYTES:
        raise malformed("length")
    bits = np.unpackbits(np.frombuffer(data, np.uint8, bitmap_bytes, _HEADER.size), bitorder="little")
    count = int(np.count_nonzero(bits))
    if int(np.count_nonzero(bits[:cells])) != count or not least <= count <= entries:
        raise malformed("bitmap")
    if len(data) != body + count * _CELL_BYTES:
        raise malformed("length")
    wide = np.zeros((count, 8), np.uint8)
    wide[:, :_CELL_BYTES] = np.frombuffer(data, np.uint8, offset=body).reshape(-1, _CELL_BYTES)
    values = np.zeros(cells, "<u8")
    values[bits[:cells].astype(bool)] = wide.view("<u8")[:, 0]
    if int(np.count_nonzero(values)) != count:
        raise malformed("cells")
    header = _MAP_HEADER.pack(_MAP_MAGIC, seed, segment, segments, cells, entries)
    return header + values.tobytes() + _CHECKSUM.pack(checksum), entries


def malformed(place: str) -> Invalid:
    """The error of an index that is truncated, forged or not an index."""
    return Invalid(
        "blind.index",
        N_("The index is truncated, altered or not an index."),
        N_("Fetch it again; if its chunks match the signed manifest, tell the partner's administrator."),
        place=place,
    )
