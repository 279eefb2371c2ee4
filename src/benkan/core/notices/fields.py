"""One field of a notice: what it holds, whether it must be there, and to which category of data it belongs.

Names are FollowTheMoney's where it has one, so that a notice is compared with records without a table of its own.
Values travel as lists of texts; ``why_not`` says what is wrong with one text.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

MAX_VALUES: Final = 20
TEXT: Final = 200
LONG: Final = 2_000
PARTIAL_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", re.ASCII)
NUMBER: Final = re.compile(r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?", re.ASCII)
COUNTRY: Final = re.compile(r"[A-Z]{2}", re.ASCII)
EARLIEST: Final = 1900
CLOCKS: Final = dt.timedelta(days=1)
"""Two services may stand on two sides of midnight."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a type of notice.

    Args:
        name: FollowTheMoney's name where it has one.
        kind: ``text`` (a line), ``long`` (sentences), ``day``, ``date`` (may lack day or month), ``number`` (decimal
            point, not negative), ``choice``, ``country`` (ISO 3166 alpha-2).
        required: a notice without it is incomplete.
        many: several values may be given.
        category: the category of data of a convention, where it is another than the type's own.
        choices: codes of a ``choice``.
        unless: a field and its values with which this one may be left out.
    """

    name: str
    kind: str = "text"
    required: bool = False
    many: bool = False
    category: str = ""
    choices: tuple[str, ...] = ()
    unless: tuple[str, tuple[str, ...]] = ("", ())

    def why_not(self, value: str, today: dt.date) -> str:
        """The code of what is wrong with the value, or nothing; ``today`` because no fact lies in the future."""
        if not value.strip():
            return "empty"
        if self.kind in ("text", "long"):
            return "too-long" if len(value) > (LONG if self.kind == "long" else TEXT) else ""
        if self.kind == "choice":
            return "" if value in self.choices else "unknown-choice"
        if self.kind == "country":
            return "" if COUNTRY.fullmatch(value) else "unreadable"
        if self.kind == "number":
            return "" if NUMBER.fullmatch(value) else "unreadable"
        return _day(value, today, whole=self.kind == "day")


def _day(value: str, today: dt.date, *, whole: bool) -> str:
    if not PARTIAL_DATE.fullmatch(value) or (whole and len(value) != 10):
        return "unreadable"
    try:
        earliest = dt.date.fromisoformat(f"{value}-01-01"[:10] if len(value) == 4 else f"{value}-01"[:10])
    except ValueError:
        return "unreadable"
    if earliest.year < EARLIEST:
        return "unreadable"
    return "in-future" if earliest > today + CLOCKS else ""
