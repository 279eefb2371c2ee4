"""What was seized, added up: by drug, place, month, conveyance and owner. Kilograms, litres and pieces stay apart.

Everything is read from the sums of ``counting``; a question costs the same however many seizures stand behind them.
Kilogram equivalents are an estimate of a versioned table, made when they are read and never stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from benkan.apps.seizures import choices
from benkan.apps.seizures.models import Cell, Spot, Stream
from benkan.core import substances

MILLIONTHS: Final = Decimal(1_000_000)
MAX_ROWS: Final = 5_000
DIMENSIONS: Final = {
    "substance": "substance",
    "country": "spot",
    "place": "spot",
    "month": "month",
    "year": "month",
    "conveyance": "conveyance",
    "owner": "owner",
}
"""By what a table can be made, and the column of the sums that is added up for it."""
IN_TIME: Final = frozenset({"month", "year"})


@dataclass(frozen=True, slots=True)
class Question:
    """What is counted; an empty value narrows nothing.

    Args:
        since, until: months as 202609, both included.
        sure: only what a second officer validated.
    """

    since: int = 0
    until: int = 0
    substance: str = ""
    country: str = ""
    conveyance: str = ""
    owner: str = ""
    sure: bool = True

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Question:
        """The query string of a page or of the API, what is unknown left out; without dates the last three years."""
        today = timezone.localdate()
        substance, country = parameters.get("substance", ""), parameters.get("country", "")
        conveyance = parameters.get("conveyance", "")
        owner = parameters.get("owner", "")
        return cls(
            since=_month(parameters.get("since", "")) or (today.year - 2) * 100 + 1,
            until=_month(parameters.get("until", "")) or today.year * 100 + today.month,
            substance=substance if substances.known(substance) else "",
            country=country if len(country) == 2 and country.isascii() and country.isupper() else "",
            conveyance=conveyance if conveyance in choices.CONVEYANCES else "",
            owner=owner if owner in ("own", "partners") else "",
            sure=parameters.get("sure", "1") != "0",
        )

    @property
    def since_text(self) -> str:
        """The first month as a form has it."""
        return month_text(self.since)

    @property
    def until_text(self) -> str:
        """The last month as a form has it."""
        return month_text(self.until)

    def cells(self) -> QuerySet[Cell]:
        """The sums that the question is about."""
        found = self.within(Cell.objects.all())
        if self.country:
            found = found.filter(spot__in=Spot.objects.filter(country=self.country))
        return found

    def streams(self) -> QuerySet[Stream]:
        """The sums from place to place that the question is about; for a country those that begin or end there."""
        found = self.within(Stream.objects.all())
        if self.country:
            there = Spot.objects.filter(country=self.country)
            found = found.filter(Q(start__in=there) | Q(end__in=there))
        return found

    def within(self, found: QuerySet[Any]) -> QuerySet[Any]:
        """Sums of any kind, narrowed by all but the country."""
        if self.since:
            found = found.filter(month__gte=self.since)
        if self.until:
            found = found.filter(month__lte=self.until)
        for column, value in (("substance", self.substance), ("conveyance", self.conveyance)):
            if value:
                found = found.filter(**{column: value})
        if self.owner:
            mine = Q(owner=settings.BENKAN_NODE.agency)
            found = found.filter(mine if self.owner == "own" else ~mine)
        return found.filter(validated=True) if self.sure else found


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; amounts are exact.

    Args:
        unknown: seizures of this line whose amount nobody knows.
        counts: the pieces by what they are, where that was asked for.
        equivalent: kilograms with what the factor table makes of litres and pieces; None where drugs are mixed.
        unconverted: pieces for which no factor is agreed.
    """

    key: Any
    seizures: int
    kilograms: Decimal
    litres: Decimal
    pieces: int
    unknown: int
    persons: int
    counts: Mapping[str, int] = field(default_factory=dict)
    equivalent: Decimal | None = None
    unconverted: int = 0


