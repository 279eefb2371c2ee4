"""A tree of a million persons: what its pages cost, what a session costs, and what making its sums again costs.

    python bench/cascade_scale.py --persons 1000000 --json
    python bench/cascade_scale.py --persons 1000000 --database postgresql --json
    python bench/cascade_scale.py --home FOLDER       # fills it the first time, measures again the next

The tree is invented by a seed (``cascade_ways.Tree``): six levels below the course, sessions of up to ten, a third of
the persons followed up, names of three parts drawn from a few thousand. Rows are written as a rebuild expects them,
then the program's own ``rebuilding`` makes places and sums. Goal: tree page and reach table within a second, p95. Wall
and CPU milliseconds of this process, and of the PostgreSQL server where there is one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import resource
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from cascade_ways import Tree

BEGAN = dt.date(2023, 1, 16)
GIVEN = [
    "Awa", "Moussa", "Fatoumata", "Issa", "Binta", "Oumar", "Salif", "Adama",
    "Fanta", "Mariam", "Ibrahim", "Seydou", "Kadiatou", "Aminata", "Boubacar",
]  # fmt: skip
FAMILY = [
    "Traoré", "Diallo", "Cissé", "Keïta", "Maïga", "Ouédraogo", "Koné", "Sow",
    "Coulibaly", "Touré", "Sanogo", "Barry", "Dembélé", "Kaboré", "Zongo",
]  # fmt: skip
STATES = ("active", "in-service", "in-service", "left")
SERVICES = ("Douanes", "Police", "Gendarmerie", "Stupéfiants", "Eaux et forêts")


def fill(persons: int, seed: int = 7) -> Any:
    """The tree's persons, sessions, trainings, answers and keys; places and sums are left to the rebuild."""
    from django.db import connection, transaction
    from django.utils import timezone

    from benkan.apps.cascade import naming
    from benkan.apps.cascade.models import Cascade
    from benkan.core import territories

    drawn, shape, now = random.Random(seed), Tree(persons), timezone.now()
    towns = [
        one.code for one in territories.PLACES.values() if one.kind == "city" and one.country in ("ML", "NE", "BF")
    ]
    names = [f"{given} {middle} {family}" for given in GIVEN for middle in GIVEN for family in FAMILY]
    cascade = Cascade.objects.create(
        title="Bench", began_on=BEGAN, made_by="bench", made_at=now, next_number=shape.count + 1
    )
    days = [BEGAN] * (shape.count + 1)
    session_of: list[int] = [0] * (shape.count + 1)
    sessions: list[tuple[int, dt.date]] = [(0, BEGAN)]
    open_one: dict[int, tuple[int, int]] = {}
    for one in range(1, shape.count + 1):
        parent = shape.parent[one]
        if parent:
            number, left = open_one.get(parent, (0, 0))
            if not left:
                sessions.append((parent, days[parent] + dt.timedelta(days=drawn.randint(10, 200))))
                number, left = len(sessions) - 1, 10
            open_one[parent] = (number, left - 1)
            session_of[one], days[one] = number, sessions[number][1]
    names_of = [drawn.choice(names) for _ in range(shape.count + 1)]
    person = (
        "id",
        "cascade_id",
        "public_id",
        "number",
        "name",
        "service",
        "country",
        "region",
        "trained_on",
        "parent_id",
    )
    zeros = ("depth", "below", "levels", "taught", "held")
    every, written = range(1, shape.count + 1), Writer(connection)

    def people() -> Iterator[tuple[Any, ...]]:
        for one in every:
            town = drawn.choice(towns)
            yield (
                one, cascade.pk, uuid.UUID(int=drawn.getrandbits(128)), one, names_of[one], drawn.choice(SERVICES),
                town[:2], town, days[one], shape.parent[one] or None, *(0,) * len(zeros), f"x{one}", "", False,
            )  # fmt: skip

    with transaction.atomic():
        written("cascade_person", (*person, *zeros, "path", "username", "erased"), people())
        columns = ("id", "cascade_id", "public_id", "trainer_id", "held_on", "country", "region", "service", "topic")
        written(
            "cascade_session",
            (*columns, "hours", "materials", "way", "key", "recorded_by", "recorded_at"),
            (
                (
                    one,
                    cascade.pk,
                    uuid.UUID(int=drawn.getrandbits(128)),
                    trainer,
                    day,
                    "ML",
                    "",
                    "",
                    "Bench",
                    6,
                    "",
                    "file",
                    str(one),
                    "bench",
                    now,
                )
                for one, (trainer, day) in enumerate(sessions)
                if one
            ),
        )
        written(
            "cascade_training",
            ("person_id", "session_id", "day"),
            ((one, session_of[one] or None, days[one]) for one in every),
        )
        written(
            "cascade_answer",
            ("person_id", "day", "state", "told_by", "told_at"),
            (
                (one, days[one] + dt.timedelta(days=drawn.randint(60, 700)), drawn.choice(STATES), "bench", now)
                for one in every
                if drawn.random() < 0.33
            ),
        )
        known = {name: [key for found in naming.keys_of(cascade.pk, name) for key in found] for name in set(names_of)}
        keys = ((key, one) for one in every for key in known[names_of[one]])
        written("cascade_namekey", ("key", "person_id"), sorted(keys))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in ("cascade_person", "cascade_session"):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    return cascade


