"""Folding away what hangs on one node."""

from __future__ import annotations

from benkan.core.charts.graph import Graph


def leaves(graph: Graph, key: str) -> list[str]:
    """The neighbours that hang on this node alone: what folding it hides."""
    return sorted(other for other in graph.neighbours.get(key, ()) if graph.neighbours[other] == {key})
