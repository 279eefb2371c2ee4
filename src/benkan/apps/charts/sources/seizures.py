"""Seizures of the case: the seizure, where it was, which way the drug came, which records had to do with it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benkan.apps.charts.sources import registry, subjects
from benkan.apps.charts.sources.registry import MOST_AROUND, Scope
from benkan.apps.charts.sources.releases import LEAVES
from benkan.apps.seizures import services as seizures
from benkan.core.charts import Bond, Document, Entity, Piece
from benkan.core.matching import Subject
from benkan.web import words

NAME: Final = "seizures"
UNASSESSED: Final = "X4"


class Seizures:
    """The source; partners' seizures are shared ones, under their owner's handling code."""

    name = NAME
    words = gettext_lazy("Seizures")
    free = True

    def offered(self, scope: Scope) -> list[str]:
        """The seizures of the case."""
        return [] if scope.case is None else [f"{NAME}:{pk}" for pk in seizures.in_case(scope.case)]

    def pieces(self, references: Sequence[str], scope: Scope) -> Iterator[Piece]:
        """Each seizure that was not withdrawn and may still be kept."""
        if scope.case is None:
            return
        for row in seizures.by_ids(subjects.items(NAME, references)):
            yield _piece(row)

    def around(self, entities: Sequence[Entity], scope: Scope) -> list[str]:
        """Other seizures to which one of these records is linked."""
        if scope.case is None:
            return []
        found: list[uuid.UUID] = list(
            seizures.of_records(subjects.items("records", [entity.key for entity in entities]))
        )
        return [f"{NAME}:{pk}" for pk in found[:MOST_AROUND]]

    def subjects(self, references: Sequence[str], scope: Scope) -> dict[str, Subject]:  # noqa: ARG002 - no subject
        """None: a seizure is nobody."""
        return {}


def _piece(row: Any) -> Piece:
    own = f"{NAME}:{row.pk}"
    ours = row.owner == settings.BENKAN_NODE.agency
    document = Document(
        reference=own,
        title=_("Seizure %(number)s") % {"number": row.number},
        owner=row.owner,
        officer=row.entered_by or row.service,
        at=row.validated_at or row.entered_at,
        handling=row.handling,
        grade=UNASSESSED if row.state != "validated" else "A1" if ours else "B2",
        url=reverse("seizures:detail", args=[row.pk]),
        may_leave=ours or row.handling in LEAVES,
    )
    entities = [Entity(own, "seizure", seizures.title_of(row), row.happened_on, row.happened_on)]
    bonds = []
    if row.place:
        entities.append(_place(row.country, row.place, row.latitude, row.longitude))
        bonds.append(Bond(own, entities[-1].key, "seized-at", _("seized at"), row.happened_on, row.happened_on))
    for leg in row.legs.all():
        if leg.place:
            entities.append(_place(leg.country, leg.place, leg.latitude, leg.longitude))
            label = seizures.leg_words(leg.role)
            bonds.append(Bond(own, entities[-1].key, f"leg-{leg.role}", label, row.happened_on, row.happened_on))
    bonds += [_involved(own, link, row.happened_on) for link in row.involved.all()]
    return Piece(document, tuple(entities), tuple(bonds))


def _place(country: str, name: str, latitude: float | None, longitude: float | None) -> Entity:
    label = f"{name}, {words.country(country)}"
    key = subjects.key("place", f"{country}:{name.casefold()}")
    return Entity(key, "place", label, latitude=latitude, longitude=longitude)


def _involved(own: str, link: Any, day: dt.date) -> Bond:
    label = seizures.involvement_words(link.involvement)
    return Bond(f"records:{link.record}", own, f"involved-{link.involvement}", label, day, day)


def register() -> None:
    """Makes the source known."""
    registry.register(Seizures())
