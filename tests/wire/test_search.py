"""A search and its answer on the wire: bytes of a fixed layout, one of four sizes."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from benkan import wire
from benkan.core.blind import ELEMENT_BYTES, KINDS, PROOF_BYTES, SHAPES
from benkan.core.errors import Invalid

from .samples import BY_KIND

ASK, ANSWER = BY_KIND["search.ask"], BY_KIND["search.answer"]


def ask(size, **changes):
    elements = {kind: [bytes((place,)) * 32 for place in range(count)] for kind, count in SHAPES[size].items()}
    return wire.SearchAsk(**{**ASK.model_dump(), "elements": elements, **changes})


def answer(size, **changes):
    answers = {kind: b"p" * PROOF_BYTES + b"e" * ELEMENT_BYTES * count for kind, count in SHAPES[size].items()}
    return wire.SearchAnswer(**{"epoch": 3, "answers": answers, **changes})


def refused(kind, data):
    with pytest.raises(Invalid) as caught:
        wire.decode(kind, data)
    return caught.value


@pytest.mark.parametrize("size", SHAPES)
def test_a_question_and_its_answer_come_back_and_cost_little_more_than_their_elements(size):
    asked, told = wire.encode(ask(size)), wire.encode(answer(size))
    assert wire.decode("search.ask", asked) == ask(size)
    assert wire.decode("search.answer", told) == answer(size)
    assert len(asked) == 4 + 4 + 32 + 32 + 1 + len(ASK.purpose) + 32 * size
    assert len(told) == 4 + 64 * len(KINDS) + 32 * size


def test_the_layout_is_that_of_the_protocol():
    given_ = ask(8)
    assert wire.encode(given_) == (
        struct.pack(">II", 3, given_.certified_until)
        + bytes.fromhex(given_.case_commitment + given_.officer_commitment)
        + b"\x10drug-trafficking"
        + b"".join(given_.elements["name"] + given_.elements["identifier"])
    )
    told = answer(8)
    assert wire.encode(told) == struct.pack(">I", 3) + told.answers["name"] + told.answers["identifier"]


@pytest.mark.parametrize("count", [0, 1, 7, 9, 15, 23, 32, 41, 80, 10_000])
def test_another_number_of_elements_is_no_question_and_no_answer(count):
    start = wire.encode(ask(8))[: 8 + 64 + 1 + len(ASK.purpose)]
    error = refused("search.ask", start + bytes(32 * count))
    assert (error.code, error.place) == ("wire.invalid", "search.ask")
    error = refused("search.answer", bytes(4 + 128 + 32 * count))
    assert (error.code, error.place) == ("wire.invalid", "search.answer")


@pytest.mark.parametrize("kind", ["search.ask", "search.answer"])
@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: data + b"\x00", lambda data: b""])
def test_bytes_missing_or_too_many_are_refused(kind, change):
    assert refused(kind, change(wire.encode(BY_KIND[kind]))).code == "wire.invalid"


@pytest.mark.parametrize(
    ("purpose", "place"),
    [
        (b"", "search.ask.purpose"),
        (b"Drug Trafficking", "search.ask.purpose"),
        (b"a" * 65, "search.ask.purpose"),
        (b"drug-trafficking\n", "search.ask.purpose"),
        ("drogué".encode(), "search.ask"),
    ],
)
def test_a_purpose_of_another_form_is_refused(purpose, place):
    data = wire.encode(ask(8))
    changed = data[:72] + bytes((len(purpose),)) + purpose + data[73 + len(ASK.purpose) :]
    error = refused("search.ask", changed)
    assert (error.code, error.place) == ("wire.invalid", place)


def test_an_epoch_beyond_its_bound_is_refused():
    for message in (ask(8), answer(8)):
        kind = wire.kind_of(message)
        data = wire.encode(message)
        assert refused(kind, struct.pack(">I", 2**31) + data[4:]).place == f"{kind}.epoch"
        assert wire.decode(kind, struct.pack(">I", 2**31 - 1) + data[4:]).epoch == 2**31 - 1


@pytest.mark.parametrize(
    "elements",
    [
        {},
        {"name": [b"e" * 32] * 8},
        {"name": [b"e" * 32] * 5, "identifier": [b"e" * 32] * 3},
        {"name": [b"e" * 32] * 6, "identifier": [b"e" * 31] * 2},
        {"name": [b"e" * 32] * 6, "face": [b"e" * 32] * 2},
        {"name": [b"e" * 32] * 64, "identifier": [b"e" * 32] * 16},
    ],
)
def test_no_question_of_another_shape_is_made(elements):
    with pytest.raises(ValidationError):
        wire.SearchAsk(**{**ASK.model_dump(), "elements": elements})


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=1500))
def test_no_bytes_crash_the_reader_and_what_is_read_is_spelled_so(data):
    for kind in ("search.ask", "search.answer"):
        try:
            read = wire.decode(kind, data)
        except Invalid:
            continue
        assert wire.encode(read) == data
