"""Seizures on a map: a point for each place, a line for each stretch of a way, both by month. No tiles, no names.

Points come from the cells, lines from the streams; how many seizures stand behind them does not matter to the cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import BigIntegerField, Case, F, Sum, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from benkan.apps.seizures import amounts, catalogue
from benkan.apps.seizures.models import Spot
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
    series: list[float]


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
    clock = _Clock.of(question)
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
                href=_address(question, spots[pk]),
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
            Line(_named(spots[pk]), "", _whose(one), one.all, _address(question, spots[pk]))
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
    found: dict[int, Summed] = {}
    size = len(clock.periods)
    sums = _sums()
    lines = question.cells().order_by().values("spot", "month").annotate(**sums)
    for spot, month, *numbers in lines.values_list("spot", "month", *sums):
        one = found.get(spot)
        if one is None:
            one = found[spot] = Summed(NONE, 0, [0.0] * size)
        _add(one, numbers, at, clock.places[month])
    return found


def _streams(question: Question, at: int, clock: _Clock) -> tuple[dict[tuple[int, int], Summed], bool]:
    """The largest stretches, the largest first, and whether there are more."""
    size = len(clock.periods)
    sums = _sums()
    summed = question.streams().filter(seizures__gt=0).order_by().values("start", "end").annotate(**sums)
    largest = summed.order_by(f"-total_{_COLUMNS[at]}", "start", "end")[: MAX_FLOWS + 1]
    found = {
        (start, end): Summed(_numbers(numbers), int(numbers[4] or 0), [0.0] * size)
        for start, end, *numbers in largest.values_list("start", "end", *sums)
    }
    more = len(found) > MAX_FLOWS
    if more:
        found.popitem()
    by_month = question.streams().filter(start__in={start for start, _end in found}).order_by()
    column = f"total_{_COLUMNS[at]}"
    for start, end, month, amount in (
        by_month.values("start", "end", "month")
        .annotate(**{column: sums[column]})
        .values_list("start", "end", "month", column)
    ):
        one = found.get((start, end))
        if one is not None:
            one.series[clock.places[month]] += _amount(int(amount or 0), at)
    return found, more


def _add(one: Summed, numbers: list[Any], at: int, place: int) -> None:
    seizures, milligrams, pieces, microlitres, own = numbers
    before = one.all
    one.all = (
        before[0] + int(seizures),
        before[1] + int(milligrams),
        before[2] + int(pieces),
        before[3] + int(microlitres),
    )
    one.own += int(own or 0)
    one.series[place] += _amount(int(numbers[at]), at)


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


def _address(question: Question, row: Spot) -> str:
    """The list of the seizures there."""
    told = {"q": row.name, "country": row.country, "substance": question.substance, "conveyance": question.conveyance}
    told |= {"owner": question.owner, "state": "validated" if question.sure else ""}
    told |= {"since": f"{question.since // 100}-{question.since % 100:02d}-01"}
    return f"{reverse('seizures:list')}?{urlencode({name: value for name, value in told.items() if value})}"


def _in_portions(wanted: set[int]) -> list[Spot]:
    """The places by their ids; no question names more of them than a database takes."""
    ids = sorted(wanted)
    return [row for start in range(0, len(ids), 900) for row in Spot.objects.filter(pk__in=ids[start : start + 900])]
