"""What the commands and pages may do with couriers: export, take in, and say what waits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from benkan.apps.agencies import services as agencies
from benkan.apps.courier.models import Journey, Owed, Way
from benkan.apps.courier.packing import Packed, export
from benkan.apps.courier.taking import Brought, Outcome, take
from benkan.apps.exchange import services as exchange
from benkan.apps.search import services as search

__all__ = ["Brought", "Outcome", "Packed", "Waiting", "as_object", "export", "status", "take"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a courier would take to one partner, and when one last went and came.

    Args:
        letters: how many wait in the queue, by kind.
        questions: of searches that wait for an answer.
        replies: that are owed to letters which came by courier.
    """

    partner: str
    name: str
    letters: dict[str, int]
    questions: int
    replies: int
    exported_at: dt.datetime | None
    imported_at: dt.datetime | None

    @property
    def letter_count(self) -> int:
        """All letters that wait."""
        return sum(self.letters.values())


def status() -> list[Waiting]:
    """Every partner of the directory, by country; as many queries for many as for few."""
    letters, questions = exchange.waiting_by_kind(), search.by_courier.waiting()
    owed = Owed.objects.filter(until__gt=timezone.now()).order_by()
    replies = dict(owed.values_list("partner").annotate(Count("pk")))
    journeys = Journey.objects.order_by().values_list("partner", "way").annotate(Max("at"))
    last = {(partner, way): at for partner, way, at in journeys}
    return [
        Waiting(
            partner=one.id,
            name=agencies.localised(one),
            letters=letters.get(one.id, {}),
            questions=questions.get(one.id, 0),
            replies=replies.get(one.id, 0),
            exported_at=last.get((one.id, Way.OUT)),
            imported_at=last.get((one.id, Way.IN)),
        )
        for one in agencies.partners()
    ]


def as_object(row: Waiting) -> dict[str, Any]:
    """A row as the API and the command say it."""
    return {
        "partner": row.partner,
        "letters": row.letters,
        "questions": row.questions,
        "replies": row.replies,
        "exported_at": row.exported_at and row.exported_at.isoformat(timespec="seconds"),
        "imported_at": row.imported_at and row.imported_at.isoformat(timespec="seconds"),
    }
