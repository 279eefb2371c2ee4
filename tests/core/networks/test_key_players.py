"""Sets of key players against trying every set, and what they say."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.networks.made import chains, network_of, networks, parts

from benkan.core.errors import Invalid
from benkan.core.networks import Network
from benkan.core.networks.key_players import fragmentation, to_reach_from, to_take_away


def joined_pairs(network: Network, gone: tuple[int, ...]) -> int:
    return sum(len(part) * (len(part) - 1) // 2 for part in parts(network, gone))


@given(networks(), st.data())
def test_fragmentation_is_the_share_of_pairs_that_are_not_joined(network: Network, data: st.DataObject) -> None:
    gone = tuple(data.draw(st.sets(st.integers(0, network.persons - 1))))
    left = network.persons - len(gone)
    pairs = left * (left - 1) // 2
    wanted = 1 - joined_pairs(network, gone) / pairs if pairs else 1.0
    assert fragmentation(network, gone) == pytest.approx(wanted)


@given(networks(7))
def test_one_person_is_the_best_of_all_for_either_question(network: Network) -> None:
    assert to_take_away(network, 1).value == pytest.approx(
        max(fragmentation(network, [person]) for person in range(network.persons))
    )
    near = []
    for person in range(network.persons):
        steps = [chains(network, person, other) for other in range(network.persons)]
        near.append(sum(1 / max(1, len(chain[0]) - 1) for chain in steps if chain) / network.persons)
    assert to_reach_from(network, 1).value == pytest.approx(max(near))


@given(networks(7))
def test_no_exchange_of_one_for_one_makes_a_set_of_two_better(network: Network) -> None:
    if network.persons < 2:
        return
    found = to_take_away(network, 2)
    for one, other in itertools.combinations(range(network.persons), 2):
        if {one, other} & set(found.persons):
            assert fragmentation(network, [one, other]) <= found.value + 1e-9


def test_two_brokers_of_one_bridge_are_no_set() -> None:
    # Three groups in a row by two bridges of two persons: the set takes one from each bridge.
    ties = [(0, 1), (1, 2), (2, 3), (3, 4), (10, 0), (11, 0), (10, 11), (12, 4), (13, 4), (12, 13), (20, 2), (21, 2)]
    found = to_take_away(network_of(ties), 2)
    assert len(found.persons) == 2
    assert found.said[0].sentence.startswith("Without these 2 persons,")


def test_a_set_of_nobody_or_of_too_many_is_refused() -> None:
    for size in (0, 11):
        with pytest.raises(Invalid):
            to_take_away(network_of([(number, number + 1) for number in range(20)]), size)
