"""Companies, ships and vehicles as a whole: names, numbers and addresses in one score."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.matching.explain import Reason
from benkan.core.matching.identifiers import Identifier
from benkan.core.matching.subject import Subject
from benkan.core.matching.things import match_of_things

PLATE = Reason("identifier.plate", "The same number plate: %(value)s.", {"value": "AB1234MD"}, 5.5)


def company(*names, **more):
    return Subject(kind="company", names=names, **more)


def codes(match):
    return [reason.code for reason in match.reasons]


def test_a_shared_box_supports_a_name_and_stands_among_the_reasons():
    a, b = company("Toguna SARL", addresses=["BP 12 Bamako"]), company("Toguna Agro", addresses=["B.P. 12, Bamako"])
    match = match_of_things(a, b, [])
    assert "address.box" in codes(match)
    assert match.score > match_of_things(company("Toguna SARL"), company("Toguna Agro"), []).score


def test_another_imo_number_is_another_ship_whatever_her_name():
    a, b = (
        Subject(kind="vessel", names=["Hellenic Spirit"], identifiers=[Identifier("imo", imo)])
        for imo in ("9074729", "9319466")
    )
    match = match_of_things(a, b, [])
    assert match.score < 0.1
    assert codes(match)[0] == "thing.imo-different"


def test_another_registration_number_is_a_doubt_only():
    a, b = (company("Benkadi", identifiers=[Identifier("registration", one)]) for one in ("MA.BKO.2015.B.1", "NIF 77"))
    match = match_of_things(a, b, [])
    assert "thing.registration-different" in codes(match)
    assert match.score > 0.5


def test_a_description_alone_is_no_vehicle_and_a_plate_is():
    a, b = (Subject(kind="vehicle", names=[name]) for name in ("Toyota Hilux blanche", "Toyota Hilux white"))
    assert match_of_things(a, b, []).score < 0.5
    assert match_of_things(a, b, [PLATE]).score > 0.9


def test_two_sides_without_anything_say_so():
    match = match_of_things(Subject(kind="vessel"), Subject(kind="vessel"), [])
    assert codes(match) == ["nothing"]
    assert match.score < 0.1


@given(st.sampled_from(["company", "vessel", "vehicle"]), st.lists(st.sampled_from(["Benkadi SA", "Toguna", "Hilux rouge", "Sahel Fund II"]), max_size=3),
       st.lists(st.sampled_from(["Benkadi SARL", "Toguna Mali", "Hilux noir", "Fonds Sahel 3"]), max_size=3))  # fmt: skip
def test_the_score_is_the_same_from_both_sides(kind, names_a, names_b):
    a, b = Subject(kind=kind, names=names_a), Subject(kind=kind, names=names_b)
    assert match_of_things(a, b, []).score == pytest.approx(match_of_things(b, a, []).score)
