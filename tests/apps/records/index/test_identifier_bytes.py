"""Identifiers come back as they were written, in half the space where they are digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.apps.records.index import identifier_bytes
from benkan.core.errors import Invalid
from benkan.core.matching import Identifier
from benkan.core.matching.identifiers import KINDS, MAX_CHARACTERS


def identifier(kind, value):
    try:
        return Identifier(kind, value)
    except Invalid:
        return None


VALUES = st.text(max_size=MAX_CHARACTERS) | st.text("0123456789 +-AZaz\n\x00é", max_size=30)
IDENTIFIERS = st.lists(st.builds(identifier, st.sampled_from(KINDS), VALUES), max_size=12).map(
    lambda some: [one for one in some if one is not None]
)


@given(IDENTIFIERS)
def test_what_is_packed_is_unpacked_the_same(some):
    assert identifier_bytes.unpacked(identifier_bytes.packed(some)) == tuple(some)


@given(IDENTIFIERS, IDENTIFIERS)
def test_other_identifiers_have_other_bytes(some, others):
    assert (some == others) == (identifier_bytes.packed(some) == identifier_bytes.packed(others))


@pytest.mark.parametrize(
    ("kind", "value", "size"),
    [("phone", "+22376123456", 8), ("document", "ML0564373551", 8), ("plate", "AB-1234-MD", 9), ("other", "é", 5)],
)
def test_digits_take_half_a_byte_and_usual_letters_one(kind, value, size):
    assert len(identifier_bytes.packed([Identifier(kind, value)])) == size


def test_no_identifiers_are_no_bytes():
    assert identifier_bytes.packed([]) == b""
    assert identifier_bytes.unpacked(b"") == ()


def test_every_kind_has_a_half_byte():
    assert len(KINDS) <= 16
