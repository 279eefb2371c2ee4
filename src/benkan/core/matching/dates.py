"""Birth dates as people give them: a year, a month, a day, or the first of January for "sometime in that year".

ISO 8601 calendar dates of reduced precision, 1800 to 2100. Nothing here knows today's date.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from benkan.core.errors import N_, Invalid
from benkan.core.matching.scripts import ascii_digits

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which the year is known and perhaps month and day."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def full(self) -> bool:
        """Whether the day is known; the first of January counts as unknown, registries write it for a bare year."""
        return self.day is not None and (self.month, self.day) != (1, 1)

    def __str__(self) -> str:
        month = "" if self.month is None else f"-{self.month:02d}"
        return f"{self.year}{month}" + ("" if self.day is None else f"-{self.day:02d}")


class Agreement(StrEnum):
    """How two birth dates stand to each other, from best to worst."""

    SAME = "date.same"
    SWAPPED = "date.swapped"
    MONTH = "date.month"
    YEAR = "date.year"
    YEAR_OTHER_DAY = "date.other-day"
    NEAR = "date.near-year"
    DIFFERENT = "date.different"


def read(text: object, *, place: str = "birth date") -> PartialDate:
    """The date of "1984", "1984-05" or "1984-05-03".

    Raises:
        Invalid: ``date.unreadable``: write it in one of the three forms, between 1800 and 2100.
    """
    found = _FORM.fullmatch(ascii_digits(text.strip())) if isinstance(text, str) and len(text) <= 32 else None
    if found:
        year, month, day = (int(group) if group else None for group in found.groups())
        if year is not None and _exists(year, month, day):
            return PartialDate(year, month, day)
    raise Invalid(
        "date.unreadable",
        N_("A birth date cannot be read."),
        N_("Write it as 1984, 1984-05 or 1984-05-03."),
        place=place,
    )


def _exists(year: int, month: int | None, day: int | None) -> bool:
    if not 1800 <= year <= 2100:
        return False
    try:
        dt.date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return False
    return True


def year_buckets(date: PartialDate) -> tuple[str, str]:
    """Two buckets, so that dates whose years differ by one at most always share one."""
    return f"A{date.year // 2}", f"B{(date.year + 1) // 2}"


def day_key(date: PartialDate) -> str | None:
    """One key for a full date and its twin with day and month swapped; nothing if the day is unknown."""
    if not date.full or date.month is None or date.day is None:
        return None
    low, high = sorted((date.month, date.day))
    return f"{date.year}-{low:02d}-{high:02d}"


def agreement(a: PartialDate, b: PartialDate) -> Agreement:
    """How the two dates agree; symmetric."""
    if a.year != b.year:
        return Agreement.NEAR if abs(a.year - b.year) == 1 else Agreement.DIFFERENT
    if a.full and b.full:
        if a == b:
            return Agreement.SAME
        if (a.month, a.day) == (b.day, b.month):
            return Agreement.SWAPPED
        return Agreement.YEAR_OTHER_DAY
    if a.month == b.month and a.month is not None and (a.month, 1) != (1, a.day) and (b.month, 1) != (1, b.day):
        return Agreement.MONTH
    return Agreement.YEAR


def best_agreement(
    a: Sequence[PartialDate], b: Sequence[PartialDate]
) -> tuple[Agreement, PartialDate, PartialDate] | None:
    """The best agreement between two persons' dates with the dates that gave it, or nothing if one has none."""
    order = list(Agreement)
    found = [(order.index(agreement(x, y)), str(x), str(y), x, y) for x in a for y in b]
    if not found:
        return None
    rank, _, _, x, y = min(found, key=lambda one: one[:3])
    return order[rank], x, y
