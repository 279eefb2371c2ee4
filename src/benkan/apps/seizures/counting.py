"""The sums behind every table and map: changed in the same transaction as the seizure, so they never disagree with it.

A seizure's share in the sums is computed before and after each change, and the difference is written. ``recount`` makes
them anew from the seizures; a test proves that both ways give the same. There are three kinds of sums: cells say what
was seized where, streams from where to where it went, quotes what it cost.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import connection, transaction

from benkan.apps.seizures.models import Cell, Drug, Quote, Seizure, Spot, Stream
from benkan.core import territories

if TYPE_CHECKING:
    from benkan.apps.seizures.entering import DrugGiven


class CellKey(NamedTuple):
    """Which cell: a place, a drug, a month and so on; ``count_kind`` is what its pieces are."""

    spot_id: int
    substance: str
    month: int
    conveyance: str
    owner: str
    validated: bool
    count_kind: str


class StreamKey(NamedTuple):
    """Which stream: between two places, in this direction."""

    start_id: int
    end_id: int
    substance: str
    month: int
    conveyance: str
    owner: str
    validated: bool


class QuoteKey(NamedTuple):
    """Which price: of what, where, in which currency; in hundredths."""

    substance: str
    country: str
    month: int
    conveyance: str
    owner: str
    validated: bool
    unit: str
    currency: str
    hundredths: int


class Sums(NamedTuple):
    """What is added up; whole numbers. ``unknown``: drugs whose amount nobody knows."""

    seizures: int = 0
    milligrams: int = 0
    microlitres: int = 0
    pieces: int = 0
    unknown: int = 0
    persons: int = 0


Key = CellKey | StreamKey | QuoteKey
MILLIONTHS: Final = Decimal(1_000_000)
NOTHING: Final = Sums()
BATCH: Final = 1_000
LATER: Final = "destination"
"""Where the drug was still to go when it was seized; the place of the seizure comes before it on the way."""
_TABLES: Final = (
    (CellKey, Cell, Sums._fields),
    (StreamKey, Stream, Sums._fields[:5]),
    (QuoteKey, Quote, Sums._fields[:1]),
)


def share(row: Seizure, known: Mapping[tuple[str, str, str], int] | None = None) -> dict[Key, Sums]:
    """What a seizure adds to which sums; nothing when it is withdrawn.

    The persons of a seizure are counted with its first drug only. A drug goes along every stretch of the way.

    Args:
        known: places that were looked up before, as ``spots`` returns them; for many seizures at once.
    """
    if row.state == Seizure.State.WITHDRAWN:
        return {}
    validated = row.state == Seizure.State.VALIDATED
    return share_of(
        row.spot_id,
        row.country,
        row.happened_on,
        row.conveyance,
        row.owner,
        row.persons_count,
        row.drugs.all(),
        validated=validated,
        way=_way(row, known or {}),
    )


def share_of(
    spot: int,
    country: str,
    day: dt.date,
    conveyance: str,
    owner: str,
    persons: int | None,
    drugs: Iterable[Drug | DrugGiven],
    *,
    validated: bool,
    way: Sequence[tuple[int, int]] = (),
) -> dict[Key, Sums]:
    """The same from values, for many seizures at once.

    Args:
        way: the stretches of the way as pairs of places.
    """
    month = day.year * 100 + day.month
    found: dict[Key, Sums] = {}
    for position, drug in enumerate(drugs):
        sums = _sums(drug)
        counted = (persons or 0) if position == 0 else 0
        rest = (drug.substance, month, conveyance, owner, validated)
        cell = CellKey(spot, *rest, drug.count_kind)
        found[cell] = plus(found.get(cell, NOTHING), sums._replace(persons=counted))
        for start, end in way:
            stream = StreamKey(start, end, *rest)
            found[stream] = plus(found.get(stream, NOTHING), sums)
        if drug.price is not None:
            kept = (conveyance, owner, validated, drug.price_unit, drug.price_currency)
            quote = QuoteKey(drug.substance, country, month, *kept, int(drug.price * 100))
            found[quote] = plus(found.get(quote, NOTHING), Sums(1))
    return found


def _sums(drug: Drug | DrugGiven) -> Sums:
    return Sums(
        1,
        int((drug.kilograms or 0) * MILLIONTHS),
        int((drug.litres or 0) * MILLIONTHS),
        drug.count or 0,
        int(drug.kilograms is None and drug.litres is None and drug.count is None),
    )


def _way(row: Seizure, known: Mapping[tuple[str, str, str], int]) -> list[tuple[int, int]]:
    """The stretches of the drug's way as pairs of places, each once; the place of the seizure is on it."""
    legs = list(row.legs.all())
    if not legs:
        return []
    if any((leg.country, "", leg.place) not in known for leg in legs):
        known = spots((leg.country, "", leg.place, leg.latitude, leg.longitude) for leg in legs)
    return stretches(row.spot_id, [(known[leg.country, "", leg.place], leg.role) for leg in legs])


