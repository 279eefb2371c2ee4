"""Records of this service: the entity, what belongs to it, its numbers and addresses."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benkan.apps.charts.sources import registry, subjects
from benkan.apps.charts.sources.registry import Scope
from benkan.apps.records import services as records
from benkan.apps.seizures import services as seizures
from benkan.core.charts import Bond, Document, Entity, Piece, strictest, worst
from benkan.core.matching import Subject

NAME: Final = "records"
FOUND: Final = 50


class Records:
    """The source; a record past its review or withdrawn says nothing more."""

    name = NAME
    words = gettext_lazy("Our records")
    free = True

    def offered(self, scope: Scope) -> list[str]:
        """The records that are linked to a seizure of the case."""
        if scope.case is None:
            return []
        rows = seizures.by_ids(seizures.in_case(scope.case))
        return [f"{NAME}:{link.record}" for row in rows for link in row.involved.all()]

    def pieces(self, references: Sequence[str], scope: Scope) -> Iterator[Piece]:
        """Each record with what it holds."""
        if scope.case is None:
            return
        for record in records.standing_by_ids(subjects.items(NAME, references)):
            yield _piece(record)

    def around(self, entities: Sequence[Entity], scope: Scope) -> list[str]:
        """Records that carry one of these numbers, and who holds one of these records."""
        if scope.case is None:
            return []
        own = subjects.items(NAME, [entity.key for entity in entities])
        found: list[uuid.UUID] = [one.holder_id for one in records.standing_by_ids(own) if one.holder_id is not None]
        for subject in subjects.subjects_of(entities):
            found += [hit.record.pk for hit in records.local_search(subject, FOUND)]
        rows = seizures.by_ids(subjects.items("seizures", [entity.key for entity in entities]))
        found += [link.record for row in rows for link in row.involved.all()]
        return [f"{NAME}:{pk}" for pk in dict.fromkeys(found)]

    def subjects(self, references: Sequence[str], scope: Scope) -> dict[str, Subject]:
        """Each person, company or vessel with the numbers of what belongs to it."""
        if scope.case is None:
            return {}
        return {
            f"{NAME}:{one.pk}": records.subject_of(one, held=one.held.all())
            for one in records.standing_by_ids(subjects.items(NAME, references))
            if records.kind_of(one.schema)
        }


def _piece(record: Any) -> Piece:
    held = list(record.held.all())
    own = f"{NAME}:{record.pk}"
    document = Document(
        reference=own,
        title=_("Record “%(name)s”") % {"name": record.caption},
        owner=record.owner or settings.BENKAN_NODE.agency,
        officer=record.dataset,
        at=record.updated_at,
        handling=strictest([record.handling, *(one.handling for one in held)]),
        grade=worst([record.source_grade, *(one.source_grade for one in held)]),
        url=reverse("records:detail", args=[record.pk]),
    )
    subject = records.subject_of(record, held=held)
    entities, bonds = subjects.named(own, subject)
    main = Entity(own, subjects.kind_of(record.schema), record.caption)
    if record.holder_id is not None:
        bonds.append(Bond(f"{NAME}:{record.holder_id}", own, "holds", _("holds")))
    return Piece(document, (main, *entities), tuple(bonds))


def register() -> None:
    """Makes the source known."""
    registry.register(Records())
