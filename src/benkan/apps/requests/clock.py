"""The clock of a request on either side: started, stopped and ended by signed times, watched until it runs out.

The rule is ``core.conventions.deadlines``; here are the rows. Both sides keep the same instants, so both show the same
deadline: the receipt of the request, each question back and the receipt of its answer, the sending of the release.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.requests import rules, store
from benkan.apps.requests.models import OPEN, Clarification, ClarificationState, Request
from benkan.core.conventions import Clock, Pause, believed
from benkan.core.errors import Refused

SOON_HOURS: Final = 4
"""An answer is due soon in the last quarter of its time, and in the last four hours at the latest."""


def of(request: Request) -> Clock | None:
    """The clock of the request; None until it was received."""
    return _clock(request, request.clarifications.all())


def _clock(request: Request, asked_back: Iterable[Clarification]) -> Clock | None:
    if request.received_at is None:
        return None
    pauses = tuple(Pause(row.asked_at, row.ended_at) for row in asked_back if row.state != ClarificationState.STOPPED)
    return Clock(request.received_at, request.hours, pauses, request.answered_at)


def received(request: Request, received_at: dt.datetime) -> None:
    """Starts the clock of a request that is being stored; the hours are those of the convention at that moment."""
    request.received_at = received_at
    try:
        convention = rules.convention_of(request.convention, on=received_at)
    except Refused:  # the convention left the node in the meantime: the hours it gave stay
        pass
    else:
        request.hours = convention.answer_hours[request.urgency]
    request.due_at = received_at + dt.timedelta(hours=request.hours)


def receipt_of(times: exchange.SignedTimes) -> dt.datetime:
    """When the partner received our letter, as both sides count it."""
    return believed(times.received_at, not_before=times.sent_at, learnt_at=times.learnt_at)


def receipt_here(message: exchange.Message) -> dt.datetime:
    """When we received the partner's letter, as our receipt says it and as both sides count it."""
    return max(message.received_at.replace(microsecond=0), message.header.sent())


def sent_there(message: exchange.Message, request: Request) -> dt.datetime:
    """When the partner sent a letter about the request, as both sides count it: not before the request was there."""
    sent = message.header.sent()
    return believed(sent, not_before=request.received_at or sent, learnt_at=message.received_at)


def wind(request: Request, *also: str) -> None:
    """Sets deadline and pause of the request from what is known now, and saves what the clock reads.

    Args:
        also: other fields that were changed.
    """
    clock = _clock(request, request.clarifications.all() if store.was_asked_back(request.pk) else ())
    if clock is not None:
        request.due_at, request.paused_at = clock.due_at, clock.paused_at
    request.save(update_fields=["received_at", "hours", "due_at", "paused_at", "answered_at", *also])


def answered(request: Request, at: dt.datetime, *also: str) -> None:
    """Ends the clock and every question back: the release was sent at this time; ``also`` as ``wind``."""
    request.answered_at = at
    if store.was_asked_back(request.pk):
        request.clarifications.filter(state=ClarificationState.OPEN).update(state=ClarificationState.CLOSED)
    wind(request, *also)


def overdue(now: dt.datetime | None = None, *, by: dt.timedelta = dt.timedelta(0)) -> QuerySet[Request]:
    """Open requests, of both directions, whose clock ran out at least so long ago; the longest overdue first."""
    moment = (now or timezone.now()) - by
    running = Q(paused_at=None, due_at__lt=moment)
    standing = Q(paused_at__gt=F("due_at") + by)
    return _ticking().filter(running | standing).order_by("due_at", "pk")


def soon(now: dt.datetime | None = None) -> QuerySet[Request]:
    """Open requests whose clock runs and will run out soon, the least time left first."""
    moment = now or timezone.now()
    near = Q(pk__in=[])
    for hours in set(_ticking().order_by().values_list("hours", flat=True).distinct()):
        near |= Q(hours=hours, due_at__lt=moment + dt.timedelta(hours=max(SOON_HOURS, hours / 4)))
    return _ticking().filter(near, paused_at=None, due_at__gte=moment).order_by("due_at", "pk")


def paused() -> QuerySet[Request]:
    """Open requests whose clock stands still because the asker was asked back."""
    return _ticking().filter(paused_at__isnull=False).order_by("paused_at", "pk")


NARROWED: Final = ("overdue", "soon", "paused")
"""The lists to which a reader may narrow requests by their clock."""


def narrowed(which: str) -> QuerySet[Request]:
    """One of the lists of ``NARROWED``."""
    if which == "paused":
        return paused()
    return soon() if which == "soon" else overdue()


def watch(now: dt.datetime | None = None) -> int:
    """Writes down once that a request is overdue, and once that it was escalated; how many lines that made."""
    moment = now or timezone.now()
    patience = dt.timedelta(hours=settings.BENKAN_NODE.escalate_after_hours)
    lines = 0
    with transaction.atomic():
        for event, mark, found in (
            ("request-overdue", "overdue_at", overdue(moment).filter(overdue_at=None)),
            ("request-escalated", "escalated_at", overdue(moment, by=patience).filter(escalated_at=None)),
        ):
            for request in found.select_for_update():
                setattr(request, mark, moment)
                request.save(update_fields=[mark])
                journal.write(
                    event,
                    partner=request.partner,
                    convention=request.convention,
                    reference=str(request.pk),
                    request=str(request.pk),
                    direction=request.direction,
                    urgency=request.urgency,
                    due_at=request.due_at.isoformat(),
                )
                lines += 1
    return lines


def escalated() -> QuerySet[Request]:
    """What the control officer is shown: overdue requests that nobody answered in the time a node gives its people."""
    return overdue().filter(escalated_at__isnull=False)


def _ticking() -> QuerySet[Request]:
    return Request.objects.filter(state__in=OPEN, received_at__isnull=False)
