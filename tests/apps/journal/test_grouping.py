"""Lines written together: each has its number and is there before its writer goes on, and one failure hides nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from benkan.apps.journal import grouping
from benkan.apps.journal import services as journal
from benkan.apps.journal.models import Line
from benkan.core.errors import Invalid

WRITERS, LINES = 6, 20


@pytest.mark.django_db(transaction=True)
def test_threads_that_write_together_leave_a_whole_journal_and_fewer_transactions(monkeypatch):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an in-memory database is shared by all threads: it cannot show two writers")
    sizes = []
    real = grouping.append
    monkeypatch.setattr(grouping, "append", lambda drafts: sizes.append(len(drafts)) or real(drafts))
    start = threading.Barrier(WRITERS)

    def work(writer: int) -> list[int]:
        try:
            start.wait()
            found = []
            for number in range(LINES):
                line = journal.write_with_others("search-here", officer=f"w{writer}", reference=str(number), count=0)
                assert Line.objects.filter(seq=line, officer=f"w{writer}", reference=str(number)).exists()
                found.append(line)
            return found
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS) as pool:
        written = [number for found in pool.map(work, range(WRITERS)) for number in found]
    assert sorted(written) == list(range(1, WRITERS * LINES + 1))
    assert sum(sizes) == WRITERS * LINES > len(sizes)
    assert journal.verify().ok


@pytest.mark.django_db(transaction=True)
def test_a_line_that_cannot_be_written_is_an_error_for_its_writer_and_the_next_one_is_written(monkeypatch):
    real = grouping.append
    monkeypatch.setattr(grouping, "append", lambda _drafts: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        journal.write_with_others("search-here", officer="w", count=0)
    assert not Line.objects.exists()
    monkeypatch.setattr(grouping, "append", real)
    assert journal.write_with_others("search-here", officer="w", count=0) == 1


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_the_line_shares_its_fate():
    with pytest.raises(RuntimeError), transaction.atomic():
        journal.write_with_others("search-here", officer="w", count=0)
        raise RuntimeError("the act failed")
    assert not Line.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_writes_first_waits_for_those_who_are_about_to_come(monkeypatch):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an in-memory database is shared by all threads: it cannot show two writers")
    monkeypatch.setattr(grouping, "LONGEST_WAIT_S", 30)
    sizes = []
    real = grouping.append
    monkeypatch.setattr(grouping, "append", lambda drafts: sizes.append(len(drafts)) or real(drafts))
    seated = threading.Barrier(WRITERS)

    def work(writer: int) -> int:
        try:
            with journal.Place() as place:
                seated.wait()
                return place.write("search-here", officer=f"w{writer}", count=0)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS) as pool:
        written = sorted(pool.map(work, range(WRITERS)))
    assert written == list(range(1, WRITERS + 1))
    assert sizes == [WRITERS]


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_an_act_that_failed_and_not_for_long_for_a_slow_one(monkeypatch):
    with pytest.raises(RuntimeError), journal.Place():
        raise RuntimeError("the act failed")
    monkeypatch.setattr(grouping, "LONGEST_WAIT_S", 30)
    assert journal.write_with_others("search-here", officer="w", count=0) == 1
    monkeypatch.setattr(grouping, "LONGEST_WAIT_S", 0.01)
    with journal.Place():
        assert journal.write_with_others("search-here", officer="w", count=0) == 2


@pytest.mark.django_db
def test_a_fact_that_the_journal_does_not_take_is_refused_before_anything_waits():
    with pytest.raises(Invalid) as refused:
        journal.write_with_others("search-here", officer="w", name="Moussa")
    assert refused.value.code == "journal.fact-refused"
