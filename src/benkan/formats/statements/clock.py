"""The time of day in a cell, beside or behind a date: one reading or none."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache
from typing import Final

_TIME: Final = re.compile(
    r"(?:^|[T ])(\d{1,2})(?: *[:hH] *(\d{2})|h)(?:[: ](\d{2})(?:[.,]\d{1,9})?)? *([ap]\.?m\.?|[صم])?"
    r" *(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_LONGEST: Final = 100


@lru_cache(maxsize=65_536)
def time_of(text: str) -> tuple[dt.time, dt.timezone | None] | None:
    """The time at the end of a text and its zone where one stands there; None when no time can be read."""
    found = _TIME.search(_plain(text)) if len(text) <= _LONGEST else None
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    half = (found[4] or "").lower().replace(".", "")
    if half and not 1 <= hour <= 12:
        return None
    if half in ("pm", "م"):
        hour = hour % 12 + 12
    elif half in ("am", "ص"):
        hour %= 12
    try:
        return dt.time(hour, minute, second), _zone(found[5] or "")
    except ValueError:
        return None


def _zone(written: str) -> dt.timezone | None:
    if not written:
        return None
    if written.upper() in ("Z", "UTC", "GMT"):
        return dt.UTC
    span = dt.timedelta(hours=int(written[1:3]), minutes=int(written[-2:]))
    return dt.timezone(-span if written[0] == "-" else span)


def _plain(text: str) -> str:
    letters = (
        str(unicodedata.digit(letter)) if letter.isdigit() and not letter.isascii() else letter
        for letter in text
        if unicodedata.category(letter) != "Cf"
    )
    return " ".join("".join(letters).split())
