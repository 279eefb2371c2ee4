"""What a reader looks at: a chart narrowed by kind, source, owner, grade, handling, degree and time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from benkan.core.charts.grading import at_least
from benkan.core.charts.graph import Document, Graph, Node, Tie


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Empty fields narrow nothing.

    Args:
        grade: letter of the worst source that is still shown.
        degree: to how many other nodes a node must be tied.
        undated: whether what has no day is shown beside what lies in the time asked for.
    """

    kinds: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    handling: frozenset[str] = frozenset()
    grade: str = ""
    degree: int = 0
    since: dt.date | None = None
    until: dt.date | None = None
    undated: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether it narrows nothing."""
        return self == Narrowing(undated=self.undated)

    def admits(self, document: Document) -> bool:
        """Whether what stands in the document is shown."""
        return (
            (not self.sources or document.source in self.sources)
            and (not self.owners or document.owner in self.owners)
            and (not self.handling or document.handling in self.handling)
            and (not self.grade or at_least(document.grade, self.grade))
        )

    def in_time(self, since: dt.date | None, until: dt.date | None) -> bool:
        """Whether a span of days meets the time asked for."""
        if self.since is None and self.until is None:
            return True
        first, last = since or until, until or since
        if first is None or last is None:
            return self.undated
        return (self.since is None or last >= self.since) and (self.until is None or first <= self.until)


def narrow(graph: Graph, wanted: Narrowing) -> Graph:
    """The part of the graph that the reader asked for.

    Ties come first, then nodes: a node stays when a document of its own is admitted, and when itself or one of its
    ties lies in the time. The degree is counted in what is left.
    """
    if wanted.is_empty:
        return graph
    nodes = {key: node for key, node in graph.nodes.items() if _is_wanted(node, wanted)}
    ties = [tie for tie in graph.ties if tie.start in nodes and tie.end in nodes and _counts(tie, wanted)]
    if wanted.since is not None or wanted.until is not None:
        tied = {end for tie in ties for end in (tie.start, tie.end)}
        dated = {key for key, node in nodes.items() if node.since or node.until}
        in_time = {key for key, node in nodes.items() if wanted.in_time(node.since, node.until)}
        # What has a day of its own stands by it; what has none stands or falls with its ties.
        kept = {key for key in nodes if key in in_time and (key in dated or key in tied or not _was_tied(graph, key))}
        nodes = {key: node for key, node in nodes.items() if key in kept}
        ties = [tie for tie in ties if tie.start in nodes and tie.end in nodes]
    left = Graph(nodes, tuple(ties))
    if wanted.degree:
        left = left.within({key for key, count in left.degrees.items() if count >= wanted.degree})
    return left


def _is_wanted(node: Node, wanted: Narrowing) -> bool:
    return (not wanted.kinds or node.kind in wanted.kinds) and any(map(wanted.admits, node.documents))


def _counts(tie: Tie, wanted: Narrowing) -> bool:
    return wanted.admits(tie.document) and wanted.in_time(tie.since, tie.until)


def _was_tied(graph: Graph, key: str) -> bool:
    return bool(graph.neighbours[key])
