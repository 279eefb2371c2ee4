"""A better order than the usual one, by simulated annealing from it.

The sum behind R is followed backwards, as persons are added to nothing: what the last k of an order leave depends on
who they are, not on their order. So a change between two places is judged between them alone, from a stored union of
parts, and given up as soon as it cannot be good enough: some microseconds a move. The number of moves is fixed by the
size of the network, so that one seed gives one order on any machine; the clock only guards, and says so when it stops
the work.

Source: Kirkpatrick et al. (1983) with cooling by a constant factor; moves as in the search of Schneider et al.
(2011).
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Sequence
from typing import Any, Final

from benkan.core.networks.dismantling.adaptive import Watch
from benkan.core.networks.dismantling.robustness import Effort
from benkan.core.networks.graph import Network

MOST_MOVES: Final = 240_000
WORK: Final = 45_000_000
"""Moves times (persons + ties): about two seconds of a processor of today."""
RESTARTS: Final = 2
HOT: Final = 0.1
COLD: Final = 0.1
"""Temperatures at the beginning, as a share of the persons, and at the end, in persons."""
FAR: Final = 0.15
"""The share of moves between any two places; the others are between near ones."""
WATCHED: Final = 2_048
SMALLEST_STORE: Final = 512
"""Up to so many persons the parts are stored at every place of the order; beyond, at every second, third and so on."""


class Search:
    """One order under improvement; persons are numbered from 1 here, since 0 marks who is not added yet."""

    def __init__(self, network: Network, order: Sequence[int], spent: Effort, seed: int) -> None:
        self.persons = network.persons
        self.ties = [[], *((network.of(person) + 1).tolist() for person in range(network.persons))]
        whole = bool((spent.costs % 1 == 0).all() and (spent.worth % 1 == 0).all())
        kind = int if whole else float
        self.costs = [kind(0), *(kind(cost) for cost in spent.costs)]
        self.worth = [kind(0), *(-kind(worth) for worth in spent.worth)]
        self.order = [int(person) + 1 for person in reversed(order)]
        self.drawn = random.Random(seed)  # noqa: S311 - a search, not a secret
        self.scale = float(spent.worth.mean() * spent.costs.mean())
        # After the first k: for each person 0 (not there), its parent, or as a root minus the worth of its part.
        self.every = max(1, math.ceil(self.persons / SMALLEST_STORE))
        self.stored: dict[int, list[float]] = {0: [0] * (self.persons + 1)}
        self.levels: list[float] = [0] * (self.persons + 1)
        self.follow(0, self.persons)
        self.sum = sum(level * self.costs[person] for level, person in zip(self.levels, self.order, strict=False))

    def follow(self, first: int, last: int) -> None:
        """Brings what is stored behind these places of the order up to date."""
        first -= first % self.every
        parts, best = list(self.stored[first]), self.levels[first]
        for place in range(first, last):
            best = max(best, _add(parts, self.order[place], self.ties, self.worth))
            self.levels[place + 1] = best
            if (place + 1) % self.every == 0:
                self.stored[place + 1] = list(parts)

    def step(self, temperature: float) -> bool:
        """Tries one move; True where it was taken."""
        draw, count = self.drawn.random, self.persons
        place = int(draw() * count)
        if draw() < FAR:
            other = int(draw() * count)
        else:
            reach = draw()
            other = place + (1 + int(reach * reach * count * 0.5)) * (1 if draw() < 0.5 else -1)
        if other == place or not 0 <= other < count:
            return False
        low, high = min(place, other), max(place, other)
        moved = self.order[low : high + 1]
        if draw() < 0.5:
            moved[0], moved[-1] = moved[-1], moved[0]
        elif place < other:
            moved.append(moved.pop(0))
        else:
            moved.insert(0, moved.pop())
        before = sum(
            level * self.costs[person]
            for level, person in zip(self.levels[low : high + 1], self.order[low : high + 1], strict=True)
        )
        after = self._judge(low, moved, before - temperature * math.log(1 - draw()))
        if after is None:
            return False
        self.order[low : high + 1] = moved
        self.sum += after - before
        self.follow(low, high)
        return True

    def _judge(self, low: int, moved: Sequence[int], most: float) -> float | None:
        """The sum over the moved places; None as soon as it must be above ``most``."""
        costs, ties, worth = self.costs, self.ties, self.worth
        start = low - low % self.every
        parts, best = list(self.stored[start]), self.levels[start]
        for person in self.order[start:low]:
            best = max(best, _add(parts, person, ties, worth))
        left = sum([costs[person] for person in moved])
        total: float = 0
        for person in moved:
            total += best * costs[person]
            left -= costs[person]
            if total + best * left > most:
                return None
            size = _add(parts, person, ties, worth)
            best = max(size, best)
        return total


def annealed_order(
    network: Network, first: Sequence[int], spent: Effort, *, seed: int, until: float, watch: Watch | None = None
) -> tuple[list[int], bool]:
    """The best order found from ``first``, and whether all moves were made.

    Args:
        network: of up to a few thousand persons.
        first: a good order to begin from; the result is never worse.
        spent: costs and worth.
        seed: the same seed gives the same order unless the clock stopped the work.
        until: the reading of ``time.process_time`` at which the work stops.
        watch: told how far it has come.
    """
    moves = min(MOST_MOVES, WORK // max(1, network.persons + network.ties)) // RESTARTS
    best, best_sum, done = list(first), math.inf, 0
    for restart in range(RESTARTS):
        search = Search(network, first, spent, seed * RESTARTS + restart)
        best_sum = min(best_sum, search.sum)
        hot = HOT * network.persons * search.scale
        cooling = math.log(COLD * search.scale / hot) if hot else 0.0
        for move in range(moves if network.persons > 1 else 0):
            if move % WATCHED == 0:
                if time.process_time() > until:
                    return best, False
                if watch:
                    watch(done, moves * RESTARTS)
            done += 1
            if search.step(hot * math.exp(cooling * move / moves)) and search.sum < best_sum:
                best_sum, best = search.sum, [person - 1 for person in reversed(search.order)]
    return best, True


def _add(parts: list[Any], person: int, ties: Sequence[Sequence[int]], worth: Sequence[float]) -> float:
    """Adds a person to the parts and gives the worth of the part that it is in now."""
    size: float = worth[person]
    parts[person] = size
    root = person
    for other in ties[person]:
        found = parts[other]
        if found:
            while found > 0:
                other = found  # noqa: PLW2901
                found = parts[other]
            if other != root:
                if found < size:
                    parts[root] = other
                    root = other
                else:
                    parts[other] = root
                size += found
    parts[root] = size
    return -size
