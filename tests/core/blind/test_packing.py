import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benkan.core.blind import MAX_INDEX_BYTES, packing, rice
from benkan.core.blind.packing import Packed, pack, unpack
from benkan.core.errors import Invalid

HEADER = struct.Struct("<4sIIIBBBB")


def packed(entries=64, log=4, segments=4, filled=64, seed=3):
    cells = np.zeros((segments + 2) << log, np.uint64)
    cells[:filled] = np.arange(1, filled + 1, dtype=np.uint64) * np.uint64(0x010203040506)
    return Packed(entries, seed, log, segments, np.random.default_rng(1).permutation(cells & np.uint64((1 << 48) - 1)))


def refused(data):
    with pytest.raises(Invalid) as refusal:
        unpack(data)
    assert refusal.value.text
    assert refusal.value.remedy
    return refusal.value.code, refusal.value.place


def header(**changes):
    """A good form with other numbers in its header."""
    names = ("magic", "entries", "segments", "empties", "log", "seed", "k", "zero")
    good = pack(packed())
    fields = dict(zip(names, HEADER.unpack_from(good), strict=True)) | changes
    return HEADER.pack(*fields.values()) + good[HEADER.size :]


@settings(max_examples=60, deadline=None)
@given(st.integers(64, 400), st.integers(0, 5), st.data())
def test_what_was_packed_unpacks_to_the_same_cells(entries, log, data):
    segments = -(-(entries + entries // 4) >> log)
    filled = data.draw(st.integers(entries - entries // 4, entries))
    given_map = packed(entries, log, segments, filled)
    read = unpack(pack(given_map))
    assert (read.cells == given_map.cells).all()
    assert (read.entries, read.seed, read.segment_log, read.segments) == (entries, 3, log, segments)


def test_the_published_form_is_header_empty_cells_and_full_cells():
    one = packed()
    data = pack(one)
    empty = np.flatnonzero(one.cells == 0).astype(np.uint64)
    sizes = [len(rice.encode(empty, k)) for k in range(9)]
    k = sizes.index(min(sizes))
    body = b"".join(int(cell).to_bytes(6, "little") for cell in one.cells if cell)
    assert data == HEADER.pack(b"BKI2", 64, 4, len(empty), 4, 3, k, 0) + rice.encode(empty, k) + body
    assert unpack(b"in front" + data, 8).entries == 64


def test_a_truncated_form_is_refused_wherever_it_is_cut():
    data = pack(packed())
    for length in range(len(data)):
        assert refused(data[:length])[0] == "blind.index"
    assert refused(data[:19]) == ("blind.index", "header")
    assert refused(data[:-1]) == ("blind.index", "length")


@pytest.mark.parametrize("tail", [b"\x00", b"\x00" * 6, b"more"])
def test_trailing_bytes_are_refused(tail):
    assert refused(pack(packed()) + tail) == ("blind.index", "length")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"magic": b"BKI1"}, "header"),
        ({"entries": 63}, "geometry"),
        ({"entries": (1 << 28) + 1}, "geometry"),
        ({"segments": 0}, "geometry"),
        ({"log": 19}, "geometry"),
        ({"log": 255}, "geometry"),
        ({"zero": 1}, "geometry"),
        ({"segments": (1 << 32) - 1}, "cells"),
        ({"log": 18}, "cells"),
        ({"segments": 1}, "cells"),
        ({"entries": 97}, "cells"),
        ({"empties": 31}, "empty"),
        ({"empties": 65}, "empty"),
        ({"k": 9}, "empty"),
        ({"empties": 64}, "empty"),
        ({"k": 5}, "empty"),
    ],
)
def test_a_forged_header_is_refused_before_an_array_is_made(changes, place):
    assert refused(header(**changes)) == ("blind.index", place)


def test_the_bounds_of_the_geometry_are_exact():
    for entries, log, segments, filled, good in (
        (64, 0, 62, 64, True),
        (65, 0, 62, 64, False),
        (64, 0, 128, 64, True),
        (64, 0, 129, 64, False),
        (64, 2, 32, 64, True),
        (64, 2, 33, 64, False),
        (64, 0, 80, 32, True),
        (64, 0, 80, 31, False),
        (67, 0, 80, 34, True),
    ):
        data = pack(packed(entries, log, segments, filled))
        if good:
            assert unpack(data).entries == entries
        else:
            assert refused(data)[0] == "blind.index"


def test_a_cell_that_is_listed_as_full_but_empty_is_refused():
    data = bytearray(pack(packed()))
    data[-6:] = bytes(6)
    assert refused(bytes(data)) == ("blind.index", "cells")


def test_another_rice_parameter_than_the_shortest_is_refused():
    one = packed()
    empty = np.flatnonzero(one.cells == 0).astype(np.uint64)
    good = pack(one)
    k = good[18]
    for other in set(range(9)) - {k}:
        body = good[20 + len(rice.encode(empty, k)) :]
        forged = good[:18] + bytes([other, 0]) + rice.encode(empty, other) + body
        assert refused(forged) == ("blind.index", "empty")


def test_an_index_above_the_limit_is_refused_before_it_is_read(monkeypatch):
    assert MAX_INDEX_BYTES == 1 << 30
    data = pack(packed())
    monkeypatch.setattr(packing, "MAX_INDEX_BYTES", len(data))
    unpack(data)
    monkeypatch.setattr(packing, "MAX_INDEX_BYTES", len(data) - 1)
    with pytest.raises(Invalid) as refusal:
        unpack(data)
    assert refusal.value.code == "blind.index-size"
    assert refusal.value.facts == {"size": len(data), "limit": len(data) - 1}


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 431), st.booleans())
def test_any_bytes_are_read_or_refused_never_anything_else(noise, at, prefixed):
    good = pack(packed())
    data = good[:at] + noise + good[at + len(noise) :] if prefixed else noise
    try:
        read = unpack(data)
    except Invalid as refusal:
        assert refusal.code == "blind.index"  # noqa: PT017 - most of the examples are refused, some are read
        return
    assert pack(read) == data
