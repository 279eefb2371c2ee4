"""Answers of networkit against our own on small networks; watching and ending."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given, settings
from tests.core.networks.made import network_of, networks

from benkan.core.networks import Network, build, components, read, shortest
from benkan.core.networks import large as large_networks
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
    ours, theirs = components(network), large.parts()
    assert ours.labels.tolist() == theirs.labels.tolist()
    assert ours.sizes.tolist() == theirs.sizes.tolist()
    for other in range(network.persons):
        assert large.steps(0, other) == shortest(network, 0, other).steps


def test_the_estimate_of_betweenness_is_near_the_exact_one() -> None:
    network = two_groups()
    exact = betweenness(network)[0] / (12 * 11 / 2)
    assert np.abs(LargeNetwork(network).betweenness(0.02) - exact).max() < 0.04


@pytest.mark.parametrize("wide", [10, 10_000])
def test_the_estimate_is_as_near_where_tails_hang_on_wide_parts(monkeypatch: pytest.MonkeyPatch, wide: int) -> None:
    monkeypatch.setattr(large_networks, "WIDE", wide)
    pairs = (1_000 * np.random.default_rng(3).random((3_000, 2)) ** 3).astype(np.int64)  # a few know very many
    network = build(range(1_000), *pairs.T).network
    large = LargeNetwork(network)
    ties, groups = large.graph.numberOfEdges(), large.communities()
    exact = betweenness(network)[0] / (1_000 * 999 / 2)
    first = large.betweenness(0.05)
    assert (large.graph.upperNodeIdBound() > 1_000) is (wide == 10)
    assert exact.max() > 0.4
    assert np.abs(first - exact).max() < 0.05
    assert first.argmax() == exact.argmax()
    assert np.array_equal(first, large.betweenness(0.05))
    assert large.graph.numberOfEdges() == ties
    assert np.array_equal(large.communities().labels, groups.labels)
    assert large.steps(0, 1) == shortest(network, 0, 1).steps


def test_the_diameter_of_a_wide_part_costs_no_search_for_each_person() -> None:
    """Without a tail these take some thousand searches, half a minute of processor time."""
    pairs = np.random.default_rng(4).integers(0, 50_000, (250_000, 2))
    large = LargeNetwork(build(range(50_000), *pairs.T).network)
    began = time.process_time()
    large.betweenness(0.05)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "network",
    [
        read([]).network, network_of([(0, 1)]), network_of([(0, 1), (2, 3)]),
        network_of(itertools.combinations(range(6), 2)),
    ],
)  # fmt: skip
def test_nobody_stands_between_where_all_know_all(network: Network) -> None:
    assert not LargeNetwork(network).betweenness(0.05).any()


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


def test_a_watcher_hears_a_long_stage_again_and_can_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_networks, "TOLD_EVERY_S", 0.01)
    heard: list[str] = []

    def stop(stage: str) -> None:
        heard.append(stage)
        if heard.count("betweenness") == 3:
            raise InterruptedError

    large = LargeNetwork(two_groups(), stop)
    with pytest.raises(InterruptedError):
        large.betweenness(0.001)
    with pytest.raises(RuntimeError):
        large.communities()


def test_small_questions_load_neither_scipy_nor_networkit() -> None:
    program = (
        "import sys, benkan.core.networks as n\n"
        "w = n.read([n.Tie('a', 'b')]).network\n"
        "n.components(w), n.shortest(w, 0, 1), n.core_numbers(w), n.cut_off(w)\n"
        "sys.exit(any(m.split('.')[0] in ('scipy', 'networkit') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
