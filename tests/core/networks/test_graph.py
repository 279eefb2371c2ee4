"""What is wrong in a list of ties is left out or put together, and said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.networks.made import network_of

from benkan.core.errors import Invalid
from benkan.core.networks import Tie, build, hub_degree, read


def told(ties: list[Tie]) -> dict[str, object]:
    return {said.code: said.facts.get("count") for said in read(ties).said}


def test_a_tie_with_oneself_is_left_out_and_said() -> None:
    assert told([Tie("a", "a"), Tie("a", "b")]) == {"reading.loops": 1}


def test_a_tie_given_both_ways_counts_once_with_its_weights_added() -> None:
    reading = read([Tie("a", "b", 2), Tie("b", "a", 3), Tie("b", "c", 1)])
    assert reading.network.ties == 2
    assert reading.network.strengths.tolist() == [5, 6, 1]
    assert [said.code for said in reading.said] == ["reading.duplicates"]


@pytest.mark.parametrize(
    ("weight", "code"),
    [
        (float("nan"), "reading.not-a-number"),
        (float("inf"), "reading.not-a-number"),
        (-1.0, "reading.not-positive"),
        (0.0, "reading.not-positive"),
        (1e13, "reading.absurd"),
    ],
)
def test_a_weight_that_is_none_is_left_out_and_said(weight: float, code: str) -> None:
    reading = read([Tie("a", "b", weight), Tie("b", "c")])
    assert reading.network.ties == 1
    assert [said.code for said in reading.said] == [code]
    assert reading.network.names == ["a", "b", "c"]  # who was named stays in the network


def test_a_tie_without_a_name_is_left_out_and_said() -> None:
    assert told([Tie(" ", "b"), Tie("a", "b")]) == {"reading.nameless": 1}


def test_an_empty_network_says_so() -> None:
    reading = read([])
    assert (reading.network.persons, reading.network.ties) == (0, 0)
    assert [said.code for said in reading.said] == ["reading.empty"]


def test_a_hub_of_a_million_ties_is_kept_and_said() -> None:
    persons = 1_000_001
    reading = build(range(persons), np.zeros(persons - 1, np.int64), np.arange(1, persons))
    assert reading.network.degrees[0] == 1_000_000
    assert [said.code for said in reading.said] == ["reading.hub"]
    assert hub_degree(reading.network) < 20


def test_a_number_that_is_no_person_is_refused() -> None:
    with pytest.raises(Invalid, match="not listed"):
        build(["a"], np.array([0]), np.array([1]))


def test_an_unknown_name_is_refused_with_a_remedy() -> None:
    with pytest.raises(Invalid) as caught:
        network_of([(0, 1)]).number("x")
    assert caught.value.code == "networks.unknown"
    assert caught.value.remedy


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 9))))
def test_every_tie_is_there_from_both_sides_with_the_sum_of_its_weights(given_ties: list[tuple[int, int, int]]) -> None:
    network = read([Tie(str(a), str(b), w) for a, b, w in given_ties]).network
    wanted: dict[frozenset[str], float] = {}
    for a, b, weight in given_ties:
        if a != b:
            wanted[frozenset((str(a), str(b)))] = wanted.get(frozenset((str(a), str(b))), 0) + weight
    low, high, weights = network.pairs()
    found = {frozenset((network.names[a], network.names[b])): w for a, b, w in zip(low, high, weights, strict=True)}
    assert found == wanted
    for person in range(network.persons):
        assert network.of(person).tolist() == sorted(set(network.of(person).tolist()))


def test_a_part_keeps_the_ties_among_its_persons() -> None:
    network = network_of([(0, 1), (1, 2), (2, 3), (3, 0)])
    part = network.part([3, 0, 1])
    assert part.names == ["p3", "p0", "p1"]
    assert sorted(zip(*[column.tolist() for column in part.pairs()[:2]], strict=True)) == [(0, 1), (1, 2)]
    assert network.without([1]).ties == 2