class Writer:
    """Writes rows as fast as the database takes them: many at once into SQLite, a COPY into PostgreSQL."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        if connection.vendor == "sqlite":
            # Of the filling alone: the pages are measured with the node's own settings, after a new connection.
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA cache_size=-400000")

    def __call__(self, table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
        listed = ", ".join(f'"{one}"' for one in columns)
        with self.connection.cursor() as cursor:
            if self.connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                return
            marks = ", ".join("?" * len(columns))
            plain = ([_plain(value) for value in row] for row in rows)
            cursor.connection.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", plain)


def _plain(value: Any) -> Any:
    """The value as SQLite keeps it."""
    if isinstance(value, uuid.UUID):
        return value.hex
    return str(value) if isinstance(value, dt.date) else value


def pages(cascade: Any, repeat: int, server_cpu_s: Callable[[], float]) -> dict[str, Any]:
    """Each page as an officer opens it, with another person every time."""
    from django.conf import settings
    from django.test import Client

    from benkan.apps.accounts import services as accounts
    from benkan.apps.cascade.models import Person

    settings.ALLOWED_HOSTS = ["*"]
    client = Client(headers={"Accept-Language": "fr"})
    client.force_login(accounts.get("formation"))
    base = f"/cascade/{cascade.public_id}/"
    by_depth = {
        depth: list(
            Person.objects.filter(cascade=cascade, depth=depth)
            .order_by("-below")
            .values_list("public_id", flat=True)[:15]
        )
        for depth in range(4)
    }
    some = [f"persons/{one}/" for found in by_depth.values() for one in found]
    asked = {
        "tree": [base],
        "tree_last_page": [base + "?page=999"],
        "opened_in_place": [base + one + "below/" for one in some],
        "person": [base + one for one in some],
        "find_by_one_part": [base + f"?q={name}" for name in FAMILY],
        "find_by_two_parts": [base + f"?q={given}+{family}" for given, family in zip(GIVEN, FAMILY, strict=True)],
        "reach": [base + f"reach/?by={by}" for by in ("region", "country", "service", "month")],
        "left": [base + "left/"],
        "targets": [base + "targets/"],
        "figures_for_programs": [f"/api/cascades/{cascade.public_id}/"],
        "persons_for_programs": [f"/api/cascades/{cascade.public_id}/persons/"],
    }
    client.get("/")
    return {name: spread(client, addresses, repeat, server_cpu_s) for name, addresses in asked.items()}


def spread(client: Any, addresses: list[str], repeat: int, server_cpu_s: Callable[[], float]) -> dict[str, Any]:
    """Milliseconds of the wall and of the processor, the server's included; the slowest address by name."""
    wall, cpu = [], []
    slowest, size = ("", 0.0), 0
    for number in range(max(repeat, len(addresses))):
        address = addresses[number % len(addresses)]
        begun, used = time.perf_counter(), time.process_time() + server_cpu_s()
        response = client.get(address)
        size = max(size, len(response.content))
        cpu.append((time.process_time() + server_cpu_s() - used) * 1e3)
        wall.append((time.perf_counter() - begun) * 1e3)
        assert response.status_code == 200, (address, response.status_code)
        slowest = max(slowest, (address.split("/", 3)[-1], cpu[-1]), key=lambda one: one[1])
    percentiles = {
        f"{name}_{part}_ms": round(statistics.quantiles(found, n=20)[at])
        for name, found in (("wall", wall), ("cpu", cpu))
        for part, at in (("p50", 9), ("p95", 18))
    }
    return percentiles | {"page_kb": round(size / 1000), "slowest": slowest[0]}


