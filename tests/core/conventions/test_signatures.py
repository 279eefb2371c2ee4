"""Signing: every party, its own key, exactly this text; anything else is named."""

import base64
import datetime as dt
import re

import pytest

from benkan.core.conventions import parse, sign, verify
from benkan.core.errors import Invalid, Unverified

from .pact import AGENCIES, KEYS, SIGNED, drafted, public, signed_by

TEXT = drafted()
WHOLE = signed_by(TEXT, *AGENCIES)


def unverified(text):
    with pytest.raises(Unverified) as caught:
        verify(text)
    return caught.value


def test_nobody_has_signed_a_draft():
    standing = verify(TEXT)
    assert (standing.signed, standing.missing, standing.complete) == ((), AGENCIES, False)


def test_a_half_signed_convention_names_who_is_missing():
    standing = verify(signed_by(TEXT, "ne-drug", "ml-ocs"))
    assert (standing.signed, standing.missing, standing.complete) == (("ml-ocs", "ne-drug"), ("bf-drug",), False)


def test_a_convention_signed_by_all_is_complete_in_any_order_of_signing():
    for order in (AGENCIES, AGENCIES[::-1]):
        standing = verify(parse(signed_by(TEXT, *order)))
        assert (standing.signed, standing.missing, standing.complete) == (AGENCIES, (), True)


def test_signing_does_not_change_the_agreement():
    assert parse(WHOLE).sha256 == parse(TEXT).sha256
    assert WHOLE.startswith(TEXT)
    assert [signature.signed_on for signature in parse(WHOLE).signatures] == [SIGNED] * 3


def test_a_change_of_the_text_after_signing_breaks_every_signature():
    error = unverified(WHOLE.replace("days = 365", "days = 366"))
    assert (error.code, error.place, error.facts) == ("convention.signature", "signatures.ml-ocs", {"party": "ml-ocs"})
    assert error.remedy


def test_a_change_of_one_letter_of_a_clause_breaks_every_signature():
    assert (
        unverified(WHOLE.replace("INTERPOL", "X").replace("The parties pool", "The parties Pool")).code
        == "convention.signature"
    )


def test_a_change_of_the_day_of_a_signature_breaks_it():
    assert (
        unverified(WHOLE.replace("signed_on = 2025-09-12", "signed_on = 2025-09-13", 1)).code == "convention.signature"
    )


def test_a_flipped_bit_in_a_signature_breaks_it():
    value = parse(WHOLE).signatures[1].value
    other = base64.b64encode(bytes([value[0] ^ 1]) + value[1:]).decode()
    error = unverified(WHOLE.replace(base64.b64encode(value).decode(), other))
    assert (error.code, error.place) == ("convention.signature", "signatures.bf-drug")


def test_a_signature_taken_for_another_party_does_not_hold():
    text = signed_by(TEXT, "ml-ocs")
    block = text[len(TEXT) :]
    moved = block.replace('"ml-ocs"', '"bf-drug"')
    error = unverified(TEXT + moved)
    assert (error.code, error.place, error.facts) == (
        "convention.signature.key",
        "signatures.bf-drug",
        {"party": "bf-drug"},
    )
    ours, theirs = (base64.b64encode(public(name)).decode() for name in ("ml-ocs", "bf-drug"))
    assert unverified(TEXT + moved.replace(ours, theirs)).code == "convention.signature"


def test_a_strangers_signature_is_refused():
    block = signed_by(TEXT, "ml-ocs")[len(TEXT) :].replace('"ml-ocs"', '"ma-dgsn"')
    error = unverified(TEXT + block)
    assert (error.code, error.place, error.facts) == (
        "convention.signature.stranger",
        "signatures.ma-dgsn",
        {"party": "ma-dgsn"},
    )


def test_a_party_that_signed_twice_is_refused():
    block = signed_by(TEXT, "ml-ocs")[len(TEXT) :]
    error = unverified(TEXT + block + block)
    assert (error.code, error.place) == ("convention.signature.twice", "signatures.ml-ocs")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (r'party = "ml-ocs"', 'party = "ML"', "signatures[0].party"),
        (r'value = "[^"]+"', 'value = "AAAA"', "signatures[0].value"),
        (r'\nkey = "[^"]+"', '\nkey = "AAAA"', "signatures[0].key"),
        (r"signed_on = 2025-09-12", 'signed_on = "today"', "signatures[0].signed_on"),
        (r"signed_on = 2025-09-12", "signed_on = 2025-09-12\nnote = 1", "signatures[0].note"),
    ],
)
def test_a_broken_signature_block_is_refused_with_its_place(old, new, place):
    with pytest.raises(Invalid) as caught:
        verify(re.sub(old, new, WHOLE, count=1))
    assert caught.value.place == place


def refused_to_sign(party, signer, key, text=TEXT):
    with pytest.raises(Invalid) as caught:
        sign(text, party, signer, key, SIGNED)
    return caught.value


def test_a_stranger_cannot_sign():
    error = refused_to_sign("ma-dgsn", KEYS["ml-ocs"].sign, public("ml-ocs"))
    assert (error.code, error.place, error.facts) == ("convention.party.unknown", "parties", {"party": "ma-dgsn"})


def test_a_party_cannot_sign_with_another_key_than_the_text_names():
    error = refused_to_sign("ml-ocs", KEYS["bf-drug"].sign, public("bf-drug"))
    assert (error.code, error.place, error.facts) == (
        "convention.key.other",
        "parties.ml-ocs.signing_key",
        {"party": "ml-ocs"},
    )
    assert "ml-ocs" in str(error)


def test_a_party_signs_once():
    error = refused_to_sign("ml-ocs", KEYS["ml-ocs"].sign, public("ml-ocs"), signed_by(TEXT, "ml-ocs"))
    assert (error.code, error.place, error.facts) == ("convention.signed.already", "signatures", {"party": "ml-ocs"})
    assert "ml-ocs" in str(error)


def test_a_signer_that_signs_with_the_wrong_key_is_caught_at_once():
    with pytest.raises(Unverified) as caught:
        sign(TEXT, "ml-ocs", KEYS["bf-drug"].sign, public("ml-ocs"), SIGNED)
    assert caught.value.code == "convention.signature"


def test_nobody_adds_a_signature_to_a_text_whose_signatures_do_not_hold():
    broken = signed_by(TEXT, "ml-ocs").replace("days = 365", "days = 366")
    with pytest.raises(Unverified):
        sign(broken, "bf-drug", KEYS["bf-drug"].sign, public("bf-drug"), SIGNED)


def test_a_text_without_a_final_line_end_can_be_signed():
    text = sign(TEXT.rstrip("\n"), "ml-ocs", KEYS["ml-ocs"].sign, public("ml-ocs"), dt.date(2025, 9, 13))
    assert verify(text).signed == ("ml-ocs",)
    assert "\n\n[[signatures]]\n" in text
    assert text.endswith("signed_on = 2025-09-13\n")


def test_what_stands_above_the_text_stays():
    text = signed_by("\n# negotiated at Bamako\n" + TEXT, "ml-ocs")
    assert text.startswith("\n# negotiated at Bamako\nformat")
    assert verify(text).signed == ("ml-ocs",)
