"""Rows that may be a seizure that is here already, or stands in the list twice: proposed, never decided.

Alike are two of one drug at one place, at most a day apart, whose amounts differ by at most one per cent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from benkan.apps.seizures.counting import BATCH
from benkan.apps.seizures.entering import DrugGiven, SeizureGiven
from benkan.apps.seizures.importing.planning import Planned
from benkan.apps.seizures.models import Drug, Seizure

WITHIN: Final = Decimal("0.01")
DAYS: Final = 1
MANY_PLACES: Final = 500
"""From this many places on, all seizures of the span of days are compared."""

Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Alike:
    """A row and the seizure that it may be: one that is stored, or an earlier row of the list."""

    row: int
    key: str
    number: str
    seizure: str
    earlier_row: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    day: int
    amount: Decimal | None
    number: str
    seizure: str
    row: int


def find(planned: list[Planned], source: str) -> tuple[list[Alike], list[Alike]]:
    """Rows like a stored seizure of another source, and rows like an earlier row of the same day."""
    stored = _stored(planned, source) if planned else {}
    here, twice = [], []
    seen: dict[Key, list[_Known]] = {}
    for one in planned:
        key, first = one.given.source_key or "", one.given.drugs[0]
        at = _key(one.given, first)
        day, amount = one.given.happened_on.toordinal(), _amount(first)
        if known := _near(stored.get(at, ()), day, amount, DAYS):
            here.append(Alike(one.row, key, known.number, known.seizure))
        if known := _near(seen.get(at, ()), day, amount, 0):
            twice.append(Alike(one.row, key, "", "", known.row))
        seen.setdefault(at, []).append(_Known(day, amount, "", "", one.row))
    return here, twice


def _near(known: Iterable[_Known], day: int, amount: Decimal | None, days: int) -> _Known | None:
    for one in known:
        if abs(one.day - day) > days or (one.amount is None) != (amount is None):
            continue
        if amount is None or one.amount is None or abs(amount - one.amount) <= WITHIN * max(amount, one.amount):
            return one
    return None


def _stored(planned: list[Planned], source: str) -> dict[Key, list[_Known]]:
    """The stored drugs at the places and in the days of the list."""
    days = [one.given.happened_on for one in planned]
    span = (min(days) - dt.timedelta(days=DAYS), max(days) + dt.timedelta(days=DAYS))
    names = sorted({one.given.place for one in planned})
    rows = (
        Drug.objects.filter(position=0, seizure__happened_on__range=span)
        .exclude(seizure__state=Seizure.State.WITHDRAWN)
        .exclude(seizure__source=source)
        .order_by()
    )
    if len(names) <= MANY_PLACES:
        rows = rows.filter(seizure__place__in=names)
    found: dict[Key, list[_Known]] = {}
    columns = ("substance", "kilograms", "litres", "count", "count_kind", "seizure__country", "seizure__place",
               "seizure__happened_on", "seizure__number", "seizure_id")  # fmt: skip
    wanted = {_key(one.given, one.given.drugs[0]) for one in planned}
    for drug, kilograms, litres, count, kind, country, place, day, number, pk in rows.values_list(*columns).iterator(
        BATCH
    ):
        given = DrugGiven(drug, kilograms=kilograms, litres=litres, count=count, count_kind=kind)
        key = (country, place, drug, _unit(given))
        if key in wanted:
            found.setdefault(key, []).append(_Known(day.toordinal(), _amount(given), number, str(pk), 0))
    return found


def _key(given: SeizureGiven, drug: DrugGiven) -> Key:
    return given.country, given.place, drug.substance, _unit(drug)


def _unit(drug: DrugGiven) -> str:
    if drug.kilograms is not None:
        return "kg"
    return "l" if drug.litres is not None else drug.count_kind


def _amount(drug: DrugGiven) -> Decimal | None:
    if drug.count is not None:
        return Decimal(drug.count)
    return drug.kilograms if drug.kilograms is not None else drug.litres
