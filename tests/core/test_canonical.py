"""Our short way to RFC 8785 gives the library's bytes, or its errors, for every value."""

import json

import pytest
import rfc8785
from hypothesis import given
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
