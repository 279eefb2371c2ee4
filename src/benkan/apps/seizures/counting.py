"""The sums behind every table and map: changed in the same transaction as the seizure, so they never disagree with it.

A seizure's share in the sums is computed before and after each change, and the difference is written. ``recount`` makes
them anew from the seizures; a test proves that both ways give the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from django.db import connection, transaction

from benkan.apps.seizures.models import Cell, Seizure, Spot

Key = tuple[int, str, int, str, str, bool]
Sums = tuple[int, int, int, int, int, int]
MILLIONTHS: Final = Decimal(1_000_000)
NOTHING: Final[Sums] = (0, 0, 0, 0, 0, 0)
BATCH: Final = 1_000
_KEYS = ("spot_id", "substance", "month", "conveyance", "owner", "validated")
_SUMS = ("seizures", "milligrams", "microlitres", "pieces", "unknown", "persons")


def share(row: Seizure) -> dict[Key, Sums]:
    """What a seizure adds to which cells; nothing when it is withdrawn.

    The persons of a seizure are counted with its first drug only.
    """
    if row.state == Seizure.State.WITHDRAWN:
        return {}
    validated = row.state == Seizure.State.VALIDATED
    return share_of(
        row.spot_id, row.happened_on, row.conveyance, row.owner, row.persons_count, row.drugs.all(), validated=validated
    )


def share_of(
    spot: int,
    day: dt.date,
    conveyance: str,
    owner: str,
    persons: int | None,
    drugs: Iterable[Any],
    *,
    validated: bool,
) -> dict[Key, Sums]:
    """The same from values: ``drugs`` have kilograms, litres and count."""
    found: dict[Key, Sums] = {}
    for position, drug in enumerate(drugs):
        key = (spot, drug.substance, day.year * 100 + day.month, conveyance, owner, validated)
        sums = (
            1,
            int((drug.kilograms or 0) * MILLIONTHS),
            int((drug.litres or 0) * MILLIONTHS),
            drug.count or 0,
            int(drug.kilograms is None and drug.litres is None and drug.count is None),
            (persons or 0) if position == 0 else 0,
        )
        found[key] = plus(found.get(key, NOTHING), sums)
    return found


def move(before: dict[Key, Sums], after: dict[Key, Sums]) -> None:
    """Writes the difference of a seizure's share before and after a change; inside the change's transaction."""
    changes = {
        key: change
        for key in before.keys() | after.keys()
        if any(change := minus(after.get(key, NOTHING), before.get(key, NOTHING)))
    }
    add(changes)


def add(changes: dict[Key, Sums]) -> None:
    """Adds to the cells, making those that are not there; in the order of keys, so that no two wait for each other."""
    rows = sorted(changes.items())
    columns = ", ".join((*_KEYS, *_SUMS))
    growth = ", ".join(f"{name} = seizures_cell.{name} + excluded.{name}" for name in _SUMS)
    places = f"({', '.join(['%s'] * (len(_KEYS) + len(_SUMS)))})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH // 20):
            batch = rows[start : start + BATCH // 20]
            cursor.execute(
                f"INSERT INTO seizures_cell ({columns}) VALUES {', '.join([places] * len(batch))} "  # noqa: S608
                f"ON CONFLICT ({', '.join(_KEYS)}) DO UPDATE SET {growth}",
                [value for key, sums in batch for value in (*key, *sums)],
            )


def recount() -> int:
    """Makes all sums anew from the seizures; how many cells there are."""
    with transaction.atomic():
        Cell.objects.all().delete()
        total: dict[Key, Sums] = {}
        for row in Seizure.objects.exclude(state=Seizure.State.WITHDRAWN).prefetch_related("drugs").iterator(BATCH):
            for key, sums in share(row).items():
                total[key] = plus(total.get(key, NOTHING), sums)
        add(total)
        return len(total)


def spot_of(country: str, area: str, name: str, latitude: float | None, longitude: float | None) -> Spot:
    """The place, made when it is new; its point on the map is that of its first seizure that has one."""
    found, _made = Spot.objects.get_or_create(
        country=country, area=area, name=name, defaults={"latitude": latitude, "longitude": longitude}
    )
    if found.latitude is None and latitude is not None:
        found.latitude, found.longitude = latitude, longitude
        found.save(update_fields=["latitude", "longitude"])
    return found


def spots(wanted: Iterable[tuple[str, str, str, float | None, float | None]]) -> dict[tuple[str, str, str], int]:
    """The ids of many places by (country, area, name), new ones made; for imports."""
    points = {(country, area, name): (latitude, longitude) for country, area, name, latitude, longitude in wanted}
    known = _known(points)
    fresh = [
        Spot(country=key[0], area=key[1], name=key[2], latitude=point[0], longitude=point[1])
        for key, point in points.items()
        if key not in known
    ]
    Spot.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)
    return known | _known({key: point for key, point in points.items() if key not in known})


def _known(points: dict[tuple[str, str, str], tuple[float | None, float | None]]) -> dict[tuple[str, str, str], int]:
    names = sorted({name for _country, _area, name in points})
    found: dict[tuple[str, str, str], int] = {}
    for start in range(0, len(names), BATCH // 2):
        rows = Spot.objects.filter(name__in=names[start : start + BATCH // 2])
        found |= {(row.country, row.area, row.name): row.pk for row in rows}
    return {key: pk for key, pk in found.items() if key in points}


def plus(a: Sums, b: Sums) -> Sums:
    """The sum of two."""
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4], a[5] + b[5])


def minus(a: Sums, b: Sums) -> Sums:
    """The difference of two."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3], a[4] - b[4], a[5] - b[5])
