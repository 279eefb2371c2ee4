"""What a joint case is at one moment: the values that ``merge`` returns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from benkan.core.jointcases.item import Content, Header, Reference


@dataclass(frozen=True, slots=True)
class Version:
    """One party's value of a field, with everything that must be seen at a glance."""

    reference: Reference
    values: tuple[str, ...]
    content: Content
    clock: int

    @property
    def owner(self) -> str:
        """The party whose word this is."""
        return self.reference.party


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a thing: one version, or several that nobody has chosen from, the latest first."""

    name: str
    versions: tuple[Version, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The values of the latest version."""
        return self.versions[0].values

    @property
    def disputed(self) -> bool:
        """Whether there are versions that differ."""
        return len({version.values for version in self.versions}) > 1


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity, a task, a note or a document.

    Args:
        reference: the item that made it; its party is the owner.
        fields: by name; a field whose versions all are empty is left out.
        handling: the strictest code among what is shown.
        clock: of the latest item that counts.
    """

    reference: Reference
    kind: str
    fields: Mapping[str, Field]
    handling: str
    retained_until: dt.date
    clock: int

    @property
    def owner(self) -> str:
        """The party that made it."""
        return self.reference.party

    @property
    def disputed(self) -> tuple[str, ...]:
        """Names of the fields that have several versions."""
        return tuple(sorted(name for name, field in self.fields.items() if field.disputed))

    def first(self, name: str) -> str:
        """The first value of a field, or nothing."""
        field = self.fields.get(name)
        return field.values[0] if field and field.values else ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """An item that changes nothing.

    Args:
        why: ``not-owner``, ``no-thing``, ``waiting``, ``after-end`` or ``after-leave``.
    """

    reference: Reference
    why: str


@dataclass(frozen=True, slots=True)
class State:
    """A joint case.

    Args:
        things: by the item that made them, the one that moved last first.
        timeline: every header that counts, the latest first.
        gone: items whose content nobody may keep any more: withdrawn by their owner or past their day.
        gaps: party -> ranges of numbers, first and last, that exist and are not here.
        heads: party -> the number up to which everything is here.
        forked: items of which a party signed two.
        contradicted: items of which another party has seen another digest than ours.
        left: party -> number of the item by which it left.
        ended: the item that ended the case, if one did.
    """

    things: Mapping[Reference, Thing]
    timeline: tuple[Header, ...]
    gone: frozenset[Reference]
    gaps: Mapping[str, tuple[tuple[int, int], ...]]
    heads: Mapping[str, int]
    forked: frozenset[Reference]
    contradicted: frozenset[Reference]
    ignored: tuple[Ignored, ...]
    left: Mapping[str, int]
    ended: Reference | None

    @property
    def disputed(self) -> int:
        """How many things have a field of several versions."""
        return sum(bool(thing.disputed) for thing in self.things.values())
