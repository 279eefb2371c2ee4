"""The index against a plain dictionary: whatever comes, goes and is compacted in whatever order."""

import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benkan.apps.records.index import compacting, finding, pages, store
from benkan.apps.records.index.pages import Postings
from benkan.apps.records.index.version import current_version
from benkan.apps.records.models import PostingChange, PostingPage, PostingRun

pytestmark = pytest.mark.django_db

KEYS = [5, 6, (5 << 24) + 1, (9 << 24) + 7, (1 << 44) - 1]
STEPS = st.lists(
    st.tuples(st.sampled_from(["come", "go", "compact", "fold"]), st.sampled_from(KEYS), st.integers(1, 12)),
    max_size=40,
)


def ready():
    with transaction.atomic():
        store.clear()
        store.write_state(store.state(current_version(), lock=True))


def found(keys=KEYS):
    """What a search sees: the record numbers of each key."""
    wanted = np.array(sorted(keys), dtype=np.uint64)
    which, numbers, _totals = finding._postings(wanted)
    seen = {key: set() for key in wanted.tolist()}
    for place, number in zip(which.tolist(), numbers.tolist(), strict=True):
        seen[int(wanted[place])].add(number)
    return seen


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(STEPS)
def test_a_search_sees_what_a_dictionary_would_hold(monkeypatch, steps):
    # Small enough that keys leave their page, runs split and empty runs go.
    monkeypatch.setattr(pages, "LONGEST_IN_PAGE", 3)
    monkeypatch.setattr(pages, "RUN", 2)
    monkeypatch.setattr(compacting, "CHANGES_AT_ONCE", 4)
    monkeypatch.setattr(finding, "HEAVY", 1000)
    ready()
    model = {key: set() for key in KEYS}
    dead = set()
    for what, key, number in steps:
        with transaction.atomic():
            if what == "come" and number not in dead and number not in model[key]:
                store.add_changes([(key, number)])
                model[key].add(number)
            elif what == "fold" and number not in dead and number not in model[key]:
                compacting.fold(Postings.of(np.array([key], np.uint64), np.array([number], np.uint64)), Postings.none())
                model[key].add(number)
            elif what == "go":
                # A record goes with all of its keys, and its number is never given out again.
                dead.add(number)
                store.drop_postings([(one, number) for one in KEYS if number in model[one]])
                for one in KEYS:
                    model[one].discard(number)
            elif what == "compact":
                compacting.compact()
        assert visible() == model
    compacting.compact()
    assert visible() == model
    assert not PostingChange.objects.exists()
    assert kept() == model


def visible():
    """Of keys with runs a search reads the first run and the total; here all runs are read."""
    seen = found()
    for key in KEYS:
        for _start, body in store.runs(key, store.run_starts(key)):
            seen[key] |= set(pages.run_numbers(body).tolist())
        seen[key] -= {number for one, number, gone in store.look([key], []).changes if gone}
    return seen


def kept():
    """What is in pages and runs, and nothing else."""
    seen = {key: set() for key in KEYS}
    for page, body in PostingPage.objects.values_list("page", "body"):
        for key, number in zip(*(column.tolist() for column in columns(page, body)), strict=True):
            if number != pages.MARKER:
                seen[key].add(number)
    totals = {}
    for key, first, total, body in PostingRun.objects.values_list("key", "first", "total", "body"):
        seen[key] |= set(pages.run_numbers(bytes(body)).tolist())
        if first == 0:
            totals[key] = total
    assert all(len(seen[key]) == total for key, total in totals.items())
    return seen


def columns(page, body):
    held = pages.unpacked([(page, bytes(body))])
    return held.keys, held.numbers


def test_compacting_waits_until_there_is_enough_to_do(put, people_by_chance, monkeypatch):
    ready()
    put(*people_by_chance(3))
    assert compacting.compact_due() == 0
    monkeypatch.setattr(compacting, "LEAST_WAITING", 5)
    assert compacting.compact_due() > 5
    assert not PostingChange.objects.exists()
    assert store.state(current_version()).postings == sum(
        len(columns(p, b)[0]) for p, b in PostingPage.objects.values_list("page", "body")
    )


def test_a_withdrawn_record_is_erased_from_the_pages_at_the_next_compaction(put, take, people_by_chance):
    ready()
    one, other = people_by_chance(2)
    first, _second = put(one, other)
    compacting.compact()
    before = sum(len(body) for (body,) in PostingPage.objects.values_list("body"))
    assert take(first) == 1
    assert compacting.compact_due() > 0
    after = sum(len(body) for (body,) in PostingPage.objects.values_list("body"))
    assert after < before
    numbers = {
        number
        for page, body in PostingPage.objects.values_list("page", "body")
        for number in columns(page, body)[1].tolist()
    }
    assert numbers == {2}


def test_a_large_import_goes_into_the_pages_without_waiting(put, people_by_chance, monkeypatch):
    from benkan.apps.records.index import writing

    monkeypatch.setattr(writing, "DIRECT", 10)
    ready()
    put(*people_by_chance(20))
    assert not PostingChange.objects.exists()
    assert PostingPage.objects.exists()
