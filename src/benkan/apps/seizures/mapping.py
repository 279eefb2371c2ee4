"""Seizures on a map: a point for each place, a line for each stretch of a way, both by month. No tiles, no names.

Points come from the cells, lines from the streams; how many seizures stand behind them does not matter to the cost.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote_plus, urlencode

from django.conf import settings
from django.db import connection
from django.db.models import BigIntegerField, Case, F, QuerySet, Sum, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from benkan.apps.seizures import amounts, catalogue
from benkan.apps.seizures.models import Spot, Stream
from benkan.apps.seizures.statistics import MILLIONTHS, Question, months
from benkan.web import words
from benkan.web.maps import Flow, MapValues, Place, Point
from benkan.web.maps.outlines import outlines

MAX_POINTS: Final = 5_000
MAX_FLOWS: Final = 300
MOST_MONTHS: Final = 60
"""Longer times are played by year."""
MEASURES: Final = ("seizures", "kilograms", "pieces", "litres")
_COLUMNS: Final = ("seizures", "milligrams", "pieces", "microlitres")
Numbers = tuple[int, int, int, int]
NONE: Final[Numbers] = (0, 0, 0, 0)
SHOWN: Final = 200
"""Lines of the tables beside the map; the statistics have all."""


@dataclass(slots=True)
class Summed:
    """What came together at one place or on one stretch; ``series`` is the measure by period."""

    all: Numbers
    own: int
    series: dict[int, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table beside the map; ``end`` is empty for a place."""

    start: str
    end: str
    whose: str
    numbers: Numbers
    href: str = ""

    @property
    def whose_words(self) -> str:
        """Whose seizures these are."""
        return whose_words(self.whose)

    @property
    def caption(self) -> str:
        """The value in words."""
        return caption(self.numbers)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The map and its tables.

    Args:
        nowhere: seizures at places of which nobody gave a point.
        more_places: places that are not in the table.
        more_ways: whether there are more stretches than the largest ones that are drawn.
    """

    values: MapValues
    places: list[Line]
    ways: list[Line]
    nowhere: int
    more_places: int
    more_ways: bool


def draw(question: Question, measure: str) -> Drawn:
    """The map of a question.

    Args:
        measure: one of ``MEASURES``: what the surface of a mark and the width of a line say.
    """
    at = MEASURES.index(measure)
    clock, address = _Clock.of(question), _addresses(question)
    points = _points(question, at, clock)
    streams, more = _streams(question, at, clock)
    spots = {row.pk: row for row in _in_portions(set(points) | {spot for stretch in streams for spot in stretch})}
    placed = {pk: place for pk, row in spots.items() if (place := _place(row)) is not None}
    ranked = sorted(points.items(), key=lambda item: (-item[1].all[at], -item[1].all[0], item[0]))
    drawable = [(pk, one) for pk, one in ranked if pk in placed and one.all[at] > 0]
    flows = [(pair, one) for pair, one in streams.items() if set(pair) <= set(placed) and one.all[at] > 0]
    values = MapValues(
        title=_("Seizures"),
        description=_("Each mark is a place where drugs were seized, each line a stretch of their way."),
        points=[
            Point(
                id=str(pk),
                place=placed[pk],
                magnitude=_amount(one.all[at], at),
                category=_whose(one),
                caption=caption(one.all),
                href=address(spots[pk]),
                series=one.series,
            )
            for pk, one in drawable[:MAX_POINTS]
        ],
        flows=[
            Flow(placed[start], placed[end], _amount(one.all[at], at), caption(one.all), one.series)
            for (start, end), one in flows
        ],
        magnitude_label=measure_words(measure),
        volume_label=_("On the way: %(measure)s") % {"measure": measure_words(measure)},
        categories=[(code, whose_words(code)) for code in ("own", "partners", "both")],
        periods=clock.periods,
    )
    return Drawn(
        values,
        [
            Line(_named(spots[pk]), "", _whose(one), one.all, address(spots[pk]))
            for pk, one in ranked[:SHOWN]
            if one.all[0]
        ],
        [
            Line(_named(spots[start]), _named(spots[end]), _whose(one), one.all)
            for (start, end), one in list(streams.items())[:SHOWN]
        ],
        sum(one.all[0] for pk, one in points.items() if pk not in placed),
        max(0, len(ranked) - SHOWN),
        more,
    )


def measure_words(measure: str) -> str:
    """What a mark's size says, in the reader's words."""
    known = {"seizures": _("Seizures"), "kilograms": _("Kilograms"), "pieces": _("Pieces"), "litres": _("Litres")}
    return known[measure]


def whose_words(code: str) -> str:
    """Ours, our partners' or both."""
    known = {"own": _("Ours"), "partners": _("Our partners’"), "both": _("Ours and our partners’")}
    return known[code]


def caption(numbers: Numbers) -> str:
    """The value in words: seizures, then each amount that is not nothing."""
    seizures, milligrams, pieces, microlitres = numbers
    found = [amounts.seizures_words(seizures)]
    if milligrams:
        found.append(amounts.words_of(Decimal(milligrams) / MILLIONTHS, None, None, ""))
    if microlitres:
        found.append(amounts.words_of(None, Decimal(microlitres) / MILLIONTHS, None, ""))
    if pieces:
        found.append(amounts.words_of(None, None, pieces, str(_("pieces"))))
    return " · ".join(found)


