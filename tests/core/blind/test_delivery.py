import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.blind import CHUNK_BYTES, chunks, digests, join
from benkan.core.errors import Invalid, Unverified

DATA = b"".join(number.to_bytes(4, "big") for number in range(40_000))


@given(st.binary(max_size=300), st.integers(0, 3))
def test_chunks_joined_are_the_data(tail, whole):
    data = b"x" * (whole * CHUNK_BYTES) + tail
    assert join(chunks(data), digests(data)) == data


@pytest.mark.parametrize(("size", "sizes"), [(0, []), (1, [1]), (65536, [65536]), (65537, [65536, 1])])
def test_chunks_have_64_kibibytes_and_only_the_last_is_shorter(size, sizes):
    assert [len(chunk) for chunk in chunks(bytes(size))] == sizes
    assert CHUNK_BYTES == 65536


def test_digests_are_sha256_in_hexadecimal():
    assert digests(DATA) == [hashlib.sha256(DATA[:65536]).hexdigest(), *digests(DATA[65536:])]


def test_an_altered_chunk_is_named():
    pieces = chunks(DATA)
    pieces[1] = pieces[1][:-1] + b"!"
    with pytest.raises(Unverified) as refusal:
        join(pieces, digests(DATA))
    assert refusal.value.code == "blind.chunk"
    assert refusal.value.place == "chunks[1]"
    assert "Piece 1 of the index" in str(refusal.value)


def test_two_exchanged_chunks_are_unverified_at_the_first():
    pieces = chunks(DATA)
    pieces[0], pieces[1] = pieces[1], pieces[0]
    with pytest.raises(Unverified) as refusal:
        join(pieces, digests(DATA))
    assert refusal.value.facts == {"number": 0}


@pytest.mark.parametrize(("given", "expected"), [(2, 3), (4, 3), (0, 3)])
def test_missing_or_extra_chunks_are_counted(given, expected):
    pieces = (chunks(DATA) * 2)[:given]
    with pytest.raises(Invalid) as refusal:
        join(pieces, digests(DATA))
    assert refusal.value.code == "blind.chunk-count"
    assert refusal.value.facts == {"given": given, "expected": expected}
    assert f"came in {given} pieces; its manifest lists {expected}" in str(refusal.value)
