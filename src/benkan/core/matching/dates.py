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
    NEAR_DAY = "date.near-day"
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


def day_key(date: PartialDate) -> str | None:
    """One key for a full date and its twin with day and month swapped; nothing if the day is unknown."""
    if date.month is None or date.day is None or (date.month, date.day) == (1, 1):
        return None
    low, high = (date.month, date.day) if date.month <= date.day else (date.day, date.month)
    return f"{date.year}-{low:02d}-{high:02d}"


def day_keys_near(date: PartialDate) -> tuple[str, ...]:
    """The keys of the same day one year before and one year after; nothing if the day is unknown."""
    key = day_key(date)
    return () if key is None else tuple(f"{year}{key[4:]}" for year in (date.year - 1, date.year + 1))


def agreement(a: PartialDate, b: PartialDate) -> Agreement:
    """How the two dates agree; symmetric."""
    both = a.full and b.full
    if a.year != b.year:
        if abs(a.year - b.year) > 1:
            return Agreement.DIFFERENT
        return Agreement.NEAR_DAY if both and (a.month, a.day) == (b.month, b.day) else Agreement.NEAR
    if both:
        return _days(a, b)
    if a.month == b.month and a.month is not None and (a.month, 1) != (1, a.day) and (b.month, 1) != (1, b.day):
        return Agreement.MONTH
    return Agreement.YEAR


def _days(a: PartialDate, b: PartialDate) -> Agreement:
    if a == b:
        return Agreement.SAME
    return Agreement.SWAPPED if (a.month, a.day) == (b.day, b.month) else Agreement.YEAR_OTHER_DAY


def best_agreement(
    a: Sequence[PartialDate], b: Sequence[PartialDate]
) -> tuple[Agreement, PartialDate, PartialDate] | None:
    """The best agreement between two persons' dates with the dates that gave it, or nothing if one has none."""
    if len(a) == 1 and len(b) == 1:
        return agreement(a[0], b[0]), a[0], b[0]
    found = [(_RANKS[agreement(x, y)], str(x), str(y), x, y) for x in a for y in b]
    if not found:
        return None
    rank, _, _, x, y = min(found, key=lambda one: (one[0], sorted(one[1:3])))
    return _ORDER[rank], x, y


_ORDER = tuple(Agreement)
_RANKS = {one: rank for rank, one in enumerate(_ORDER)}
