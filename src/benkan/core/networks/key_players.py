"""Sets of persons: whose absence leaves the fewest pairs joined, and from whom most others are near (Borgatti 2006).

The k best single persons are not the best set of k: two brokers at one bridge do the same work. Sets are found by
taking the best next person and then exchanging one for one while that helps; for small networks this is mostly, not
always, the best set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from benkan.core.errors import N_, Invalid
from benkan.core.networks.components import components
from benkan.core.networks.graph import Network, Real
from benkan.core.networks.saying import Said

MOST_PERSONS: Final = 500
MOST_IN_SET: Final = 10

TEXTS: Final[dict[str, str]] = {
    "key-set.negative": N_(
        "Without these %(size)d persons, %(percent)s %% of the pairs of others are not joined any more."
    ),
    "key-set.positive": N_(
        "From these %(size)d persons, %(reached)d of %(persons)d persons are at most two steps away."
    ),
}


@dataclass(frozen=True, slots=True)
class KeySet:
    """A set of persons and how good it is, between 0 and 1.

    Args:
        persons: ascending.
        value: for a set to take away, the share of pairs of all persons that are not joined; for a set to reach others
            from, the mean of 1 / steps to the nearest of the set.
    """

    persons: tuple[int, ...]
    value: float
    said: tuple[Said, ...]


def to_take_away(network: Network, size: int) -> KeySet:
    """KPP-NEG: the persons without whom the fewest pairs of others are joined.

    Raises:
        Invalid: ``networks.too-large``, ``networks.set-size``.
    """
    _check(network, size)
    chosen = _search(network.persons, size, lambda some: fragmentation(network, some))
    value = fragmentation(network, chosen)
    facts = {"size": size, "percent": f"{100 * value:.1f}"}
    return KeySet(chosen, value, (Said("key-set.negative", TEXTS["key-set.negative"], facts),))


def to_reach_from(network: Network, size: int) -> KeySet:
    """KPP-POS: the persons from whom all others are nearest.

    Raises:
        Invalid: as ``to_take_away``.
    """
    _check(network, size)
    steps = _steps(network)
    near = np.where(np.isfinite(steps), 1 / np.where(steps > 0, steps, 1), 0.0)
    chosen = _search(network.persons, size, lambda some: float(near[list(some)].max(axis=0).mean()))
    value = float(near[list(chosen)].max(axis=0).mean())
    reached = int(np.count_nonzero(steps[list(chosen)].min(axis=0) <= 2))
    facts = {"size": size, "reached": reached, "persons": network.persons}
    return KeySet(chosen, value, (Said("key-set.positive", TEXTS["key-set.positive"], facts),))


def fragmentation(network: Network, gone: Iterable[int]) -> float:
    """The share of pairs of those who are left that no chain joins any more, from 0 to 1."""
    present = np.ones(network.persons, np.bool_)
    present[list(gone)] = False
    left = int(present.sum())
    if left < 2:
        return 1.0
    sizes = components(network, present).sizes
    return 1.0 - float((sizes * (sizes - 1)).sum()) / (left * (left - 1))


def _search(persons: int, size: int, value: Callable[[Sequence[int]], float]) -> tuple[int, ...]:
    chosen: list[int] = []
    for _ in range(size):
        chosen.append(max((p for p in range(persons) if p not in chosen), key=lambda p: (value([*chosen, p]), -p)))
    best, better = value(chosen), True
    while better:
        better = False
        for place in range(size):
            for person in range(persons):
                other = [*chosen[:place], person, *chosen[place + 1 :]]
                if person not in chosen and value(other) > best + 1e-12:
                    chosen, best, better = other, value(other), True
    return tuple(sorted(chosen))


def _steps(network: Network) -> Real:
    from scipy.sparse.csgraph import shortest_path

    from benkan.core.networks.between import matrix

    found: Real = shortest_path(matrix(network), unweighted=True, directed=False)
    return found


def _check(network: Network, size: int) -> None:
    if network.persons > MOST_PERSONS:
        raise Invalid(
            "networks.too-large",
            N_("A network of %(persons)d persons is too large for this question; %(most)d at most."),
            N_("Take a part of the network, such as one community."),
            persons=network.persons,
            most=MOST_PERSONS,
        )
    if not 1 <= size <= min(MOST_IN_SET, network.persons):
        raise Invalid(
            "networks.set-size",
            N_("A set has between 1 and %(most)d persons, and no more than the network."),
            N_("Ask for a smaller set."),
            most=MOST_IN_SET,
        )
