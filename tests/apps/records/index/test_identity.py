"""A record has at most one entry, and it is found by the id of the record wherever its postings are."""

import uuid
from datetime import date, timedelta

import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benkan.apps.records.index import compacting, entries, identity, pages, store, writing
from benkan.apps.records.index.pages import Postings
from benkan.apps.records.index.version import current_version, region
from benkan.apps.records.index.writing import Writing
from benkan.apps.records.models import IndexEntry, PostingChange, PostingPage, PostingRun
from benkan.core.matching import Identifier, Subject

pytestmark = pytest.mark.django_db

LATER = date.today() + timedelta(days=365)
IDS = [uuid.UUID(int=number << 70 | number) for number in range(1, 7)]
SUBJECTS = [
    Subject(names=["Moussa Keita"], birth_dates=["1984"]),
    Subject(names=["Moussa Keita"], birth_dates=["1984-05-03", "1985"], sex="male", nationalities=["ML"]),
    Subject(names=["Fatoumata Traoré", "فاطمة تراوري"], identifiers=[Identifier("phone", "+22376000001")]),
    Subject(identifiers=[Identifier("phone", "76000001"), Identifier("document", "ML 00123/é")]),
]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(SUBJECTS)), max_size=6)),
        st.tuples(st.just("take"), st.lists(st.sampled_from(IDS), max_size=6)),
        st.tuples(st.just("compact"), st.just([])),
        st.tuples(st.just("import"), st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(SUBJECTS)), max_size=6)),
    ),
    max_size=12,
)


def ready():
    with transaction.atomic():
        store.clear()
        store.write_state(store.state(current_version(), lock=True))


def written(new):
    """As ``reindex`` does it: each record is taken out and put in again."""
    with transaction.atomic(), Writing() as index:
        index.remove([one.bytes for one in new])
        for one, subject in new.items():
            index.add(one.bytes, subject, kind=subject.kind, until=LATER)


def held():
    return {
        uuid.UUID(bytes=row.record): said(entries.subject_of(row))
        for row in identity.entries_of([one.bytes for one in IDS])
    }


def said(subject):
    """What the index keeps of a subject."""
    return (subject.kind, subject.names, subject.dates, subject.sex, subject.nationalities, subject.identifiers)


def postings_held():
    """Every posting in pages, runs and changes."""
    rows = [(page, bytes(body)) for page, body in PostingPage.objects.order_by("page").values_list("page", "body")]
    found = pages.unpacked(rows)
    seen = {*zip(found.keys.tolist(), found.numbers.tolist(), strict=True)}
    seen = {(key, number) for key, number in seen if number != pages.MARKER}
    for key, body in PostingRun.objects.values_list("key", "body"):
        seen |= {(key, number) for number in pages.run_numbers(bytes(body)).tolist()}
    return seen


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(STEPS)
def test_the_index_holds_what_a_dictionary_of_records_would_hold(monkeypatch, steps):
    monkeypatch.setattr(pages, "LONGEST_IN_PAGE", 2)
    monkeypatch.setattr(pages, "RUN", 2)
    monkeypatch.setattr(writing, "ENTRIES_AT_ONCE", 2)
    ready()
    model = {}
    for what, given_steps in steps:
        if what == "compact":
            compacting.compact()
        elif what == "take":
            with transaction.atomic(), Writing() as index:
                gone = index.remove([one.bytes for one in given_steps])
            assert gone == len(set(given_steps) & set(model))
            for one in given_steps:
                model.pop(one, None)
        else:
            monkeypatch.setattr(writing, "DIRECT", 1 if what == "import" else 20_000)
            written(dict(given_steps))
            model.update({one: said(subject) for one, subject in given_steps})
        assert held() == model
        assert IndexEntry.objects.count() == len(model)
    compacting.compact()
    assert held() == model
    assert not PostingChange.objects.exists()
    rows = identity.entries_of([one.bytes for one in IDS])
    assert postings_held() == {
        (key, row.number) for row in rows for key in identity.keys_of(row.record, entries.subject_of(row), region())
    }


def test_a_record_whose_key_many_share_is_found_and_no_other_record_is_taken_for_it(put, monkeypatch):
    monkeypatch.setattr(identity, "record_key", lambda _record: 7 << 24)
    monkeypatch.setattr(pages, "LONGEST_IN_PAGE", 3)
    monkeypatch.setattr(pages, "RUN", 2)
    ready()
    ids = put(*[SUBJECTS[0]] * 9)
    compacting.compact()
    assert PostingRun.objects.filter(key=7 << 24).exists()
    for one in ids:
        assert [row.record for row in identity.entries_of([one.bytes])] == [one.bytes]
    assert identity.entries_of([uuid.uuid4().bytes]) == []


def test_keys_of_a_column_of_ids_are_those_of_each():
    records = np.frombuffer(b"".join(one.bytes for one in IDS), "V16")
    assert identity.record_keys(records).tolist() == [identity.record_key(one.bytes) for one in IDS]


def test_what_scoring_reads_is_the_beginning_of_the_whole_row(put):
    ready()
    put(*SUBJECTS)
    numbers = list(IndexEntry.objects.values_list("number", flat=True))
    whole = {row.number: row for row in store.entries(numbers)}
    assert {row[0]: row for row in store.scoring(numbers)} == {number: tuple(row)[:-1] for number, row in whole.items()}
    assert [row.bare for row in whole.values()].count(1) == (region() is None)


def test_folding_leaves_other_pages_as_they_are(put):
    ready()
    put(*SUBJECTS)
    compacting.compact()
    before = dict(PostingPage.objects.values_list("page", "body"))
    one = np.array([5 << 24], np.uint64)
    compacting.fold(Postings.of(one, np.array([77], np.uint64)), Postings.none())
    compacting.fold(Postings.none(), Postings.of(one, np.array([77], np.uint64)))
    assert dict(PostingPage.objects.values_list("page", "body")) == before
