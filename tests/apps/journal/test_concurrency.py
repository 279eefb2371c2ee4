"""Several writers at once: no number twice, none left out, and the tree holds."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from benkan.apps.journal import services as journal
from benkan.apps.journal.models import Line

WRITERS, LINES = 4, 15


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_leave_a_whole_journal(tmp_path, settings):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an in-memory database is shared by all threads: it cannot show two writers")
    start = threading.Barrier(WRITERS)

    def work(writer: int) -> list[int]:
        try:
            start.wait()
            found = []
            for number in range(LINES):
                with transaction.atomic():
                    found.append(journal.write("case-opened", officer=f"w{writer}", reference=str(number)))
                if number % 5 == 0:
                    journal.checkpoint()
            return found
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS) as pool:
        written = [number for found in pool.map(work, range(WRITERS)) for number in found]
    assert sorted(written) == list(range(1, WRITERS * LINES + 1))
    report = journal.verify()
    assert report.ok, [problem.sentence for problem in report.problems]
    assert report.lines == WRITERS * LINES
    assert set(Line.objects.values_list("officer", flat=True)) == {f"w{writer}" for writer in range(WRITERS)}
