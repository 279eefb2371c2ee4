"""What is due: overdue recommendations, each owner's share on time, an officer's reminders, dates for the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from benkan.apps.accounts import services as accounts
from benkan.apps.calendar.services import Entry
from benkan.apps.resolutions import keeping
from benkan.apps.resolutions.models import OPEN, Recommendation, State

SOON: Final = dt.timedelta(days=14)
SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class OnTime:
    """One owner's record: of those whose day has come or that are done, how many were done by it."""

    owner: str
    due: int
    on_time: int
    overdue: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.on_time / self.due if self.due else 0.0


def overdue(today: dt.date | None = None) -> QuerySet[Recommendation]:
    """Adopted, its day has passed, not done; the longest overdue first."""
    day = today or timezone.localdate()
    return Recommendation.objects.filter(state__in=OPEN, closed=False, deadline__lt=day).order_by("deadline", "number")


def on_time(today: dt.date | None = None) -> list[OnTime]:
    """Each owner's record, the worst share first."""
    day = today or timezone.localdate()
    due = Q(deadline__lt=day) | Q(state=State.DONE)
    found = (
        Recommendation.objects.filter(deadline__isnull=False, state__in=[*OPEN, State.DONE, State.LAPSED])
        .filter(due)
        .values("owner")
        .annotate(
            due=Count("pk"),
            on_time=Count("pk", filter=Q(state=State.DONE, done_on__lte=F("deadline"))),
            overdue=Count("pk", filter=Q(state__in=OPEN)),
        )
    )
    rows = [OnTime(one["owner"], one["due"], one["on_time"], one["overdue"]) for one in found]
    return sorted(rows, key=lambda one: (one.share, one.owner))


def waiting_for(who: accounts.Officer) -> list[dict[str, Any]]:
    """What this officer must see to: due soon or overdue, and the own officer's or our service's with the right."""
    last = timezone.localdate() + SOON
    mine = Q(owner_officer=accounts.handle(who))
    if accounts.may(who, keeping.RIGHT):
        mine |= Q(owner__in=["", keeping.own()], owner_officer="")
    found = Recommendation.objects.filter(mine, state__in=OPEN, closed=False, deadline__lte=last)
    today = timezone.localdate()
    return [
        {
            "url": reverse("resolutions:detail", args=[one.pk]),
            "number": one.number,
            "deadline": one.deadline,
            "overdue": one.deadline is not None and one.deadline < today,
        }
        for one in found.order_by("deadline", "number")[:SHOWN]
    ]


def dates(who: accounts.Officer, first: dt.date, last: dt.date) -> Iterable[Entry]:
    """Deadlines of what this officer answers for, as whole days; the number only, since texts may name matters."""
    mine = Q(owner_officer=accounts.handle(who))
    if accounts.may(who, keeping.RIGHT):
        mine |= Q(owner__in=["", keeping.own()])
    found = Recommendation.objects.filter(mine, state__in=OPEN, closed=False, deadline__range=(first, last))
    for one in found.order_by("deadline", "number"):
        if one.deadline is None:
            continue
        yield Entry(
            identifier=f"resolution-{one.pk}",
            starts=one.deadline,
            ends=one.deadline,
            summary=_("Due: %(number)s") % {"number": one.number},
            address=reverse("resolutions:detail", args=[one.pk]),
            changed=one.moved_at,
        )
