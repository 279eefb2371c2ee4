"""A table of statistics as a reader sees it, on the page, as CSV and as XLSX: the same cells everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benkan.apps.agencies import services as agencies
from benkan.apps.seizures import amounts, catalogue, choices, prices, statistics
from benkan.apps.seizures.models import Spot
from benkan.apps.seizures.statistics import IN_TIME, Question, Row
from benkan.core import substances
from benkan.web import words

SUBJECTS: Final[dict[str, Promise]] = {
    "substance": gettext_lazy("Drug"),
    "country": gettext_lazy("Country"),
    "place": gettext_lazy("Place"),
    "month": gettext_lazy("Month"),
    "year": gettext_lazy("Year"),
    "conveyance": gettext_lazy("Conveyance"),
    "owner": gettext_lazy("Whose"),
    "price": gettext_lazy("Price"),
}
"""By what the page makes a table, in the order in which it offers them."""
Cell = str | int | Decimal


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, whether it holds numbers, and in how many decimals they are kept."""

    title: str
    number: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its cells as numbers and texts, the same in words, its share of the largest, and the filter it sets."""

    cells: list[Cell | None]
    shown: list[str]
    share: float
    narrow: str = ""

    @property
    def percent(self) -> str:
        """The share as a bar has it."""
        return f"{100 * self.share:.1f}"


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Args:
        bars: what the bars show, in words; empty when there are none.
        in_time: whether the lines follow each other in time.
        total: the cells of everything together, in words; empty for prices.
    """

    subject: str
    columns: list[Column]
    lines: list[Line]
    total: list[str]
    bars: str
    in_time: bool


def table(question: Question, by: str) -> Table:
    """The table of a question by one dimension, or of prices."""
    return _prices(question) if by == "price" else _sums(question, by)


def _sums(question: Question, by: str) -> Table:
    rows = statistics.table(question, by)
    named = _names(by, rows)
    estimated = by == "substance" or bool(question.substance)
    columns = [Column(str(SUBJECTS[by]), number=False), Column(_("Seizures")), Column(_("Kilograms"))]
    columns += [Column(_("Litres")), Column(_("Pieces"))]
    if estimated:
        columns.append(Column(_("Kilogram equivalent, estimated (table %(version)s)") % _VERSION))
    columns += [Column(_("Amount unknown")), Column(_("Persons"))]
    most = max((row.seizures for row in rows), default=0)
    lines = [_line(row, named(row.key), by, most, estimated=estimated) for row in rows]
    everything = statistics.total_of(rows)
    total = [_("All"), *_numbers(everything, estimated=False)]
    if estimated:
        # Kilograms of different drugs are not added up to one equivalent.
        total.insert(5, _equivalent_words(everything) if question.substance else "–")
    return Table(by, columns, lines, total, _("Seizures"), by in IN_TIME)


def _line(row: Row, name: str, by: str, most: int, *, estimated: bool) -> Line:
    cells: list[Cell | None] = [name, row.seizures, row.kilograms, row.litres, row.pieces]
    shown = [name, *_numbers(row, estimated=estimated)]
    if estimated:
        cells.append(row.equivalent)
    cells += [row.unknown, row.persons]
    return Line(cells, shown, row.seizures / most if most else 0.0, _narrow(by, row.key))


def _numbers(row: Row, *, estimated: bool) -> list[str]:
    # To the gram: the files have every digit.
    weighed = [amounts.number_words(round(one, 3)) for one in (row.kilograms, row.litres)]
    found = [amounts.number_words(row.seizures), *weighed]
    found.append(amounts.counts_words(row.counts) if row.counts else amounts.number_words(row.pieces))
    if estimated:
        found.append(_equivalent_words(row))
    return [*found, amounts.number_words(row.unknown), amounts.number_words(row.persons)]


def _equivalent_words(row: Row) -> str:
    if row.equivalent is None:
        return "–"
    about = amounts.number_words(round(row.equivalent, 3))
    if not row.unconverted:
        return f"≈ {about}"
    pieces = amounts.number_words(row.unconverted)
    return _("≈ %(about)s, without %(pieces)s pieces that have no factor") % {"about": about, "pieces": pieces}


_VERSION: Final = {"version": substances.FACTORS_VERSION}


def _prices(question: Question) -> Table:
    columns = [Column(_("Drug"), number=False), Column(_("Country"), number=False), Column(_("For one"), number=False)]
    columns += [Column(_("Currency"), number=False), Column(_("Prices")), Column(_("Median"))]
    columns += [Column(_("Lowest")), Column(_("Highest"))]
    found = prices.table(question)
    most = max((row.count for row in found), default=0)
    lines = []
    for row in found:
        words_of = [amounts.substance_name(row.substance), words.country(row.country), unit_words(row.unit)]
        numbers: list[Cell] = [row.count, row.median, row.low, row.high]
        lines.append(
            Line(
                [*words_of, row.currency, *numbers],
                [*words_of, row.currency, *(amounts.number_words(one) for one in numbers if not isinstance(one, str))],
                row.count / most,
                f"substance={row.substance}",
            )
        )
    return Table("price", columns, lines, [], _("Prices"), in_time=False)


def unit_words(unit: str) -> str:
    """What a price is for, in words."""
    known = {"gram": _("gram"), "litre": _("litre"), "kilogram": _("kilogram")}
    return known.get(unit, str(choices.COUNT_KINDS.get(unit, unit)))


def _names(by: str, rows: list[Row]) -> Callable[[Any], str]:
    """How the key of a row is said."""
    if by == "place":
        spots = Spot.objects.in_bulk([row.key for row in rows[:900]])
        for start in range(900, len(rows), 900):
            spots |= Spot.objects.in_bulk([row.key for row in rows[start : start + 900]])
        return lambda key: f"{catalogue.spot_name(spots[key])}, {words.country(spots[key].country)}"
    if by == "owner":
        known: Mapping[str, str] = agencies.names()
        return lambda key: known.get(key, key)
    others: dict[str, Callable[[Any], str]] = {
        "substance": amounts.substance_name,
        "country": words.country,
        "month": amounts.month_words,
        "year": str,
        "conveyance": lambda key: choices.word(choices.CONVEYANCES, key),
    }
    return others[by]


def _narrow(by: str, key: Any) -> str:
    """The filter that a click on the line sets; empty where there is none."""
    return f"{by}={key}" if by in ("substance", "country", "conveyance") else ""
