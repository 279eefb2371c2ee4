"""One agreement has one byte string, whatever its layout; every value changes it."""

import datetime as dt
import hashlib
import json
import tomllib

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from benkan.core.conventions import canonical, digest_of, parse, verify
from benkan.core.conventions.canonical import signed_bytes
from benkan.core.errors import Invalid

from .pact import AGENCIES, drafted, signed_by

TEXT = drafted()


def test_the_canonical_form_is_rfc_8785_of_the_tables_without_signatures():
    tables = tomllib.loads(TEXT)
    plain = json.loads(json.dumps(tables, default=dt.date.isoformat))
    assert canonical(TEXT) == rfc8785.dumps(plain)
    assert canonical(signed_by(TEXT, *AGENCIES)) == canonical(TEXT)
    assert digest_of(TEXT) == hashlib.sha256(canonical(TEXT)).hexdigest() == parse(TEXT).sha256


def test_dates_are_written_as_iso_days():
    assert b'"starts_on":"2025-10-01"' in canonical(TEXT)


def test_what_a_party_signs_is_published():
    expected = b'benkan-convention-signature-1\n{"convention_sha256":"ab","party":"ml-ocs","signed_on":"2025-09-12"}'
    assert signed_bytes("ab", "ml-ocs", dt.date(2025, 9, 12)) == expected


@st.composite
def layouts(draw):
    """The same agreement written otherwise: order of tables, of keys, comments, spaces, quoting."""
    head, *tables = TEXT.strip().split("\n\n")
    blocks = [head, *draw(st.permutations(tables))]
    written = []
    for block in blocks:
        lines = block.split("\n")
        title, keys = (lines[:1], lines[1:]) if lines[0].startswith("[") else ([], lines)
        spaced = [
            line.replace(" = ", draw(st.sampled_from([" = ", "=", " =\t"])), 1) for line in draw(st.permutations(keys))
        ]
        comment = draw(st.sampled_from(["", "# negotiated at Bamako\n", "\n\n"]))
        written.append(comment + "\n".join(title + spaced))
    return draw(st.sampled_from(["\n", "\n\n"])).join(written) + "\n"


@settings(deadline=None)
@given(layouts())
def test_the_layout_of_the_text_does_not_change_the_agreement(text):
    assert canonical(text) == canonical(TEXT)


@settings(deadline=None)
@given(layouts())
def test_signatures_hold_in_every_layout(text):
    signatures = signed_by(TEXT, *AGENCIES)[len(TEXT) :]
    assert verify(text + signatures).complete


def test_quoting_does_not_change_the_agreement():
    other = TEXT.replace('mode = "blind"', "mode = 'blind'").replace('"never"', '"""never"""').replace("2400", "2_400")
    assert other != TEXT
    assert canonical(other) == canonical(TEXT)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("1.5", "a.b"),
        ("nan", "a.b"),
        ("2025-01-01T00:00:00Z", "a.b"),
        ("07:00:00", "a.b"),
        ("[1, 2.5]", "a.b[1]"),
        ("{ c = 0.0 }", "a.b.c"),
    ],
)
def test_a_value_without_a_canonical_form_is_refused_with_its_place(value, place):
    with pytest.raises(Invalid) as caught:
        canonical(f"[a]\nb = {value}\n")
    assert (caught.value.code, caught.value.place) == ("convention.invalid", place)
    assert caught.value.text.startswith("This value has no canonical form")


def test_a_number_beyond_what_json_carries_is_refused():
    assert canonical(f"a = {2**53 - 1}") == b'{"a":9007199254740991}'
    with pytest.raises(Invalid) as caught:
        canonical(f"a = {2**60}")
    assert (caught.value.code, caught.value.place) == ("convention.invalid", "")
    assert caught.value.remedy == "Correct the text at this place."
