import hashlib
import struct

import pytest
from fastconstmap import ConstMap
from hypothesis import given, settings
from hypothesis import strategies as st

from benkan.core.blind.packing import pack, unpack
from benkan.core.errors import Invalid


def cells_of(count, seed=0):
    digests = [hashlib.sha512(b"%d %d" % (seed, number)).digest() for number in range(count)]
    return {digest[:16]: int.from_bytes(digest[16:22], "little") for digest in digests}


@settings(max_examples=40, deadline=None)
@given(st.integers(64, 3000), st.integers(0, 10**6))
def test_what_was_packed_unpacks_to_the_same_bytes(count, seed):
    blob = ConstMap(cells_of(count, seed)).to_bytes()
    assert unpack(pack(blob)) == (blob, count)


def test_the_published_form_is_header_bitmap_and_full_cells():
    blob = ConstMap(cells_of(64)).to_bytes()
    data = pack(blob)
    _, seed, segment, segments, cells, entries = struct.unpack_from("<8sQIIII", blob)
    values = struct.unpack_from(f"<{cells}Q", blob, 32)
    bitmap = bytes(sum((values[8 * at + bit] != 0) << bit for bit in range(8)) for at in range(cells // 8))
    body = b"".join(value.to_bytes(6, "little") for value in values if value)
    assert (
        data == struct.pack("<4sIQIIQ", b"BKI1", entries, seed, segment, segments, 0)[:-8] + blob[-8:] + bitmap + body
    )


@pytest.mark.parametrize(
    "blob",
    [
        ConstMap({b"key": 1 << 48}).to_bytes(),
        ConstMap({b"key": 1}, hash="xxh3").to_bytes(),
        ConstMap({b"key": 1}).to_bytes() + bytes(8),
    ],
    ids=["values wider than 48 bits", "another format", "another length"],
)
def test_a_map_that_cannot_be_published_is_refused(blob):
    with pytest.raises(Invalid) as refusal:
        pack(blob)
    assert refusal.value.code == "blind.map"
    assert "fastconstmap" in refusal.value.remedy


def test_the_widest_value_of_48_bits_is_published():
    blob = ConstMap(dict.fromkeys(cells_of(64), (1 << 48) - 1)).to_bytes()
    assert unpack(pack(blob)) == (blob, 64)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 431), st.booleans())
def test_any_bytes_are_read_or_refused_never_anything_else(noise, at, prefixed):
    good = pack(ConstMap(cells_of(64)).to_bytes())
    data = good[:at] + noise + good[at + len(noise) :] if prefixed else noise
    assert outcome(data) in {"blind.index", "read"}


def outcome(data):
    try:
        blob, _ = unpack(data)
    except Invalid as refusal:
        return refusal.code
    return "read" if pack(blob) == data else "read into another map"
