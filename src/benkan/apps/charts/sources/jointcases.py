"""Entities of a joint case: each party's word apart, under its own handling code and grade.

A chart of a joint case holds nothing else: what our own records say comes in when an officer puts it into the joint
case. An item that its owner withdrew, or that may no longer be kept, is not in the state of the case any more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benkan.apps.agencies import services as agencies
from benkan.apps.charts.sources import registry, subjects
from benkan.apps.charts.sources.registry import Scope
from benkan.apps.charts.sources.releases import LEAVES
from benkan.apps.jointcases import services as joint_cases
from benkan.apps.records import services as records
from benkan.core.charts import Document, Entity, Piece
from benkan.core.matching import Subject

NAME: Final = "joint"


class JointCases:
    """The source. ``joint:party.number`` is an entity; each item that says something of it is a document."""

    name = NAME
    words = gettext_lazy("Joint case")
    free = False

    def offered(self, scope: Scope) -> list[str]:
        """The entities of the joint case."""
        return [reference for reference, _thing in _things(scope)]

    def pieces(self, references: Sequence[str], scope: Scope) -> Iterator[Piece]:
        """Each entity as its owner and the other parties describe it, a piece for each item."""
        wanted, names = frozenset(references), agencies.names()
        for reference, thing in _things(scope):
            if reference in wanted:
                yield from _pieces(reference, thing, scope, names)

    def around(self, entities: Sequence[Entity], scope: Scope) -> list[str]:  # noqa: ARG002 - all of it is offered
        """Nothing beyond the case."""
        return []

    def subjects(self, references: Sequence[str], scope: Scope) -> dict[str, Subject]:
        """Each entity as all parties together describe it."""
        wanted = frozenset(references)
        return {
            reference: records.subject_from(schema, _whole(thing))
            for reference, thing in _things(scope)
            if reference in wanted and records.kind_of(schema := thing.first("schema") or "LegalEntity")
        }


def _whole(thing: Any) -> dict[str, list[str]]:
    return {name: list(field.values) for name, field in thing.fields.items() if name != "schema"}


def _things(scope: Scope) -> Iterator[tuple[str, Any]]:
    if scope.joint_case is None:
        return
    state = joint_cases.state(joint_cases.get(scope.joint_case, scope.officer))
    entities = [thing for thing in state.things.values() if thing.kind == "entity"]
    for thing in sorted(entities, key=lambda one: (one.clock, one.reference)):
        yield f"{NAME}:{thing.reference.party}.{thing.reference.number}", thing


def _pieces(own: str, thing: Any, scope: Scope, names: Mapping[str, str]) -> Iterator[Piece]:
    schema = thing.first("schema") or "LegalEntity"
    said: dict[Any, dict[str, list[str]]] = {}
    versions: dict[Any, Any] = {}
    for name, field in thing.fields.items():
        for version in field.versions:
            versions[version.reference] = version
            if name != "schema":
                said.setdefault(version.reference, {})[name] = list(version.values)
    label = records.caption_of(schema, _whole(thing))
    for reference, version in versions.items():
        content = version.content
        ours = reference.party == settings.BENKAN_NODE.agency
        document = Document(
            reference=f"{own}.{reference.party}.{reference.number}",
            title=_("Item %(number)d of %(party)s")
            % {"number": reference.number, "party": names.get(reference.party, reference.party)},
            owner=reference.party,
            officer=content.officer,
            at=dt.datetime.fromtimestamp(version.clock / 1000, dt.UTC),
            handling=content.handling,
            grade=content.grade or "X4",
            url=reverse("jointcases:thing", args=(scope.joint_case, *thing.reference)),
            may_leave=ours or content.handling in LEAVES,
        )
        entities, bonds = subjects.named(own, records.subject_from(schema, said.get(reference, {})))
        yield Piece(document, (Entity(own, subjects.kind_of(schema), label), *entities), tuple(bonds), own)


def register() -> None:
    """Makes the source known."""
    registry.register(JointCases())
