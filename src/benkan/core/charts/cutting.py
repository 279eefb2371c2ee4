"""A chart that a browser can draw: beyond a number of nodes the least tied are left out, and it is said which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from benkan.core.charts.graph import Graph, Tie

DRAWN: Final = 3_000
"""Nodes that a five-year-old office PC moves without jerks."""
DRAWN_TIES: Final = 12_000


@dataclass(frozen=True, slots=True)
class Cut:
    """What is drawn, and what is not.

    Args:
        nodes: how many nodes were left out.
        kinds: how many of each kind.
        ties: how many ties were left out, with those of the nodes.
        most: no node that was left out is tied to more others than this.
    """

    graph: Graph
    nodes: int = 0
    ties: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    most: int = 0


def cut(graph: Graph, keep: Iterable[str] = (), *, nodes: int = DRAWN, ties: int = DRAWN_TIES) -> Cut:
    """The graph within these bounds: nodes to keep first, then the most tied, then by key.

    Args:
        keep: what the reader chose: stays, whatever its ties.
    """
    chosen = frozenset(keep)
    if len(graph.nodes) > nodes:
        ranked = sorted(graph.nodes, key=lambda key: (key not in chosen, -graph.degrees[key], key))
        kept, left = graph.within(set(ranked[:nodes])), ranked[nodes:]
    else:
        kept, left = graph, []
    if len(kept.ties) > ties:
        kept = Graph(kept.nodes, _first_of_each(kept, ties))
    return Cut(
        kept,
        len(left),
        len(graph.ties) - len(kept.ties),
        Counter(graph.nodes[key].kind for key in left),
        max((graph.degrees[key] for key in left), default=0),
    )


def _first_of_each(graph: Graph, most: int) -> tuple[Tie, ...]:
    """As many ties as may be drawn: one of each pair before a second of any."""
    seen: Counter[tuple[str, str]] = Counter()
    ranked = []
    for place, tie in enumerate(graph.ties):
        pair = (min(tie.start, tie.end), max(tie.start, tie.end))
        ranked.append((seen[pair], place))
        seen[pair] += 1
    return tuple(graph.ties[place] for _again, place in sorted(ranked)[:most])
