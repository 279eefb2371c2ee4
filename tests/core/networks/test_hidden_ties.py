"""Missing ties: a planted pair comes first, chance stays chance, and every suggestion says what it is not."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from tests.core.networks.made import network_of

from benkan.core.errors import Invalid
from benkan.core.networks import read
from benkan.core.networks.hidden_ties import area, hidden_tie_auc, suggest, tie_scores


def groups(missing: tuple[int, int]) -> list[tuple[int, int]]:
    ties = [pair for cell in range(5) for pair in itertools.combinations(range(7 * cell, 7 * cell + 7), 2)]
    return [pair for pair in [*ties, (0, 7), (7, 14), (14, 21), (21, 28)] if pair != missing]


def test_the_one_pair_that_is_missing_in_a_group_comes_first_with_its_reason() -> None:
    network = network_of(groups((9, 12)), 35)
    found, warnings = suggest(network, 3)
    assert {network.names[found[0].first], network.names[found[0].second]} == {"p9", "p12"}
    assert found[0].reasons[0].sentence == "Contacts that both have: 5."
    assert "no ground for any measure" in warnings[0].sentence


def test_hidden_ties_of_groups_are_found_and_those_of_chance_are_not() -> None:
    drawn = random.Random(4)
    chance = network_of(drawn.sample(list(itertools.combinations(range(40), 2)), 120), 40)
    assert hidden_tie_auc(network_of(groups((0, 0)), 35), rounds=2) > 0.9
    assert abs(hidden_tie_auc(chance, rounds=6) - 0.5) < 0.12


def test_scores_know_no_order_of_the_two_and_one_seed_gives_one_answer() -> None:
    network = network_of(groups((9, 12)), 35)
    scores = tie_scores(network, 5)
    assert np.array_equal(scores, scores.T)
    assert np.array_equal(scores, tie_scores(network, 5))


def test_a_person_without_a_tie_is_named_as_such() -> None:
    star = [(0, number) for number in range(1, 15)]
    found, _ = suggest(network_of(star, 16), 100)
    reasons = [
        said.code
        for one in found
        if network_of(star, 16).degrees[[one.first, one.second]].min() == 0
        for said in one.reasons
    ]
    assert "hidden.alone" in reasons


def test_of_too_few_ties_nothing_is_learned_and_of_too_many_persons_neither() -> None:
    assert suggest(network_of([(0, 1)]))[1][0].code == "hidden.few"
    assert suggest(read([]).network)[0] == []
    with pytest.raises(Invalid):
        tie_scores(read([], map(str, range(1_001))).network)


def test_a_whole_network_has_no_pair_to_suggest() -> None:
    assert suggest(network_of(itertools.combinations(range(6), 2)))[0] == []


def test_the_area_counts_equals_half() -> None:
    assert area(np.array([1.0, 2.0]), np.array([1.0, 0.0])) == pytest.approx((0.5 + 1 + 1 + 1) / 4)
