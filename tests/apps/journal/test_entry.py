"""A line has one spelling: the fast encoder and the library of RFC 8785 write the same bytes, or both refuse."""

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from benkan.apps.journal.entry import canonical

TEXTS = st.text(st.characters(), max_size=20)
VALUES = st.recursive(
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


@given(st.dictionaries(TEXTS, VALUES, max_size=6))
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
