"""Questions to networks of any size, up to millions of ties, answered by networkit: communities and estimates.

networkit is loaded at the first question (a second of processor time, 80 MB). One thread and a fixed seed give the same
answer every time. A question can be watched between its stages and ended there: what the watcher raises passes through.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from benkan.core.errors import N_
from benkan.core.networks.graph import Network, Real, Whole
from benkan.core.networks.saying import Said

LEIDEN_ROUNDS: Final = 2
SEED: Final = 1
ERROR: Final = 0.005
CONFIDENCE: Final = 0.1

TEXTS: Final[dict[str, str]] = {
    "communities.found": N_("Groups: %(count)d; the largest has %(largest)d persons (modularity %(modularity)s)."),
    "communities.weak": N_("The groups hardly differ from chance: do not read them as cells."),
    "central.estimate": N_("Share of all shortest chains that go through here, estimated: %(percent)s %%."),
    "communities.warning": N_(
        "A group has more ties within than outwards. Nobody joined it, and its edge is not sharp."
    ),
}
WEAK: Final = 0.3

Watch = Callable[[str], None]
"""Told which stage begins; what it raises ends the work."""


@dataclass(frozen=True, slots=True, eq=False)
class Communities:
    """Groups with more ties within than outwards.

    Args:
        labels: (persons,) the group of each, the largest group is 0; of equals the one with the smallest number.
        sizes: (groups,) descending.
        modularity: how much more lies within than chance would put there; 1 at most.
    """

    labels: Whole
    sizes: Whole
    modularity: float

    @property
    def said(self) -> tuple[Said, ...]:
        """What the groups are and are not."""
        largest = int(self.sizes[0]) if len(self.sizes) else 0
        facts = {"count": len(self.sizes), "largest": largest, "modularity": f"{self.modularity:.2f}"}
        found = [Said("communities.found", TEXTS["communities.found"], facts)]
        if self.modularity < WEAK:
            found.append(Said("communities.weak", TEXTS["communities.weak"]))
        return (*found, Said("communities.warning", TEXTS["communities.warning"]))


class LargeNetwork:
    """A network inside networkit, made once for several questions."""

    def __init__(self, network: Network, watch: Watch | None = None) -> None:
        import networkit

        self.watch = watch or _silent
        self.watch("build")
        self.library: Any = networkit
        networkit.setSeed(SEED, False)
        networkit.setNumberOfThreads(1)
        low, high, weights = network.pairs()
        self.persons = network.persons
        columns = (weights, (low.astype(np.uint64), high.astype(np.uint64)))
        self.graph: Any = networkit.GraphFromCoo(columns, n=network.persons, weighted=True, directed=False)

    def parts(self) -> Whole:
        """(persons,) which part each person is in; the numbers mean nothing else."""
        self.watch("components")
        found = self.library.components.ConnectedComponents(self.graph)
        found.run()
        return np.array(found.getPartition().getVector(), np.int64)

    def communities(self) -> Communities:
        """Groups by the Leiden method (Traag et al. 2019), weights counting."""
        if not self.graph.numberOfEdges():
            return Communities(np.arange(self.persons), np.ones(self.persons, np.int64), 0.0)
        self.watch("communities")
        found = self.library.community.ParallelLeiden(self.graph, LEIDEN_ROUNDS, False, 1.0)
        found.run()
        partition = found.getPartition()
        self.watch("modularity")
        modularity = float(self.library.community.Modularity().getQuality(partition, self.graph))
        _, first, which, counts = np.unique(
            np.array(partition.getVector(), np.int64), return_index=True, return_inverse=True, return_counts=True
        )
        order = np.lexsort((first, -counts))
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        return Communities(place[which], counts[order].astype(np.int64), modularity)

    def steps(self, source: int, target: int) -> int:
        """Ties of a shortest chain between two persons, -1 where there is none."""
        self.watch("path")
        found = self.library.distance.BidirectionalBFS(self.graph, source, target, False)
        found.run()
        steps = found.getDistance()
        return int(steps) if steps <= self.persons else -1

    def betweenness(self, error: float = ERROR) -> Real:
        """(persons,) the estimated share of shortest chains through each, off by at most ``error`` in nine of ten runs.

        Source: KADABRA (Borassi and Natale 2016).
        """
        self.watch("betweenness")
        found = self.library.centrality.KadabraBetweenness(self.graph, error, CONFIDENCE, False)
        found.run()
        # Both directions of a pair are counted.
        return np.array(found.scores()) / 2

    def brokers(self, most: int) -> list[tuple[int, float, Said]]:
        """Those through whom the most shortest chains go, by the estimate: the person, the share, the sentence."""
        shares = self.betweenness()
        order = np.lexsort((np.arange(self.persons), -shares))[:most]
        return [
            (
                int(person),
                float(shares[person]),
                Said("central.estimate", TEXTS["central.estimate"], {"percent": f"{100 * shares[person]:.1f}"}),
            )
            for person in order
        ]


def communities(network: Network) -> Communities:
    """Groups of a network of any size."""
    return LargeNetwork(network).communities()


def _silent(_stage: str) -> None:
    """Nobody watches."""
