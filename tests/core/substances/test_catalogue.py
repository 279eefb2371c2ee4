"""The catalogue and which substance a word means; estimates are estimates."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core import substances
from benkan.core.errors import Invalid


def test_every_substance_has_its_names_and_its_source() -> None:
    for code in substances.CODES:
        one = substances.get(code)
        assert set(one.names) == {"en", "fr", "ar"}
        assert all(one.names.values())
        assert one.source or code in {"other", "unknown"}


def test_every_name_of_a_substance_leads_to_it_or_is_asked() -> None:
    for code in substances.CODES:
        one = substances.get(code)
        for name in (*one.names.values(), *one.street):
            found = substances.find(name)
            assert found.sure == code or (not found.sure and code in {each.code for each in found.candidates}), name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("rézine de cannabis", "cannabis-resin"),
        ("الشيرا", "cannabis-resin"),
        ("kokain", "cocaine"),
        ("méthamfétamine", "methamphetamine"),
        ("TRAMADOL 250 mg comprimés", "tramadol"),
        ("clonazepam 2mg (rivotril)", "clonazepam"),
        ("tafrodol (tramadol)", "tramadol"),
        ("حبوب ترامادول", "tramadol"),
        ("Lyrica 150mg gélules", "pregabalin"),
    ],
)
def test_spellings_of_the_region_are_sure(text: str, code: str) -> None:
    assert substances.find(text).sure == code


@pytest.mark.parametrize("text", ["coke/crack", "héroïne (cocaïne)", "roche", "poudre blanche suspecte", "bonbon", ""])
def test_what_is_not_sure_is_not_guessed(text: str) -> None:
    assert substances.find(text).sure == ""


def test_three_letters_are_enough_in_any_script() -> None:
    assert substances.suggest("coc")[0].code == "cocaine"
    assert substances.suggest("شير")[0].code == "cannabis-resin"
    assert substances.suggest("c") == []


def test_a_code_that_is_not_there_is_refused() -> None:
    assert not substances.known("moon-dust")
    with pytest.raises(Invalid):
        substances.get("moon-dust")


def test_a_kilogram_equivalent_is_an_estimate_with_its_table_or_nothing() -> None:
    found = substances.estimate("mdma", count=1_000, count_kind="tablet")
    assert found is not None
    assert (found.kilograms, found.version) == (Decimal("0.271"), substances.FACTORS_VERSION)
    assert substances.estimate("tramadol", count=1_000, count_kind="tablet") is None
    assert substances.estimate("codeine", litres=Decimal(2)).kilograms == Decimal(2)


def test_pure_weight_exists_only_where_the_purity_was_measured() -> None:
    assert substances.pure_kilograms(Decimal(2), Decimal("0.8")) == Decimal("1.6")
    assert substances.pure_kilograms(Decimal(2), None) is None
    assert substances.pure_kilograms(None, Decimal("0.8")) is None


@given(st.text(max_size=220))
def test_no_text_breaks_the_catalogue(text: str) -> None:
    found = substances.find(text)
    assert found.sure == "" or found.sure in {one.code for one in found.candidates}
    assert all(substances.known(one.code) for one in (*found.candidates, *substances.suggest(text)))