def table(question: Question, by: str) -> list[Row]:
    """The sums by one dimension, the most seizures first; months and years in their order."""
    lines = _lines(question, DIMENSIONS[by], kinds=by == "substance" or bool(question.substance))
    if by == "year":
        lines = _rolled(lines, {key: key // 100 for key in lines})
    if by == "country":
        lines = _rolled(lines, dict(Spot.objects.values_list("pk", "country")))
    found = [_row(key, kinds, str(key) if by == "substance" else question.substance) for key, kinds in lines.items()]
    found = [row for row in found if row.seizures > 0]
    if by in IN_TIME:
        return sorted(found, key=lambda row: row.key)
    return sorted(found, key=lambda row: (-row.seizures, str(row.key)))[:MAX_ROWS]


def total(question: Question) -> Row:
    """Everything that the question is about, in one line."""
    summed = question.cells().aggregate(**TOTALS)
    return _row(None, {"": _numbers(summed)}, "")


def total_of(rows: list[Row]) -> Row:
    """The rows of a whole table in one line: cheaper than to ask again. Estimates add up where every row has one."""
    estimates = [row.equivalent for row in rows if row.equivalent is not None]
    return Row(
        None,
        sum(row.seizures for row in rows),
        sum((row.kilograms for row in rows), Decimal(0)),
        sum((row.litres for row in rows), Decimal(0)),
        sum(row.pieces for row in rows),
        sum(row.unknown for row in rows),
        sum(row.persons for row in rows),
        equivalent=sum(estimates, Decimal(0)) if rows and len(estimates) == len(rows) else None,
        unconverted=sum(row.unconverted for row in rows),
    )


def months(since: int, until: int) -> list[int]:
    """Every month from the first to the last, both included."""
    found: list[int] = []
    year, month = since // 100, since % 100
    while year * 100 + month <= until and len(found) < 1_200:
        found.append(year * 100 + month)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


_NAMES: Final = ("seizures", "milligrams", "microlitres", "pieces", "unknown", "persons")
TOTALS: Final = {f"total_{name}": Sum(name) for name in _NAMES}
Lines = dict[Any, dict[str, list[int]]]
"""For each key the six sums, by what the pieces are."""


def _lines(question: Question, column: str, *, kinds: bool) -> Lines:
    columns = (column, "count_kind") if kinds else (column,)
    found: Lines = {}
    for line in question.cells().order_by().values(*columns).annotate(**TOTALS):
        found.setdefault(line[column], {})[line["count_kind"] if kinds else ""] = _numbers(line)
    return found


def _numbers(line: Mapping[str, Any]) -> list[int]:
    # PostgreSQL adds whole numbers up to a decimal.
    return [int(line[f"total_{name}"] or 0) for name in _NAMES]


def _rolled(lines: Lines, keys: Mapping[Any, Any]) -> Lines:
    """The lines under fewer keys."""
    found: Lines = {}
    for key, kinds in lines.items():
        into = found.setdefault(keys[key], {})
        for kind, numbers in kinds.items():
            before = into.get(kind)
            into[kind] = numbers if before is None else [a + b for a, b in zip(before, numbers, strict=True)]
    return found


def _row(key: Any, kinds: Mapping[str, list[int]], substance: str) -> Row:
    sums = [sum(numbers) for numbers in zip(*kinds.values(), strict=True)]
    kilograms, litres = Decimal(sums[1]) / MILLIONTHS, Decimal(sums[2]) / MILLIONTHS
    counts = {kind: numbers[3] for kind, numbers in kinds.items() if kind and numbers[3]}
    equivalent, unconverted = _equivalent(substance, kilograms, litres, counts) if substance else (None, 0)
    return Row(key, sums[0], kilograms, litres, sums[3], sums[4], sums[5], counts, equivalent, unconverted)


def _equivalent(substance: str, kilograms: Decimal, litres: Decimal, counts: Mapping[str, int]) -> tuple[Decimal, int]:
    found, unconverted = kilograms, 0
    liquid = substances.estimate(substance, litres=litres)
    found += liquid.kilograms if liquid else 0
    for kind, count in counts.items():
        one = substances.estimate(substance, count=count, count_kind=kind)
        if one is None:
            unconverted += count
        else:
            found += one.kilograms
    return found, unconverted


def month_text(month: int) -> str:
    """202609 as ``2026-09``."""
    return f"{month // 100}-{month % 100:02d}"


def _month(text: str) -> int:
    """``2026-09`` as 202609, or 0."""
    try:
        day = dt.date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        return 0
    return day.year * 100 + day.month if day else 0
