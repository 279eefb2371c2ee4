"""A row that was read becomes a seizure as an officer says it, or is refused with its line and why.

Rows with one number are one seizure with several drugs, if they say the same day and place. A row is known by its
number, or else by everything that is written in it: the same row of the same list is stored once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from benkan.apps.seizures import entering
from benkan.apps.seizures.entering import DrugGiven, LegGiven, SeizureGiven
from benkan.apps.seizures.importing.settings import LEAVE_OUT, Said
from benkan.core.errors import N_, BenkanError, Invalid
from benkan.formats.seizure_rows import Cell, Row, RowRead, places
from benkan.formats.seizure_rows.answers import value_of
from benkan.formats.seizure_rows.reader import WAY

UNKNOWN = ("unknown", None)


@dataclass(slots=True)
class Planned:
    """A seizure to be stored, with the number of its first row in the file."""

    row: int
    given: SeizureGiven


@dataclass(frozen=True, slots=True)
class RowRefused:
    """A row that is not imported: its number in the file and why."""

    row: int
    error: BenkanError


class Plan:
    """Takes rows in their order; gives seizures with keys and refused rows."""

    def __init__(self, said: Said) -> None:
        self._said = said
        self._seen: dict[str, int] = {}
        self._numbers: dict[str, Planned] = {}
        self.planned: list[Planned] = []
        self.refused: list[RowRefused] = []
        self.left_out = 0
        self.as_written = 0

    def take(self, row: Row, read: RowRead) -> None:
        """One row of which nothing is in doubt any more."""
        values = dict(self._values(read))
        if LEAVE_OUT in values.values():
            self.left_out += 1
            return
        try:
            given = self._given(row, read, values)
            entering.checked(given)
            self._keep(read.number, given)
        except BenkanError as error:
            self.refused.append(RowRefused(read.number, error))

    def _values(self, read: RowRead) -> Iterator[tuple[str, Any]]:
        country = ""
        for field, cell in read.cells.items():
            value = cell.sure.value if cell.sure else value_of(cell, self._said.answer(cell.field, cell.written), read)
            if field == "country":
                country = str(value)
            yield field, value
        if country and country != LEAVE_OUT:
            yield "place", self._place(read.cells["place"], country, read)

    def _place(self, cell: Cell, country: str, read: RowRead) -> Any:
        """The place of a row whose country was asked: it is of that country, or as it is written there."""
        value = value_of(cell, self._said.answer("place", cell.written), read)
        if value is None and cell.sure:
            value = cell.sure.value
        if value == LEAVE_OUT or (value is not None and value.country == country):
            return value
        return places.as_written(cell.written, country, read.texts["region"]).value

    def _given(self, row: Row, read: RowRead, values: dict[str, Any]) -> SeizureGiven:
        where, amount, texts = values["place"], values["quantity"], read.texts
        self.as_written += where.latitude is None
        price, currency, unit = values.get("price") or (None, "", "")
        persons, count = values.get("persons", UNKNOWN)
        number = texts["number"]
        return SeizureGiven(
            happened_on=values["date"],
            country=where.country,
            place=where.name,
            latitude=where.latitude,
            longitude=where.longitude,
            drugs=(
                DrugGiven(
                    substance=values["drug"],
                    substance_text=read.cells["drug"].written,
                    quantity_text=read.cells["quantity"].written[:100],
                    kilograms=amount.kilograms,
                    litres=amount.litres,
                    count=amount.count,
                    count_kind=amount.count_kind,
                    **_measured(values, read),
                    price=price,
                    price_currency=currency,
                    price_unit=unit,
                ),
            ),
            service=texts["service"] or self._said.service,
            circumstance=values.get("circumstance", UNKNOWN)[0],
            conveyance=values.get("conveyance", UNKNOWN)[0],
            persons=persons,
            persons_count=count,
            number=number,
            logo=texts["logo"],
            remark=_remark(values, read),
            legs=tuple(_legs(values)),
            source=self._said.source,
            source_key=f"n:{number}" if number else self._key(row),
        )

    def _key(self, row: Row) -> str:
        """Everything that is written in the row, and how often it stood there before."""
        digest = hashlib.sha256("\x1f".join(cell.strip() for cell in row.cells).rstrip("\x1f").encode()).hexdigest()
        before = self._seen[digest] = self._seen.get(digest, 0) + 1
        return f"r:{digest}:{before}"

    def _keep(self, row: int, given: SeizureGiven) -> None:
        known = self._numbers.get(given.number) if given.number else None
        if known is None:
            made = Planned(row, given)
            self.planned.append(made)
            if given.number:
                self._numbers[given.number] = made
            return
        one = known.given
        if _said_of(one) != _said_of(given) or (one.legs and given.legs and one.legs != given.legs):
            raise Invalid(
                "seizures.number-twice",
                N_("Row %(row)d has the same number and another day or place."),
                N_("Rows with one number are one seizure: correct the number or the row."),
                place="number",
                row=known.row,
            )
        merged = replace(one, drugs=(*one.drugs, *given.drugs), legs=one.legs or given.legs)
        entering.checked(merged)
        known.given = merged


def _measured(values: dict[str, Any], read: RowRead) -> dict[str, Any]:
    """The purity, where a laboratory and its method stand beside it: else nobody knows whether it was measured."""
    laboratory, method = read.texts["laboratory"], read.texts["method"]
    if not (values.get("purity") and laboratory and method):
        return {}
    return {"purity": values["purity"], "purity_laboratory": laboratory, "purity_method": method}


def _remark(values: dict[str, Any], read: RowRead) -> str:
    """The remark; a purity without a laboratory is kept there as it was written."""
    told = read.texts["remark"]
    if values.get("purity") and not _measured(values, read):
        beside = _("Purity as the list says, not measured: %(written)s") % {"written": read.cells["purity"].written}
        return f"{told} · {beside}" if told else beside
    return told


def _legs(values: dict[str, Any]) -> Iterator[LegGiven]:
    """The places of the way; how sure they are a list does not say."""
    for role in WAY:
        stop = values.get(role)
        if stop is not None and stop.country:
            yield LegGiven(role, stop.country, stop.name, latitude=stop.latitude, longitude=stop.longitude)


def _said_of(given: SeizureGiven) -> tuple[dt.date, str, str]:
    return given.happened_on, given.country, given.place
