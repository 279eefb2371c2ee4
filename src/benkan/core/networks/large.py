"""Questions to networks of any size, up to millions of ties, answered by networkit: communities and estimates.

networkit is loaded at the first question (a second of processor time, 80 MB). One thread and a fixed seed give the same
answer every time. A question can be watched and ended: the watcher hears each stage as it begins and every second
while it lasts, and what it raises passes through at once. networkit itself cannot be stopped within a stage: an ended
one runs out in a thread that nobody waits for, and its network takes no further question.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from benkan.core.errors import N_
from benkan.core.networks.components import Components
from benkan.core.networks.graph import Network, Real, Whole
from benkan.core.networks.saying import Said

LEIDEN_ROUNDS: Final = 2
SEED: Final = 1
ERROR: Final = 0.005
CONFIDENCE: Final = 0.1
TOLD_EVERY_S: Final = 1.0
WIDE: Final = 10_000
"""Persons of a part whose diameter networkit may look for longer than for anything else."""
TAILS_OF_ERROR: Final = 0.2
"""How much of the error that is allowed may come from tails."""

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
"""Told which stage begins, and every second that it is still under way; what it raises ends the work."""


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
        self.network = network
        low, high, weights = network.pairs()
        self.persons = network.persons
        columns = (weights, (low.astype(np.uint64), high.astype(np.uint64)))
        self.graph: Any = networkit.GraphFromCoo(columns, n=network.persons, weighted=True, directed=False)
        self._ended = False
        self._parts: Components | None = None

    def parts(self) -> Components:
        """The parts, as ``components`` tells them."""
        if self._parts is None:
            found = self._asked("components", self.library.components.ConnectedComponents(self.graph))
            self._parts = Components(*_largest_first(self._labels(found.getPartition())))
        return self._parts

    def communities(self) -> Communities:
        """Groups by the Leiden method (Traag et al. 2019), weights counting."""
        if not self.graph.numberOfEdges():
            return Communities(np.arange(self.persons), np.ones(self.persons, np.int64), 0.0)
        algorithm = self.library.community.ParallelLeiden(self.graph, LEIDEN_ROUNDS, False, 1.0)
        labels, sizes = _largest_first(self._labels(self._asked("communities", algorithm).getPartition()))
        self.watch("modularity")
        return Communities(labels, sizes, modularity(self.network, labels))

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
        if self._all_know_all():  # nobody stands between, and networkit would look for such a chain for ever
            return np.zeros(self.persons)
        with self._tails(error) as off:
            found = self._asked(
                "betweenness",
                self.library.centrality.KadabraBetweenness(self.graph, error - off, CONFIDENCE, False),
            )
            # Both directions of a pair are counted.
            return np.array(found.scores()[: self.persons]) / 2

    def _all_know_all(self) -> bool:
        parts = self.parts()
        ends = np.bincount(parts.labels, self.network.degrees, len(parts.sizes))
        return bool((ends == parts.sizes * (parts.sizes - 1)).all())

    @contextmanager
    def _tails(self, error: float) -> Iterator[float]:
        """While it lasts, a tail of invented persons hangs on each wide part; how far that can move a share.

        The estimate begins with the diameter of each part, which networkit finds by one search after another until the
        farthest person is certain. Where many are about as far that is nearly as many searches as there are persons:
        hours at a million. A tail as long as the way from its holder to the farthest person settles it in three
        searches: nobody is farther than the end of the tail. Pairs with an invented person are few, and what
        they can move is taken off the error that is allowed; where it would be much, the part has no tail.
        """
        parts = self.parts()
        longest = TAILS_OF_ERROR * error * self.persons / 2
        first = self.persons
        ends: list[tuple[int, int]] = []
        for part in np.flatnonzero(parts.sizes >= WIDE).tolist():
            members = parts.members(part)
            holder = int(members[np.argmax(self.network.degrees[members])])
            length = self._farthest(holder)
            if first - self.persons + length > longest:
                break
            ends += zip([holder, *range(first, first + length - 1)], range(first, first + length), strict=True)
            first += length
        missing = first - self.graph.upperNodeIdBound()
        if missing > 0:
            self.graph.addNodes(missing)
        for one, other in ends:
            self.graph.addEdge(one, other)
        try:
            yield 1 - self.persons * (self.persons - 1) / max(1, first * (first - 1))
        finally:
            if not self._ended:
                for one, other in ends:
                    self.graph.removeEdge(one, other)

    def _farthest(self, person: int) -> int:
        """How many ties away the farthest person of the same part is."""
        found = self.library.distance.BFS(self.graph, person, False)
        found.run()
        away = np.asarray(found.getDistances(asarray=True))[: self.persons]
        return int(away[away <= self.persons].max())

    def _labels(self, partition: Any) -> Whole:
        return np.fromiter(partition.getVector(), np.int64, self.graph.upperNodeIdBound())[: self.persons]

    def _asked(self, stage: str, algorithm: Any) -> Any:
        """The algorithm once it has run, watched from here while it runs in a thread."""
        if self._ended:
            raise RuntimeError("a network whose work was ended takes no further question")
        self.watch(stage)
        failed: list[BaseException] = []

        def run() -> None:
            try:
                # Both are of a thread; of the seed networkit asks so for its estimates.
                self.library.setNumberOfThreads(1)
                self.library.setSeed(SEED, True)
                algorithm.run()
            except BaseException as error:  # noqa: BLE001 - raised again by whoever waits
                failed.append(error)

        thread = threading.Thread(target=run, name=stage, daemon=True)
        thread.start()
        try:
            while thread.is_alive():
                thread.join(TOLD_EVERY_S)
                if thread.is_alive():
                    self.watch(stage)
        except BaseException:
            self._ended = True
            raise
        if failed:
            raise failed[0]
        return algorithm

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


def modularity(network: Network, labels: Whole) -> float:
    """How much more weight lies within groups than chance would put there (Newman and Girvan 2004); a tie is needed."""
    whole = float(network.weights.sum())
    within = float(network.weights[labels[network.owners] == labels[network.neighbours]].sum())
    shares = np.bincount(labels, network.strengths) / whole
    return within / whole - float(np.dot(shares, shares))


def _largest_first(labels: Whole) -> tuple[Whole, Whole]:
    """The same groups numbered by size, of equals by their first member; and their sizes, descending."""
    counts = np.bincount(labels)
    first = np.zeros(len(counts), np.int64)
    first[labels[::-1]] = np.arange(len(labels) - 1, -1, -1)
    order = np.lexsort((first, -counts))[: np.count_nonzero(counts)]
    place = np.empty(len(counts), np.int64)
    place[order] = np.arange(len(order))
    return place[labels], counts[order].astype(np.int64)


def _silent(_stage: str) -> None:
    """Nobody watches."""
