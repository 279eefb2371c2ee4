"""Private searches of the case: who was searched for, and at which partner something was found.

A hit is a lead: its label says how strong it is, never who it is. The owner of the hit is the partner.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.charts.sources import registry, subjects
from benkan.apps.charts.sources.registry import Scope
from benkan.apps.charts.sources.releases import LEAVES
from benkan.apps.search import services as search
from benkan.core.charts import Bond, Document, Entity, Piece
from benkan.core.errors import Invalid, Refused
from benkan.core.matching import Subject
from benkan.web import words

NAME: Final = "searches"


class Searches:
    """The source. ``searches:id`` is a search with its hits; each hit has a document of its own."""

    name = NAME
    words = gettext_lazy("Searches and hits")
    free = False

    def offered(self, scope: Scope) -> list[str]:
        """The searches of the case."""
        return [] if scope.case is None else [f"{NAME}:{pk}" for pk in search.in_case(scope.case)]

    def pieces(self, references: Sequence[str], scope: Scope) -> Iterator[Piece]:
        """Each search whose case the officer sees, and its hits."""
        if scope.case is None:
            return
        names = agencies.names()
        for made in _made(references, scope):
            yield _search(made)
            yield from _hits(made, names)

    def around(self, entities: Sequence[Entity], scope: Scope) -> list[str]:  # noqa: ARG002 - a search is its case's
        """Nothing: a search stays in its case."""
        return []

    def subjects(self, references: Sequence[str], scope: Scope) -> dict[str, Subject]:
        """Who was searched for; of a search for two at once the first."""
        if scope.case is None:
            return {}
        return {f"{NAME}:{made.pk}": asked[0] for made in _made(references, scope) if (asked := _asked(made))}


def _made(references: Sequence[str], scope: Scope) -> Iterator[Any]:
    """The searches that the officer may see and that serve the chart's purpose."""
    for made in search.by_ids(subjects.items(NAME, references)):
        try:
            cases.get(made.case_id, scope.officer)
        except Refused:
            continue
        if made.purpose == scope.purpose:
            yield made


def _asked(made: Any) -> tuple[Subject, ...]:
    try:
        return search.subjects(made.subject)
    except Invalid:  # it was made under older rules; what was searched for is still a node
        return ()


def _search(made: Any) -> Piece:
    own = f"{NAME}:{made.pk}"
    document = Document(
        reference=own,
        title=_("Private search"),
        owner=settings.BENKAN_NODE.agency,
        officer=str(made.officer),
        at=made.created_at,
        handling="H1",
        grade="X4",
        url=reverse("search:result", args=[made.pk]),
    )
    day = _day(made.created_at)
    entities, bonds = [Entity(own, "search", search.title(made.subject), day, day)], []
    for subject in _asked(made):
        more, tied = subjects.named(own, subject)
        entities += more
        bonds += tied
    return Piece(document, tuple(entities), tuple(bonds))


def _hits(made: Any, names: Mapping[str, str]) -> Iterator[Piece]:
    own = f"{NAME}:{made.pk}"
    for inquiry in made.inquiries.all():
        for hit in inquiry.hits:
            at = inquiry.answered_at or made.created_at
            key = f"hits:{inquiry.pk}.{hit['handle']}"
            partner = names.get(inquiry.partner, inquiry.partner)
            tier = words.tier(hit["tier"])[0]
            document = Document(
                reference=f"{NAME}:{made.pk}.{inquiry.pk.hex[:12]}.{hit['handle'][:16]}",
                title=_("Hit at %(partner)s") % {"partner": partner},
                owner=inquiry.partner,
                at=at,
                handling=hit["handling"],
                grade="X4",
                url=reverse("search:result", args=[made.pk]),
                may_leave=hit["handling"] in LEAVES,
            )
            day = _day(at)
            entity = Entity(key, "hit", f"{partner} · {tier}", day, day)
            yield Piece(document, (entity,), (Bond(own, key, "hit", tier, day, day),), own)


def _day(at: dt.datetime) -> dt.date:
    return timezone.localtime(at).date()


def register() -> None:
    """Makes the source known."""
    registry.register(Searches())
