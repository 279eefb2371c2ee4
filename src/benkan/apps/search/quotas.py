"""How many searches were made today (UTC), for the quotas of the conventions, on both sides of the border."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from benkan.apps.search.models import Answered, Inquiry, InquiryState

UNCOUNTED = (InquiryState.NOT_ASKED, InquiryState.REFUSED)
"""What no partner evaluated. One that waits for its answer may have been counted there, and so may one that failed."""


@dataclass(frozen=True, slots=True)
class Used:
    """Searches of today: of the whole party, of one officer, of one case."""

    party: int = 0
    officer: int = 0
    case: int = 0


def begins(now: dt.datetime) -> dt.datetime:
    """When the day of the quotas began: midnight UTC."""
    return now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def used_today(
    *,
    actor: str,
    counterparty: str,
    convention: str | None = None,
    officer: str | None = None,
    case: str | None = None,
    at: dt.datetime | None = None,
) -> Used:
    """The searches that the actor made with the counterparty today, this one not included.

    Args:
        actor: who searches: this node, or a partner whose searches this node answered.
        officer: user name of ours, or the commitment that a partner sent.
        case: case id of ours, or the commitment that a partner sent.
    """
    since = begins(at or timezone.now())
    if actor == settings.BENKAN_NODE.agency:
        made = Inquiry.objects.filter(partner=counterparty, asked_at__gte=since).exclude(state__in=UNCOUNTED)
        if convention is not None:
            made = made.filter(convention=convention)
        return Used(
            made.count(),
            made.filter(search__officer__username=officer).count() if officer else 0,
            made.filter(search__case_id=case).count() if case else 0,
        )
    answered = Answered.objects.filter(partner=actor, at__gte=since)
    if convention is not None:
        answered = answered.filter(convention=convention)
    counts = answered.aggregate(
        party=Count("id"),
        officer=Count("id", filter=Q(officer_commitment=officer or "")),
        case=Count("id", filter=Q(case_commitment=case or "")),
    )
    return Used(**counts)
