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
from collections.abc import Callable
from typing import Any

import numpy as np

from benkan.core.networks import build, components, shortest
from benkan.core.networks.large import CONFIDENCE, ERROR, LEIDEN_ROUNDS, LargeNetwork


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


def alone(large: LargeNetwork, kind: str) -> Callable[[], Any]:
    """The question put to networkit itself."""
    library, graph = large.library, large.graph
    asked = {
        "components": lambda: library.components.ConnectedComponents(graph),
        "communities": lambda: library.community.ParallelLeiden(graph, LEIDEN_ROUNDS, False, 1.0),
        "betweenness": lambda: library.centrality.KadabraBetweenness(graph, ERROR, CONFIDENCE, False),
    }[kind]

    def run() -> Any:
        algorithm = asked()
        algorithm.run()
        return algorithm

    return run


def measure(persons: int, ties: int, *, betweenness: bool) -> dict[str, Any]:
    sources, targets = ends(persons, ties)
    reading, read_s = timed(lambda: build(range(persons), sources, targets))
    network = reading.network
    heard: list[str] = []
    large, build_s = timed(lambda: LargeNetwork(network, heard.append))
    parts, parts_s = timed(large.parts)
    _, parts_alone_s = timed(alone(large, "components"))
    _, own_parts_s = timed(lambda: components(network))
    groups, groups_s = timed(large.communities)
    _, groups_alone_s = timed(alone(large, "communities"))
    pairs = np.random.default_rng(1).integers(0, persons, (20, 2)).tolist()
    steps, paths_alone_s = timed(lambda: [large.steps(a, b) for a, b in pairs])
    chains, paths_s = timed(lambda: [shortest(network, a, b) for a, b in pairs])
    assert [one.steps for one in chains] == steps
    found: dict[str, Any] = {
        "persons": network.persons,
        "ties": network.ties,
        "read_cpu_s": read_s,
        "build_cpu_s": build_s,
        "components": {
            "cpu_s": parts_s, "alone_cpu_s": parts_alone_s, "own_cpu_s": own_parts_s,
            "parts": len(np.unique(parts)),
        },
        "communities": {
            "cpu_s": groups_s, "alone_cpu_s": groups_alone_s,
            "groups": len(groups.sizes), "modularity": groups.modularity,
        },
        "paths_20": {"cpu_s": paths_s, "alone_cpu_s": paths_alone_s, "chains": [one.count for one in chains[:5]]},
    }  # fmt: skip
    if betweenness:
        _, between_s = timed(large.betweenness)
        _, between_alone_s = timed(alone(large, "betweenness"))
        found["betweenness"] = {"cpu_s": between_s, "alone_cpu_s": between_alone_s, "error": ERROR}
    found["stages_heard"] = heard
    found["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--ties", type=int, default=5_000_000)
    parser.add_argument("--without-betweenness", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = measure(asked.persons, asked.ties, betweenness=not asked.without_betweenness)
    if asked.json:
        print(json.dumps(found, indent=2))
    else:
        for name, value in found.items():
            print(f"{name:14} {value}")


if __name__ == "__main__":
    main()
