"""Who answers in time: requests of both directions by partner and urgency, counted from signed times only.

A request counts from the day on which it was received. Late is what was sent after its deadline, questions back taken
off on both sides; a delay that was announced is late all the same, and is counted beside. A request that a suspension
stopped is neither in time nor late.
"""

from __future__ import annotations

import datetime as dt
import statistics as numbers
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils import timezone

from benkan.apps.requests import clock
from benkan.apps.requests.models import Feedback, Release, Request, RequestState


@dataclass(slots=True)
class Row:
    """The requests of one direction, partner and urgency. ``direction`` ``in``: asked of us; ``out``: by us."""

    direction: str
    partner: str
    urgency: str
    received: int = 0
    in_time: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0
    stopped: int = 0
    delays: int = 0
    questions: int = 0
    hours: list[float] = field(default_factory=list)

    @property
    def median_hours(self) -> float | None:
        """The median of the hours that answers took, time with the asker left out; None without an answer."""
        return round(numbers.median(self.hours), 1) if self.hours else None

    @property
    def in_time_percent(self) -> int | None:
        """How many of those that are answered or overdue were answered in time; None when there is none."""
        judged = self.in_time + self.late + self.overdue
        return round(100 * self.in_time / judged) if judged else None

    def as_object(self) -> dict[str, Any]:
        """The row as programs read it."""
        told = asdict(self)
        del told["hours"]
        return told | {"median_hours": self.median_hours, "in_time_percent": self.in_time_percent}


@dataclass(slots=True)
class FeedbackRow:
    """What was said of the releases of one direction: ``out``: the partner of ours; ``in``: we of the partner's."""

    direction: str
    partner: str
    releases: int = 0
    useful: int = 0
    in_part: int = 0
    not_useful: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)

    def as_object(self) -> dict[str, Any]:
        """The row as programs read it."""
        return asdict(self) | {"outcomes": dict(sorted(self.outcomes.items()))}


@dataclass(frozen=True, slots=True)
class Statistics:
    """Both ways: how fast, and how useful."""

    rows: list[Row]
    feedback: list[FeedbackRow]

    def as_object(self) -> dict[str, Any]:
        """The whole as programs read it."""
        return {
            "requests": [row.as_object() for row in self.rows],
            "feedback": [row.as_object() for row in self.feedback],
        }


def statistics(since: dt.date | None = None, until: dt.date | None = None) -> Statistics:
    """The statistics of the requests received from the day ``since`` to the day ``until``, both included."""
    found = Request.objects.filter(received_at__isnull=False).prefetch_related("clarifications", "delays")
    if since is not None:
        found = found.filter(received_at__gte=_midnight(since))
    if until is not None:
        found = found.filter(received_at__lt=_midnight(until + dt.timedelta(days=1)))
    requests = list(found.order_by("direction", "partner", "urgency"))
    return Statistics(_rows(requests, timezone.now()), _feedback({request.pk: request for request in requests}))


def _rows(requests: Iterable[Request], now: dt.datetime) -> list[Row]:
    rows: dict[tuple[str, str, str], Row] = {}
    for request in requests:
        key = (request.direction, request.partner, request.urgency)
        _count(rows.setdefault(key, Row(*key)), request, now)
    return list(rows.values())


def _count(row: Row, request: Request, now: dt.datetime) -> None:
    time = clock.of(request)
    if time is None:
        return
    row.received += 1
    row.delays += sum(1 for told in request.delays.all() if not told.stopped)
    row.questions += len(time.pauses)
    if request.state == RequestState.STOPPED:
        row.stopped += 1
    elif request.answered_at is not None:
        row.hours.append(time.used(now).total_seconds() / 3600)
        row.late += time.is_late(now)
        row.in_time += not time.is_late(now)
    else:
        row.open += 1
        row.overdue += time.is_late(now)


def _feedback(requests: dict[Any, Request]) -> list[FeedbackRow]:
    rows: dict[tuple[str, str], FeedbackRow] = {}
    releases = Release.objects.filter(request__in=list(requests), state__in=("active", "withdrawn", "expired"))
    said = {row.pk: row for row in Feedback.objects.filter(release__in=releases)}
    for release in releases.order_by("direction", "request__partner"):
        partner = requests[release.request_id].partner
        row = rows.setdefault((release.direction, partner), FeedbackRow(release.direction, partner))
        row.releases += 1
        told = said.get(release.pk)
        if told is None:
            continue
        row.useful += told.usefulness == "useful"
        row.in_part += told.usefulness == "in-part"
        row.not_useful += told.usefulness == "not"
        row.outcomes.update(told.outcomes)
    return list(rows.values())


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