def acts(cascade: Any, repeat: int, server_cpu_s: Callable[[], float]) -> dict[str, Any]:
    """A session of ten recorded, moved and withdrawn; two persons found to be one."""
    from decimal import Decimal

    from benkan.apps.accounts import services as accounts
    from benkan.apps.cascade import mending, recording
    from benkan.apps.cascade.models import Person
    from benkan.apps.cascade.people import Named

    who, drawn = accounts.get("formation"), random.Random(5)
    times: dict[str, list[float]] = {name: [] for name in ("record", "move", "merge", "withdraw")}
    cascade.refresh_from_db()
    numbers = drawn.sample(range(1, cascade.next_number), repeat * 3)
    people = {one.number: one for one in Person.objects.filter(cascade=cascade, number__in=numbers)}
    for at in range(repeat):
        trainer, other = people[numbers[3 * at]], people[numbers[3 * at + 1]]
        day = max(trainer.trained_on, other.trained_on) + dt.timedelta(days=1)
        attendees = [
            Named(f"{drawn.choice(GIVEN)} {drawn.choice(GIVEN)} {drawn.choice(FAMILY)}", "Police", "ML", "Gao")
            for _ in range(10)
        ]
        held = recording.Held(trainer.public_id, day, f"Bench {at}", Decimal(6), attendees)
        session = timed(times["record"], server_cpu_s, lambda held=held: recording.record(who, cascade, held)).session
        timed(
            times["move"],
            server_cpu_s,
            lambda session=session, other=other: mending.move(who, session, other.public_id),
        )
        one, two = Person.objects.filter(trainings__session=session).order_by("number")[:2]
        timed(
            times["merge"],
            server_cpu_s,
            lambda one=one, two=two: mending.merge(who, cascade, one.public_id, two.public_id),
        )
        session.refresh_from_db()
        timed(times["withdraw"], server_cpu_s, lambda session=session: mending.withdraw(who, session))
    return {f"{name}_cpu_p50_ms": round(statistics.median(found)) for name, found in times.items()}


def timed(into: list[float], server_cpu_s: Callable[[], float], act: Callable[[], Any]) -> Any:
    begun = time.process_time() + server_cpu_s()
    made = act()
    into.append((time.process_time() + server_cpu_s() - begun) * 1e3)
    return made


def run(home: Path, given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """The figures, in a node of its own."""
    server = None
    if given.database == "postgresql":
        from temporary_postgresql import Server

        place = folder / "server"
        place.mkdir()
        server = Server(place)
        server.start()
    try:
        return measured(home, given, server)
    finally:
        if server is not None:
            server.stop()


def measured(home: Path, given: argparse.Namespace, server: Any) -> dict[str, Any]:
    from benkan.node import home as homes
    from benkan.node.cli.boot import boot

    fresh = not (home / "node.toml").exists()
    os.environ["BENKAN_HOME"] = str(home)
    if fresh:
        homes.make(
            home, agency="ml-ocs", name={"fr": "Banc", "en": "Bench", "ar": "اختبار"}, country="ML",
            url="http://127.0.0.1:1", listen="127.0.0.1:1", database=server.address if server else "sqlite",
        )  # fmt: skip
    boot()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from benkan.apps.accounts import services as accounts
    from benkan.apps.cascade import rebuilding
    from benkan.apps.cascade.models import Cascade, Person, Tally

    report: dict[str, Any] = {"database": given.database, "load": os.getloadavg()[0]}
    if fresh:
        accounts.create_officer("formation", "Formation", "trainer")
        begun = time.process_time()
        cascade = fill(given.persons)
        report["fill_cpu_s"] = round(time.process_time() - begun, 1)
        rebuilding.rebuild(cascade)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        connection.close()
    cascade = Cascade.objects.get()
    report |= {"persons": cascade.persons, "levels": cascade.levels, "sessions": cascade.sessions}
    report["sums"] = Tally.objects.count()
    if server is None:
        report["megabytes"] = round((home / "benkan.sqlite3").stat().st_size / 1e6)
    used = server.cpu_s if server else float
    report |= pages(cascade, given.repeat, used)
    report |= acts(cascade, given.repeat, used)
    report["rebuild_nothing_wrong_cpu_s"] = rebuilt(cascade, 0, used)
    Person.objects.filter(cascade=cascade).update(taught=999_999)
    report["rebuild_everything_wrong_cpu_s"] = rebuilt(cascade, cascade.persons, used)
    report["most_memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)
    return report


def rebuilt(cascade: Any, wrong: int, server_cpu_s: Callable[[], float]) -> float:
    """CPU seconds of a rebuild that must find exactly so many persons wrong, and no sum of the tree."""
    from benkan.apps.cascade import rebuilding

    begun = time.process_time() + server_cpu_s()
    done = rebuilding.rebuild(cascade)
    assert (done.mended, done.tallies) == (wrong, 0), done
    cascade.refresh_from_db()
    return round(time.process_time() + server_cpu_s() - begun, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--repeat", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        report = run(given.home or folder / "home", given, folder)
    print(json.dumps(report, indent=2) if given.json else "\n".join(f"{name}: {one}" for name, one in report.items()))


if __name__ == "__main__":
    main()
