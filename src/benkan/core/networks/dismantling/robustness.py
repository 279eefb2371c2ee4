"""How fast a network falls apart when persons are taken out in an order: the curve of its largest part, and R.

R is the mean of what is left of the largest part after each removal, as a share of the whole (Schneider et al. 2011):
lower means that the order breaks the network sooner. It compares orders for one network; it compares no two networks of
different size, and it does not know that people who are left find each other again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benkan.core.errors import N_, Invalid
from benkan.core.networks.graph import Network, Real


@dataclass(frozen=True, slots=True, eq=False)
class Effort:
    """What it costs to take each person out, and how much each counts in what is left; 1 for each unless given.

    Args:
        costs: (persons,) above 0: hours of surveillance, risk, any unit.
        worth: (persons,) above 0: how much a person counts in the size of a part.
    """

    costs: Real
    worth: Real


def effort(network: Network, costs: Sequence[float] | None = None, worth: Sequence[float] | None = None) -> Effort:
    """The costs and worth of every person.

    Raises:
        Invalid: ``networks.costs`` where there is not one finite number above 0 for each person.
    """
    return Effort(_numbers(network.persons, costs), _numbers(network.persons, worth))


def left_after(network: Network, order: Sequence[int], worth: Real | None = None) -> Real:
    """(persons + 1,) the largest part before the first removal and after each, in worth; the last is 0.

    Computed backwards, by adding persons to nothing: near-linear in the ties.

    Raises:
        Invalid: ``networks.order`` where the order does not name everybody once.
    """
    persons = network.persons
    if sorted(order) != list(range(persons)):
        raise Invalid(
            "networks.order",
            N_("The order does not name every person once."),
            N_("Give each person one place in the order."),
        )
    counts = np.ones(persons) if worth is None else worth
    roots, sizes = list(range(persons)), counts.tolist()
    here = [False] * persons
    left = np.zeros(persons + 1)
    best = 0.0
    for place in range(persons - 1, -1, -1):
        person = root = order[place]
        here[person] = True
        for other in network.of(person).tolist():
            if here[other]:
                found = _root(roots, other)
                if found != root:
                    small, root = (found, root) if sizes[found] < sizes[root] else (root, found)
                    roots[small] = root
                    sizes[root] += sizes[small]
        best = max(best, sizes[root])
        left[place] = best
    return left


def robustness(network: Network, order: Sequence[int], spent: Effort | None = None) -> float:
    """R of an order, from 0 to 1; with costs, the mean over what is spent instead of over persons."""
    if not network.persons:
        return 0.0
    found = spent or effort(network)
    left = left_after(network, order, found.worth)
    costs = found.costs[np.asarray(order)]
    return float(np.dot(left[1:], costs) / (found.worth.sum() * costs.sum()))


def removed_until(left: npt.NDArray[np.float64], share: float) -> int:
    """How many removals until the largest part is at most this share of what it was counted in at the beginning."""
    return int(np.argmax(left <= share * left[0])) if len(left) > 1 else 0


def _root(roots: list[int], person: int) -> int:
    while roots[person] != person:
        roots[person] = roots[roots[person]]
        person = roots[person]
    return person


def _numbers(persons: int, values: Sequence[float] | None) -> Real:
    if values is None:
        return np.ones(persons)
    found = np.asarray(values, np.float64)
    if found.shape != (persons,) or not (np.isfinite(found) & (found > 0)).all():
        raise Invalid(
            "networks.costs",
            N_("A cost or a worth is missing or not above zero."),
            N_("Give one number above 0 for each person."),
        )
    return found
