"""What partners released into the case: by reference to the copy, under its owner's handling code and grade.

The copy is read each time. Once it is withdrawn, erased or past its day, or when the reader may not see its case, it
gives nothing; a field that its owner took back is gone from the chart with the next look.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.charts.sources import registry, subjects
from benkan.apps.charts.sources.registry import Scope
from benkan.apps.records import services as records
from benkan.apps.requests import services as requests
from benkan.core.charts import Bond, Document, Entity, Piece
from benkan.core.errors import Refused
from benkan.core.matching import Subject

NAME: Final = "releases"
LEAVES: Final = frozenset({"H0", "H1"})
"""Handling codes under which a partner's word may stand in a file: beyond them it needs the owner's leave."""


class Releases:
    """The source."""

    name = NAME
    words = gettext_lazy("Answers of partners")
    free = False

    def offered(self, scope: Scope) -> list[str]:
        """The copies in the case."""
        return [] if scope.case is None else [f"{NAME}:{pk}" for pk in requests.copies_of_case(scope.case)]

    def pieces(self, references: Sequence[str], scope: Scope) -> Iterator[Piece]:
        """Each copy that is in force and whose case the officer sees."""
        if scope.case is None:
            return
        names = agencies.names()
        for copy in _copies(references, scope):
            yield _piece(copy, names)

    def around(self, entities: Sequence[Entity], scope: Scope) -> list[str]:  # noqa: ARG002 - a copy stays in its case
        """Nothing: what was released for one case is offered in that case alone."""
        return []

    def subjects(self, references: Sequence[str], scope: Scope) -> dict[str, Subject]:
        """Each released person or thing."""
        if scope.case is None:
            return {}
        return {
            f"{NAME}:{copy.pk}": records.subject_from(copy.schema, copy.properties)
            for copy in _copies(references, scope)
            if records.kind_of(copy.schema)
        }


def _copies(references: Sequence[str], scope: Scope) -> Iterator[Any]:
    admitted: dict[uuid.UUID | None, bool] = {}
    for copy in requests.copies(subjects.items(NAME, references)):
        case = copy.case_id or (copy.request.case_id if copy.request else None)
        if case not in admitted:
            admitted[case] = _may_see(case, scope)
        if admitted[case]:
            yield copy


def _may_see(case: uuid.UUID | None, scope: Scope) -> bool:
    """Whether the officer sees the case and the case serves the chart's purpose; a combined chart may name others."""
    try:
        return case is not None and cases.get(case, scope.officer).purpose == scope.purpose
    except Refused:
        return False


def _piece(copy: Any, names: Mapping[str, str]) -> Piece:
    own = f"{NAME}:{copy.pk}"
    caption = records.caption_of(copy.schema, copy.properties)
    name = caption if caption != copy.schema else str(requests.schema_label(copy.schema))
    owner = copy.owner or copy.partner
    page = ("requests:detail", copy.request_id) if copy.request_id else ("requests:held", copy.pk)
    document = Document(
        reference=own,
        title=_("Answer of %(partner)s") % {"partner": names.get(owner, owner)},
        owner=owner,
        officer=copy.officer,
        at=copy.at,
        handling=copy.handling,
        grade=copy.grade,
        url=reverse(page[0], args=[page[1]]),
        may_leave=copy.handling in LEAVES,
    )
    entities, bonds = subjects.named(own, records.subject_from(copy.schema, copy.properties))
    asked = copy.request
    if asked is not None and asked.inquiry and asked.handle:
        bonds.append(Bond(f"hits:{asked.inquiry}.{asked.handle}", own, "answered", _("answered by")))
    return Piece(document, (Entity(own, subjects.kind_of(copy.schema), name), *entities), tuple(bonds))


def register() -> None:
    """Makes the source known."""
    registry.register(Releases())
