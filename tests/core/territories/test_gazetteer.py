"""Places of the region by any of their names; a country beside narrows; two places are asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core import territories


def test_every_place_lies_in_a_known_country_and_is_found_there() -> None:
    for code, place in territories.PLACES.items():
        assert place.country in territories.COUNTRIES
        found = territories.find(place.names["fr"], place.country)
        assert found.sure == code or code in {one.code for one in found.candidates}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Gao (Mali)", "ML/Gao"),
        ("Niamey - Niger", "NE/Niamey"),
        ("Tamanrasset Algérie", "DZ/Tamanrasset"),
        ("تمبكتو", "ML/Tombouctou"),
        ("Bobo Dioulasso", "BF/Bobo-Dioulasso"),
        ("poste de Guerguerat", "MA/Guerguerat"),
        ("Bamaco", "ML/Bamako"),
    ],
)
def test_spellings_of_the_region_are_sure(text: str, code: str) -> None:
    assert territories.find(text).sure == code


def test_a_town_of_the_packed_gazetteer_is_found_by_its_whole_name_only() -> None:
    assert territories.find("Koungheul").sure == "SN/Koungheul"
    assert territories.find("بسكرة").sure == "DZ/Biskra"
    misspelt = territories.find("Koungheulle")
    assert misspelt.sure == ""
    assert misspelt.candidates[0].code == "SN/Koungheul"


@pytest.mark.parametrize(
    ("text", "codes"),
    [("Gaya", {"NE/Gaya", "NG/Gaya"}), ("Koumassi", {"CI/Koumassi", "GH/Kumasi"})],
)
def test_a_name_of_two_countries_is_asked_and_the_country_decides(text: str, codes: set[str]) -> None:
    found = territories.find(text)
    assert found.sure == ""
    assert {one.code for one in found.candidates} == codes
    for code in codes:
        assert territories.find(text, code[:2]).sure == code


def test_a_small_namesake_is_meant_only_with_its_country() -> None:
    assert territories.find("Gao").sure == "ML/Gao"
    assert territories.find("Gao", "BF").sure == "BF/Gao"


def test_letters_typed_find_towns_behind_the_reviewed_places() -> None:
    assert "SN/Koungheul" in {one.code for one in territories.suggest("koungh")}


@pytest.mark.parametrize("text", ["Kidal/Gao", "XYZ", ""])
def test_what_is_not_sure_is_not_guessed(text: str) -> None:
    assert territories.find(text).sure == ""


def test_a_place_elsewhere_is_no_answer_for_a_country_that_is_known() -> None:
    assert territories.find("Gao", "SN").sure == ""
    assert "ML/Gao" in {one.code for one in territories.find("Gao", "SN").candidates}


def test_countries_are_found_by_code_and_name() -> None:
    assert territories.find_country("ML").sure == "ML"
    assert territories.find_country("النيجر").sure == "NE"
    assert territories.country("ZZ") is None
    assert territories.place("ML/Nowhere") is None


def test_the_given_country_comes_first_among_what_fits() -> None:
    assert territories.suggest("ga", "NE")[0].code.startswith("NE/")


@given(st.text(max_size=120), st.sampled_from(["", "ML", "ZZ"]))
def test_no_text_breaks_the_gazetteer(text: str, country: str) -> None:
    found = territories.find(text, country)
    assert found.sure == "" or found.sure in territories.PLACES