def stretches(spot: int, legs: Sequence[tuple[int, str]]) -> list[tuple[int, int]]:
    """The stretches of a way of places with their roles, through the place of the seizure."""
    stops = [place for place, _role in legs]
    before = next((at for at, (_place, role) in enumerate(legs) if role == LATER), len(legs))
    stops.insert(before, spot)
    return list(dict.fromkeys((start, end) for start, end in itertools.pairwise(stops) if start != end))


def move(before: dict[Key, Sums], after: dict[Key, Sums]) -> None:
    """Writes the difference of a seizure's share before and after a change; inside the change's transaction."""
    changes = {
        key: change
        for key in before.keys() | after.keys()
        if any(change := minus(after.get(key, NOTHING), before.get(key, NOTHING)))
    }
    add(changes)


def add(changes: dict[Key, Sums]) -> None:
    """Adds to the sums, making those that are not there; in the order of keys, so that no two wait for each other."""
    for kind, model, names in _TABLES:
        rows = sorted((key, sums) for key, sums in changes.items() if isinstance(key, kind))
        columns = ", ".join((*kind._fields, *names))
        table = model._meta.db_table  # noqa: SLF001 - Django's documented interface
        growth = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in names)
        places = f"({', '.join(['%s'] * (len(kind._fields) + len(names)))})"
        with connection.cursor() as cursor:
            for start in range(0, len(rows), BATCH // 20):
                batch = rows[start : start + BATCH // 20]
                cursor.execute(
                    f"INSERT INTO {table} ({columns}) VALUES {', '.join([places] * len(batch))} "  # noqa: S608
                    f"ON CONFLICT ({', '.join(kind._fields)}) DO UPDATE SET {growth}",
                    [value for key, sums in batch for value in (*key, *sums[: len(names)])],
                )


def recount() -> int:
    """Makes all sums anew from the seizures; how many cells there are."""
    with transaction.atomic():
        Cell.objects.all().delete()
        Stream.objects.all().delete()
        Quote.objects.all().delete()
        total: dict[Key, Sums] = {}
        standing = Seizure.objects.exclude(state=Seizure.State.WITHDRAWN).prefetch_related("drugs", "legs")
        for row in standing.iterator(BATCH):
            for key, sums in share(row).items():
                total[key] = plus(total.get(key, NOTHING), sums)
        add(total)
        return sum(1 for key in total if isinstance(key, CellKey))


def spot_of(country: str, area: str, name: str, latitude: float | None, longitude: float | None) -> Spot:
    """The place, made when it is new; its point is the gazetteer's, else that of its first seizure that has one."""
    latitude, longitude = _point(country, name, latitude, longitude)
    found, _made = Spot.objects.get_or_create(
        country=country, area=area, name=name, defaults={"latitude": latitude, "longitude": longitude}
    )
    if found.latitude is None and latitude is not None:
        found.latitude, found.longitude = latitude, longitude
        found.save(update_fields=["latitude", "longitude"])
    return found


def spots(wanted: Iterable[tuple[str, str, str, float | None, float | None]]) -> dict[tuple[str, str, str], int]:
    """The ids of many places by (country, area, name), new ones made; for imports."""
    points = {
        (country, area, name): _point(country, name, latitude, longitude)
        for country, area, name, latitude, longitude in wanted
    }
    known = _known(points)
    fresh = [
        Spot(country=key[0], area=key[1], name=key[2], latitude=point[0], longitude=point[1])
        for key, point in points.items()
        if key not in known
    ]
    Spot.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)
    return known | _known({key: point for key, point in points.items() if key not in known})


def _point(
    country: str, name: str, latitude: float | None, longitude: float | None
) -> tuple[float | None, float | None]:
    """The gazetteer's point where it has the place: nobody's letter moves a town on the map of another."""
    found = territories.place(f"{country}/{name}")
    return (found.latitude, found.longitude) if found else (latitude, longitude)


def _known(points: dict[tuple[str, str, str], tuple[float | None, float | None]]) -> dict[tuple[str, str, str], int]:
    names = sorted({name for _country, _area, name in points})
    found: dict[tuple[str, str, str], int] = {}
    for start in range(0, len(names), BATCH // 2):
        rows = Spot.objects.filter(name__in=names[start : start + BATCH // 2])
        found |= {(row.country, row.area, row.name): row.pk for row in rows}
    return {key: pk for key, pk in found.items() if key in points}


def plus(a: Sums, b: Sums) -> Sums:
    """The sum of two."""
    return Sums(*(one + other for one, other in zip(a, b, strict=True)))


def minus(a: Sums, b: Sums) -> Sums:
    """The difference of two."""
    return Sums(*(one - other for one, other in zip(a, b, strict=True)))
