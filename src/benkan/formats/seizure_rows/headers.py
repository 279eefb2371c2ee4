"""Which column is what: by its header in four languages, by what a person said before, or by what stands below it.

A header that two columns claim is asked. A mapping by content is a proposal of its own kind: it is told apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Words
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from benkan.core import substances, territories
from benkan.core.errors import N_
from benkan.core.recognising import Recogniser, fold
from benkan.formats.seizure_rows.table import HEADERS
from benkan.formats.typed import dates
from benkan.formats.typed.headers import MAX_HEADER
from benkan.formats.typed.sheets import Row

FIELDS: Final[Words[str, str]] = {
    "date": N_("Date"),
    "place": N_("Place"),
    "country": N_("Country"),
    "drug": N_("Drug"),
    "quantity": N_("Quantity"),
    "unit": N_("Unit"),
    "service": N_("Service"),
    "circumstance": N_("Circumstance"),
    "conveyance": N_("Conveyance"),
    "persons": N_("Persons"),
    "number": N_("Number"),
    "region": N_("Region"),
    "price": N_("Price"),
    "purity": N_("Purity"),
    "laboratory": N_("Laboratory"),
    "method": N_("Method"),
    "departure": N_("Departure"),
    "destination": N_("Destination"),
    "logo": N_("Logo"),
    "remark": N_("Remark"),
}
"""What a column can be, with its word, to be translated by whoever shows it."""
NEEDED: Final = ("date", "place", "drug", "quantity")
SAMPLE: Final = 60
_HEADERS: Final = {fold(word): field for field, words in HEADERS for word in words}
_SHARES: Final = {"date": 0.8, "drug": 0.6, "place": 0.6, "country": 0.8, "quantity": 0.8}
IGNORED: Final = "-"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column is what.

    Args:
        header: the headers as they stand, or A, B, C… where the file has none.
        columns: field and number of its column, counted from 0.
        amounts: columns that say how much with the unit that the header names, empty for none; usually one.
        by_content: fields that were found by what stands in the column.
        doubled: fields that more than one column claims: a person must choose.
        has_header: whether the first row names the columns.
    """

    header: tuple[str, ...]
    columns: Words[str, int]
    amounts: tuple[tuple[int, str], ...] = ()
    by_content: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    has_header: bool = True

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields that every seizure needs and that no column has; a region may stand for the place."""
        return tuple(
            field
            for field in NEEDED
            if field not in self.columns and not (field == "place" and "region" in self.columns)
        )

    def field_of(self, column: int) -> str:
        """The field of a column, or empty."""
        if any(column == at for at, _unit in self.amounts):
            return "quantity"
        return next((field for field, at in self.columns.items() if at == column), "")


def map_headers(
    rows: Sequence[Row], today: dt.date, said: Words[str, str] | None = None
) -> tuple[Mapping, Sequence[Row]]:
    """The mapping, and the rows below the header.

    Args:
        rows: of the file, the header first if there is one.
        today: tells the century of dates that are tried.
        said: header (or number of the column, from 0) and field, as a person said it; ``-`` for none.
    """
    first = rows[0].cells if rows else ()
    has_header = any(_target(each)[0] for each in first) or not any(_is_data(each, today) for each in first)
    header = (
        tuple(each.strip()[:MAX_HEADER] for each in first) if has_header else tuple(map(_letter, range(len(first))))
    )
    below = rows[1:] if has_header else rows
    own = {fold(name[:MAX_HEADER]): field for name, field in (said or {}).items()}
    claims: dict[str, list[int]] = {}
    units: dict[int, str] = {}
    free = []
    for at, name in enumerate(header):
        field = own.get(fold(name)) or own.get(str(at)) or ""
        target, unit = _target(name)
        field = field or target
        if not field:
            free.append(at)
        elif field != IGNORED and field in FIELDS:
            claims.setdefault(field, []).append(at)
            units[at] = unit
    if "unit" in claims and not _mostly(below, claims["unit"][0], _is_unit, 0.5):
        free += claims.pop("unit")
    amounts = tuple((at, units[at]) for at in claims.get("quantity", ()))
    several = len(amounts) > 1 and all(unit for _at, unit in amounts)
    doubled = tuple(field for field, at in claims.items() if len(at) > 1 and not (field == "quantity" and several))
    columns = {field: at[0] for field, at in claims.items() if field not in doubled}
    found = _by_content(below, free, set(columns) | set(doubled), today)
    if "quantity" in found:
        amounts = ((found["quantity"], ""),)
    kept = amounts if "quantity" not in doubled else ()
    return Mapping(header, columns | found, kept, tuple(found), doubled, has_header), below


def _target(header: str) -> tuple[str, str]:
    """The field of a header, and the unit that stands in it: ``Quantité (kg)``."""
    folded = fold(header[:MAX_HEADER])
    if field := _HEADERS.get(folded):
        return field, ""
    words = folded.split()
    for at in range(len(words) - 1, 0, -1):
        unit = " ".join(words[at:])
        head = " ".join(words[:at]).removesuffix(" en").removesuffix(" in").removesuffix(" ب")
        if _HEADERS.get(head) == "quantity" and _is_unit(unit):
            return "quantity", unit
    return _recogniser().find(header[:MAX_HEADER]).sure, ""


def _by_content(below: Sequence[Row], free: list[int], taken: set[str], today: dt.date) -> dict[str, int]:
    """Fields that exactly one column without a known header can be, by most of its cells."""
    tests: dict[str, Callable[[str], bool]] = {
        "date": lambda cell: bool((read := dates.read(cell, today)).sure or read.readings),
        "drug": lambda cell: bool(substances.find(cell).sure),
        "place": lambda cell: bool(territories.find(cell).sure),
        "country": lambda cell: bool(territories.find_country(cell).sure),
        "quantity": lambda cell: len(substances.readings(cell)) in (1, 2) and not _is_bare(cell),
    }
    found: dict[str, int] = {}
    for field, test in tests.items():
        fits = [at for at in free if field not in taken and _mostly(below, at, test, _SHARES[field])]
        if len(fits) == 1 and fits[0] not in found.values():
            found[field] = fits[0]
    return found


def _mostly(below: Sequence[Row], at: int, test: Callable[[str], bool], share: float) -> bool:
    cells: dict[str, None] = {}
    for row in below[: SAMPLE * 10]:
        if at < len(row.cells) and (cell := row.cells[at].strip()):
            cells.setdefault(cell[:MAX_HEADER])
        if len(cells) >= SAMPLE:
            break
    return bool(cells) and sum(map(test, cells)) >= share * len(cells)


def _is_unit(word: str) -> bool:
    return len(substances.readings(f"1 {word}")) == 1


def _is_bare(cell: str) -> bool:
    return not any(letter.isalpha() for letter in cell)


def _is_data(cell: str, today: dt.date) -> bool:
    read = dates.read(cell, today)
    return bool(read.sure or read.readings) or (
        any(letter.isdigit() for letter in cell) and len(substances.readings(cell)) == 1
    )


def _letter(at: int) -> str:
    """The name that a spreadsheet gives the column: A to Z, then AA."""
    return (chr(ord("A") + at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


@lru_cache(maxsize=1)
def _recogniser() -> Recogniser:
    return Recogniser(dict(HEADERS))
