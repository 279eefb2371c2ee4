"""Vehicles: a description supports a number and never replaces one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import Invalid
from benkan.core.matching.identifiers import Identifier
from benkan.core.matching.normalise import clean
from benkan.core.matching.vehicles import TEXTS, vehicle_evidence

PLATE, OTHER_PLATE = Identifier("plate", "AB 1234 MD"), Identifier("plate", "AC 1234 MD")
VIN, OTHER_VIN = Identifier("vin", "WVWZZZ1KZ6W012345"), Identifier("vin", "WVWZZZ1KZ6W012346")


def codes(a, b, of_a=(), of_b=()):
    return {reason.code: reason.weight for reason in vehicle_evidence((a,), (b,), of_a, of_b)}


def test_a_make_a_model_and_a_colour_in_two_scripts_agree_and_are_no_identity():
    found = codes("Toyota Hilux blanche", "تويوتا Hilux بيضاء")
    assert set(found) == {"vehicle.model", "vehicle.colour"}
    assert sum(found.values()) < 1.6


def test_two_makes_contradict_each_other():
    assert codes("Toyota Hilux", "Nissan Navara")["vehicle.make-different"] < -2
    assert "vehicle.make-different" not in codes("Land Rover Defender", "Rover")


def test_a_painted_car_and_a_changed_plate_are_doubts_and_another_chassis_is_another_car():
    found = codes("Hilux rouge", "Hilux noir", (PLATE, VIN), (OTHER_PLATE, OTHER_VIN))
    assert found["vehicle.colour-different"] == found["vehicle.plate-different"] == -0.5
    assert found["vehicle.vin-different"] < -4


def test_numbers_that_agree_are_left_to_the_identifiers():
    assert codes("Hilux", "Land Cruiser", (PLATE,), (Identifier("plate", "ab-1234-md"),)) == {}


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_both_sides_give_the_same_weights_and_every_sentence_can_be_said(a, b):
    try:
        a, b = clean(a + " Toyota rouge"), clean(b + " Nissan noir")
    except Invalid:
        return
    one, other = (
        vehicle_evidence((a,), (b,), (PLATE,), (OTHER_PLATE,)),
        vehicle_evidence((b,), (a,), (OTHER_PLATE,), (PLATE,)),
    )
    assert sorted((r.code, r.weight) for r in one) == sorted((r.code, r.weight) for r in other)
    assert all(reason.text == TEXTS[reason.code] and reason.text % reason.facts for reason in one)


@pytest.mark.parametrize("empty", [(), ("Hilux",)])
def test_a_side_without_description_says_nothing(empty):
    assert vehicle_evidence(empty, (), (), ()) == []
