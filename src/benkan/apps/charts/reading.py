"""A chart as it is now: its items read where they lie, its changes applied."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from benkan.apps.accounts.services import Officer
from benkan.apps.charts import circle
from benkan.apps.charts.models import Chart
from benkan.apps.charts.sources import registry
from benkan.core import charts
from benkan.core.charts import Bond, Change, Document, Entity, Graph, Piece, Standing

DRAWN_BY_HAND = "drawn"


@dataclass(frozen=True)
class Read:
    """A chart for one reader.

    Args:
        changes: every change, the first one first, with those that were undone.
        unseen: how many of the chart's items say nothing any more, or nothing to this reader.
    """

    chart: Chart
    scope: registry.Scope
    changes: tuple[Change, ...]
    made: Standing
    pieces: tuple[Piece, ...]

    @cached_property
    def graph(self) -> Graph:
        """What is shown, without what officers hid."""
        return charts.build(self.pieces, self.made)

    @cached_property
    def whole(self) -> Graph:
        """With what officers hid or folded away."""
        return self.graph if not self.made.hidden else charts.build(self.pieces, self.made, hidden=True)

    @cached_property
    def unseen(self) -> int:
        """How many items of the chart are gone or not for this reader."""
        return len(set(self.made.items) - {piece.item for piece in self.pieces})

    @cached_property
    def undone(self) -> frozenset[int]:
        """The numbers of the changes that do not count."""
        return charts.undone(self.changes)


def read(chart: Chart, officer: Officer) -> Read:
    """The chart as this officer sees it."""
    scope = circle.scope_of(chart, officer)
    changes = changes_of(chart)
    made = charts.standing(changes)
    pieces = [*registry.pieces(made.items, scope), *drawn(made)]
    return Read(chart, scope, changes, made, tuple(pieces))


def changes_of(chart: Chart) -> tuple[Change, ...]:
    """The list of changes as the rules take it."""
    rows = chart.changes.order_by("number").values_list("number", "kind", "body", "officer", "at")
    return tuple(Change(*row) for row in rows)


def drawn(made: Standing) -> list[Piece]:
    """What officers drew by hand, with the same provenance as an item: from where it is known, who drew it, when."""
    found = []
    for identity, change in made.drawn.items():
        body: Any = change.body
        document = Document(
            reference=f"{DRAWN_BY_HAND}:{identity}",
            title=body["known_from"],
            owner=settings.BENKAN_NODE.agency,
            officer=change.officer,
            at=change.at,
            handling=body["handling"],
            grade=body["grade"],
        )
        day = dt.date.fromisoformat(body["since"]) if body["since"] else None
        if change.kind == "node":
            entity = Entity(f"{DRAWN_BY_HAND}:{identity}", body["kind"], body["label"], day, day)
            found.append(Piece(document, (entity,)))
        else:
            bond = Bond(body["start"], body["end"], DRAWN_BY_HAND, body["label"], day, day)
            found.append(Piece(document, (), (bond,)))
    return found


def source_words() -> dict[str, str]:
    """Every source by its name in the reader's language, with what was drawn by hand."""
    return {name: str(words) for name, words in registry.words().items()} | {DRAWN_BY_HAND: _("Drawn by hand")}
