"""A bundle is its letters and nothing else; what is not exactly one is refused before a letter is looked at."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.envelope import MAX_BUNDLE_BYTES, MAX_LETTERS, Answer, answers, bundle, read_answers, unbundle
from benkan.core.errors import Invalid

LETTERS = st.lists(st.binary(min_size=1, max_size=60), min_size=1, max_size=MAX_LETTERS)
GIVEN = st.lists(
    st.binary(min_size=1, max_size=60).map(lambda data: Answer(reply=data))
    | st.sampled_from(["node.busy", "envelope.id-reused", "a1"]).map(lambda code: Answer(code=code)),
    min_size=1,
    max_size=MAX_LETTERS,
)
VECTOR = json.loads((Path(__file__).parents[2] / "vectors" / "bundle.json").read_text("utf-8"))


@given(LETTERS)
def test_letters_come_back_in_their_order(letters):
    assert unbundle(bundle(letters)) == letters


@given(GIVEN)
def test_answers_come_back_in_their_order(given_answers):
    assert read_answers(answers(given_answers), len(given_answers)) == given_answers


def test_the_published_vector_is_read_and_written():
    letters = [bytes.fromhex(one) for one in VECTOR["letters"]]
    assert bundle(letters).hex() == VECTOR["bundle"]
    assert unbundle(bytes.fromhex(VECTOR["bundle"])) == letters
    found = read_answers(bytes.fromhex(VECTOR["answers_bundle"]), len(letters))
    assert [{"reply": one.reply.hex(), "code": one.code} for one in found] == VECTOR["answers"]
    assert answers(found).hex() == VECTOR["answers_bundle"]


@pytest.mark.parametrize("count", [MAX_LETTERS + 1, 5_000, 1_000_000])
def test_a_bundle_of_too_many_is_refused_without_reading_them(count):
    data = b"BKB1" + b"\x00\x00\x00\x01x" * count
    with pytest.raises(Invalid) as caught:
        unbundle(data)
    assert caught.value.code == "bundle.too-large"


@pytest.mark.parametrize("letters", [[b"x"] * (MAX_LETTERS + 1), [bytes(MAX_BUNDLE_BYTES)]])
def test_a_bundle_that_is_too_large_is_not_made(letters):
    with pytest.raises(Invalid) as caught:
        bundle(letters)
    assert caught.value.code == "bundle.too-large"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"BKB1",
        b"BKB2\x00\x00\x00\x01x",
        b"BKB1\x00\x00\x00\x00",
        b"BKB1\x00\x00\x00\x02x",
        b"BKB1\x00\x00\x00\x01x\x00",
        b"BKB1\xff\xff\xff\xffx",
    ],
)
def test_what_is_not_exactly_a_bundle_is_refused(data):
    with pytest.raises(Invalid) as caught:
        unbundle(data)
    assert caught.value.code == "envelope.malformed"


@pytest.mark.parametrize("letters", [[], [b""], [b"x", b""]])
def test_a_bundle_of_nothing_is_not_made(letters):
    with pytest.raises(Invalid):
        bundle(letters)


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (b"BKA1", 1),
        (b"BKA1\x00\x00\x00\x00\x01r", 2),
        (b"BKA1\x00\x00\x00\x00\x01r\x00\x00\x00\x00\x01r", 1),
        (b"BKA1\x02\x00\x00\x00\x01r", 1),
        (b"BKA1\x00\x00\x00\x00\x00", 1),
        (b"BKA1\x01\x00\x00\x00\x02A.", 1),
        (b"BKA1\x01\x00\x00\x00\x03a\n1", 1),
        (b"BKA1\x01\x00\x00\x00\x41" + b"a" * 65, 1),
        (b"BKA1\x00\x00\x00\x00\x01r", 0),
        (b"BKB1\x00\x00\x00\x01x", 1),
        (b"<html>captive portal</html>", 1),
    ],
)
def test_answers_of_another_form_or_number_are_refused(data, count):
    with pytest.raises(Invalid):
        read_answers(data, count)


@given(st.binary(max_size=200), st.integers(0, 70))
def test_no_bytes_crash_the_readers(data, count):
    for read in (unbundle, lambda rest: read_answers(rest, count)):
        for given_bytes in (data, b"BKB1" + data, b"BKA1" + data):
            with contextlib.suppress(Invalid):
                read(given_bytes)


@given(LETTERS)
def test_a_bundle_has_one_spelling(letters):
    data = bundle(letters)
    assert bundle(unbundle(data)) == data
