"""How long a notice lives: by its type, and never longer than the conventions under which it leaves let data be kept.

Source: INTERPOL RPD, articles 49 to 51: a retention period from the start, five years at most, renewed only after a
review of whether the purpose still stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from benkan.core.notices.completeness import type_of

CLOCK_SLACK_DAYS: Final = 1
"""What a receiver allows for a sender on the other side of midnight."""


def latest_day(code: str, today: dt.date, retention_days: Iterable[int]) -> dt.date:
    """The last day that a notice of this type may have, under conventions with these retentions."""
    return today + dt.timedelta(days=min([type_of(code).longest_days, *retention_days]))


def default_day(code: str, today: dt.date, retention_days: Iterable[int]) -> dt.date:
    """The last day that is proposed to its author."""
    return today + dt.timedelta(days=min([type_of(code).default_days, *retention_days]))


def too_long(code: str, expires_on: dt.date, today: dt.date, retention_days: Iterable[int]) -> bool:
    """Whether a receiver must refuse this day: over before it came, or beyond what type and convention allow."""
    latest = latest_day(code, today, retention_days) + dt.timedelta(days=CLOCK_SLACK_DAYS)
    return not today <= expires_on <= latest
