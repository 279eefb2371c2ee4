"""How many searches of its own records a node does, with scoring, over how many records.

A node's home in a temporary folder, its database filled with people who do not exist (``synthetic_people``), two
processes that search through ``find``, the function behind every search of own records. Cold means that the files
were put out of the system's memory before. ``--http`` serves the node and sends signed-in searches with a case, each
of which leaves a line in the journal. Only loopback; everything is removed at the end.

    python bench/search_scale.py --records 1000000 --db sqlite --http --json

Rates "per CPU second" count user and system time of this process and, on PostgreSQL, of the server.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import os
import pickle
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import numpy as np

SAMPLED = 8_000
WARMING = 300  # searches of each process that are not counted
COLD = 200
PROCESSES = 2
INSERTED = 20_000


def begin(home: Path) -> None:
    """Django over this home."""
    os.environ["BENKAN_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "benkan.node.settings"
    import django

    django.setup()


def memory_mb(pid: int | str = "self") -> float:
    """Memory of a process that is its own, in MB; pages shared with others count in part."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


class OwnMemory(threading.Thread):
    """The most memory that is this process's own, in MB: files that SQLite maps are the system's to give and take."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most_mb = 0.0
        self._done = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._done.wait(0.02):
            for line in Path("/proc/self/status").read_text().splitlines():
                if line.startswith("RssAnon:"):
                    self.most_mb = max(self.most_mb, int(line.split()[1]) / 1024)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._done.set()


def free_port() -> int:
    """A port of this machine that nobody listens on: another run may be under way."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Node:
    """The home under measurement and its database."""

    def __init__(self, folder: Path, db: str) -> None:
        self.home = folder / "home"
        self.server = None
        if db == "postgresql":
            from temporary_postgresql import Server

            place = folder / "server"
            place.mkdir()
            self.server = Server(place)
            self.server.start()
        from benkan.node import home

        self.port = free_port()
        home.make(
            self.home, agency="ml-ocs", name={"fr": "Banc", "en": "Bench", "ar": "اختبار"}, country="ML",
            url=f"http://127.0.0.1:{self.port}", listen=f"127.0.0.1:{self.port}",
            database=self.server.address if self.server else "sqlite",
        )  # fmt: skip
        begin(self.home)
        from django.core.management import call_command

        call_command("migrate", verbosity=0)

    def cpu_s(self) -> float:
        return time.process_time() + self.server_cpu_s()

    def server_cpu_s(self) -> float:
        return self.server.cpu_s() if self.server else 0.0

    def index_bytes(self) -> int:
        from django.db import connection

        if self.server is None:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return (self.home / "benkan.sqlite3").stat().st_size
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.relkind = 'r' AND c.relname ~"
                " '^records_(index|posting|skeleton)'"
            )
            return int(cursor.fetchone()[0])

    def read_once(self) -> None:
        """Reads the database's files from end to end, as a node does at its start."""
        for file in (self.server.data if self.server else self.home).rglob("*"):
            if file.is_file():
                with file.open("rb", buffering=0) as source:
                    while source.read(1 << 24):
                        pass

    def evict(self) -> None:
        """Puts the database's files out of the system's memory; PostgreSQL is restarted with empty buffers."""
        from django.db import connection

        connection.close()
        if self.server:
            self.server.stop()
        os.sync()
        for file in (self.server.data if self.server else self.home).rglob("*"):
            if file.is_file():
                handle = os.open(file, os.O_RDONLY)
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
                os.close(handle)
        if self.server:
            self.server.start()


