"""How good the answers of this room are on networks whose ties, and perhaps roles, are known: for ``benkan eval``.

R and hidden ties need ties alone. Key persons need published roles, and one list of them is a small sample: a figure
over twenty persons says little, and a measure that was chosen by it says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from benkan.core.errors import N_, Invalid
from benkan.core.networks.central import central_persons
from benkan.core.networks.dismantling import dismantle
from benkan.core.networks.graph import Network
from benkan.core.networks.hidden_ties import FEWEST_TIES, MOST_PERSONS, area, hidden_tie_auc

ROUNDS: Final = 20
FIRST: Final = 10


@dataclass(frozen=True, slots=True)
class KeyPersons:
    """How well the order by contacts meets published roles.

    Args:
        auc: how often a person with a role comes before one without; a half is chance.
        p_at_10: the share of persons with a role among the first ten.
        by_brokerage_auc: the same as ``auc`` for the order by brokerage.
        roles: how many persons of the network have one.
    """

    auc: float
    p_at_10: float
    by_brokerage_auc: float
    roles: int


def evaluate(
    networks: Mapping[str, Network], *, rounds: int = ROUNDS, watch: Callable[[str], None] | None = None
) -> dict[str, Any]:
    """``mean_r``, ``networks.<name>.{r, cpu_s, …}`` and ``hidden_ties_auc`` of these networks."""
    told: dict[str, Any] = {}
    for name, network in networks.items():
        if watch:
            watch(name)
        found = dismantle(network)
        told[name] = {
            "persons": network.persons,
            "ties": network.ties,
            "r": found.r,
            "usual_r": found.usual_r,
            "finished": found.finished,
            "cpu_s": found.cpu_s,
            "hidden_ties_auc": _hidden(network, rounds),
        }
    hidden = [one["hidden_ties_auc"] for one in told.values() if one["hidden_ties_auc"] is not None]
    return {
        "mean_r": float(np.mean([one["r"] for one in told.values()])) if told else None,
        "hidden_ties_auc": float(np.mean(hidden)) if hidden else None,
        "networks": told,
    }


def key_persons(network: Network, named: Collection[str]) -> KeyPersons:
    """How well the order by contacts meets the persons who are named.

    Raises:
        Invalid: ``networks.roles`` where nobody, or everybody, of the network is named.
    """
    chosen = np.array([name in named for name in network.names], np.bool_)
    if not chosen.any() or chosen.all():
        raise Invalid(
            "networks.roles",
            N_("The roles name nobody of the network, or everybody."),
            N_("Give the roles of the same network, with the same names."),
        )
    central = central_persons(network)
    first = central.by_contact(FIRST)
    return KeyPersons(
        area(central.contact[chosen], central.contact[~chosen]),
        float(chosen[first].mean()),
        area(central.brokerage[chosen], central.brokerage[~chosen]),
        int(chosen.sum()),
    )


def _hidden(network: Network, rounds: int) -> float | None:
    complete = 2 * network.ties == network.persons * (network.persons - 1)
    if network.ties < FEWEST_TIES or network.persons > MOST_PERSONS or complete:
        return None
    return hidden_tie_auc(network, rounds=rounds)
