"""The usual good order: again and again the person with the highest betweenness inside the largest part.

Without rules for equals it looks absurd on small networks, where many betweennesses are 0: of equals the one with more
ties in the part goes first, then the one with the smaller number.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final

import numpy as np

from benkan.core.networks.between import betweenness
from benkan.core.networks.components import components
from benkan.core.networks.dismantling.robustness import Effort
from benkan.core.networks.graph import Network

AT_ONCE: Final = 300
"""In a part of this many persons one is taken at a time, in one of twice as many two: betweenness is dear there."""

Watch = Callable[[int, int], None]
"""Told (done, most) now and then; what it raises ends the work."""


def adaptive_order(
    network: Network, spent: Effort, watch: Watch | None = None, *, until: float = math.inf
) -> list[int]:
    """Everybody in the order of removal; betweenness counts against the cost.

    When ``time.process_time`` reads ``until``, those who are left follow by their ties among themselves.

    Source: Holme et al. (2002), inside the largest part alone.
    """
    present = np.ones(network.persons, np.bool_)
    order: list[int] = []
    while present.any():
        found = components(network, present)
        if found.largest == 1:
            break
        if time.process_time() > until:
            left = network.without(order)
            rest = np.flatnonzero(present)
            return order + [
                int(one) for one in rest[np.argsort(-left.degrees[rest] / spent.costs[rest], kind="stable")]
            ]
        # The heaviest part, not the one with the most heads, where persons count differently.
        weights = np.bincount(found.labels[present], spent.worth[present])
        weights[found.sizes == 1] = 0
        part = found.members(int(np.argmax(weights)))
        inside = network.part(part)
        value = np.round(betweenness(inside)[0], 6) / spent.costs[part]
        ranked = np.lexsort((part, -inside.degrees / spent.costs[part], -value))
        chosen = part[ranked[: max(1, len(part) // AT_ONCE)]]
        order += [int(person) for person in chosen]
        present[chosen] = False
        if watch:
            watch(len(order), network.persons)
    rest = np.flatnonzero(present)
    return order + [int(person) for person in rest[np.argsort(-spent.worth[rest] / spent.costs[rest], kind="stable")]]
