"""Identifiers: one canonical form each, near misses stay apart."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared_data import shared_data

from benkan.core.errors import Invalid
from benkan.core.matching.identifiers import KINDS, Identifier, canonical, is_iban, national_number


@pytest.mark.parametrize(
    ("kind", "value", "region", "forms"),
    [
        ("phone", "+223 76 12 34 56", None, ("phone:+22376123456",)),
        ("phone", "0022376123456", None, ("phone:+22376123456",)),
        ("phone", "22376123456", None, ("phone:+22376123456",)),
        ("phone", "٧٦١٢٣٤٥٦", "ML", ("phone:+22376123456",)),
        ("phone", "76123456", None, ()),
        ("phone", "0661-23-45-67", "MA", ("phone:+212661234567",)),
        ("account", "IBAN FR14 2004 1010 0505 0001 3M02 606", None, ("account:FR1420041010050500013M02606",)),
        ("account", "FR15 2004 1010 0505 0001 3M02 606", None, ("account:FR1520041010050500013M02606",)),
        ("account", "+22376123456", None, ("account:+22376123456", "phone:+22376123456")),
        ("account", "0012-345", None, ("account:0012345",)),
        ("document", "a 12-345/٦", None, ("document:A123456",)),
        ("document", "Passport No. A123456", None, ("document:A123456",)),
        ("document", "N°", None, ("document:N",)),
        ("account", "FR142OO41010050500013M02606", None, ("account:FR1420041010050500013M02606",)),
        ("phone", "225-6407261288", None, ("phone:+2256407261288",)),
        ("plate", "12345 أ 6", None, ("plate:12345A6",)),
        ("plate", "١٢٣٤٥-أ-٦", None, ("plate:12345A6",)),
        ("plate", "ab 1234 md", None, ("plate:AB1234MD",)),
        ("email", " Moussa@Example.ML ", None, ("email:moussa@example.ml",)),
        ("wallet", "bc1 QAbc", None, ("wallet:bc1QAbc",)),
        ("imo", "IMO 9074729", None, ("imo:9074729",)),
        ("vin", "jt1-bn 53y", None, ("vin:JT1BN53Y",)),
        ("vin", "VIN: WVWZZZ1KZ6WO12345", None, ("vin:WVWZZZ1KZ6W012345",)),
        ("imo", "IMO No. ٩٠٧٤٧٢٩", None, ("imo:9074729",)),
        ("imo", "9074728", None, ("imo:9074728",)),
        ("other", "MMSI 649 123 456", None, ("other:649123456",)),
        ("email", "Moussa <Moussa@Ex.ML>", None, ("email:moussa@ex.ml",)),
        ("email", "mailto:a+1@ex.ml.", None, ("email:a+1@ex.ml",)),
        ("wallet", "bitcoin:BC1QW508D6QEJXTDG4Y5R3?amount=1", None, ("wallet:bc1qw508d6qejxtdg4y5r3",)),
        (
            "wallet",
            "0xDE0B295669a9FD93d5F28D9Ec85E40f4cb697BAe",
            None,
            ("wallet:0xde0b295669a9fd93d5f28d9ec85e40f4cb697bae",),
        ),
        ("wallet", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", None, ("wallet:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",)),
        ("document", "Passeport N° AA 1234567 (Mali)", None, ("document:AA1234567",)),
        ("document", "جواز سفر رقم ١٢٣٤٥", None, ("document:12345",)),
        ("document", "Carte d'identité n° 12 34", None, ("document:1234",)),
        ("document", "N 123456", None, ("document:N123456",)),
        ("document", "A123456(7)", None, ("document:A1234567",)),
        ("registration", "RCCM MA.BKO.2015.B.1234", None, ("registration:MABKO2015B1234",)),
        ("phone", "+223 76 12 34 5O", None, ("phone:+22376123450",)),
        ("phone", "22376123456@s.whatsapp.net", None, ("phone:+22376123456",)),
        ("account", "Orange Money 76 12 34 56", "ML", ("account:+22376123456", "phone:+22376123456")),
        ("account", "Wave: +221 77 123 45 67", None, ("account:+221771234567", "phone:+221771234567")),
        ("account", "Moov Money 70123456", None, ()),
        ("plate", "6 | أ | 12345", None, ("plate:12345A6",)),
        ("plate", "12345-A-6 (Maroc)", None, ("plate:12345A6",)),
        ("plate", "123 تونس 4567", None, ("plate:123TUN4567",)),
        ("plate", "4567 TU 123", None, ("plate:123TUN4567",)),
        ("plate", "11-JJ-1234 BF", None, ("plate:11JJ1234BF",)),
        ("plate", "Immat. 1234 أ أ 05", None, ("plate:1234AA05",)),
    ],
)
def test_an_identifier_has_one_form(kind, value, region, forms):
    assert canonical(Identifier(kind, value), region) == forms


def test_a_phone_without_its_country_meets_another_in_its_last_digits_only():
    assert national_number(Identifier("phone", "76 12 34 56")) == national_number(Identifier("phone", "+223 76123456"))
    assert national_number(Identifier("account", "Wave 76 12 34 56")) == "76123456"


@pytest.mark.parametrize(
    ("bank", "country", "region"),
    [("0078100000123456789012", "MA", None), ("0800600000123456780", "TN", None), ("2004110105005000", "FR", "FR"), ("ML01601201025032001234", "ML", None)],
)  # fmt: skip
def test_a_rib_is_the_account_of_the_iban_that_holds_it(bank, country, region):
    length = {"MA": 24, "TN": 20, "FR": 23, "ML": 24}[country]
    body = bank[: length - 2].ljust(length - 2, "7")
    rib = body + (f"{97 - int(body) * 100 % 97:02d}" if body.isdigit() else "12")
    (form,) = canonical(Identifier("account", f"RIB {rib[:5]} {rib[5:10]} {rib[10:]}"), region)
    iban = form.removeprefix("account:")
    assert is_iban(iban)
    assert iban.startswith(country)
    assert iban[4:] == rib
    assert canonical(Identifier("account", "IBAN " + iban)) == (form,)


def test_a_rib_of_23_digits_has_a_french_and_a_mauritanian_form_without_a_region():
    body = "200410101050500012341"
    rib = f"{body}{97 - int(body) * 100 % 97:02d}"
    assert {form[8:10] for form in canonical(Identifier("account", rib))} == {"FR", "MR"}
    assert {form[8:10] for form in canonical(Identifier("account", rib), "MR")} == {"MR"}


def test_a_rib_whose_key_fails_is_taken_as_written():
    assert canonical(Identifier("account", "123456789012345678901235")) == ("account:123456789012345678901235",)


def test_a_scanned_iban_is_repaired_only_where_its_check_digits_prove_it():
    assert canonical(Identifier("account", "FRI42OO4IOIOO5O5OOO13MO26O6")) == ("account:FR1420041010050500013M02606",)
    assert canonical(Identifier("account", "FRI42OO4IOIOO5O5OOO13MO26O7")) == ("account:FRI42OO4IOIOO5O5OOO13MO26O7",)


def test_an_iban_of_the_wrong_length_for_its_country_is_none():
    assert not is_iban("ML" + "13" + "0" * 20)


@given(st.sampled_from(KINDS), st.text(min_size=1, max_size=128), st.sampled_from([None, "ML", "MA", "XX"]))
def test_nothing_but_invalid_is_raised_and_every_form_names_its_kind(kind, value, region):
    try:
        identifier = Identifier(kind, value)
    except Invalid:
        return
    for form in canonical(identifier, region):
        assert form.partition(":")[0] in (kind, "phone")
        assert form.partition(":")[2]


@given(
    st.sampled_from(["document", "plate", "vin", "imo", "email", "account", "registration"]),
    st.text(alphabet="AB12 -./", min_size=1, max_size=20),
)
def test_a_canonical_form_is_its_own_canonical_form(kind, value):
    try:
        forms = canonical(Identifier(kind, value))
    except Invalid:
        return
    for form in forms:
        assert canonical(Identifier(*form.split(":", 1))) == (form,) or form.startswith("phone")


def test_an_iban_with_a_wrong_digit_is_none():
    assert is_iban("FR1420041010050500013M02606")
    assert not is_iban("FR1420041010050500013M02616")
    assert not is_iban("FR14")


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [("iris", "1", "identifier.kind"), ("phone", "--", "identifier.unreadable"), ("phone", None, "identifier.unreadable"),
     ("document", "9" * 129, "identifier.unreadable")],
)  # fmt: skip
def test_what_is_no_identifier_is_refused(kind, value, code):
    with pytest.raises(Invalid) as refused:
        Identifier(kind, value)
    assert refused.value.code == code


def test_the_shared_identifier_pairs_agree_and_near_misses_do_not():
    regions = {"+223": "ML", "+226": "BF", "+227": "NE", "+222": "MR", "+212": "MA", "+213": "DZ", "+216": "TN",
               "+221": "SN", "+235": "TD", "+218": "LY", "+225": "CI", "+224": "GN", "+228": "TG", "+229": "BJ",
               "+220": "GM", "+234": "NG", "+33": "FR", "+44": "GB", "+1": "US", "+20": "EG", "+249": "SD", "+961": "LB"}  # fmt: skip
    kinds = {"iban": "account", "phone": "phone", "phone_national": "phone", "passport": "document"}
    wrong, met, same = [], 0, 0
    with shared_data("matching", "identifiers.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            region = regions.get(row["note"].rpartition(":")[2])
            a, b = (set(canonical(Identifier(kinds[row["type"]], row[side]), region)) for side in "ab")
            same += row["label"] == "1"
            met += row["label"] == "1" and bool(a & b)
            if row["label"] == "0" and a & b:
                wrong.append(row)
    assert wrong == []
    assert met == same
