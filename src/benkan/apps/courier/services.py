"""What the commands and pages may do with couriers: export, take in, and say what waits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from benkan.apps.agencies import services as agencies
from benkan.apps.courier.models import Journey, Owed, Way
from benkan.apps.courier.packing import Packed, export
from benkan.apps.courier.taking import Brought, Outcome, take
from benkan.apps.exchange import services as exchange
from benkan.apps.search import services as search

__all__ = ["Brought", "Outcome", "Packed", "Waiting", "export", "status", "take"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a courier would take to one partner, and when one last went and came.

    Args:
        letters: how many wait in the queue, by kind.
        questions: of searches that wait for an answer.
        replies: that are owed to letters which came by courier.
    """

    partner: str
    letters: dict[str, int]
    questions: int
    replies: int
    exported_at: dt.datetime | None
    imported_at: dt.datetime | None


def status() -> list[Waiting]:
    """Every partner of the directory, by country."""
    now = timezone.now()
    return [
        Waiting(
            partner=one.id,
            letters=exchange.waiting_by_kind(one.id),
            questions=search.by_courier.waiting(one.id),
            replies=Owed.objects.filter(partner=one.id, until__gt=now).count(),
            exported_at=_last(one.id, Way.OUT),
            imported_at=_last(one.id, Way.IN),
        )
        for one in agencies.partners()
    ]


def _last(partner: str, way: Way) -> dt.datetime | None:
    return Journey.objects.filter(partner=partner, way=way).order_by("-at").values_list("at", flat=True).first()
