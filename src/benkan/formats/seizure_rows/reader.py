"""Rows, read: columns are judged first (decimal mark, order of dates), then each row; each distinct cell once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Words
from dataclasses import dataclass
from typing import Final

from benkan.core import substances, territories
from benkan.formats.seizure_rows import amounts, figures, places, words
from benkan.formats.seizure_rows.headers import Mapping
from benkan.formats.typed import dates
from benkan.formats.typed.cells import Cell, Reading, asked, judged, unreadable
from benkan.formats.typed.sheets import Row

TEXTS: Final = ("number", "service", "logo", "remark", "laboratory", "method")
WAY: Final = ("departure", "destination")
MAX_DRUG: Final = 200
REMEMBERED: Final = 200_000
"""Distinct cells whose reading is kept at one time."""


@dataclass(frozen=True, slots=True)
class RowRead:
    """One row: its number in the file, its cells by field, and the texts that are kept as they are."""

    number: int
    cells: Words[str, Cell]
    texts: Words[str, str]

    @property
    def doubts(self) -> list[Cell]:
        """The cells that a person is asked about."""
        return [cell for cell in self.cells.values() if cell.sure is None]


class Reader:
    """Reads the rows of one file.

    Args:
        mapping: which column is what.
        rows: below the header: their columns are judged.
        today: tells centuries.
        country: where everything was seized when a row does not name a country; empty when that is not said.
    """

    def __init__(self, mapping: Mapping, rows: Sequence[Row], today: dt.date, country: str = "") -> None:
        self._mapping = mapping
        self._today = today
        self._country = country
        self._orders = dates.judge((self._cell(row, "date") for row in rows), today)
        self._marks = {
            at: substances.decimal_mark(row.cells[at] for row in rows if at < len(row.cells))
            for at, _unit in mapping.amounts
        }
        self._price_mark = substances.decimal_mark(self._cell(row, "price") for row in rows)
        self._fields = [field for field in ("conveyance", "circumstance", "persons") if field in mapping.columns]
        self._known: dict[tuple[object, ...], Cell] = {}

    def read(self, rows: Iterable[Row]) -> Iterable[RowRead]:
        """Each row's reading, in their order."""
        for row in rows:
            yield self.row(row)

    def row(self, row: Row) -> RowRead:
        """The reading of one row."""
        drug = self._cell(row, "drug")
        date = self._cell(row, "date")
        cells = {"date": self._once(("date", date), lambda: dates.read(date, self._today, self._orders))}
        country = self._country_of(row, cells)
        place, region = self._cell(row, "place"), self._cell(row, "region")
        cells["place"] = self._once(("place", place, country, region), lambda: places.read(place, country, region))
        cells["drug"] = self._once(("drug", drug), lambda: read_drug(drug))
        cells["quantity"] = self._amount(row)
        for field in self._fields:
            text = self._cell(row, field)
            cells[field] = self._once((field, text), lambda field=field, text=text: words.read(field, text))
        self._beside(row, cells)
        return RowRead(row.number, cells, {field: self._cell(row, field).strip() for field in (*TEXTS, "region")})

    def _beside(self, row: Row, cells: dict[str, Cell]) -> None:
        """Price, purity and the way, where the list has them."""
        columns, where = self._mapping.columns, cells["place"].sure
        if "price" in columns:
            text, country = self._cell(row, "price"), where.value.country if where else ""
            header, mark = self._mapping.header[columns["price"]], self._price_mark
            cells["price"] = self._once(("price", text, country), lambda: figures.price(text, header, country, mark))
        if "purity" in columns:
            share, head = self._cell(row, "purity"), self._mapping.header[columns["purity"]]
            cells["purity"] = self._once(("purity", share), lambda: figures.purity(share, head))
        for field in WAY:
            if field in columns:
                stop = self._cell(row, field)
                cells[field] = self._once(("way", stop), lambda stop=stop: places.on_the_way(stop))

    def _country_of(self, row: Row, cells: dict[str, Cell]) -> str:
        text = self._cell(row, "country").strip()
        if not text:
            return self._country
        found = self._once(("country", text), lambda: _country(text))
        if found.sure is None:
            cells["country"] = found
            return ""
        return found.sure.code

    def _amount(self, row: Row) -> Cell:
        said = [(at, unit) for at, unit in self._mapping.amounts if at < len(row.cells) and row.cells[at].strip()]
        if len(said) > 1:
            said = [(at, unit) for at, unit in said if row.cells[at].strip(" 0-.,") or len(self._mapping.amounts) == 1]
        if len(said) > 1:
            written = " · ".join(f"{row.cells[at].strip()} {unit}".strip() for at, unit in said)
            each = [amounts.read(row.cells[at], unit, self._marks[at], unit_in_header=True) for at, unit in said]
            ways = dict.fromkeys(way for one in each for way in ((one.sure,) if one.sure else one.readings))
            return asked("quantity", written, tuple(ways), "two-amounts")
        if not said:
            return amounts.read("")
        at, unit = said[0]
        text, mark = row.cells[at], self._marks[at]
        beside = self._cell(row, "unit").strip() or unit
        in_header = beside == unit and bool(unit)
        return self._once(
            ("quantity", text, beside, in_header, at),
            lambda: amounts.read(text, beside, mark, unit_in_header=in_header),
        )

    def _cell(self, row: Row, field: str) -> str:
        at = self._mapping.columns.get(field)
        return row.cells[at] if at is not None and at < len(row.cells) else ""

    def _once(self, key: tuple[object, ...], make: object) -> Cell:
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = self._known[key] = make()  # type: ignore[operator]
        return found


def read_drug(text: str) -> Cell:
    """The substance that a cell names, or those to choose from."""
    written = text.strip()
    if bad := unreadable("drug", written, MAX_DRUG):
        return bad
    found = substances.find(written)
    if found.sure:
        return judged("drug", written, (Reading(found.sure, found.sure),), "")
    near = tuple(Reading(one.code, one.code) for one in found.candidates)
    named = any(one.likeness >= places.ALIKE for one in found.candidates)
    return asked("drug", written, near, "several" if named else "unknown-drug")


def _country(text: str) -> Cell:
    found = territories.find_country(text[:MAX_DRUG])
    if found.sure:
        return judged("country", text, (Reading(found.sure, found.sure),), "")
    near = tuple(Reading(one.code, one.code) for one in found.candidates)
    return asked("country", text, near, "unknown-country")
