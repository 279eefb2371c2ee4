"""What was seized, added up: by drug, place, month, conveyance and owner. Kilograms, litres and pieces stay apart.

Everything is read from the sums of ``counting``; a question costs the same however many seizures stand behind them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from benkan.apps.seizures import choices
from benkan.apps.seizures.models import Cell
from benkan.core import substances

MILLIONTHS: Final = Decimal(1_000_000)
MAX_ROWS: Final = 5_000
DIMENSIONS: Final = {
    "substance": "substance",
    "country": "spot__country",
    "place": "spot",
    "month": "month",
    "year": "year",
    "conveyance": "conveyance",
    "owner": "owner",
}
"""By what a table can be made."""


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

    def cells(self) -> QuerySet[Cell]:
        """The sums that the question is about."""
        found = Cell.objects.all()
        if self.since:
            found = found.filter(month__gte=self.since)
        if self.until:
            found = found.filter(month__lte=self.until)
        for column, value in (
            ("substance", self.substance),
            ("spot__country", self.country),
            ("conveyance", self.conveyance),
        ):
            if value:
                found = found.filter(**{column: value})
        if self.owner:
            mine = Q(owner=settings.BENKAN_NODE.agency)
            found = found.filter(mine if self.owner == "own" else ~mine)
        return found.filter(validated=True) if self.sure else found


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; amounts are exact. ``unknown``: seizures of this line whose amount nobody knows."""

    key: Any
    seizures: int
    kilograms: Decimal
    litres: Decimal
    pieces: int
    unknown: int
    persons: int


def table(question: Question, by: str) -> list[Row]:
    """The sums by one dimension, the most seizures first; months in their order."""
    column = DIMENSIONS[by]
    cells = question.cells()
    found: list[Row] = [
        _row(line[column], line)
        for line in cells.order_by().values(column).annotate(**_TOTALS).filter(total_seizures__gt=0)
    ]
    if by == "month":
        return sorted(found, key=lambda row: row.key)
    return sorted(found, key=lambda row: (-row.seizures, str(row.key)))[:MAX_ROWS]


def total(question: Question) -> Row:
    """Everything that the question is about, in one line."""
    return _row(None, question.cells().aggregate(**_TOTALS))


def months(since: int, until: int) -> list[int]:
    """Every month from the first to the last, both included."""
    found: list[int] = []
    year, month = since // 100, since % 100
    while year * 100 + month <= until and len(found) < 1_200:
        found.append(year * 100 + month)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


_TOTALS: Final = {
    f"total_{name}": Sum(name) for name in ("seizures", "milligrams", "microlitres", "pieces", "unknown", "persons")
}


def _row(key: Any, line: Mapping[str, Any]) -> Row:
    return Row(
        key=key,
        seizures=line["total_seizures"] or 0,
        kilograms=Decimal(line["total_milligrams"] or 0) / MILLIONTHS,
        litres=Decimal(line["total_microlitres"] or 0) / MILLIONTHS,
        pieces=line["total_pieces"] or 0,
        unknown=line["total_unknown"] or 0,
        persons=line["total_persons"] or 0,
    )


def _month(text: str) -> int:
    """``2026-09`` as 202609, or 0."""
    try:
        day = dt.date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        return 0
    return day.year * 100 + day.month if day else 0
