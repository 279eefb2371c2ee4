"""How much a row says: from one cell, from a cell and its unit beside it, or from one of several columns."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from benkan.core import substances
from benkan.core.substances.numerals import Mark
from benkan.formats.typed.cells import Cell, Reading, asked, judged, unreadable

FIELD: Final = "quantity"
MAX_CELL: Final = 100
UNKNOWN: Final = "unknown"


def read(text: str, unit: str = "", decimal: Mark = "", *, unit_in_header: bool = False) -> Cell:
    """The amount of a cell, or the amounts to choose from.

    Args:
        text: the cell.
        unit: of its own column, or of the header; empty when there is none.
        decimal: the decimal mark of the column, if it shows one.
        unit_in_header: then a unit in the cell itself goes before.
    """
    number, beside = text.strip(), unit.strip()
    written = number if unit_in_header or not beside else f"{number} {beside}"
    if not number:
        return asked(FIELD, text, (Reading(UNKNOWN, substances.Amount()),), "empty")
    return unreadable(FIELD, written, MAX_CELL) or _read(
        number, beside, written, decimal, unit_in_header=unit_in_header
    )


def _read(number: str, beside: str, written: str, decimal: Mark, *, unit_in_header: bool) -> Cell:
    own = substances.readings(number, decimal=decimal)
    bare = not any(letter.isalpha() for letter in number)
    if not beside or (unit_in_header and not bare) or (own and own[0] == substances.Amount()):
        return judged(FIELD, written, tuple(map(_of, own)), _why(own, number))
    whole = substances.readings(f"{number} {beside}", decimal=decimal)
    if bare:
        return judged(FIELD, written, tuple(map(_of, whole or own)), "several" if whole else "unit")
    if len(own) == 1 and own == whole and _says(number, beside, decimal):
        return judged(FIELD, written, (_of(own[0]),), "")
    return asked(FIELD, written, tuple(map(_of, dict.fromkeys((*own, *_with(number, beside, decimal))))), "unit")


def amount_of(code: str) -> substances.Amount | None:
    """The amount that a code of a reading names: ``kg:1.4175``, ``l:3``, ``n:250:tablet`` or ``unknown``."""
    kind, _, value = code.partition(":")
    try:
        if kind == "kg":
            return substances.Amount(kilograms=Decimal(value))
        if kind == "l":
            return substances.Amount(litres=Decimal(value))
        if kind == "n":
            count, _, what = value.partition(":")
            return substances.Amount(count=int(count), count_kind=what)
    except (InvalidOperation, ValueError):
        return None
    return substances.Amount() if code == UNKNOWN else None


def code_of(amount: substances.Amount) -> str:
    """The code of an amount; what was said to be about is the same amount."""
    if amount.kilograms is not None:
        return f"kg:{amount.kilograms:f}"
    if amount.litres is not None:
        return f"l:{amount.litres:f}"
    return UNKNOWN if amount.count is None else f"n:{amount.count}:{amount.count_kind}"


def _says(number: str, unit: str, decimal: Mark) -> bool:
    """Whether the unit beside says the same as the one in the cell."""
    with_unit = _with(number, unit, decimal)
    return with_unit == substances.readings(number, decimal=decimal)


def _with(number: str, unit: str, decimal: Mark) -> tuple[substances.Amount, ...]:
    digits = "".join(letter for letter in number if not letter.isalpha())
    return substances.readings(f"{digits} {unit}", decimal=decimal)


def _why(ways: tuple[substances.Amount, ...], number: str) -> str:
    if not ways:
        return "unread"
    return "unit" if not any(letter.isalpha() for letter in number) else "several"


def _of(amount: substances.Amount) -> Reading:
    return Reading(code_of(amount), amount)