@dataclass(frozen=True, slots=True)
class _Clock:
    """The periods of the slider, and the place of each month among them."""

    periods: list[tuple[str, str]]
    places: Mapping[int, int]

    @classmethod
    def of(cls, question: Question) -> _Clock:
        found = months(question.since, question.until)
        if len(found) <= MOST_MONTHS:
            periods = [(str(month), amounts.month_words(month)) for month in found]
            return cls(periods, {month: place for place, month in enumerate(found)})
        years = sorted({month // 100 for month in found})
        return cls([(str(year), str(year)) for year in years], {month: month // 100 - years[0] for month in found})


def _sums() -> dict[str, Any]:
    """The sums of each measure, then how many seizures are ours."""
    own = Case(When(owner=settings.BENKAN_NODE.agency, then=F("seizures")), default=Value(0))
    return {f"total_{name}": Sum(name) for name in _COLUMNS} | {"own": Sum(own, output_field=BigIntegerField())}


def _points(question: Question, at: int, clock: _Clock) -> dict[int, Summed]:
    """What came together at each place; the database writes the months of a place into one text, which Python reads."""
    sums = _sums()
    by_month = question.cells().order_by().values("spot", "month").annotate(**sums)
    found: dict[int, Summed] = {}
    for spot, *numbers, listed in _each_with_months(by_month, "spot", tuple(sums), at):
        found[spot] = Summed(_numbers(numbers), int(numbers[4] or 0), _series(listed, at, clock))
    return found


def _streams(question: Question, at: int, clock: _Clock) -> tuple[dict[tuple[int, int], Summed], bool]:
    """The largest stretches, the largest first, and whether there are more."""
    sums = _sums()
    summed = question.streams().filter(seizures__gt=0).order_by().values("start", "end").annotate(**sums)
    largest = _rows(*summed.order_by(f"-total_{_COLUMNS[at]}", "start", "end")[: MAX_FLOWS + 1].query.sql_with_params())
    more = len(largest) > MAX_FLOWS
    found = {
        (start, end): Summed(_numbers(numbers), int(numbers[4] or 0), {})
        for start, end, *numbers in largest[:MAX_FLOWS]
    }
    if found:
        pairs = ", ".join(["(%s, %s)"] * len(found))
        by_month = question.within(Stream.objects.all()).extra(  # noqa: S610 - places alone, no values
            where=[f"(start_id, end_id) IN (VALUES {pairs})"], params=list(itertools.chain(*found))
        )
        summed = by_month.order_by().values("start", "end", "month").annotate(amount=Sum(_COLUMNS[at]))
        for start, end, month, amount in _rows(*summed.query.sql_with_params()):
            series, place = found[start, end].series, clock.places[month]
            series[place] = series.get(place, 0.0) + _amount(int(amount or 0), at)
    return found, more


def _each_with_months(by_month: QuerySet[Any, Any], key: str, sums: tuple[str, ...], at: int) -> list[tuple[Any, ...]]:
    """One row for each key: its sums, then its months with their amounts, ``202601:12,202602:3``."""
    inner, known = by_month.query.sql_with_params()
    listed = f"CAST(month AS varchar(6)) || ':' || CAST(total_{_COLUMNS[at]} AS varchar(20))"
    joined = f"string_agg({listed}, ',')" if connection.vendor == "postgresql" else f"group_concat({listed}, ',')"
    added = ", ".join(f"SUM({name})" for name in sums)
    return _rows(f"SELECT {key}, {added}, {joined} FROM ({inner}) AS by_month GROUP BY {key}", known)  # noqa: S608


def _rows(sql: str, known: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows as the database gives them: whole numbers need no conversion, and there are many."""
    with connection.cursor() as cursor:
        cursor.execute(sql, known)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _series(listed: str, at: int, clock: _Clock) -> dict[int, float]:
    """What the text of the months says, by the place of the period; what was only taken away again is left out."""
    series: dict[int, float] = {}
    scale = 1_000_000 if _COLUMNS[at].startswith("m") else 1
    for each in listed.split(","):
        month, _, amount = each.partition(":")
        if amount[0] not in "-0":
            place = clock.places[int(month)]
            series[place] = series.get(place, 0.0) + int(amount) / scale
    return series


def _numbers(line: list[Any]) -> Numbers:
    return (int(line[0]), int(line[1]), int(line[2]), int(line[3]))


def _amount(number: int, at: int) -> float:
    """Of the measure, in its own unit; what was only taken away again is nothing."""
    return max(0.0, number / 1_000_000 if _COLUMNS[at].startswith("m") else float(number))


def _whose(one: Summed) -> str:
    if one.own == one.all[0]:
        return "own"
    return "both" if one.own else "partners"


def _place(row: Spot) -> Place | None:
    """Where it is drawn: its own point; for a country of which no place is named, the middle of the country."""
    if row.latitude is not None and row.longitude is not None:
        return Place(_named(row), row.longitude, row.latitude)
    shapes = outlines() if not row.name else None
    heart = shapes.heart(row.country) if shapes else None
    return Place(_named(row), *heart) if heart else None


def _named(row: Spot) -> str:
    if not row.name:
        return words.country(row.country)
    return f"{catalogue.spot_name(row)}, {words.country(row.country)}"


def _addresses(question: Question) -> Callable[[Spot], str]:
    """The list of the seizures at a place: what is the same for every place is written once."""
    told = {"substance": question.substance, "conveyance": question.conveyance, "owner": question.owner}
    told |= {"state": "validated" if question.sure else ""}
    told |= {"since": f"{question.since // 100}-{question.since % 100:02d}-01"}
    rest = urlencode({name: value for name, value in told.items() if value})
    page = reverse("seizures:list")
    return lambda row: f"{page}?q={quote_plus(row.name)}&country={row.country}&{rest}"


def _in_portions(wanted: set[int]) -> list[Spot]:
    """The places by their ids; no question names more of them than a database takes."""
    ids = sorted(wanted)
    return [row for start in range(0, len(ids), 900) for row in Spot.objects.filter(pk__in=ids[start : start + 900])]
