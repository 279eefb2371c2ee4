"""What a source of items is, and the list of those that this node has."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from django.utils.functional import Promise

from benkan.apps.accounts.services import Officer
from benkan.core.charts import Entity, Piece
from benkan.core.matching import Subject

MOST_AROUND: Final = 500
"""Items that one expansion may bring from one source."""


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom and for which case items are read.

    Args:
        case: the case of ours; None for a chart of a joint case.
        joint_case: the joint case; None for a chart of a case of ours.
    """

    officer: Officer
    case: uuid.UUID | None
    joint_case: uuid.UUID | None
    purpose: str


class Source(Protocol):
    """One kind of item. References are ``name:item`` in letters, digits, points and hyphens, 120 at most."""

    @property
    def name(self) -> str:
        """What stands before the colon of its references."""
        ...

    @property
    def words(self) -> Promise:
        """Its name in the reader's language."""
        ...

    @property
    def free(self) -> bool:
        """Whether an officer may take in what the case does not hold."""
        ...

    def offered(self, scope: Scope) -> Sequence[str]:
        """References of the items that the case holds, the oldest first."""
        ...

    def pieces(self, references: Sequence[str], scope: Scope) -> Iterable[Piece]:
        """What these items say today; nothing for one that is withdrawn, expired or not for this officer."""
        ...

    def around(self, entities: Sequence[Entity], scope: Scope) -> Sequence[str]:
        """References of items beyond the case that name one of these entities, ``MOST_AROUND`` at most."""
        ...

    def subjects(self, references: Sequence[str], scope: Scope) -> Mapping[str, Subject]:
        """Keys of entities with what matching compares; only of items that ``pieces`` gives, empty where none is."""
        ...


Opened = Callable[[Sequence[str], Scope], None]
"""Told which items somebody looks at who opens a chart."""

_sources: dict[str, Source] = {}
_watching: dict[str, Opened] = {}


def register(source: Source, opened: Opened | None = None) -> None:
    """Makes a source known; a second of the same name takes the place of the first.

    Args:
        opened: told when a chart with items of this source is opened, where a look is a line of the journal.
    """
    _sources[source.name] = source
    _watching.pop(source.name, None)
    if opened is not None:
        _watching[source.name] = opened


def opened(references: Iterable[str], scope: Scope) -> None:
    """Tells the sources that keep account of looks which of their items are looked at."""
    for name, some in _by_source(references).items():
        if name in _watching:
            _watching[name](some, scope)


def sources() -> list[Source]:
    """Every source, in the order in which they registered."""
    return list(_sources.values())


def words() -> dict[str, Promise]:
    """The name of each source in the reader's language."""
    return {name: source.words for name, source in _sources.items()}


def offered(scope: Scope) -> list[str]:
    """References of everything that the case holds."""
    return list(dict.fromkeys(reference for source in sources() for reference in source.offered(scope)))


def around(entities: Sequence[Entity], scope: Scope) -> list[str]:
    """References of the items beyond the case that name one of these entities."""
    found = (reference for source in sources() for reference in source.around(entities, scope)[:MOST_AROUND])
    return list(dict.fromkeys(found))


def subjects(references: Iterable[str], scope: Scope) -> dict[str, Subject]:
    """What matching compares, by the key of the entity that it describes."""
    found: dict[str, Subject] = {}
    for name, some in _by_source(references).items():
        found.update(_sources[name].subjects(some, scope))
    return found


def _by_source(references: Iterable[str]) -> dict[str, list[str]]:
    wanted: dict[str, list[str]] = {}
    for reference in references:
        wanted.setdefault(reference.partition(":")[0], []).append(reference)
    return {name: some for name, some in wanted.items() if name in _sources}


def pieces(references: Iterable[str], scope: Scope) -> list[Piece]:
    """What the items say, in the order of the references; items of a source that this node lacks are passed over."""
    order = {reference: place for place, reference in enumerate(dict.fromkeys(references))}
    found = [piece for name, some in _by_source(order).items() for piece in _sources[name].pieces(some, scope)]
    return sorted(found, key=lambda piece: order.get(piece.item, len(order)))


def may_take(references: Sequence[str], scope: Scope) -> bool:
    """Whether all these items are the case's, or of a source that every officer may read."""
    beyond = [one for one in references if not getattr(_sources.get(one.partition(":")[0]), "free", False)]
    return not beyond or set(beyond) <= set(offered(scope))
