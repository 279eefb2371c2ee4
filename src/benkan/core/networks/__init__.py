"""Networks of persons and ties: how they are linked, who holds them together, what breaks them, which tie is missing.

Every answer carries the sentences that say why, with the measured values. What must not be concluded from a network is
in docs/reading-a-chart.md. Only numpy is loaded until scipy or networkit is needed.
"""

from benkan.core.networks.central import Central, central_persons
from benkan.core.networks.components import Components, components
from benkan.core.networks.cores import core_numbers, cut_off
from benkan.core.networks.graph import Network, Reading, Tie, build, hub_degree, read
from benkan.core.networks.paths import Chains, shortest
from benkan.core.networks.saying import Said
from benkan.core.networks.timed_paths import Leg, TimedChains, TimedTie, in_order

__all__ = [
    "Central",
    "Chains",
    "Components",
    "Leg",
    "Network",
    "Reading",
    "Said",
    "Tie",
    "TimedChains",
    "TimedTie",
    "build",
    "central_persons",
    "components",
    "core_numbers",
    "cut_off",
    "hub_degree",
    "in_order",
    "read",
    "shortest",
]
