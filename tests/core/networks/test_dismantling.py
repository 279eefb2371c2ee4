"""R against its plain definition, orders against each other and against trying all, costs, and the clock."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.networks.made import network_of, networks, parts

from benkan.core.errors import Invalid
from benkan.core.networks import Network, read
from benkan.core.networks.dismantling import dismantle, effort, left_after, robustness
from benkan.core.networks.dismantling.adaptive import adaptive_order


def plain_r(network: Network, order: list[int], costs: list[float], worth: list[float]) -> float:
    """The mean of the largest part after each removal, weighed by what the removal costs."""
    total = 0.0
    for place, person in enumerate(order):
        left = max((sum(worth[p] for p in part) for part in parts(network, order[: place + 1])), default=0)
        total += costs[person] * left
    return total / sum(costs) / sum(worth)


@given(networks(), st.data())
def test_r_is_its_definition(network: Network, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(network.persons)))
    numbers = st.lists(st.integers(1, 9).map(float), min_size=network.persons, max_size=network.persons)
    costs, worth = data.draw(numbers), data.draw(numbers)
    assert robustness(network, order, effort(network, costs, worth)) == pytest.approx(
        plain_r(network, order, costs, worth)
    )
    assert left_after(network, order).tolist() == [
        max(map(len, parts(network, order[:place])), default=0) for place in range(network.persons + 1)
    ]


@settings(max_examples=15, deadline=None)
@given(networks(6), st.data())
def test_on_a_tiny_network_the_search_finds_the_best_order_of_all(network: Network, data: st.DataObject) -> None:
    numbers = st.lists(st.integers(1, 4).map(float), min_size=network.persons, max_size=network.persons)
    costs, worth = data.draw(numbers), data.draw(numbers)
    spent = effort(network, costs, worth)
    best = min(robustness(network, order, spent) for order in itertools.permutations(range(network.persons)))
    # The moves for this size take minutes over all examples; a thousandth of them finds six persons' order.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("benkan.core.networks.dismantling.annealing.MOST_MOVES", 3_000)
        found = dismantle(network, costs=costs, worth=worth, seconds=60)
    assert found.r == pytest.approx(best)
    assert found.finished


def cells(seed: int) -> Network:
    drawn = random.Random(seed)
    ties = []
    for cell in range(8):
        members = range(8 * cell, 8 * cell + 8)
        ties += [pair for pair in itertools.combinations(members, 2) if drawn.random() < 0.5]
        ties += [(8 * cell, 8 * drawn.randrange(cell))] if cell else []
        ties.append((drawn.randrange(64), 8 * cell))
    return network_of([pair for pair in ties if pair[0] != pair[1]], 64)


def test_the_search_is_never_worse_than_the_usual_order_and_one_seed_gives_one_order() -> None:
    network = cells(1)
    found, again = dismantle(network, seconds=60, seed=3), dismantle(network, seconds=60, seed=3)
    assert found.order == again.order
    assert sorted(found.order) == list(range(64))
    assert found.r < found.usual_r
    assert found.r == pytest.approx(robustness(network, found.order))


def test_the_clock_stops_the_search_and_that_is_said() -> None:
    found = dismantle(cells(2), seconds=1e-9)
    assert not found.finished
    assert sorted(found.order) == list(range(64))
    assert found.order[0] == int(np.argmax(cells(2).degrees))
    assert "dismantling.stopped" in [said.code for said in found.said]
    assert found.r == found.usual_r


def test_of_equal_betweenness_the_one_with_more_ties_goes_first() -> None:
    # In two whole groups of four and three all betweennesses are 0.
    network = network_of([*itertools.combinations(range(3), 2), *itertools.combinations(range(3, 7), 2)])
    order = adaptive_order(network, effort(network))
    assert order[0] == 3
    assert set(order[:4]) >= {3, 4}


def test_a_dear_person_is_left_for_later() -> None:
    # A star: its middle joins all; two arms may be cheaper than it.
    network = network_of([(0, number) for number in range(1, 6)])
    assert dismantle(network, seconds=2).order[0] == 0
    assert dismantle(network, costs=[1000, 1, 1, 1, 1, 1], seconds=2).order[-1] == 0


def test_a_large_network_is_searched_from_stored_places_only() -> None:
    network = network_of(
        [(number, (number * 7 + 3) % 700) for number in range(700) if number != (number * 7 + 3) % 700]
    )
    found = dismantle(network, seconds=2)
    assert found.r <= found.usual_r
    assert found.r == pytest.approx(robustness(network, found.order))


def test_what_is_too_large_or_has_no_cost_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        dismantle(read([], map(str, range(3_001))).network)
    assert caught.value.code == "networks.too-large"
    for wrong in ([1.0], [1.0, 0.0], [1.0, float("nan")]):
        with pytest.raises(Invalid):
            dismantle(network_of([(0, 1)]), costs=wrong)
    with pytest.raises(Invalid):
        left_after(network_of([(0, 1)]), [0, 0])


def test_an_empty_network_is_answered() -> None:
    found = dismantle(read([]).network)
    assert (found.order, found.r) == ((), 0.0)
    assert np.array_equal(found.left, [0])


def test_a_watcher_can_end_the_work() -> None:
    def stop(done: int, most: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dismantle(cells(1), watch=stop)
