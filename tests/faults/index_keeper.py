"""The other process of test_killed_compaction: adds records and compacts without end, or counts what is there."""

from __future__ import annotations

import json
import sys
import uuid
from datetime import date, timedelta


def main(job: str) -> None:
    from benkan.node.cli.boot import boot

    boot()
    from django.db import transaction

    from benkan.apps.records.index import compacting, store
    from benkan.apps.records.index.version import current_version
    from benkan.apps.records.index.writing import Writing
    from benkan.core.matching import Identifier, Subject

    compacting.CHANGES_AT_ONCE = 40
    if job == "count":
        print(json.dumps(counted()), flush=True)
        return
    kept: list[uuid.UUID] = []
    print("ready", flush=True)
    while True:
        batch = [uuid.uuid4() for _ in range(15)]
        start = store.state(current_version()).next_number
        with transaction.atomic(), Writing() as index:
            for at, one in enumerate(batch):
                subject = Subject(
                    names=[f"Moussa {['Keita', 'Sangaré', 'Traoré'][at % 3]}"],
                    birth_dates=[str(1950 + at)],
                    identifiers=[Identifier("phone", f"+22370{start + at:06d}")],
                )
                index.add(one.bytes, subject, kind="person", until=date.today() + timedelta(days=9))
            if kept:
                index.remove([kept.pop(0).bytes])
        kept += batch
        compacting.compact()


def counted() -> dict[str, object]:
    """Postings that the entries ought to have and postings that are there, in pages, runs and changes."""
    from django.db import connection

    from benkan.apps.records.index import entries, pages, store
    from benkan.apps.records.index.identity import keys_of
    from benkan.apps.records.index.version import region
    from benkan.apps.records.models import IndexEntry, PostingChange, PostingPage, PostingRun

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone() == ("ok",)
    wanted = set()
    for row in store.entries(list(IndexEntry.objects.values_list("number", flat=True))):
        wanted |= {(key, row.number) for key in keys_of(row.record, entries.subject_of(row), region())}
    there = []
    for page, body in PostingPage.objects.values_list("page", "body"):
        held = pages.unpacked([(page, bytes(body))])
        there += [
            pair for pair in zip(held.keys.tolist(), held.numbers.tolist(), strict=True) if pair[1] != pages.MARKER
        ]
    for key, body in PostingRun.objects.values_list("key", "body"):
        there += [(key, number) for number in pages.run_numbers(bytes(body)).tolist()]
    changes = list(PostingChange.objects.values_list("key", "number", "gone"))
    gone = {(key, number) for key, number, went in changes if went}
    there += [(key, number) for key, number, went in changes if not went]
    return {
        "entries": IndexEntry.objects.count(),
        "wanted": len(wanted),
        "missing": len(wanted - (set(there) - gone)),
        "left": len(set(there) - gone - wanted),
        "twice": len(there) - len(set(there)),
    }


if __name__ == "__main__":
    main(sys.argv[1])
