"""What becomes of the largest part of a chart when nodes are taken away one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from benkan.core.charts.graph import Graph


def shrinking(graph: Graph, order: Sequence[str]) -> list[int]:
    """How many nodes hang together in the largest part when none, one, two … of the order are gone.

    Read from the end: nodes come back in the opposite order and join what they are tied to, so that each tie is looked
    at once, however long the order is.

    Args:
        order: nodes, each once; others stay to the end.
    """
    gone = set(order)
    parent: dict[str, str] = {}
    size: dict[str, int] = {}

    def find(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    def join(key: str) -> int:
        parent[key], size[key] = key, 1
        for other in graph.neighbours[key]:
            if other in parent and (root := find(other)) != (own := find(key)):
                small, large = sorted((root, own), key=lambda one: size[one])
                parent[small] = large
                size[large] += size[small]
        return size[find(key)]

    largest = max((join(key) for key in graph.nodes if key not in gone), default=0)
    found = [largest]
    for key in reversed(order):
        largest = max(largest, join(key))
        found.append(largest)
    return found[::-1]
