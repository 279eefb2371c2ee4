"""What other slices, the worker and the commands may do with notices."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from benkan.apps.notices import ending, receiving
from benkan.apps.notices.comparing import compare_due, known
from benkan.apps.notices.drafting import Content, begin, drop, revise
from benkan.apps.notices.ending import withdraw
from benkan.apps.notices.models import Addressee, Edition, Notice, Received
from benkan.apps.notices.reading import (
    NoticeFilter,
    fresh,
    get,
    link,
    of_case,
    ours,
    read,
    received,
    received_of,
    to_review,
    unacknowledged,
)
from benkan.apps.notices.reviewing import approve, propose, renewal, send_back
from benkan.apps.notices.reviewing import proposed as waiting_edition
from benkan.apps.notices.words import type_label

__all__ = [
    "Addressee",
    "Content",
    "Edition",
    "Notice",
    "NoticeFilter",
    "Received",
    "approve",
    "begin",
    "compare_due",
    "drop",
    "expire_due",
    "fresh",
    "get",
    "known",
    "link",
    "of_case",
    "ours",
    "propose",
    "read",
    "received",
    "received_of",
    "renewal",
    "revise",
    "send_back",
    "to_review",
    "type_label",
    "unacknowledged",
    "waiting_edition",
    "withdraw",
]


def expire_due() -> int:
    """Ends our notices and erases partners' whose last day has passed; how many. The worker calls it every minute."""
    today = timezone.localdate()
    with transaction.atomic():
        return ending.expire_own(today) + receiving.expire_received(today)
