"""Amounts of money as people and programs write them in cells: sure with one reading, else asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from benkan.core.substances.numerals import NUMBER, Mark, decimal_mark, fold, values
from benkan.formats.money_rows import MOST
from benkan.formats.statements.words import currency_named
from benkan.formats.typed.cells import Cell, Reading, asked, judged, unreadable

MAX_CELL: Final = 60
WHOLE: Final = frozenset(("XOF", "XAF", "GNF", "KMF", "BIF", "DJF", "RWF"))
"""Currencies without a smaller unit. Source: ISO 4217, minor unit 0."""
_NUMBER: Final = re.compile(NUMBER)
_CODE: Final = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,6})?", re.ASCII)
_NOTHING: Final = frozenset(("-", "–", "—", "--", "n/a", "nil", "néant"))
_AROUND: Final = re.compile(r"[^\d.,'()+-]+")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with its sign, and the currency that stands in the cell, if one does."""

    value: Decimal
    currency: str = ""


def mark_of(cells: Iterable[str]) -> Mark:
    """The decimal mark that a column shows."""
    return decimal_mark(_digits(cell)[0] for cell in cells)


def read(field: str, text: str, decimal: Mark = "", currency: str = "") -> Cell:
    """The amount of a cell; an empty cell, or a dash, is no amount: it is sure and has no value.

    Args:
        decimal: the mark that the column shows.
        currency: of the column or the file; in one without a smaller unit a point can only divide thousands.
    """
    written = text.strip()
    if not written or written.casefold() in _NOTHING:
        return Cell(field, written, Reading("", None))
    return unreadable(field, written, MAX_CELL) or _read(field, written, decimal, currency)


def money_of(code: str) -> Money | None:
    """The amount that a code of a reading, or an answer, names: ``-1500.50``, ``1500 XOF``."""
    number, _, currency = code.strip().partition(" ")
    if not re.fullmatch(r"[+-]?\d{1,18}(?:\.\d{1,6})?", number, re.ASCII) or (
        currency and not currency_named(currency)
    ):
        return None
    return Money(Decimal(number), currency_named(currency))


def _read(field: str, written: str, decimal: Mark, currency: str) -> Cell:
    plain, around, negative = _digits(written)
    own = currency_named(around) if around else ""
    if (around and not own) or not _NUMBER.fullmatch(plain):
        return asked(field, written, (), "unread")
    found = tuple(value for value in values(plain, decimal) if value < MOST)
    if (own or currency) in WHOLE and len(found) > 1:
        found = tuple(value for value in found if value == value.to_integral_value())
    ways = tuple(Money(-value if negative else value, own) for value in found)
    return judged(field, written, tuple(Reading(_code(way), way) for way in ways), "several" if ways else "unread")


@lru_cache(maxsize=65_536)
def _digits(written: str) -> tuple[str, str, bool]:
    """The digits with their marks, the words around them, and whether they are negative."""
    text = fold(written.replace("(", " ( ").replace("−", "-")) if not written.isascii() else written
    negative = written.strip().startswith(("-", "−", "(")) or written.strip().endswith(("-", "−"))
    around = " ".join(_AROUND.findall(text)).split()
    digits = re.sub(r"[^\d.,' ]+", " ", text).strip()
    if written.isascii():
        digits = " ".join(digits.split())
    return digits.strip(" .,'"), " ".join(word for word in around if word.strip("()+-")), negative


def _code(way: Money) -> str:
    return f"{way.value:f} {way.currency}".strip()
