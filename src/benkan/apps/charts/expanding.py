"""Opening a node: which items beyond the chart name it, and how many nodes of each kind they would bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from benkan.apps.charts import editing
from benkan.apps.charts.reading import Read
from benkan.apps.charts.sources import registry
from benkan.core.charts import Node, Piece

MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Around:
    """What opening a node would bring.

    Args:
        items: references of the items that are not on the chart yet, with what each is about.
        nodes: how many new nodes they bring, with the numbers and places that they name.
    """

    items: Mapping[str, str]
    nodes: int

    @property
    def kinds(self) -> Counter[str]:
        """How many items there are of each kind."""
        return Counter(self.items.values())

    def of_kinds(self, wanted: Collection[str]) -> list[str]:
        """The items of these kinds; all of them when none is named."""
        return [item for item, kind in self.items.items() if not wanted or kind in wanted]


def around(read: Read, node: Node) -> Around:
    """The items that name the node, beyond those on the chart: the case's, and what the sources know besides."""
    members = frozenset(one.key for one in node.members)
    beyond = dict.fromkeys([*editing.new_items(read), *registry.around(node.members, read.scope)])
    pieces = registry.pieces([one for one in beyond if one not in read.made.items], read.scope)
    named = {piece.item for piece in pieces if _names(piece, members)}
    found = [piece for piece in pieces if piece.item in named]
    items: dict[str, str] = {}
    for piece in found:
        if piece.entities and len(items) < MOST:
            items.setdefault(piece.item, piece.entities[0].kind)
    here = {one.key for shown in read.whole.nodes.values() for one in shown.members}
    new = {entity.key for piece in found if piece.item in items for entity in piece.entities} - here
    return Around(items, len(new))


def _names(piece: Piece, members: frozenset[str]) -> bool:
    return any(entity.key in members for entity in piece.entities) or any(
        bond.start in members or bond.end in members for bond in piece.bonds
    )
