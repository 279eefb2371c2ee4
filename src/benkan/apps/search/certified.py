"""How a search says that its officer is certified: a day as a number, so that nothing else of the officer is told."""

from __future__ import annotations

import datetime as dt
from typing import Final

_FIRST: Final = dt.date(1970, 1, 1)
_LAST: Final = (dt.date.max - _FIRST).days


def number(until: dt.date | None) -> int:
    """Days from 1970-01-01 to the last certified day; 0 for none."""
    return 0 if until is None else max(0, (until - _FIRST).days)


def day(count: int) -> dt.date | None:
    """The day that a number stands for; None for 0."""
    return _FIRST + dt.timedelta(days=min(count, _LAST)) if count > 0 else None
