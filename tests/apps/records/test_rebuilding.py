"""The index follows its rules: made by others it is made anew, and no search misses records meanwhile."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction

from benkan.apps.records import local_index, services
from benkan.apps.records.index import store
from benkan.apps.records.index.version import BUILDING, current_version
from benkan.apps.records.models import IndexEntry, PostingChange, Record
from benkan.core.errors import Unreachable
from benkan.core.matching import Subject

pytestmark = pytest.mark.django_db
MOUSSA = Subject(names=["Moussa ag Alhassane"])


def person(name="Moussa AG ALHASSANE", **more):
    return services.add("Person", {"name": name}, subject_category="suspect", **more)


def set_version(version):
    with transaction.atomic():
        store.write_state(replace(store.state(current_version(), lock=True), version=version))


def test_an_index_of_older_rules_is_made_anew_by_the_worker(monkeypatch):
    monkeypatch.setattr(local_index, "REBUILT_AT_ONCE", 2)
    kept = [person() for _ in range(5)]
    services.withdraw(kept[0].pk, officer="superviseur")
    set_version("older")
    with pytest.raises(Unreachable):
        services.local_search(MOUSSA)
    assert services.tend() == 5
    assert {hit.record.pk for hit in services.local_search(MOUSSA)} == {one.pk for one in kept[1:]}
    assert services.tend() == 0


def test_a_record_added_while_the_index_is_made_anew_is_in_it_once(monkeypatch):
    monkeypatch.setattr(local_index, "REBUILT_AT_ONCE", 1)
    person()
    person()
    set_version("older")
    real = local_index.reindex
    late = []

    def slowly(identifiers):
        if not late:
            assert store.state(current_version()).version.startswith(BUILDING)
            late.append(person())
        return real(identifiers)

    monkeypatch.setattr(local_index, "reindex", slowly)
    services.rebuild()
    assert len(services.local_search(MOUSSA)) == 3
    assert IndexEntry.objects.count() == 3


def test_a_killed_rebuild_begins_again(monkeypatch):
    person()
    set_version("older")
    real = local_index.reindex
    monkeypatch.setattr(local_index, "reindex", lambda _some: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        services.rebuild()
    monkeypatch.setattr(local_index, "reindex", real)
    assert services.rebuild() == 1
    assert len(services.local_search(MOUSSA)) == 1


def test_a_record_past_its_review_leaves_the_index_and_comes_back_when_renewed():
    kept = person(review_on=date.today() + timedelta(days=1))
    Record.objects.filter(pk=kept.pk).update(review_on=date.today() - timedelta(days=1))
    assert services.expire_due() == 1
    assert not IndexEntry.objects.exists()
    assert PostingChange.objects.filter(gone=1).exists()
    assert services.expire_due() == 0
    services.renew(kept.pk, days=30)
    assert [hit.record.pk for hit in services.local_search(MOUSSA)] == [kept.pk]


def test_a_changed_record_leaves_no_posting_of_its_old_name():
    services.import_entities(
        [{"id": "p1", "schema": "Person", "properties": {"name": ["Moussa Keita"]}}], services.Defaults(dataset="l")
    )
    services.import_entities(
        [{"id": "p1", "schema": "Person", "properties": {"name": ["Oumar Sangaré"]}}], services.Defaults(dataset="l")
    )
    from benkan.apps.records.index import compacting, pages
    from benkan.apps.records.models import PostingPage

    compacting.compact()
    numbers = {
        number
        for page, body in PostingPage.objects.values_list("page", "body")
        for number in pages.unpacked([(page, bytes(body))]).numbers.tolist()
    }
    assert numbers == {IndexEntry.objects.get().number}


def test_an_import_that_is_refused_leaves_the_index_as_it_was():
    person()
    before = (IndexEntry.objects.count(), PostingChange.objects.count())
    with pytest.raises(Exception, match="cannot be imported"):
        services.import_entities(
            [{"id": "p1", "schema": "Person", "properties": {"name": ["Moussa Keita"]}}, {"id": "p2", "schema": "Person", "properties": {}}],
            services.Defaults(dataset="l"), whole=True,
        )  # fmt: skip
    assert (IndexEntry.objects.count(), PostingChange.objects.count()) == before


def test_an_index_that_is_written_in_another_way_is_made_anew(monkeypatch):
    from benkan.apps.records.index import version

    kept = person()
    monkeypatch.setattr(version, "LAYOUT", version.LAYOUT + 1)
    with pytest.raises(Unreachable):
        services.local_search(MOUSSA)
    assert services.tend() == 1
    assert [hit.record.pk for hit in services.local_search(MOUSSA)] == [kept.pk]
