"""Sixteen bits: the same label in and out, the same bits for ever."""

import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benkan.core.conventions import HANDLING_CODES, PURPOSES
from benkan.core.errors import Invalid
from benkan.wire import COUNT_BUCKETS, SUBJECT_CATEGORIES, Label, count_bucket

VECTORS = Path(__file__).parents[1] / "vectors" / "labels.json"


def test_every_label_fits_sixteen_bits_and_comes_back():
    seen = set()
    for words in product(("", *PURPOSES), ("", *SUBJECT_CATEGORIES), HANDLING_CODES, COUNT_BUCKETS):
        label = Label(*words)
        value = label.to_int()
        assert 0 <= value < 2**16
        assert Label.from_int(value) == label
        seen.add(value)
    assert len(seen) == 10 * 6 * 4 * 5


def test_the_published_bits_never_change():
    for vector in json.loads(VECTORS.read_text(encoding="utf-8"))["labels"]:
        label = Label(vector["area"], vector["category"], vector["handling"], vector["count"])
        assert (label.to_int(), Label.from_int(vector["bits"])) == (vector["bits"], label)


def test_the_order_of_the_words_is_part_of_the_protocol():
    assert PURPOSES[0] == "drug-trafficking"
    assert PURPOSES[-1] == "other-serious-crime"
    assert SUBJECT_CATEGORIES == ("suspect", "convicted", "contact", "victim", "witness")
    assert Label("drug-trafficking", "suspect", "H0", "1").to_int() == 0b00001_0001_00_000_00
    assert Label("", "", "H3", ">20").to_int() == 0b00000_0000_11_100_00


@pytest.mark.parametrize("value", [-1, 2**16, 1, 2, 3, 2**16 - 1])
def test_other_numbers_are_refused(value):
    with pytest.raises(Invalid) as caught:
        Label.from_int(value)
    assert (caught.value.code, caught.value.place) == ("label.invalid", "label")


def test_codes_of_a_later_version_read_as_unknown_or_as_the_largest_bucket():
    assert Label.from_int(0b11111_1111_01_111_00) == Label("", "", "H1", ">20")


@pytest.mark.parametrize(
    ("field", "value"),
    [("area", "piracy"), ("category", "friend"), ("handling", ""), ("handling", "H4"), ("count", "0"), ("count", "")],
)
def test_a_word_without_a_code_is_refused_with_its_place(field, value):
    words = {"area": "fraud", "category": "suspect", "handling": "H1", "count": "1"} | {field: value}
    with pytest.raises(Invalid) as caught:
        Label(**words).to_int()
    assert (caught.value.code, caught.value.place) == ("label.invalid", f"label.{field}")


@settings(deadline=None)
@given(st.integers(0, 2**14 - 1).map(lambda number: number << 2))
def test_every_other_value_reads(value):
    assert Label.from_int(Label.from_int(value).to_int()) == Label.from_int(value)


@pytest.mark.parametrize(
    ("records", "bucket"),
    [(1, "1"), (2, "2"), (3, "3-5"), (5, "3-5"), (6, "6-20"), (20, "6-20"), (21, ">20"), (10**6, ">20")],
)
def test_a_count_is_told_as_a_bucket(records, bucket):
    assert count_bucket(records) == bucket
