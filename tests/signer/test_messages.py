"""Frames: what one side packs the other unpacks, and nothing else is a frame."""

from __future__ import annotations

import socket
import struct
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import BenkanError, Invalid, Refused, Unreachable
from benkan.signer import messages
from benkan.signer.messages import Frame, packed, receive, unpacked

WORDS = st.text(max_size=20)
HEADERS = st.dictionaries(WORDS.filter(lambda word: word != "parts"), st.one_of(WORDS, st.integers(), st.lists(WORDS)))


@given(HEADERS, st.dictionaries(WORDS, st.binary(max_size=200), max_size=5))
def test_what_is_packed_is_unpacked(header: dict[str, object], parts: dict[str, bytes]) -> None:
    data = packed(Frame(header, parts))
    assert struct.unpack(">I", data[:4])[0] == len(data) - 4
    found = unpacked(data[4:])
    assert (found.header, found.parts) == (header, parts)


def read_or_refused(data: bytes) -> str:
    try:
        unpacked(data)
    except BenkanError as error:
        return error.code
    return ""


@given(st.binary(max_size=300))
def test_any_bytes_are_a_frame_or_refused(data: bytes) -> None:
    assert read_or_refused(data) in {"", "signer.request"}


@given(st.binary(max_size=80), st.integers(0, 70_000))
def test_any_header_is_read_or_refused(header: bytes, size: int) -> None:
    for length in (len(header), size % 65_536):
        assert read_or_refused(struct.pack(">H", length) + header) in {"", "signer.request"}


@pytest.mark.parametrize(
    "header",
    [
        b"[]",
        b"{}",
        b'{"parts": []}',
        b'{"parts": {}, "parts": {}}',
        b'{"parts": {"a": 1}}',
        b'{"parts": {"a": -1}}',
        b'{"parts": {"a": true}}',
        b'{"parts": {}, "epoch": 1.5}',
        b'{"parts": {}, "epoch": NaN}',
        b'{"parts": {}, "epoch": ' + b"9" * 5_000 + b"}",
        b'{"parts": {}, "x": ' + b"[" * 20_000,
        b"\xff",
        b"",
    ],
    ids=range(13),
)
def test_a_header_of_another_form_is_refused(header: bytes) -> None:
    with pytest.raises(Invalid) as raised:
        unpacked(struct.pack(">H", len(header)) + header)
    assert raised.value.code == "signer.request"


def test_bytes_that_no_part_names_are_refused() -> None:
    data = packed(Frame({"op": "status"}, {"a": b"123"}))
    with pytest.raises(Invalid):
        unpacked(data[4:] + b"!")


def test_a_frame_that_would_be_too_large_is_not_sent() -> None:
    with pytest.raises(Invalid):
        packed(Frame({}, {"a": bytes(messages.MAX_FRAME_BYTES)}))
    with pytest.raises(Invalid):
        packed(Frame({"a": "x" * messages.MAX_HEADER_BYTES}))


@given(st.lists(st.binary(max_size=40), max_size=40))
def test_joined_tokens_come_apart_again(tokens: list[bytes]) -> None:
    assert messages.tokens_of(messages.lengths_of(tokens), b"".join(tokens)) == tokens


@pytest.mark.parametrize(("lengths", "joined"), [(b"\0", b""), (b"\0\2", b"a"), (b"\0\1", b"ab"), (b"", b"a")])
def test_lengths_that_do_not_fit_are_refused(lengths: bytes, joined: bytes) -> None:
    with pytest.raises(Invalid):
        messages.tokens_of(lengths, joined)


def test_a_token_longer_than_a_length_can_say_is_refused() -> None:
    with pytest.raises(Invalid):
        messages.lengths_of([bytes(65_536)])


@pytest.mark.parametrize("kind", [Refused, Invalid, Unreachable])
def test_an_error_arrives_as_it_was(kind: type[BenkanError]) -> None:
    sent = kind("signer.x", "No more than %(limit)d for %(who)s.", "Wait %(limit)d.", place="here", limit=7, who="x")
    with pytest.raises(kind) as raised:
        messages.raise_refusal(unpacked(packed(messages.refusal(sent))[4:]))
    assert type(raised.value) is kind
    assert str(raised.value) == str(sent)
    assert raised.value.code == "signer.x"


def test_a_frame_that_trickles_in_is_given_up() -> None:
    ours, theirs = socket.socketpair()
    data = packed(Frame({"op": "status"}))

    def trickle() -> None:
        for byte in data:
            try:
                theirs.send(bytes([byte]))
            except OSError:
                return
            time.sleep(0.05)

    thread = threading.Thread(target=trickle)
    thread.start()
    begun = time.monotonic()
    with pytest.raises(TimeoutError):
        receive(ours, 0.3, 10.0)
    assert time.monotonic() - begun < 2
    ours.close()
    thread.join()
    theirs.close()


@pytest.mark.parametrize("length", [0, 1, messages.MAX_FRAME_BYTES + 1, 2**32 - 1])
def test_a_length_out_of_bounds_is_refused_before_it_is_read(length: int) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.send(struct.pack(">I", length))
        with pytest.raises(Invalid):
            receive(ours, 1.0)


def test_a_frame_cut_short_is_refused_and_no_frame_is_the_end() -> None:
    for sent, whole in ((b"", True), (b"\0", False), (struct.pack(">I", 50) + b"abc", False)):
        ours, theirs = socket.socketpair()
        with ours:
            theirs.send(sent)
            theirs.close()
            if whole:
                assert receive(ours, 1.0, 1.0) is None
            else:
                with pytest.raises(Invalid):
                    receive(ours, 1.0)
