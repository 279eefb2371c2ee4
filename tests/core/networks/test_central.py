"""Contacts and brokerage against slow definitions, and networks where the two must part."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from tests.core.networks.made import chains, network_of, networks

from benkan.core.networks import Network, central_persons, read
from benkan.core.networks.between import betweenness
from benkan.core.networks.central import constraint, mean_rank


@given(networks(7))
def test_betweenness_and_nearness_are_those_of_all_shortest_chains(network: Network) -> None:
    between, near = betweenness(network)
    wanted, nearness = np.zeros(network.persons), np.zeros(network.persons)
    for a in range(network.persons):
        for b in range(a + 1, network.persons):
            every = chains(network, a, b)
            for chain in every:
                wanted[list(chain[1:-1])] += 1 / len(every)
            if every:
                nearness[[a, b]] += 1 / (len(every[0]) - 1) / (network.persons - 1)
    assert between == pytest.approx(wanted)
    assert near == pytest.approx(nearness)


@given(networks(7))
def test_constraint_is_burts(network: Network) -> None:
    found = constraint(network)
    weights = {
        (a, b): w for a, b, w in zip(network.owners.tolist(), network.neighbours.tolist(), network.weights, strict=True)
    }

    def share(a: int, b: int) -> float:
        return weights.get((a, b), 0) / network.strengths[a]

    for person in range(network.persons):
        others = network.of(person).tolist()
        if not others:
            assert np.isnan(found[person])
            continue
        wanted = sum(
            (share(person, j) + sum(share(person, q) * share(q, j) for q in others if q != j)) ** 2 for j in others
        )
        assert found[person] == pytest.approx(wanted)


def test_a_driver_between_two_groups_is_a_broker_and_has_few_contacts() -> None:
    first = [(a, b) for a in range(6) for b in range(a)]
    second = [(a, b) for a in range(6, 12) for b in range(6, a)]
    central = central_persons(network_of([*first, *second, (0, 12), (12, 6)]))
    assert central.by_brokerage(1) == [12]
    assert 12 in central.by_contact()[-3:]
    words = [said.sentence for said in central.broker_reasons(12)]
    assert words[0] == "Pairs of others whose shortest chains go through here: 36, rank 1 of 13."
    assert words[2] == "Others who would no longer hang together with the rest: 6."


def test_a_person_without_a_tie_gets_no_opinion() -> None:
    central = central_persons(network_of([(0, 1)], 3))
    assert [said.code for said in central.contact_reasons(2)] == ["central.alone"]
    assert [said.code for said in central.broker_reasons(2)] == ["central.alone"]


def test_an_empty_network_has_no_central_person() -> None:
    assert central_persons(read([]).network).by_contact() == []


@given(networks())
def test_names_do_not_matter_only_ties_do(network: Network) -> None:
    order = np.arange(network.persons)[::-1]
    a, b = central_persons(network), central_persons(network.part(order))
    assert a.contact[order] == pytest.approx(b.contact)
    assert a.brokerage[order] == pytest.approx(b.brokerage)


def test_equal_values_share_their_rank() -> None:
    assert mean_rank(np.array([1.0, 1.0 + 1e-15, 3.0])).tolist() == [0.25, 0.25, 1.0]
