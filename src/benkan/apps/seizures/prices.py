"""What drugs cost where they were seized: the median and how many prices stand behind it, each currency by itself.

Currencies are not converted: which day's rate would be right is a question for whoever reads the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from benkan.apps.seizures.models import Quote
from benkan.apps.seizures.statistics import Question

Counted = list[tuple[int, int]]
"""Prices in hundredths from the lowest to the highest, each with how often it stands there."""


@dataclass(frozen=True, slots=True)
class Price:
    """Prices of one drug in one country, for one unit and in one currency."""

    substance: str
    country: str
    unit: str
    currency: str
    count: int
    median: Decimal
    low: Decimal
    high: Decimal


def table(question: Question) -> list[Price]:
    """The prices of the question, those with the most behind them first."""
    columns = ("substance", "country", "unit", "currency", "hundredths")
    quotes = question.within(Quote.objects.all())
    if question.country:
        quotes = quotes.filter(country=question.country)
    found: dict[tuple[str, str, str, str], Counted] = {}
    summed = quotes.order_by("hundredths").values(*columns).annotate(times=Sum("seizures")).filter(times__gt=0)
    for substance, country, unit, currency, hundredths, times in summed.values_list(*columns, "times"):
        found.setdefault((substance, country, unit, currency), []).append((hundredths, int(times)))
    rows = [
        Price(
            *key, sum(times for _one, times in counted), median(counted), _units(counted[0][0]), _units(counted[-1][0])
        )
        for key, counted in found.items()
    ]
    return sorted(rows, key=lambda row: (-row.count, row.substance, row.country, row.currency))


def median(counted: Counted) -> Decimal:
    """The middle price; of two in the middle what lies between them."""
    count = sum(times for _one, times in counted)
    return _units(_at(counted, (count - 1) // 2) + _at(counted, count // 2)) / 2


def _at(counted: Counted, place: int) -> int:
    """The price at this place of the row in which every price stands as often as it was paid."""
    for hundredths, times in counted:
        if place < times:
            return hundredths
        place -= times
    raise IndexError(place)


def _units(hundredths: int) -> Decimal:
    return Decimal(hundredths) / 100
