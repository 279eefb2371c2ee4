"""Parts, cores, and who is cut off when one is missing, against slow readings of their definitions."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from tests.core.networks.made import network_of, networks, parts

from benkan.core.networks import Network, components, core_numbers, cut_off, read


@given(networks())
def test_parts_are_those_of_a_walk(network: Network) -> None:
    found = components(network)
    assert sorted(map(len, parts(network)), reverse=True) == found.sizes.tolist()
    for part in parts(network):
        assert len(set(found.labels[list(part)].tolist())) == 1


@given(networks())
def test_those_who_are_not_present_are_in_no_part(network: Network) -> None:
    present = np.ones(network.persons, np.bool_)
    present[0] = False
    found = components(network, present)
    assert found.labels[0] == -1
    assert sorted(map(len, parts(network, [0])), reverse=True) == found.sizes.tolist()


def test_a_network_that_falls_apart_says_into_how_many_parts() -> None:
    said = components(network_of([(0, 1), (2, 3), (3, 4)])).said
    assert said[0].sentence == "The network falls into parts: 2; the largest has 3 of 5 persons."
    assert components(network_of([(0, 1)])).said[0].code == "components.whole"
    assert components(read([]).network).said[0].code == "reading.empty"


def test_a_chain_of_a_hundred_thousand_is_one_part() -> None:
    network = network_of((number, number + 1) for number in range(100_000))
    assert components(network).largest == 100_001
    people, pairs = cut_off(network)
    assert people[50_000] == 50_000
    assert pairs[1] == 99_999


@given(networks())
def test_cores_are_what_is_left_when_the_weak_are_taken_away(network: Network) -> None:
    found = core_numbers(network)
    for level in range(1, network.persons + 1):
        kept = set(range(network.persons))
        while weak := {p for p in kept if len(kept & set(network.of(p).tolist())) < level}:
            kept -= weak
        assert kept == set(np.flatnonzero(found >= level).tolist())


@given(networks())
def test_who_is_cut_off_is_what_a_removal_shows(network: Network) -> None:
    people, pairs = cut_off(network)
    for person in range(network.persons):
        own = next(part for part in parts(network) if person in part) - {person}
        pieces = [len(part & own) for part in parts(network, [person]) if part & own]
        assert people[person] == len(own) - max(pieces, default=0)
        assert pairs[person] == (len(own) ** 2 - sum(piece**2 for piece in pieces)) // 2