def build(node: Node, people: Any, sampled: set[int]) -> dict[str, Any]:
    """Fills the index by the way of a large import; making people and their keys is not counted."""
    from dataclasses import replace

    from django.db import connection, transaction
    from synthetic_people import CHUNK

    from benkan.apps.records.index import store, vocabulary
    from benkan.apps.records.index.compacting import fold
    from benkan.apps.records.index.pages import Postings
    from benkan.apps.records.index.spool import Spool
    from benkan.apps.records.index.version import current_version

    kept: dict[int, Any] = {}
    spent, postings = 0.0, 0
    with OwnMemory() as generator:  # what the people themselves take
        columns = people.columns(0, min(people.count, CHUNK))
        made = (people.keys(columns, sampled), people.rows(columns), people.skeleton_counts(columns))
        del columns, made
    own = OwnMemory()
    clock = time.monotonic()

    def counted(act: Callable[[], object]) -> None:
        nonlocal spent
        before = node.cpu_s()
        act()
        spent += node.cpu_s() - before

    with Spool(node.home) as spool:
        skeletons: Counter[str] = Counter()
        for start, columns in people.chunks():
            keys, numbers = people.keys(columns, sampled)
            rows = people.rows(columns)
            skeletons.update(people.skeleton_counts(columns))
            for at in range(len(rows)):
                if start + at + 1 in sampled:
                    kept[start + at + 1] = ({name: column[at : at + 1].copy() for name, column in columns.items()}, 0)

            def take(keys: Any = keys, numbers: Any = numbers, rows: Any = rows) -> None:
                with transaction.atomic():
                    store.add_entries(rows)
                spool.add(keys, numbers)

            counted(take)

        def finish() -> None:
            with transaction.atomic():
                vocabulary.count(skeletons)
            for part in spool.parts():
                with transaction.atomic():
                    fold(part, Postings.none())
            with transaction.atomic():
                known = store.state(current_version(), lock=True)
                store.write_state(replace(known, next_number=people.count + 1, postings=len(spool)))

        counted(finish)
        postings = len(spool)
    if node.server:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    (node.home / "sampled.pickle").write_bytes(pickle.dumps(kept))
    return {
        "keys_per_record": round(postings / people.count, 2),
        "build_records_per_cpu_s": round(people.count / spent),
        "build_wall_s": round(time.monotonic() - clock),
        "build_peak_mb": round(own.most_mb),
        "of_these_generator_mb": round(generator.most_mb),
        "bytes_per_record": round(node.index_bytes() / people.count, 1),
    }


def questions(home: Path, people: Any, seed: int) -> list[Any]:
    from synthetic_people import questions as made

    return made(people, pickle.loads((home / "sampled.pickle").read_bytes()), seed)


def search(home: Path, records: int, which: int, seconds: float, most: int, told: Any, ready: Any) -> None:
    """One process: searches until the time or the questions are over."""
    sys.path.insert(0, str(Path(__file__).parent))
    begin(home)
    from synthetic_people import People

    from benkan.apps.records.index.finding import find

    asked = questions(home, People(records), which)
    gc.collect()
    gc.freeze()  # as a serving process does; the questions are no garbage of the search's
    if seconds:
        for one in asked[-WARMING:]:
            find(one.subject)
    ready.wait(timeout=600)
    took: list[float] = []
    meant = found = hits = 0
    cpu, begun = time.process_time(), time.perf_counter()
    for one in asked[: most or len(asked)]:
        before = time.perf_counter()
        if seconds and before - begun > seconds:
            break
        result = find(one.subject)
        took.append(time.perf_counter() - before)
        hits += len(result)
        if one.about:
            meant += 1
            found += any(hit.row.number == one.about for hit in result)
    told.put(
        {
            "took": took, "cpu_s": time.process_time() - cpu, "wall_s": time.perf_counter() - begun, "meant": meant,
            "found": found, "hits": hits, "memory_mb": memory_mb(),
        }
    )  # fmt: skip


def searches(node: Node, records: int, seconds: float, processes: int = PROCESSES, most: int = 0) -> dict[str, Any]:
    """Rate, latencies and recall of searches by that many processes at once."""
    context = multiprocessing.get_context("spawn")
    told, ready = context.Queue(), context.Barrier(processes)
    started = [
        context.Process(target=search, args=(node.home, records, which, seconds, most, told, ready))
        for which in range(processes)
    ]
    before = node.server_cpu_s()
    for one in started:
        one.start()
    results = [told.get(timeout=900) for _ in started]
    for one in started:
        one.join(timeout=60)
    took = [one * 1000 for result in results for one in result["took"]]
    return {
        "per_s": sum(len(result["took"]) / result["wall_s"] for result in results),
        "p50_ms": statistics.median(took),
        "p99_ms": float(np.percentile(took, 99)),
        "cpu_ms": 1000 * sum(result["cpu_s"] for result in results) / len(took),
        "server_cpu_ms": 1000 * (node.server_cpu_s() - before) / (len(took) + bool(seconds) * processes * WARMING),
        "recall": sum(result["found"] for result in results) / max(1, sum(result["meant"] for result in results)),
        "hits": sum(result["hits"] for result in results) / len(took),
        "memory_mb": max(result["memory_mb"] for result in results),
        "count": len(took),
    }


