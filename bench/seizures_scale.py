"""Pages over many seizures: what the map, its filters and the tables cost a server, at the size of a world's platform.

    python bench/seizures_scale.py --seizures 600000 --json
    python bench/seizures_scale.py --home FOLDER      # fills it the first time, measures again the next

Seizures are made up by a seed: ten years, twenty owners, drugs and places as uneven as real ones, a fifth with a way, a
twentieth with a price. They are written as an import of that size would be, and counted by the program's own
``counting``. Goals: first paint of the map 1 s, its filters 300 ms, a table 500 ms. Wall and CPU milliseconds of this
process; wall times say something only where the machine has nothing else to do.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import os
import random
import statistics
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

OWN = "ml-ocs"
OWNERS = [OWN, *(f"partner-{number:02d}" for number in range(1, 20))]
YEARS = range(2017, 2027)
TOWNS_MORE = 1_200
BATCH = 5_000


def uneven(drawn: random.Random, found: list[Any], power: float = 1.1) -> Any:
    """A chooser: the n-th is about 1/n^power as frequent as the first."""
    weights = list(itertools.accumulate(1 / (place + 1) ** power for place in range(len(found))))
    return lambda: drawn.choices(found, cum_weights=weights)[0]


def places(drawn: random.Random) -> list[tuple[str, str, str, float | None, float | None]]:
    """Towns of the gazetteer, and villages that it does not have, some of them without a point."""
    from benkan.core import territories

    known = [
        (one.country, "", one.names["fr"], one.latitude, one.longitude)
        for one in territories.PLACES.values()
        if one.kind != "town"
    ]
    drawn.shuffle(known)
    more = []
    for number in range(TOWNS_MORE):
        near = drawn.choice(known)
        point = (near[3] + drawn.uniform(-1, 1), near[4] + drawn.uniform(-1, 1)) if number % 5 else (None, None)
        more.append((near[0], "", f"Village {number}", *point))
    return [*known, *more]


def fill(seizures: int, seed: int = 6) -> None:
    """The seizures with their drugs, ways and sums, in bulk."""
    from django.db import connection, transaction
    from django.utils import timezone

    from benkan.apps.seizures import counting
    from benkan.apps.seizures.models import Drug, Leg, Seizure
    from benkan.core import substances
    from benkan.core.seizures import CONVEYANCES

    drawn = random.Random(seed)
    where, now = places(drawn), timezone.now()
    ids = counting.spots(where)
    place, drug = uneven(drawn, where, 0.9), uneven(drawn, list(substances.CODES), 1.2)
    conveyance, owner = uneven(drawn, list(CONVEYANCES)), uneven(drawn, OWNERS, 0.7)
    first, last = dt.date(YEARS[0], 1, 1), timezone.localdate()
    total: dict[Any, Any] = {}
    made = 0
    while made < seizures:
        rows, drugs, legs = [], [], []
        for _ in range(min(BATCH, seizures - made)):
            made += 1
            spot = place()
            day = first + dt.timedelta(days=int((last - first).days * drawn.random() ** 0.7))
            row = Seizure(
                id=uuid.UUID(int=drawn.getrandbits(128)), owner=owner(), number=f"B-{made}", happened_on=day,
                state="validated" if drawn.random() < 0.9 else "recorded", service="Bench", country=spot[0],
                place=spot[2], latitude=spot[3], longitude=spot[4], spot_id=ids[spot[:3]], circumstance="checkpoint",
                conveyance=conveyance(), persons="yes", persons_count=drawn.randint(0, 4), entered_at=now,
                changed_at=now,
            )  # fmt: skip
            mine = [drug_of(drawn, row, position, drug(), Drug) for position in range(1 + (drawn.random() < 0.15))]
            way = []
            if drawn.random() < 0.2:
                stops = [place() for _ in range(drawn.randint(1, 2))]
                way = [
                    Leg(seizure=row, position=at, role="departure" if at == 0 else "destination", country=stop[0],
                        place=stop[2], latitude=stop[3], longitude=stop[4], grade="B2")
                    for at, stop in enumerate(stops)
                ]  # fmt: skip
            for key, sums in counting.share(Kept(row, mine, way), ids).items():
                total[key] = counting.plus(total.get(key, counting.NOTHING), sums)
            rows.append(row)
            drugs += mine
            legs += way
        with transaction.atomic():
            Seizure.objects.bulk_create(rows, batch_size=500)
            Drug.objects.bulk_create(drugs, batch_size=500)
            Leg.objects.bulk_create(legs, batch_size=500)
    with transaction.atomic():
        counting.add(total)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class Rows(list[Any]):
    """Parts of a seizure that is not written yet."""

    def all(self) -> Rows:
        return self


class Kept:
    """A seizure with its parts, as ``counting`` reads it."""

    def __init__(self, row: Any, drugs: list[Any], legs: list[Any]) -> None:
        self.row, self.drugs, self.legs = row, Rows(drugs), Rows(legs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def drug_of(drawn: random.Random, row: Any, position: int, code: str, model: Any) -> Any:
    """A drug with an amount, now and then with a price."""
    from decimal import Decimal

    kind = drawn.random()
    amount: dict[str, Any] = {}
    if kind < 0.7:
        amount["kilograms"] = Decimal(int(10 ** drawn.uniform(3, 8))) / 1_000_000
    elif kind < 0.9:
        amount |= {"count": int(10 ** drawn.uniform(1, 5)), "count_kind": drawn.choice(("tablet", "capsule", "plant"))}
    elif kind < 0.95:
        amount["litres"] = Decimal(drawn.randint(1, 400))
    if drawn.random() < 0.05:
        amount |= {"price": Decimal(drawn.randint(500, 90_000)), "price_currency": "XOF", "price_unit": "gram"}
    return model(seizure=row, position=position, substance=code, **amount)


def run(home: Path, seizures: int, repeat: int) -> dict[str, Any]:
    """The figures, in a node of its own."""
    from benkan.node import home as homes
    from benkan.node.cli.boot import boot

    fresh = not (home / "node.toml").exists()
    os.environ["BENKAN_HOME"] = str(home)
    if fresh:
        homes.make(
            home, agency=OWN, name={"fr": "Banc", "en": "Bench", "ar": "اختبار"}, country="ML",
            url="http://127.0.0.1:1", listen="127.0.0.1:1",
        )  # fmt: skip
    boot()
    from django.core.management import call_command

    begun = time.process_time()
    call_command("migrate", verbosity=0)
    if fresh:
        fill(seizures)
    from benkan.apps.seizures.models import Cell, Seizure, Spot, Stream

    counts = {model.__name__.lower() + "s": model.objects.count() for model in (Seizure, Cell, Stream, Spot)}
    report: dict[str, Any] = {**counts, "fill_cpu_s": round(time.process_time() - begun, 1), "load": os.getloadavg()[0]}
    return report | pages(repeat)


def pages(repeat: int) -> dict[str, Any]:
    """Each page as an officer opens it, with other filters every time."""
    from django.conf import settings
    from django.test import Client

    from benkan.apps.accounts import services as accounts
    from benkan.apps.seizures.models import Seizure

    settings.ALLOWED_HOSTS = ["*"]
    known = {one["username"] for one in accounts.listed()}
    who = accounts.get("analyst") if "analyst" in known else accounts.create_officer("analyst", "A", "analyst")
    client = Client(headers={"Accept-Language": "fr"})
    client.force_login(who)
    drugs = ("cannabis-herb", "cannabis-resin", "cocaine", "tramadol", "heroin")
    filters = [f"?substance={one}" for one in drugs] + [f"?country={one}" for one in ("ML", "MA", "NE", "DZ", "SN")]
    filters += [f"?conveyance={one}" for one in ("car", "truck", "bus")] + ["?owner=own", "?owner=partners"]
    tables = [f"?by={one}" for one in ("substance", "country", "place", "month", "conveyance", "owner", "price")]
    some = Seizure.objects.filter(state="validated").order_by("pk").values_list("pk", flat=True)[:20]
    wide = "since=2017-01&until=2026-12"
    asked = {
        "map_first": ("/seizures/map/", [""]),
        "map_filtered": ("/seizures/map/", filters),
        "map_ten_years": ("/seizures/map/", [f"?{wide}"]),
        "table": ("/seizures/statistics/", tables),
        "table_filtered": ("/seizures/statistics/", [f"{one}&by=place" for one in filters]),
        "table_ten_years": ("/seizures/statistics/", [f"{one}&{wide}" for one in tables]),
        "list": ("/seizures/", [""]),
        "one_with_similar_ones": ("/seizures/", [f"{pk}/" for pk in some]),
    }
    # A server answers its first page before anybody opens the map.
    client.get("/")
    return {name: spread(client, address, queries, repeat) for name, (address, queries) in asked.items()}


def spread(client: Any, address: str, queries: list[str], repeat: int) -> dict[str, Any]:
    """Milliseconds of the wall and of the processor, over every query as often as asked; the slowest query by name."""
    wall, cpu, slowest = [], [], ("", 0.0)
    size = 0
    for number in range(max(repeat, len(queries))):
        query = queries[number % len(queries)]
        begun, used = time.perf_counter(), time.process_time()
        response = client.get(address + query)
        size = max(size, len(response.content))
        cpu.append((time.process_time() - used) * 1e3)
        wall.append((time.perf_counter() - begun) * 1e3)
        assert response.status_code == 200, (address, query, response.status_code)
        slowest = max(slowest, (query, cpu[-1]), key=lambda one: one[1])
    percentiles = {
        f"{name}_{part}_ms": round(statistics.quantiles(found, n=20)[at])
        for name, found in (("wall", wall), ("cpu", cpu))
        for part, at in (("p50", 9), ("p95", 18))
    }
    return percentiles | {"page_kb": round(size / 1000), "slowest": slowest[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seizures", type=int, default=600_000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--repeat", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = run(given.home or Path(folder) / "home", given.seizures, given.repeat)
    print(json.dumps(report, indent=2) if given.json else "\n".join(f"{name}: {one}" for name, one in report.items()))


if __name__ == "__main__":
    main()
