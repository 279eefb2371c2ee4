"""Our short way to RFC 8785 gives the library's bytes, or its errors, for every value."""

import json

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from benkan.core.canonical import canonical

KEYS = st.text(max_size=6) | st.sampled_from(
    ["", "a", "B", "b", "aa", "\u00e9", "\uffff", "\U0001f600", "\x00", "\x7f"]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.sampled_from([0, -1, 2**53 - 1, 2**53, -(2**53) + 1, -(2**53), 1.0, 1.5, -0.0, 1e300])
    | st.text()
    | st.sampled_from(["\u2028", "\x7f", "\ud800", '\\"/\b\f\n\r\t\x01\x1f', "\U0001f600"])
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4))


def outcome(write, value):
    try:
        return write(value)
    except (rfc8785.CanonicalizationError, UnicodeError) as error:
        return type(error)


@given(VALUES)
def test_every_value_has_the_bytes_that_the_library_gives_it(value):
    assert outcome(canonical, value) == outcome(rfc8785.dumps, value)


@pytest.mark.parametrize("number", range(0x20))
def test_control_characters_are_escaped_alike(number):
    assert canonical(chr(number)) == rfc8785.dumps(chr(number))


def test_keys_are_sorted_as_utf_16_even_where_code_points_differ():
    value = {"\uffff": 1, "\U0001f600": 2}
    assert canonical(value) == rfc8785.dumps(value) != json.dumps(value, sort_keys=True, ensure_ascii=False).encode()


# What the journal and the wire write: tables of texts, whole numbers and lists.
TEXTS = st.text(st.characters(), max_size=20)
TABLES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**54), 2**54)
    | st.floats()
    | TEXTS
    | st.lists(TEXTS, max_size=3)
    | st.lists(st.integers(0, 9), max_size=3),
    lambda inner: st.dictionaries(TEXTS, inner, max_size=4) | st.lists(inner, max_size=3),
    max_leaves=8,
)


def spelling(write, table):
    try:
        return write(table)
    except ValueError:
        return "refused"


@given(st.dictionaries(TEXTS, TABLES, max_size=6))
@example({"é": 1, "z": 2, "A": 3, "\U0001f600": 4, "\ufb33": 5})
@example({"a": '\x00\x1f\x7f\u2028"\\/\b\f\n\r\t\U0001f600'})
@example({"a": "\ud800"})
@example({"a": 2**53 - 1, "b": -(2**53) + 1, "c": True})
@example({"a": 2**53})
@example({"a": {"b": 1.0}})
def test_both_encoders_write_the_same_bytes_or_both_refuse(table):
    assert spelling(canonical, table) == spelling(rfc8785.dumps, table)


@pytest.mark.parametrize("other", [[], ["a"], "a", 1, None])
def test_what_is_no_table_goes_to_the_library(other):
    assert canonical(other) == rfc8785.dumps(other)
