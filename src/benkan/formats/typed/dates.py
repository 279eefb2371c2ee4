"""Days as people write them: sure when one reading is left, else asked.

``03/04/2022`` is the third of April or the fourth of March: the column decides when its cells allow one order only.
With points the day comes first, as everywhere where dates are written with points. Months may be Roman numbers; their
names are known in French,
English, Arabic (of the Maghreb, Egypt and the Levant), Spanish, Portuguese, Hausa and Bambara, with small errors.
Dates of the Hijri calendar are asked, never converted: it depends on who saw the moon.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, Literal

from rapidfuzz.distance import OSA

from benkan.core.recognising import Recogniser, fold
from benkan.formats.typed.cells import Cell, Reading, asked, judged, unreadable
from benkan.formats.typed.table import DATES

Order = Literal["dmy", "mdy", "ymd"]
FIELD: Final = "date"
MAX_CELL: Final = 100
EARLIEST_YEAR: Final = 1950
SWITCH: Final = 20
"""A two-digit year up to this many years ahead is of this century."""
LEAST_PROOF: Final = 0.05
"""Share of a column's cells that must show its order: one odd cell among hundreds proves nothing."""
SERIAL_FROM: Final = dt.date(1899, 12, 30)
_TIME: Final = re.compile(
    r"(?:T|,? +(?:[àa]|at|vers|a las|الساعة|على الساعة)? *)\d{1,2} *(?:[:hH]|h ?min|heures?)"
    r"(?:\d{2})?(?::\d{2}(?:[.,]\d+)?)? *(?:[ap]\.?m\.?|mn|min|Z|UTC|GMT|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_YEAR_FIRST: Final = re.compile(r"(\d{4}) ?[-/. ] ?(\d{1,2}) ?[-/. ] ?(\d{1,2})", re.ASCII)
_COMPACT: Final = re.compile(r"\d{8}", re.ASCII)
_PARTS: Final = re.compile(r"(\d{1,2}) ?([-/., ]) ?(\d{1,2}) ?\2 ?'?(\d{4}|\d{2})", re.ASCII)
_ROMAN_DATE: Final = re.compile(r"(\d{1,2}) ?[-/. ] ?([IVXivx]{1,4}) ?[-/. ] ?'?(\d{4}|\d{2})", re.ASCII)
_ROMAN: Final = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_BEFORE: Final = re.compile(r"((?:[^\W\d_]+[.,:]* +){1,4})(?=\d)")
_OF_OUR_ERA: Final = re.compile(r"(?<=\d{4}) ?م\.?$")
_ZERO_FOR_O: Final = re.compile(r"(?<![^\W_])0(?=[^\W\d_]{2})")
_MONTHS: Final = {word: words for word, words in DATES if word.isdecimal()}
_MONTH: Final = {fold(word): int(month) for month, words in _MONTHS.items() for word in words}
_BESIDE: Final = frozenset(fold(word) for meaning, words in DATES if meaning == "beside" for word in words)
_HIJRI: Final = frozenset(fold(word) for meaning, words in DATES if meaning == "hijri" for word in words)
_DAYS_LIKE_MONTHS: Final = frozenset(("mar",))
_SHORTEST_MISSPELT: Final = 4

Orders = Mapping[str, Order]
UNPROVEN: Final[Orders] = {}


def judge(cells: Iterable[str], today: dt.date) -> Orders:
    """The order of day, month and year for each mark between them, where the column shows one.

    A mark whose own cells show nothing follows the rest of the column when that shows one order.
    """
    seen: dict[str, list[tuple[int, int, str]]] = {}
    for cell in cells:
        if len(cell) <= MAX_CELL and (parts := _PARTS.fullmatch(_plain(cell))):
            seen.setdefault(_mark(parts), []).append((int(parts[1]), int(parts[3]), parts[4]))
    shown = {mark: _shown(triples) for mark, triples in seen.items()}
    every = set().union(*shown.values())
    orders: dict[str, Order] = {}
    for mark, found in shown.items():
        decided = found or every
        if len(decided) == 1:
            orders[mark] = "dmy" if "dmy" in decided else "mdy"
        elif not found and mark.startswith("."):
            orders[mark] = "dmy"
        if mark == "-2" and not _year_may_be_last(seen[mark], today):
            orders.pop(mark, None)
    return orders


def _shown(triples: list[tuple[int, int, str]]) -> set[str]:
    """Which orders the cells of one mark prove."""
    day_first = sum(12 < first <= 31 and second <= 12 for first, second, _year in triples)
    month_first = sum(first <= 12 < second <= 31 for first, second, _year in triples)
    enough = LEAST_PROOF * len(triples)
    return {
        name for name, count in (("dmy", day_first), ("mdy", month_first)) if count and (count >= enough or count > 2)
    }


def _year_may_be_last(triples: list[tuple[int, int, str]], today: dt.date) -> bool:
    """Whether some cell of the form 22-06-18 cannot begin with its year."""
    return any(
        _day(2000 + first, second, int(year)) is None or 2000 + first > today.year for first, second, year in triples
    )


def read(text: str, today: dt.date, orders: Orders = UNPROVEN) -> Cell:
    """The day of a cell, or the days to choose from.

    Args:
        text: such as ``le 1er juin 2021``, ``03.04.22``, ``2023-04-18``, ``٣ أبريل ٢٠٢٢``.
        today: tells the century of a year of two digits.
        orders: what the column shows (``judge``).
    """
    return unreadable(FIELD, text, MAX_CELL) or _read(text, _plain(text), today, orders)


def _read(text: str, cell: str, today: dt.date, orders: Orders) -> Cell:
    if found := _YEAR_FIRST.fullmatch(cell):
        return _one(text, _day(int(found[1]), int(found[2]), int(found[3])), "unread")
    if found := _PARTS.fullmatch(cell):
        return _in_order(text, found, today, orders)
    if (found := _ROMAN_DATE.fullmatch(cell)) and found[2].upper() in _ROMAN:
        year = int(found[3]) if len(found[3]) == 4 else _century(int(found[3]), today)
        return _one(text, _day(year, _ROMAN.index(found[2].upper()), int(found[1])), "unread")
    if _COMPACT.fullmatch(cell):
        ways = {_day(int(cell[:4]), int(cell[4:6]), int(cell[6:])), _day(int(cell[4:]), int(cell[2:4]), int(cell[:2]))}
        return judged(FIELD, text, _readings(ways), "several" if any(ways) else "unread")
    if cell.isascii() and cell.isdecimal() and len(cell) == 5:
        return asked(FIELD, text, _readings({SERIAL_FROM + dt.timedelta(days=int(cell))}), "serial")
    return _in_words(text, cell, today)


def day_of(code: str) -> dt.date | None:
    """The day that a code of a reading, or a person's answer, names: ``2022-04-03``."""
    try:
        return dt.date.fromisoformat(code)
    except ValueError:
        return None


def _in_order(text: str, parts: re.Match[str], today: dt.date, orders: Orders) -> Cell:
    first, second, third = int(parts[1]), int(parts[3]), int(parts[4])
    short = len(parts[4]) == 2
    year = _century(third, today) if short else third
    mark = _mark(parts)
    ways = {"dmy": _day(year, second, first), "mdy": _day(year, first, second)}
    if mark == "-2":
        ways["ymd"] = _day(_century(first, today), second, third)
    order = orders.get(mark) or ("dmy" if mark.startswith(".") else None)
    if order and ways[order]:
        return _one(text, ways[order], "unread")
    if order:
        # The column has one order and this cell another: the other one is a reading, not an answer.
        return asked(FIELD, text, _readings(set(ways.values())), "order" if any(ways.values()) else "unread")
    found = _readings(set(ways.values()))
    return judged(FIELD, text, found, "order" if found else "unread")


def _in_words(text: str, cell: str, today: dt.date) -> Cell:
    """A day whose month is a word: one month, one day and one year; the day stands before the year."""
    words = re.findall(r"\d+|[^\W\d_]+", _ZERO_FOR_O.sub("o", fold(cell)))
    if any(word in _HIJRI for word in words if not word.isascii() or len(word) > 1):
        return asked(FIELD, text, (), "hijri")
    month, rest = _month(words)
    if not month or not all(word.isdecimal() for word in rest):
        return asked(FIELD, text, (), "unread")
    years = [int(word) for word in rest if len(word) == 4]
    days = [int(word) for word in rest if len(word) <= 2]
    if len(rest) == 1:
        return asked(FIELD, text, (), "partial")
    if len(rest) != 2 or not days or len(years) > 1:
        return asked(FIELD, text, (), "unread")
    year = years[0] if years else _century(days[1], today)
    return _one(text, _day(year, month, days[0]), "unread")


def _month(words: list[str]) -> tuple[int, list[str]]:
    """The month that is named, 0 without one or with two, and the other words that matter."""
    months: list[int] = []
    days: list[int] = []
    rest: list[str] = []
    at = 0
    while at < len(words):
        two = " ".join(words[at : at + 2])
        step = 2 if " " in two and two in _MONTH else 1
        word = two if step == 2 else words[at]
        if word in _DAYS_LIKE_MONTHS:
            days.append(_MONTH[word])
        elif word in _MONTH:
            months.append(_MONTH[word])
        elif word not in _BESIDE:
            if word.isdecimal() or not (misspelt := _misspelt(word)):
                rest.append(word)
            else:
                months.append(misspelt)
        at += step
    found = months or days
    return (found[0], rest) if len(found) == 1 else (0, [])


@lru_cache(maxsize=4096)
def _misspelt(word: str) -> int:
    """The month that a word with a wrong letter can only mean, or 0."""
    if len(word) < _SHORTEST_MISSPELT:
        return 0
    if sure := _months().find(word).sure:
        return int(sure)
    # September has neighbours in other languages that are September too.
    near = {month for name, month in _MONTH.items() if len(name) > _SHORTEST_MISSPELT and OSA.distance(word, name) <= 1}
    return near.pop() if len(near) == 1 and len(word) > _SHORTEST_MISSPELT else 0


@lru_cache(maxsize=1)
def _months() -> Recogniser:
    return Recogniser(_MONTHS)


@lru_cache(maxsize=16_384)
def _plain(text: str) -> str:
    """Latin digits, plain spaces and dashes, no hidden marks of direction, no time of day."""
    letters = [
        str(unicodedata.digit(letter)) if letter.isdigit() and not letter.isascii() else letter
        for letter in text
        if unicodedata.category(letter) != "Cf"
    ]
    plain = " ".join("".join(letters).split()).replace("–", "-").replace("—", "-").replace("\\", "/").replace("٫", ".")
    plain = plain.replace("،", ",").replace("’", "'").replace("\u2044", "/").replace("\u2215", "/")
    plain = _OF_OUR_ERA.sub("", _TIME.sub("", plain).strip(" .,;"))
    before = _BEFORE.match(plain)
    # “le 27/10/2023”, “mardi 05/03/2024”, “بتاريخ 18/03/2024”
    said_by_all = before and all(word in _BESIDE for word in fold(before[1]).split())
    return plain[before.end() :] if before and said_by_all else plain


def _mark(parts: re.Match[str]) -> str:
    """What stands between, and how many digits the year has."""
    return f"{parts[2]}{len(parts[4])}"


def _century(year: int, today: dt.date) -> int:
    return 2000 + year if 2000 + year <= today.year + SWITCH else 1900 + year


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return None
    return found if found.year >= EARLIEST_YEAR else None


def _one(text: str, day: dt.date | None, otherwise: str) -> Cell:
    return judged(FIELD, text, _readings({day}), otherwise)


def _readings(days: set[dt.date | None]) -> tuple[Reading, ...]:
    return tuple(Reading(day.isoformat(), day) for day in sorted(day for day in days if day))
