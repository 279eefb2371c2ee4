"""The list of a chart: the same graph as rows, for the keyboard, for screen readers, and without any script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from benkan.apps.agencies import services as agencies
from benkan.apps.charts import choices, drawing, reading
from benkan.apps.charts.asked import Asked
from benkan.core import charts
from benkan.core.charts import Document, Graph, Node, Tie

PAGE = 100


@dataclass(frozen=True, slots=True)
class NodeLine:
    """One node."""

    node: Node
    kind: str
    degree: int
    owners: str
    grade: str
    handling: str
    sources: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class TieLine:
    """One tie with where it is known from."""

    tie: Tie
    start: str
    end: str
    owner: str
    source: str

    @property
    def document(self) -> Document:
        """Where it is known from."""
        return self.tie.document


def listed(read: reading.Read, asked: Asked) -> tuple[Page[Any], Graph]:
    """A page of nodes or of ties, and the narrowed chart that it is a page of."""
    graph = charts.narrow(read.graph, asked.narrowing)
    rows = _nodes(graph, asked) if asked.part == "nodes" else _ties(graph, asked)
    page = Paginator(rows, PAGE).get_page(asked.page)
    names, sources = agencies.names(), reading.source_words()
    if asked.part == "nodes":
        page.object_list = [_node_line(node, graph, names, sources, asked) for node in page.object_list]
    else:
        page.object_list = [tie_line(tie, graph, names, sources) for tie in page.object_list]
    return page, graph


def tie_line(tie: Tie, graph: Graph, names: dict[str, str], sources: dict[str, str]) -> TieLine:
    """A tie in words."""
    owner, source = tie.document.owner, tie.document.source
    return TieLine(
        tie,
        graph.nodes[tie.start].label,
        graph.nodes[tie.end].label,
        names.get(owner, owner),
        sources.get(source, source),
    )


def _node_line(node: Node, graph: Graph, names: dict[str, str], sources: dict[str, str], asked: Asked) -> NodeLine:
    found = dict.fromkeys(sources.get(one.source, one.source) for one in node.documents)
    return NodeLine(
        node,
        choices.word(choices.KINDS, node.kind),
        graph.degrees[node.key],
        drawing.owner_words(node.owners, names),
        drawing.grade_of(node),
        drawing.handling_of(node),
        ", ".join(found),
        node.key in asked.chosen,
    )


def _nodes(graph: Graph, asked: Asked) -> list[Node]:
    found = [node for node in graph.nodes.values() if matches(node, asked.text)]
    orders: dict[str, Callable[[Node], Any]] = {
        "name": lambda node: node.label.casefold(),
        "kind": lambda node: choices.word(choices.KINDS, node.kind),
        "ties": lambda node: graph.degrees[node.key],
        "owner": lambda node: node.owners,
        "grade": drawing.grade_of,
        "day": lambda node: str(node.since or "9999"),
    }
    sort = asked.sort or "-ties"
    found.sort(key=lambda node: (node.label.casefold(), node.key))
    found.sort(key=orders[sort.removeprefix("-")], reverse=sort.startswith("-"))
    return found


def _ties(graph: Graph, asked: Asked) -> list[Tie]:
    wanted = {key for key, node in graph.nodes.items() if matches(node, asked.text)}
    found = [tie for tie in graph.ties if tie.start in wanted or tie.end in wanted]
    orders: dict[str, Callable[[Tie], Any]] = {
        "start": lambda tie: graph.nodes[tie.start].label.casefold(),
        "end": lambda tie: graph.nodes[tie.end].label.casefold(),
        "owner": lambda tie: tie.document.owner,
        "grade": lambda tie: tie.document.grade,
        "day": lambda tie: str(tie.since or "9999"),
    }
    sort = asked.sort or "start"
    found.sort(key=orders[sort.removeprefix("-")], reverse=sort.startswith("-"))
    return found


def matches(node: Node, text: str) -> bool:
    """Whether the words typed stand in a name of the node."""
    return not text or any(text.casefold() in one.label.casefold() for one in node.members)
