"""A journal at scale: what writing, verifying and proving cost, and what a line takes on the disk.

    python bench/journal_scale.py --lines 1000000 --json
    python bench/journal_scale.py --lines 1000000 --postgresql   # in a PostgreSQL of its own; its CPU is counted too

Lines are made up and written by the program's own append, 256 in a transaction as under load. Proofs are of random
lines and sizes; *cold* means a new connection each time and, on SQLite, a file that the system's memory has let go of.
CPU seconds; for proofs also milliseconds as they pass, which say something only where the machine has nothing else to
do.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

BATCH = 256
PROOFS = 1_000
COLD_PROOFS = 200
CHECKPOINT_EVERY = 10_000


def own_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def build(lines: int) -> None:
    from benkan.apps.journal.writing import append, checkpoint, draft

    facts = {
        "purpose": "drug-trafficking",
        "search": "6f1f0c3e-8f0c-4c1e-9d55-0e6a4f1d2b3c",
        "elements": 24,
        "epoch": 6,
    }
    facts |= {"built_at": "2026-01-01T12:00:00Z", "commitment": "ab" * 32, "today": 17}
    one = draft(
        "search-answered",
        partner="ma-dgsn",
        convention="ml-ma-2025",
        clause="ml-ma-2025 · 4",
        reference="6f1f0c3e-8f0c-4c1e-9d55-0e6a4f1d2b3c",
        facts=facts,
    )
    written = 0
    while written < lines:
        written = append([one] * min(BATCH, lines - written))[-1]
        if written % CHECKPOINT_EVERY < BATCH:
            checkpoint()
    checkpoint()


def spread(take: Callable[[], object], times: int, before: Callable[[], object] = lambda: None) -> dict[str, float]:
    taken, used = [], []
    for _ in range(times):
        before()
        begun, cpu = time.perf_counter(), time.process_time()
        take()
        used.append((time.process_time() - cpu) * 1000)
        taken.append((time.perf_counter() - begun) * 1000)
    percentile = [round(statistics.quantiles(each, n=100)[98], 3) for each in (taken, used)]
    return {
        "median": round(statistics.median(taken), 3),
        "p99": percentile[0],
        "cpu_median": round(statistics.median(used), 3),
        "cpu_p99": percentile[1],
    }


def proofs(lines: int, cold: Callable[[], None]) -> dict[str, object]:
    from benkan.apps.journal.models import Checkpoint
    from benkan.apps.journal.services import inclusion
    from benkan.apps.journal.tiles import Rows
    from benkan.apps.journal.witnessing import proved
    from benkan.core import tlog

    choose = random.Random(1)
    stated = tlog.parse_checkpoint(tlog.split(Checkpoint.objects.get(size=lines).note)[0])

    def one_inclusion() -> None:
        tlog.inclusion(Rows(lines), choose.randrange(lines), lines)

    def one_consistency() -> None:
        proved(choose.randrange(1, lines), stated)

    def one_line() -> None:
        inclusion(choose.randrange(1, lines + 1))

    return {
        "inclusion_ms": spread(one_inclusion, PROOFS),
        "inclusion_cold_ms": spread(one_inclusion, COLD_PROOFS, cold),
        "consistency_checked_ms": spread(one_consistency, PROOFS),
        "line_with_proof_checked_ms": spread(one_line, PROOFS),
    }


def measure(lines: int, cpu_s: Callable[[], float]) -> dict[str, object]:
    from django.db import connection

    from benkan.apps.journal import services as journal

    database = Path(str(connection.settings_dict["NAME"]))
    embedded = connection.vendor == "sqlite"
    told: dict[str, object] = {"lines": lines, "database": connection.vendor, "load": os.getloadavg()[0]}
    begun = cpu_s()
    build(lines)
    told["build_cpu_s"] = round(cpu_s() - begun, 1)
    if embedded:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        told["bytes_a_line"] = round(database.stat().st_size / lines)

    def cold() -> None:
        connection.close()
        if embedded:
            descriptor = os.open(database, os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM journal_head")  # opens the file and reads the schema

    told |= proofs(lines, cold)
    begun = cpu_s()
    report = journal.verify()
    told["verify_cpu_s"] = round(cpu_s() - begun, 1)
    told["verified"] = report.ok and report.lines == lines
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "journal.jsonl"
        begun = cpu_s()
        journal.export(file)
        told["export_cpu_s"] = round(cpu_s() - begun, 1)
        begun = cpu_s()
        report = journal.verify(file)
        told["verify_file_cpu_s"] = round(cpu_s() - begun, 1)
        told["file_verified"] = report.ok
    begun = cpu_s()
    from benkan.apps.journal import tiles

    tiles.make_again()
    told["tiles_made_again_cpu_s"] = round(cpu_s() - begun, 1)
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return told


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--lines", type=int, default=1_000_000)
    asked.add_argument("--postgresql", action="store_true")
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="benkan-bench-") as folder:
        server, address = None, "sqlite"
        if given.postgresql:
            from temporary_postgresql import Server

            data = Path(folder) / "postgresql"
            data.mkdir()
            server = Server(data)
            server.start()
            address = server.address
        try:
            os.environ["BENKAN_HOME"] = f"{folder}/home"
            from benkan.node import home

            home.make(
                Path(folder) / "home",
                agency="ml-ocs",
                name={"fr": "Office"},
                country="ML",
                url="http://127.0.0.1:1",
                listen="127.0.0.1:1",
                database=address,
            )
            from benkan.node.cli.boot import boot

            boot()
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
            told = measure(given.lines, lambda: own_cpu_s() + (server.cpu_s() if server else 0.0))
        finally:
            if server is not None:
                from django.db import connection

                connection.close()
                server.stop()
    if given.json:
        print(json.dumps(told, indent=2))
        return
    for name, value in told.items():
        print(f"{name:>28}  {value}")


if __name__ == "__main__":
    main()
