"""The node decides how borders look; the program has an opinion on none."""

import pytest
from django.utils import translation

from benkan.web.borders import UNSETTLED, Borders, read
from benkan.web.maps.notes import note


def test_without_a_setting_what_is_not_settled_is_dashed():
    borders = read({})
    assert {borders.way(code) for code in UNSETTLED} == {"dashed"}
    assert borders.line(("EH", "MA")) == "dashed"
    assert borders.line(("MR", "EH")) == "solid", "nobody disputes this one"
    assert borders.line(("ML", "NE")) == "solid"


def test_a_node_draws_the_data_set_as_it_is():
    assert read({"borders": "solid"}).line(("EH", "MA")) == "solid"
    mixed = read({"borders": "solid", "territories": {"EH": "dashed"}})
    assert mixed.line(("EH", "MA")) == "dashed"
    assert mixed.line(("XK", "RS")) == "solid"


def test_a_node_draws_a_territory_as_part_of_a_state():
    borders = read({"territories": {"EH": "MA"}})
    assert borders.line(("EH", "MA")) == ""
    assert borders.line(("EH", "MR")) == "solid"
    assert borders.owner("EH") == "MA"
    assert borders.way("XK") == "dashed"


def test_a_node_may_dash_a_border_of_which_we_know_nothing():
    borders = read({"territories": {"SS": "dashed"}})
    assert borders.line(("SS", "SD")) == "dashed"
    assert borders.line(("SS", "ET")) == "dashed"


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ({"border": "solid"}, "maps.border"),
        ({"borders": "hidden"}, "maps.borders"),
        ({"territories": {"eh": "MA"}}, "maps.territories.eh"),
        ({"territories": {"EH": "EH"}}, "maps.territories.EH"),
        ({"territories": {"EH": "morocco"}}, "maps.territories.EH"),
        ({"territories": {"EH": "MA", "MA": "ES"}}, "maps.territories.EH"),
        ({"territories": ["EH"]}, "maps.territories"),
        ({"territories": {"EH": 1}}, "maps.territories"),
        ({"note": {"de": "…"}}, "maps.note.de"),
        ({"note": {"fr": "x" * 601}}, "maps.note.fr"),
    ],
)
def test_a_setting_that_means_nothing_is_named(table, place):
    with pytest.raises(ValueError, match=place):
        read(table)


@pytest.mark.parametrize(
    ("language", "name", "state"),
    [
        ("fr", "Sahara occidental", "Maroc"),
        ("en", "Western Sahara", "Morocco"),
        ("ar", "الصحراء الغربية", "المغرب"),
    ],
)
def test_the_note_names_what_is_dashed_and_what_is_drawn_as_one(language, name, state):
    with translation.override(language):
        dashed = note(read({}), ["MA", "EH"], ["EH"])
        assert name in dashed
        assert state not in dashed
        merged = note(read({"territories": {"EH": "MA"}}), ["MA", "EH"], [])
        assert name in merged
        assert state in merged
        assert name not in note(read({"territories": {"EH": "MA"}}), ["CO"], [])


def test_a_node_s_own_sentence_takes_the_place_of_ours():
    borders = read({"note": {"fr": "Les frontières de cette carte sont celles du ministère."}})
    with translation.override("fr"):
        told = note(borders, [], [])
        assert told.startswith("Les frontières de cette carte sont celles du ministère. ")
        assert "Natural Earth" not in told
    with translation.override("en"):
        assert "Natural Earth" in note(borders, [], [])


def test_the_script_is_told_the_same_rules():
    assert read({"borders": "solid", "territories": {"EH": "MA", "SS": "dashed"}}).as_words() == [
        "EH:MA:MA",
        "SS:dashed:",
    ]
    assert "EH:dashed:MA" in Borders().as_words()
