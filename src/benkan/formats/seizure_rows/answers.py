"""What an answer about a cell means: a code that the cell, a catalogue or a list knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from benkan.core import substances, territories
from benkan.formats.seizure_rows import amounts, figures, places, words
from benkan.formats.seizure_rows.reader import RowRead
from benkan.formats.typed import dates
from benkan.formats.typed.cells import Cell

LEAVE_OUT = "-"


def value_of(cell: Cell, answer: str, row: RowRead) -> Any | None:
    """The value that the answer gives the cell; None without an answer that means something.

    Args:
        answer: a code of one of the readings, one that the catalogue or the gazetteer knows, ``=ML`` for a place as it
            is written in that country, a day as ``2022-04-03``, an amount that can be read in one way, or ``-``.
    """
    if not answer:
        return None
    if answer == LEAVE_OUT:
        return LEAVE_OUT
    if cell.field == "place":
        return places.where_of(answer, cell.written, row.texts.get("region", ""))
    return _READERS[cell.field](answer)


def _amount(answer: str) -> substances.Amount | None:
    if (coded := amounts.amount_of(answer)) is not None:
        return coded
    read = substances.readings(answer[: amounts.MAX_CELL])
    return read[0] if len(read) == 1 else None


def _date(answer: str) -> dt.date | None:
    return dates.day_of(answer)


def _drug(answer: str) -> str | None:
    return answer if substances.known(answer) else None


def _country(answer: str) -> str | None:
    return answer if territories.country(answer) else None


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "date": _date,
    "drug": _drug,
    "quantity": _amount,
    "country": _country,
    "conveyance": lambda answer: words.word_of("conveyance", answer),
    "circumstance": lambda answer: words.word_of("circumstance", answer),
    "price": figures.price_of,
    "purity": figures.purity_of,
    "persons": lambda answer: words.word_of("persons", answer),
}
