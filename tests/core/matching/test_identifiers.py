"""Identifiers: one canonical form each, near misses stay apart."""

import csv

import pytest
from tests.shared_data import shared_data

from benkan.core.errors import Invalid
from benkan.core.matching.identifiers import Identifier, canonical, is_iban


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
    ],
)
def test_an_identifier_has_one_form(kind, value, region, forms):
    assert canonical(Identifier(kind, value), region) == forms


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
    assert met / same > 0.97
