"""Two moments of a chart. A snapshot keeps digests alone: it says that something was there, never what."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from benkan.core.charts.graph import Graph, Node, Tie


@dataclass(frozen=True, slots=True)
class Compared:
    """What changed from a snapshot to a later graph.

    Args:
        gone_nodes: how many nodes of the snapshot are no longer there; what they were is not kept.
    """

    new_nodes: tuple[Node, ...]
    new_ties: tuple[Tie, ...]
    gone_nodes: int
    gone_ties: int
    kept_nodes: int
    kept_ties: int


def digest(key: str) -> str:
    """The mark of a node or a tie in a snapshot."""
    return hashlib.sha256(b"benkan chart snapshot\n" + key.encode()).hexdigest()[:16]


def marks(graph: Graph) -> tuple[list[str], list[str]]:
    """The marks of all nodes and of all ties. A merged node has the mark of each of its members."""
    members = [one.key for node in graph.nodes.values() for one in node.members]
    return sorted(map(digest, members)), sorted(digest(tie.key) for tie in graph.ties)


def as_of(graph: Graph, nodes: Collection[str], ties: Collection[str]) -> Graph:
    """What is left today of a snapshot with these marks."""
    then, tied = set(nodes), set(ties)
    kept = {key for key, node in graph.nodes.items() if any(digest(one.key) in then for one in node.members)}
    left = graph.within(kept)
    return Graph(left.nodes, tuple(tie for tie in left.ties if digest(tie.key) in tied))


def compare(nodes: Collection[str], ties: Collection[str], graph: Graph) -> Compared:
    """From the marks of a snapshot to the graph as it is."""
    then, tied = set(nodes), set(ties)
    here = {key: {digest(one.key) for one in node.members} for key, node in graph.nodes.items()}
    now = {digest(tie.key): tie for tie in graph.ties}
    marked = set().union(*here.values()) if here else set()
    return Compared(
        new_nodes=tuple(graph.nodes[key] for key, own in here.items() if not own & then),
        new_ties=tuple(tie for mark, tie in now.items() if mark not in tied),
        gone_nodes=len(then - marked),
        gone_ties=len(tied - now.keys()),
        kept_nodes=sum(bool(own & then) for own in here.values()),
        kept_ties=len(tied & now.keys()),
    )
