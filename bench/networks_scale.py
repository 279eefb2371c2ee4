"""A million persons and five million ties: parts, groups, a path, estimated betweenness, beside networkit alone.

    python bench/networks_scale.py --json
    python bench/networks_scale.py --persons 100000 --ties 500000 --json

The network is made by a seed: planted groups, heavy-tailed activity. ``alone`` asks networkit for the same thing
without this program's own types around it, in the same process and in turn, so that both meet the same machine. CPU
seconds; memory is the highest of the whole process. ``--without-betweenness`` leaves out the longest question.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from benkan.core.networks import build, shortest
from benkan.core.networks.large import CONFIDENCE, ERROR, LEIDEN_ROUNDS, SEED, LargeNetwork


def ends(persons: int, ties: int, seed: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Both ends of every tie: eight of ten within one of the planted groups, persons as active as 1 / rank^0.4."""
    drawn = np.random.default_rng(seed)
    group = drawn.integers(0, max(1, persons // 250), persons)
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(group.max() + 2))
    sources = np.minimum((drawn.random(ties) ** (1 / 0.6) * persons).astype(np.int64), persons - 1)
    low, high = bounds[group[sources]], bounds[group[sources] + 1]
    inside = order[low + (drawn.random(ties) * (high - low)).astype(np.int64)]
    return sources, np.where(drawn.random(ties) < 0.8, inside, drawn.integers(0, persons, ties))


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.process_time()
    found = work()
    return found, time.process_time() - began


class Alone:
    """The questions put to networkit itself: the same graph, one thread, the same seed."""

    def __init__(self, large: LargeNetwork) -> None:
        self.library, self.graph = large.library, large.graph
        self.library.setNumberOfThreads(1)
        self.library.setSeed(SEED, True)

    def parts(self) -> None:
        self.library.components.ConnectedComponents(self.graph).run()

    def communities(self) -> None:
        self.library.community.ParallelLeiden(self.graph, LEIDEN_ROUNDS, False, 1.0).run()

    def betweenness(self) -> None:
        self.library.centrality.KadabraBetweenness(self.graph, ERROR, CONFIDENCE, False).run()


def in_turn(ours: Callable[[], Any], alone: Callable[[], None], rounds: int) -> tuple[Any, dict[str, float]]:
    """What ours finds, and the least CPU seconds of each over some rounds: the first asked finds memory cold."""
    found, spent = None, []
    for _ in range(rounds):
        found, ours_s = timed(ours)
        spent.append((ours_s, timed(alone)[1]))
    return found, {"cpu_s": min(one for one, _ in spent), "alone_cpu_s": min(one for _, one in spent)}


def measure(persons: int, ties: int, *, betweenness: bool, rounds: int) -> dict[str, Any]:
    reading, read_s = timed(partial(build, range(persons), *ends(persons, ties)))
    network = reading.network
    heard: list[str] = []
    large, build_s = timed(lambda: LargeNetwork(network, heard.append))
    alone = Alone(large)

    def parts_anew() -> Any:
        large._parts = None  # noqa: SLF001 - kept for the next question
        return large.parts()

    parts, parts_spent = in_turn(parts_anew, alone.parts, rounds)
    groups, groups_spent = in_turn(large.communities, alone.communities, rounds)
    pairs = np.random.default_rng(1).integers(0, persons, (20, 2)).tolist()
    steps, paths_alone_s = timed(lambda: [large.steps(a, b) for a, b in pairs])
    chains, paths_s = timed(lambda: [shortest(network, a, b) for a, b in pairs])
    assert [one.steps for one in chains] == steps
    found: dict[str, Any] = {
        "persons": network.persons,
        "ties": network.ties,
        "read_cpu_s": read_s,
        "build_cpu_s": build_s,
        "components": {**parts_spent, "parts": len(parts.sizes)},
        "communities": {**groups_spent, "groups": len(groups.sizes), "modularity": groups.modularity},
        "paths_20": {"cpu_s": paths_s, "alone_cpu_s": paths_alone_s, "chains": [one.count for one in chains[:5]]},
    }
    if betweenness:
        # Alone networkit would spend hours on the diameter of such a network (core/networks/large.py, ``_tails``): it
        # is given the tails, so that what is compared is the estimate.
        with large._tails(ERROR):  # noqa: SLF001
            _, between_alone_s = timed(alone.betweenness)
        _, between_s = timed(large.betweenness)
        found["betweenness"] = {"cpu_s": between_s, "alone_cpu_s": between_alone_s, "error": ERROR}
    found["stages_heard"] = Counter(heard)
    found["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--ties", type=int, default=5_000_000)
    parser.add_argument("--without-betweenness", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--rounds", type=int, default=3, help="of each question in turn but betweenness; the least counts"
    )
    asked = parser.parse_args()
    found = measure(asked.persons, asked.ties, betweenness=not asked.without_betweenness, rounds=asked.rounds)
    if asked.json:
        print(json.dumps(found, indent=2))
    else:
        for name, value in found.items():
            print(f"{name:14} {value}")


if __name__ == "__main__":
    main()