def insert(node: Node, people: Any) -> dict[str, Any]:
    """Adds records by thousands as the program does; what tokens and subjects cost is measured apart and taken off."""
    from datetime import date

    from django.db import transaction
    from synthetic_people import CHUNK, UNTIL, uuid_of

    from benkan.apps.records.index import compacting, writing
    from benkan.apps.records.index.writing import Writing

    begin_at = (people.count // CHUNK + 1) * CHUNK
    columns = people.columns(begin_at, INSERTED)
    subjects = [people.subject(columns, at) for at in range(INSERTED)]
    before = node.cpu_s()
    for at, subject in enumerate(subjects):
        writing.keys_of(b"0" * 16, subject, "ML")
        writing.skeletons_of(subject)
        writing.entries.row_of(1, b"", subject, kind="person", until=date.today(), region="ML")
        del at
    tokens = node.cpu_s() - before
    before = node.cpu_s()
    for start in range(0, INSERTED, 1000):
        with transaction.atomic(), Writing() as index:
            for at in range(start, start + 1000):
                index.add(
                    uuid_of(begin_at + at + 1).bytes, subjects[at], kind="person", until=date.fromordinal(UNTIL)
                )  # fmt: skip
    whole = node.cpu_s() - before
    before = node.cpu_s()
    folded = compacting.compact()
    compacted = node.cpu_s() - before
    return {
        "insert_records_per_cpu_s": round(INSERTED / (whole - tokens)),
        "insert_with_keys_records_per_cpu_s": round(INSERTED / whole),
        "compact_postings_per_cpu_s": round(folded / compacted),
    }


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--db", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--http", action="store_true", help="also over HTTP")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each measurement")
    parser.add_argument("--folder", type=Path, help="where the temporary folder is made")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parent))
    told: dict[str, Any] = {"records": options.records, "db": options.db, "processes": PROCESSES}
    with tempfile.TemporaryDirectory(prefix="benkan-scale-", dir=options.folder) as name:
        node = Node(Path(name), options.db)
        try:
            from synthetic_people import People, agrees_with_the_program

            people = People(options.records)
            agrees_with_the_program(people)
            draw = np.random.default_rng(5)
            sampled = set((draw.choice(options.records, min(SAMPLED, options.records // 2), False) + 1).tolist())
            told |= build(node, people, sampled)
            node.evict()
            cold = searches(node, options.records, 0, processes=1, most=COLD)
            told |= {"cold_p50_ms": round(cold["p50_ms"], 1), "cold_p99_ms": round(cold["p99_ms"], 1)}
            node.read_once()
            warm = searches(node, options.records, options.seconds)
            told |= {
                "searches_per_s": round(warm["per_s"]), "warm_p50_ms": round(warm["p50_ms"], 2),
                "warm_p99_ms": round(warm["p99_ms"], 2), "cpu_ms_per_search": round(warm["cpu_ms"], 3),
                "server_cpu_ms_per_search": round(warm["server_cpu_ms"], 3),
                "searches": warm["count"], "hits_per_search": round(warm["hits"], 1),
                "recall_at_100": round(warm["recall"], 4), "worker_mb": round(warm["memory_mb"]),
            }  # fmt: skip
            told |= insert(node, people)
            if options.http:
                from search_over_http import measure

                told |= measure(node, people, options.seconds)
            told["load"] = round(os.getloadavg()[0], 1)
        finally:
            if node.server:
                node.server.stop()
    print(json.dumps(told) if options.json else json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
