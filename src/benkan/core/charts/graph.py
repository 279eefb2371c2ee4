"""What a chart draws: entities and ties, each with the documents that say so.

An item (a record, a release, a seizure, a search) gives one ``Piece``: its document, the entities that it names and the
bonds between them. A chart is the sum of its pieces under its changes (``building``). Nothing here is stored: the items
are read anew each time, so what its owner took back is in no chart any more.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

KINDS: Final = (
    "person",
    "company",
    "vehicle",
    "vessel",
    "phone",
    "account",
    "document",
    "address",
    "email",
    "place",
    "seizure",
    "search",
    "hit",
    "transfer",
    "other",
)
"""What an entity may be; each has its own shape on the chart."""


@dataclass(frozen=True, slots=True)
class Document:
    """Where something is known from.

    Args:
        reference: ``source:item``; the item stays where it is, and is read there each time.
        title: what the item is called, in the reader's language.
        owner: the agency whose word it is.
        officer: who wrote it down or released it.
        handling: H0 to H3.
        grade: letter of the source, number of the information.
        url: its page on this node, or empty.
        may_leave: whether its owner's conditions let it into a file.
    """

    reference: str
    title: str
    owner: str
    officer: str = ""
    at: dt.datetime | None = None
    handling: str = "H3"
    grade: str = "X4"
    url: str = ""
    may_leave: bool = True

    @property
    def source(self) -> str:
        """The slice that keeps the item."""
        return self.reference.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Entity:
    """Something that an item names.

    Args:
        key: the same in every item that names the same thing; says nothing of what it is.
        latitude: degrees north, where it has a place on the earth.
    """

    key: str
    kind: str
    label: str
    since: dt.date | None = None
    until: dt.date | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Bond:
    """What an item says of two entities.

    Args:
        kind: stable code of what binds them.
        label: the same in the reader's language.
    """

    start: str
    end: str
    kind: str
    label: str
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One item as a part of a chart, or what one document of an item says.

    Args:
        part_of: reference of the item, where the item has several documents.
    """

    document: Document
    entities: tuple[Entity, ...]
    bonds: tuple[Bond, ...] = ()
    part_of: str = ""

    @property
    def item(self) -> str:
        """Reference of the item that a chart takes in."""
        return self.part_of or self.document.reference


@dataclass(frozen=True, slots=True)
class Node:
    """An entity on the chart, with every document that names it.

    Args:
        members: the entities that it is made of: one, or several that an officer took for the same.
        documents: in the order in which the items were taken in.
    """

    key: str
    members: tuple[Entity, ...]
    documents: tuple[Document, ...]

    @property
    def entity(self) -> Entity:
        """The entity by which it is shown."""
        return next((one for one in self.members if one.key == self.key), self.members[0])

    @property
    def kind(self) -> str:
        """What it is."""
        return self.entity.kind

    @property
    def label(self) -> str:
        """What it is called."""
        return self.entity.label

    @property
    def owners(self) -> tuple[str, ...]:
        """Whose word it is, in the order of the documents."""
        return tuple(dict.fromkeys(one.owner for one in self.documents))

    @property
    def since(self) -> dt.date | None:
        """The first day that any of its entities names."""
        return min((one.since for one in self.members if one.since), default=None)

    @property
    def until(self) -> dt.date | None:
        """The last day that any of its entities names."""
        return max((day for one in self.members if (day := one.until or one.since)), default=None)

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude, where one of its entities has them."""
        for one in (self.entity, *self.members):
            if one.latitude is not None and one.longitude is not None:
                return one.latitude, one.longitude
        return None


@dataclass(frozen=True, slots=True)
class Tie:
    """A bond on the chart, with the one document that says so."""

    key: str
    start: str
    end: str
    kind: str
    label: str
    document: Document
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class Graph:
    """Nodes by key, and the ties between them."""

    nodes: Mapping[str, Node] = field(default_factory=dict)
    ties: tuple[Tie, ...] = ()

    @cached_property
    def degrees(self) -> Mapping[str, int]:
        """To how many other nodes each node is tied; several ties to the same node count once."""
        return {key: len(others) for key, others in self.neighbours.items()}

    @cached_property
    def neighbours(self) -> Mapping[str, frozenset[str]]:
        """The nodes to which each node is tied."""
        found: dict[str, set[str]] = {key: set() for key in self.nodes}
        for tie in self.ties:
            found[tie.start].add(tie.end)
            found[tie.end].add(tie.start)
        return {key: frozenset(others - {key}) for key, others in found.items()}

    def documents(self) -> Iterator[Document]:
        """Every document behind it, each once."""
        seen: dict[str, Document] = {}
        for node in self.nodes.values():
            seen.update((one.reference, one) for one in node.documents)
        seen.update((tie.document.reference, tie.document) for tie in self.ties)
        yield from seen.values()

    def kinds(self) -> Counter[str]:
        """How many nodes there are of each kind."""
        return Counter(node.kind for node in self.nodes.values())

    def within(self, keys: frozenset[str] | set[str]) -> Graph:
        """The nodes of these keys and the ties between them."""
        return Graph(
            {key: node for key, node in self.nodes.items() if key in keys},
            tuple(tie for tie in self.ties if tie.start in keys and tie.end in keys),
        )


def tie_key(reference: str, bond: Bond) -> str:
    """The name of a bond of an item: the same each time the item is read."""
    said = f"{reference}\n{bond.start}\n{bond.end}\n{bond.kind}"
    return hashlib.sha256(said.encode()).hexdigest()[:20]
