"""What a list says beside the amount: the price of one unit, and the purity as a share from 0 to 1.

A price needs a number, a currency and what it is for; the header may say the last two. “F CFA” is two currencies: the
country decides. Nothing is converted. An empty cell says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from benkan.core import substances
from benkan.core.substances.numerals import NUMBER, Mark, fold, values
from benkan.formats.seizure_rows.table import WORDS
from benkan.formats.typed.cells import Cell, Reading, asked, judged, unreadable

MAX_CELL: Final = 100
NONE: Final = "none"
NOTHING: Final = ()
"""The value of a cell that says nothing."""
CENTRAL: Final = frozenset(("CM", "CF", "CG", "GA", "GQ", "TD"))
WESTERN: Final = frozenset(("BF", "BJ", "CI", "GW", "ML", "NE", "SN", "TG"))
CFA: Final = "CFA"
CURRENCIES: Final = frozenset(code for of, code, _words in WORDS if of == "currency" and code != CFA)
UNITS: Final = ("gram", "kilogram", "litre", "tablet", "capsule", "dose", "plant", "piece")
PER_CENT: Final = 100
_CURRENCY: Final = sorted(
    ((fold(word), code) for of, code, words in WORDS if of == "currency" for word in (code, *words)),
    key=lambda one: -len(one[0]),
)
_BETWEEN: Final = frozenset(
    ("/", "le", "la", "l'", "au", "par", "per", "un", "une", "a", "the", "pour", "for", "de", "du", "ل")
)
_PURITY: Final = re.compile(r"(\d+(?:[.,]\d+)?) ?(%|٪|pour cent|per cent|percent)?")


def price(text: str, header: str = "", country: str = "", decimal: Mark = "") -> Cell:
    """The price of a cell.

    Args:
        header: of the column; it may name the currency and the unit.
        country: where it was seized, if that is sure.
        decimal: the decimal mark of the column, if it shows one.
    """
    written = text.strip()
    if not written or substances.readings(written) == (substances.Amount(),):
        return judged("price", written, (Reading(NONE, NOTHING),), "")
    if bad := unreadable("price", written, MAX_CELL):
        return bad
    folded = fold(written)
    numbers = re.findall(NUMBER, folded)
    if len(numbers) != 1:
        return asked("price", written, (), "price")
    currency, rest = _currency(folded.replace(numbers[0], " ", 1))
    unit = _unit(rest)
    named, below = _currency(fold(header))
    currency, unit = currency or named, unit if rest.split() else _unit(below)
    amounts = [one for one in values(numbers[0], decimal) if one > 0]
    if not currency or not unit or not amounts:
        return asked("price", written, (), "price")
    found = [(one, code, unit) for one in amounts for code in _codes(currency, country)]
    return judged(
        "price", written, tuple(Reading(f"{one:f} {code} {of}", (one, code, of)) for one, code, of in found), "several"
    )


def price_of(code: str) -> tuple[Decimal, str, str] | tuple[()] | None:
    """What a code or an answer says: ``5000 XOF gram``, or ``none``."""
    if code == NONE:
        return NOTHING
    parts = code.split()
    try:
        amount = Decimal(parts[0]) if len(parts) == len(("amount", "currency", "unit")) else Decimal(0)
    except InvalidOperation:
        return None
    if not amount.is_finite() or amount <= 0 or parts[1] not in CURRENCIES or parts[2] not in UNITS:
        return None
    return amount, parts[1], parts[2]


def purity(text: str, header: str = "") -> Cell:
    """The purity of a cell: “78 %” and “78” are sure, “0,78” only where the column says per cent."""
    written = text.strip()
    if not written or substances.readings(written) == (substances.Amount(),):
        return judged("purity", written, (Reading(NONE, NOTHING),), "")
    found = _PURITY.fullmatch(fold(written)) if len(written) <= MAX_CELL else None
    if found is None:
        return asked("purity", written, (), "unread")
    number = Decimal(found[1].replace(",", "."))
    per_cent = bool(found[2]) or "%" in header or number > 1
    ways = [number / PER_CENT] if per_cent else [number, number / PER_CENT]
    readings = tuple(Reading(f"{way:f}", way) for way in ways if 0 < way <= 1)
    return judged("purity", written, readings, "several" if readings else "unread")


def purity_of(code: str) -> Decimal | tuple[()] | None:
    """What a code or an answer says: ``0.78``, or ``none``."""
    if code == NONE:
        return NOTHING
    try:
        share = Decimal(code)
    except InvalidOperation:
        return None
    return share if share.is_finite() and 0 < share <= 1 else None


def _currency(folded: str) -> tuple[str, str]:
    """The currency that the text names, and the rest of it."""
    for word, code in _CURRENCY:
        found = re.search(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", folded)
        if found:
            return code, f"{folded[: found.start()]} {folded[found.end() :]}"
    return "", folded


def _unit(rest: str) -> str:
    """What the price is for; empty when another word stands there."""
    words = [
        word for word in re.split(r"[\s/]+", rest) if word and word not in _BETWEEN and not word.startswith("prix")
    ]
    units = {_named(word) for word in words if word not in ("price", "unitaire", "unit", "السعر", "سعر")}
    return units.pop() if len(units) == 1 else ""


def _named(word: str) -> str:
    found = substances.readings(f"1 {word}")
    if len(found) != 1:
        return ""
    one = found[0]
    if one.kilograms is not None:
        return {Decimal(1): "kilogram", Decimal("0.001"): "gram"}.get(one.kilograms, "")
    if one.litres is not None:
        return "litre" if one.litres == 1 else ""
    return one.count_kind if one.count_kind in UNITS else ""


def _codes(currency: str, country: str) -> Sequence[str]:
    if currency != CFA:
        return (currency,)
    return ("XAF",) if country in CENTRAL else ("XOF",) if country in WESTERN else ("XOF", "XAF")
