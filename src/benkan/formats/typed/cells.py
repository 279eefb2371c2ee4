"""What a cell says: sure, doubtful with its readings, or unreadable with why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from benkan.core.errors import N_

MAX_WRITTEN: Final = 200
WHY: Final[Mapping[str, str]] = {
    "empty": N_("The cell is empty."),
    "too-long": N_("The cell is too long for this column."),
    "formula": N_("It is a formula: write the value."),
    "several": N_("It can be read in several ways."),
    "order": N_("Day and month may be swapped, and the column does not show which comes first."),
    "partial": N_("The day is missing."),
    "serial": N_("It is the number by which a spreadsheet keeps a date."),
    "hijri": N_("It is a date of the Hijri calendar."),
    "unread": N_("It cannot be read."),
    "unknown-drug": N_("The catalogue has no such drug."),
    "unknown-place": N_("The gazetteer has no such place, and no country stands beside it."),
    "near-place": N_("The gazetteer has no such place; these are alike."),
    "other-country": N_("The gazetteer knows the place in another country."),
    "unknown-country": N_("No such country is known."),
    "unit": N_("The unit is missing or not known."),
    "price": N_("A price needs a number, a currency and what it is for."),
    "two-amounts": N_("Two columns say how much."),
    "unknown-word": N_("The list has no such word."),
}
"""For each reason its sentence, to be translated by whoever shows it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a cell: a code that names it among the cell's readings, and the value."""

    code: str
    value: Any


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, read.

    Args:
        field: which field it is for, such as ``quantity``.
        written: what stands there, shortened; with the unit of its own column where there is one.
        sure: the one reading, or None.
        readings: those to choose from when it is not sure; none: it cannot be read.
        why: empty when it is sure, else a key of ``WHY``.
    """

    field: str
    written: str
    sure: Reading | None
    readings: tuple[Reading, ...] = ()
    why: str = ""


def judged(field: str, written: str, readings: tuple[Reading, ...], why: str) -> Cell:
    """Sure with one reading; else doubtful or unreadable, for this reason."""
    shown = written.strip()[:MAX_WRITTEN]
    if len(readings) == 1:
        return Cell(field, shown, readings[0])
    return Cell(field, shown, None, readings, why)


def asked(field: str, written: str, readings: tuple[Reading, ...], why: str) -> Cell:
    """A cell that a person is asked about even if it has one reading only."""
    return Cell(field, written.strip()[:MAX_WRITTEN], None, readings, why)


def unreadable(field: str, text: str, limit: int) -> Cell | None:
    """The cell when it is empty, a formula or too long to be read; else None."""
    written = text.strip()
    why = "" if written else "empty"
    if written.startswith("="):
        why = "formula"
    elif len(written) > limit:
        why = "too-long"
    return asked(field, written, (), why) if why else None
