"""Answers of networkit against our own on small networks; watching and ending."""

from __future__ import annotations

import itertools
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from tests.core.networks.made import network_of, networks

from benkan.core.networks import Network, components, read, shortest
from benkan.core.networks.between import betweenness
from benkan.core.networks.large import LargeNetwork, communities


def two_groups() -> Network:
    pairs = itertools.combinations(range(6), 2)
    return network_of([*pairs, *((a + 6, b + 6) for a, b in itertools.combinations(range(6), 2)), (0, 6)])


def test_two_groups_are_told_apart_the_same_way_every_time() -> None:
    found = communities(two_groups())
    assert found.sizes.tolist() == [6, 6]
    assert found.labels.tolist() == [0] * 6 + [1] * 6
    assert np.array_equal(found.labels, communities(two_groups()).labels)
    assert found.said[0].sentence == "Groups: 2; the largest has 6 persons (modularity 0.47)."


def test_groups_of_a_whole_network_are_said_to_be_weak() -> None:
    found = communities(network_of(itertools.combinations(range(6), 2)))
    assert "communities.weak" in [said.code for said in found.said]
    assert communities(read([]).network).sizes.tolist() == []


@settings(max_examples=30, deadline=None)
@given(networks())
def test_parts_and_steps_are_those_of_the_small_answers(network: Network) -> None:
    large = LargeNetwork(network)
    ours, theirs = components(network).labels, large.parts()
    assert len(set(zip(ours.tolist(), theirs.tolist(), strict=True))) == len(set(ours.tolist()))
    for other in range(network.persons):
        assert large.steps(0, other) == shortest(network, 0, other).steps


def test_the_estimate_of_betweenness_is_near_the_exact_one() -> None:
    network = two_groups()
    exact = betweenness(network)[0] / (12 * 11 / 2)
    assert np.abs(LargeNetwork(network).betweenness(0.02) - exact).max() < 0.04


def test_brokers_of_a_large_network_are_ranked_by_the_estimate_and_say_so() -> None:
    first = LargeNetwork(two_groups()).brokers(2)
    assert {person for person, _, _ in first} == {0, 6}
    assert first[0][2].sentence.startswith("Share of all shortest chains that go through here, estimated: ")


def test_a_watcher_hears_each_stage_and_can_end_the_work() -> None:
    heard: list[str] = []
    LargeNetwork(two_groups(), heard.append).communities()
    assert heard == ["build", "communities", "modularity"]

    def stop(stage: str) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        LargeNetwork(two_groups(), stop)


def test_small_questions_load_neither_scipy_nor_networkit() -> None:
    program = (
        "import sys, benkan.core.networks as n\n"
        "w = n.read([n.Tie('a', 'b')]).network\n"
        "n.components(w), n.shortest(w, 0, 1), n.core_numbers(w), n.cut_off(w)\n"
        "sys.exit(any(m.split('.')[0] in ('scipy', 'networkit') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
