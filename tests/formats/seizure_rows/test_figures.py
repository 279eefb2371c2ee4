"""Prices and purities of lists: sure, or asked."""

import pytest

from benkan.formats.seizure_rows import figures


@pytest.mark.parametrize(
    ("written", "header", "country", "code"),
    [
        ("5 000 FCFA/g", "", "ML", "5000 XOF gram"),
        ("5000 F CFA le gramme", "", "CM", "5000 XAF gram"),
        ("15 €/g", "", "", "15 EUR gram"),
        ("200 DH", "Prix au gramme", "MA", "200 MAD gram"),
        ("30 000", "Prix (FCFA/g)", "NE", "30000 XOF gram"),
        ("3000 DA / comprimé", "", "DZ", "3000 DZD tablet"),
        ("", "", "", "none"),
        ("n/d", "", "", "none"),
    ],
)
def test_a_price_is_sure(written, header, country, code):
    assert figures.price(written, header, country).sure.code == code


@pytest.mark.parametrize("written", ["5000", "5000 FCFA", "5 g", "entre 5 et 6 €/g", "0 €/g", "cher", "=A1"])
def test_a_price_without_its_currency_or_unit_is_asked(written):
    assert figures.price(written, "", "ML").sure is None


def test_the_franc_is_of_two_unions_and_a_mark_of_two_readings():
    assert [way.code for way in figures.price("5000 FCFA/g").readings] == ["5000 XOF gram", "5000 XAF gram"]
    assert [way.code for way in figures.price("1.500 €/kg").readings] == ["1.500 EUR kilogram", "1500 EUR kilogram"]


@pytest.mark.parametrize(
    ("written", "header", "code"),
    [("78 %", "", "0.78"), ("78,5", "", "0.785"), ("0,8", "Pureté (%)", "0.008"), ("-", "", "none")],
)
def test_a_purity_is_sure(written, header, code):
    assert figures.purity(written, header).sure.code == code


@pytest.mark.parametrize("written", ["0,78", "120 %", "forte", "70-80 %"])
def test_a_purity_that_may_be_two_is_asked(written):
    assert figures.purity(written).sure is None


@pytest.mark.parametrize("code", ["5000 XOF gram", "none"])
def test_an_answer_is_a_price(code):
    assert figures.price_of(code) is not None


@pytest.mark.parametrize("code", ["5000", "5000 ABC gram", "x XOF gram", "-1 XOF gram", "1 XOF barrel"])
def test_another_answer_is_none(code):
    assert figures.price_of(code) is None
