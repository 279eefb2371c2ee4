"""How many searches were made today (UTC), for the quotas of the conventions, on both sides of the border."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils import timezone

from benkan.apps.search.models import Inquiry, InquiryState

_ANSWERED = (
    "SELECT COUNT(*), SUM(CASE WHEN officer_commitment = %s THEN 1 END),"
    " SUM(CASE WHEN case_commitment = %s THEN 1 END) FROM search_answered WHERE partner = %s AND at >= %s"
)
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
    return _answered(actor, convention, officer or "", case or "", since)


def _answered(partner: str, convention: str | None, officer: str, case: str, since: dt.datetime) -> Used:
    """What this node answered; counted for every letter of a partner, so without the ORM."""
    narrowed, named = ("", []) if convention is None else (" AND convention = %s", [convention])
    with connection.cursor() as cursor:
        cursor.execute(
            _ANSWERED + narrowed,
            [officer, case, partner, connection.ops.adapt_datetimefield_value(since), *named],
        )
        return Used(*(int(each or 0) for each in cursor.fetchone()))
