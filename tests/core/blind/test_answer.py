import pytest

from benkan.core.blind import SHAPES, answer
from benkan.core.errors import Invalid

BASE = bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")


def refused(elements, responder):
    with pytest.raises(Invalid) as refusal:
        answer(elements, responder.keys)
    return refusal.value


def elements(names, identifiers):
    return {"name": [BASE] * names, "identifier": [BASE] * identifiers}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_an_answer_is_a_proof_and_one_point_for_each_element(responder, shape):
    answers = answer({kind: [BASE] * slots for kind, slots in shape.items()}, responder.keys)
    assert list(answers) == ["name", "identifier"]
    assert {kind: len(value) for kind, value in answers.items()} == {
        kind: 64 + 32 * slots for kind, slots in shape.items()
    }


def test_each_kind_is_evaluated_under_its_own_key(responder):
    answers = answer(elements(6, 2), responder.keys)
    assert answers["name"][64:96] == responder.keys["name"].evaluate([BASE])[64:]
    assert answers["identifier"][64:96] == responder.keys["identifier"].evaluate([BASE])[64:]
    assert answers["name"][64:96] != answers["identifier"][64:96]


@pytest.mark.parametrize(
    "counts",
    [
        {"name": 32},
        {"identifier": 8},
        {},
        {"name": 0, "identifier": 0},
        {"name": 31, "identifier": 8},
        {"name": 32, "identifier": 7},
        {"name": 6, "identifier": 4},
        {"name": 12, "identifier": 2},
        {"name": 7, "identifier": 1},
        {"name": 2, "identifier": 6},
        {"name": 32, "identifier": 0},
    ],
)
def test_what_has_none_of_the_shapes_is_refused(responder, counts):
    error = refused({kind: [BASE] * count for kind, count in counts.items()}, responder)
    assert error.code == "blind.shape"
    assert error.remedy


@pytest.mark.parametrize(
    ("names", "identifiers", "place"), [(33, 8, "name"), (10_000, 5_000, "name"), (32, 9, "identifier")]
)
def test_more_than_the_largest_shape_is_refused_by_the_responder(responder, names, identifiers, place):
    error = refused(elements(names, identifiers), responder)
    assert (error.code, error.place) == ("blind.too-many", place)


def test_a_kind_outside_the_shape_is_refused(responder):
    error = refused(elements(32, 8) | {"face": [BASE]}, responder)
    assert (error.code, error.place) == ("blind.kind", "face")


def test_one_bad_point_refuses_the_whole_search(responder):
    error = refused(elements(32, 8) | {"identifier": [BASE] * 7 + [bytes(32)]}, responder)
    assert (error.code, error.place) == ("blind.element", "elements[7]")
