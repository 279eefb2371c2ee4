"""From items and changes to the graph: merge what an officer took for the same, leave out what is hidden.

A tie whose end is not on the chart is not drawn; a merge of which one node is left is no merge; a note on a node that
is gone is not shown. So an item that its owner took back leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from benkan.core.charts.changes import Standing
from benkan.core.charts.graph import Bond, Document, Entity, Graph, Node, Piece, Tie, tie_key


def build(pieces: Iterable[Piece], made: Standing, *, hidden: bool = False) -> Graph:
    """The whole chart.

    Args:
        pieces: what the chart's items say today, and what was drawn by hand.
        hidden: with what officers hid or folded away.
    """
    entities: dict[str, Entity] = {}
    documents: dict[str, dict[str, Document]] = {}
    bonds: list[tuple[Bond, Document]] = []
    for piece in pieces:
        for entity in piece.entities:
            known = entities.get(entity.key)
            entities[entity.key] = entity if known is None else _both(known, entity)
            documents.setdefault(entity.key, {})[piece.document.reference] = piece.document
        bonds += [(bond, piece.document) for bond in piece.bonds]
    roots = _roots(entities, made)
    shown = {key for key in entities if hidden or not _is_hidden(key, roots[key], made)}
    nodes = _nodes(entities, documents, roots, shown)
    return Graph(nodes, tuple(_ties(bonds, roots, nodes)))


def _both(known: Entity, other: Entity) -> Entity:
    """One entity that two items name: the first one's words, the days and the place of both."""
    return Entity(
        known.key,
        known.kind,
        known.label,
        min((day for day in (known.since, other.since) if day), default=None),
        max((day for day in (known.until, other.until) if day), default=None),
        known.latitude if known.latitude is not None else other.latitude,
        known.longitude if known.longitude is not None else other.longitude,
    )


def _roots(entities: Mapping[str, Entity], made: Standing) -> dict[str, str]:
    """Each entity's node: itself, or the first of those that it was merged with. The order of merges is nothing."""
    parent = {key: key for key in entities}

    def find(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for merge in made.merges:
        here = [key for key in merge.nodes if key in parent]
        for key in here[1:]:
            one, other = sorted((find(here[0]), find(key)))
            parent[other] = one
    return {key: find(key) for key in entities}


def _is_hidden(key: str, root: str, made: Standing) -> bool:
    return key in made.hidden or root in made.hidden


def _nodes(
    entities: Mapping[str, Entity],
    documents: Mapping[str, Mapping[str, Document]],
    roots: Mapping[str, str],
    shown: set[str],
) -> dict[str, Node]:
    members: dict[str, list[Entity]] = {}
    for key, entity in entities.items():
        if key in shown:
            members.setdefault(roots[key], []).append(entity)
    return {
        root: Node(
            root,
            tuple(found),
            tuple({ref: document for one in found for ref, document in documents[one.key].items()}.values()),
        )
        for root, found in members.items()
    }


def _ties(bonds: Iterable[tuple[Bond, Document]], roots: Mapping[str, str], nodes: Mapping[str, Node]) -> Iterable[Tie]:
    seen = set()
    for bond, document in bonds:
        start, end = roots.get(bond.start), roots.get(bond.end)
        if start is None or end is None or start == end or start not in nodes or end not in nodes:
            continue
        key = tie_key(document.reference, bond)
        if key not in seen:
            seen.add(key)
            yield Tie(key, start, end, bond.kind, bond.label, document, bond.since, bond.until)
