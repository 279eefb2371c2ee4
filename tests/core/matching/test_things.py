"""Companies, ships and vehicles as a whole: names, numbers and addresses in one score."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.matching import Identifier, Subject, compare
from benkan.core.matching.things import TEXTS, differing_numbers


def company(*names, **more):
    return Subject(kind="company", names=names, **more)


def codes(match):
    return [reason.code for reason in match.reasons]


def test_a_shared_box_supports_a_name_and_stands_among_the_reasons():
    a, b = company("Toguna SARL", addresses=["BP 12 Bamako"]), company("Toguna Agro", addresses=["B.P. 12, Bamako"])
    match = compare(a, b)
    assert "address.box" in codes(match)
    assert match.score > compare(company("Toguna SARL"), company("Toguna Agro")).score


def test_another_imo_number_is_another_ship_whatever_her_name():
    a, b = (
        Subject(kind="vessel", names=["Hellenic Spirit"], identifiers=[Identifier("imo", imo)])
        for imo in ("9074729", "9319466")
    )
    match = compare(a, b)
    assert match.score < 0.1
    assert codes(match)[0] == "thing.imo-different"


def test_another_registration_number_is_a_doubt_only():
    a, b = (company("Benkadi", identifiers=[Identifier("registration", one)]) for one in ("MA.BKO.2015.B.1", "NIF 77"))
    match = compare(a, b)
    assert "thing.registration-different" in codes(match)
    assert match.score > 0.5


def test_numbers_that_agree_in_one_are_no_conflict():
    one = (Identifier("registration", "77"), Identifier("registration", "78"))
    assert differing_numbers(one, one[1:]) == []
    assert differing_numbers(one, (Identifier("phone", "78"),)) == []


def test_a_description_alone_is_no_vehicle_and_a_plate_is():
    a, b = ("Toyota Hilux blanche", "Toyota Hilux white")
    plate = [Identifier("plate", "AB 1234 MD")]
    assert compare(Subject(kind="vehicle", names=[a]), Subject(kind="vehicle", names=[b])).score < 0.5
    plated = [Subject(kind="vehicle", names=[name], identifiers=plate) for name in (a, b)]
    assert compare(*plated).score > 0.9


def test_a_rib_that_may_be_of_two_countries_is_one_fact():
    body = "200410101050500012341"
    rib = f"{body}{97 - int(body) * 100 % 97:02d}"
    sides = [company(name, identifiers=[Identifier("account", rib)]) for name in ("Benkadi", "Toguna")]
    assert codes(compare(*sides)).count("identifier.account") == 1


@given(
    st.lists(st.sampled_from(["9074729", "9319466", "IMO 9074729"]), max_size=3),
    st.lists(st.sampled_from(["9074729", "9319466"]), max_size=2),
)
def test_the_score_is_the_same_from_both_sides_and_every_sentence_can_be_said(numbers_a, numbers_b):
    a, b = (
        Subject(kind="vessel", names=["Snow"], identifiers=[Identifier("imo", one) for one in numbers])
        for numbers in (numbers_a, numbers_b)
    )
    assert compare(a, b).score == pytest.approx(compare(b, a).score)
    for reason in differing_numbers(a.identifiers, b.identifiers):
        assert reason.text == TEXTS[reason.code]
        assert reason.text % reason.facts
