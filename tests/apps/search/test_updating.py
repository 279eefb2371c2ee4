"""Our index follows our records: what changed is a delta the same day, what was evaluated is not evaluated again."""

import datetime as dt
import stat

import pytest
from django.utils import timezone
from tests.apps.exchange.fake_partner import FakePartner, agree
from tests.apps.search.test_answering import ASK, fetched, handles_of, question, talk

from benkan.apps.journal.models import Line
from benkan.apps.records import services as records
from benkan.apps.records.models import Record
from benkan.apps.search import files, keys, own_index, services
from benkan.apps.search.models import OwnIndex
from benkan.apps.search.publishing import sweeping
from benkan.core import blind
from benkan.core.errors import Refused
from benkan.core.matching import Identifier, Subject
from benkan.wire import Label, SearchAnswer

pytestmark = pytest.mark.django_db


def document(number: int) -> str:
    return f"P{number:07d}"


@pytest.fixture
def crowd(db):
    """Enough records for a delta to be worth it: 2,600 documents."""
    today = timezone.now().date()
    return Record.objects.bulk_create(
        Record(
            schema="Person",
            caption=document(number),
            properties={"passportNumber": [document(number)]},
            owner="ml-ocs",
            subject_category="suspect",
            crime_area="drug-trafficking",
            purpose="drug-trafficking",
            source_grade="B2",
            handling="H1",
            review_on=today + dt.timedelta(days=100),
        )
        for number in range(2600)
    )


@pytest.fixture
def evaluated(monkeypatch):
    """Every token that was evaluated, in order."""
    seen: list[bytes] = []
    real = keys.evaluate

    def counting(convention, epoch, kind, tokens):
        seen.extend(tokens)
        return real(convention, epoch, kind, tokens)

    monkeypatch.setattr(keys, "evaluate", counting)
    return seen


@pytest.fixture
def published(partner, convention, crowd):
    services.build_index()
    return convention


def follow(name):
    """The worker's round, not resting."""
    OwnIndex.objects.update(build_s=0)
    services.build_index(force=False)
    return own_index.manifest_of(own_index.current(name))


def later(monkeypatch, days: float):
    moment = timezone.now() + dt.timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


def found(partner, convention, *numbers):
    """The labels that a partner finds for these documents."""
    manifest, index = fetched(partner, convention)
    bound = keys.contexts(manifest.responder, convention, manifest.epoch, manifest.secret)
    labels = []
    for number in numbers:
        subject = Subject(identifiers=(Identifier("document", document(number)),))
        asked, query = question(manifest, subject)
        hits = query.resolve(talk(partner, asked, convention).answers, manifest.public_keys, bound, index)
        labels.append(Label.from_int(hits[0].label) if hits else None)
    return labels


def test_a_withdrawn_record_leaves_the_index_the_same_day_by_a_delta(partner, published, crowd, evaluated):
    base = own_index.manifest_of(own_index.current(published)).base
    records.withdraw(crowd[7].pk, officer="superviseur")
    manifest = follow(published)
    assert manifest.base == base
    assert [(part.count, part.tombstones) for part in manifest.deltas] == [(64, 64)]
    assert manifest.deltas[0].data_bytes < 1_000
    assert found(partner, published, 7, 8) == [None, Label("drug-trafficking", "suspect", "H1", "1")]
    assert evaluated == []


@pytest.mark.parametrize("how", ["expired", "deleted"])
def test_so_does_one_that_is_past_its_review_or_gone(partner, published, crowd, how):
    if how == "expired":
        Record.objects.filter(pk=crowd[7].pk).update(review_on=timezone.now().date() - dt.timedelta(days=1))
        # Nothing else changed: the day's own look finds it.
        OwnIndex.objects.update(state_key="the day before")
    else:
        Record.objects.filter(pk=crowd[7].pk).delete()
    assert len(follow(published).deltas) == 1
    assert found(partner, published, 7, 8) == [None, Label("drug-trafficking", "suspect", "H1", "1")]


def test_a_delta_costs_the_evaluation_of_new_tokens_alone(partner, published, crowd, evaluated):
    added = records.add(
        "Person",
        {"passportNumber": document(9000)},
        subject_category="convicted",
        crime_area="drug-trafficking",
        officer="analyste",
    )
    manifest = follow(published)
    assert len(manifest.deltas) == 1
    assert len(evaluated) == 1
    assert found(partner, published, 9000, 1) == [
        Label("drug-trafficking", "convicted", "H1", "1"),
        Label("drug-trafficking", "suspect", "H1", "1"),
    ]
    records.withdraw(added.pk, officer="superviseur")
    assert follow(published).deltas == []
    # Evaluated once in the epoch, even when it comes back.
    Record.objects.filter(pk=added.pk).update(withdrawn_at=None, updated_at=timezone.now())
    follow(published)
    services.build_index()
    assert len(evaluated) == 1


def test_a_record_that_shares_a_token_relabels_it(partner, published, crowd):
    records.add(
        "Person",
        {"passportNumber": document(3)},
        subject_category="contact",
        crime_area="drug-trafficking",
        officer="analyste",
    )
    follow(published)
    assert found(partner, published, 3) == [Label("drug-trafficking", "", "H1", "2")]


def test_a_day_has_one_delta_and_the_next_day_another(partner, published, crowd, monkeypatch):
    records.withdraw(crowd[0].pk, officer="superviseur")
    first = follow(published)
    records.withdraw(crowd[1].pk, officer="superviseur")
    second = follow(published)
    assert (len(first.deltas), len(second.deltas)) == (1, 1)
    assert first.deltas != second.deltas
    later(monkeypatch, 1)
    records.withdraw(crowd[2].pk, officer="superviseur")
    third = follow(published)
    if third.epoch == first.epoch:
        assert third.deltas[0] == second.deltas[0]
        assert len(third.deltas) == 2
    assert found(partner, published, 0, 1, 2, 3)[:3] == [None] * 3


def test_what_changes_only_inside_is_published_nowhere(partner, published, crowd):
    before = own_index.current(published)
    Record.objects.filter(pk=crowd[5].pk).update(caption="Autre", updated_at=timezone.now())
    follow(published)
    assert own_index.current(published).manifest == before.manifest
    assert Line.objects.filter(event="index-published").count() == 1


def test_many_changes_make_a_new_base(partner, published, crowd):
    base = own_index.manifest_of(own_index.current(published)).base
    for one in crowd[:400]:
        Record.objects.filter(pk=one.pk).update(withdrawn_at=timezone.now(), updated_at=timezone.now())
    manifest = follow(published)
    assert manifest.base != base
    assert manifest.deltas == []


def test_after_eight_days_one_delta_takes_the_place_of_eight(partner, crowd, monkeypatch):
    name = agree(partner, epoch_days=366)
    monkeypatch.setattr("benkan.apps.search.publishing.parts.SHARE", 1)
    services.build_index()
    begun = timezone.now()
    counts = []
    for day in range(11):
        monkeypatch.setattr(timezone, "now", lambda day=day: begun + dt.timedelta(days=day))
        records.withdraw(crowd[day].pk, officer="superviseur")
        manifest = follow(name)
        counts.append(len(manifest.deltas))
    assert max(counts) == 8
    assert counts.count(1) == 2
    monkeypatch.undo()
    assert found(partner, name, *range(12)) == [None] * 11 + [Label("drug-trafficking", "suspect", "H1", "1")]


# -- handles -----------------------------------------------------------------------------------------------------------


def test_a_handle_stands_for_its_record_across_base_delta_and_the_index_before(partner, published, crowd):
    in_base = handles_of(published)[0]
    record = services.record_ids_by_handle(published, in_base)[0]
    added = records.add("Person", {"passportNumber": document(9000)}, subject_category="suspect", officer="analyste")
    follow(published)
    (in_delta,) = (
        set(handles_of(published))
        - {in_base}
        - {one for one in handles_of(published) if services.record_ids_by_handle(published, one) != [str(added.pk)]}
    )
    assert services.record_ids_by_handle(published, in_delta) == [str(added.pk)]
    assert services.record_ids_by_handle(published, in_base) == [record]
    services.build_index()
    assert services.record_ids_by_handle(published, in_delta) == [str(added.pk)]
    # No longer in the index, but quoted by a request that was on its way.
    Record.objects.filter(pk=added.pk).update(
        properties={"passportNumber": [document(9001)]}, updated_at=timezone.now()
    )
    follow(published)
    assert services.record_ids_by_handle(published, in_delta) == [str(added.pk)]
    assert services.record_ids_by_handle(published, "zz") == []


def test_who_carries_a_token_may_change_without_its_label(partner, published, crowd):
    handle = next(
        one for one in handles_of(published) if services.record_ids_by_handle(published, one) == [str(crowd[4].pk)]
    )
    records.withdraw(crowd[4].pk, officer="superviseur")
    heir = records.add(
        "Person",
        {"passportNumber": document(4)},
        subject_category="suspect",
        crime_area="drug-trafficking",
        officer="analyste",
    )
    follow(published)
    assert services.record_ids_by_handle(published, handle) == [str(heir.pk)]


# -- members and epochs ------------------------------------------------------------------------------------------------


def test_when_a_member_leaves_everything_is_tagged_anew_and_nothing_evaluated_anew(
    partner, network, crowd, evaluated, monkeypatch
):
    other = network.add(FakePartner("ne-ocrtis", "NE").join_directory())
    name = agree(partner, other, version=1)
    services.build_index()
    first = own_index.manifest_of(own_index.current(name))
    assert len(evaluated) == 2600
    agree(partner, identifier=name, version=2)
    second = follow(name)
    assert second.secret != first.secret
    assert second.base != first.base
    assert second.public_keys == first.public_keys
    assert len(evaluated) == 2600
    assert found(partner, name, 1) == [Label("drug-trafficking", "suspect", "H1", "1")]


def test_the_last_epoch_is_answered_until_its_index_expires_and_then_it_is_gone(partner, published, crowd, monkeypatch):
    manifest, _ = fetched(partner, published)
    index = own_index.current(published)
    old = files.epoch_folder(published, index.epoch)
    ends = keys.epoch_begins(index.epoch + 1, 30)
    turned = dt.datetime.combine(ends, dt.time(1), dt.UTC)
    asked = question(manifest)[0]
    monkeypatch.setattr("benkan.apps.search.own_index.timezone.now", lambda: turned)
    follow(published)
    assert own_index.current(published).epoch == index.epoch + 1
    assert isinstance(_at(partner, asked, published, turned), SearchAnswer)
    assert old.exists()
    gone = turned + dt.timedelta(days=1)
    monkeypatch.setattr("benkan.apps.search.own_index.timezone.now", lambda: gone)
    sweeping.sweep()
    assert not (old / "outputs").exists()
    assert not old.exists()
    assert _at(partner, asked, published, gone).code == "index.epoch"
    assert not OwnIndex.objects.filter(epoch=index.epoch).exists()


def _at(partner, payload, convention, moment):
    return talk(partner, payload, convention, sent_at=moment, expires_at=moment + dt.timedelta(hours=1))


def test_an_epoch_expires_with_an_overlap_of_a_quarter_of_it_and_a_day_at_most():
    begins = dt.datetime.combine(keys.epoch_begins(8, 30), dt.time(), dt.UTC)
    assert keys.expires_at(7, 30) == begins + dt.timedelta(days=1)
    begins = dt.datetime.combine(keys.epoch_begins(8, 1), dt.time(), dt.UTC)
    assert keys.expires_at(7, 1) == begins + dt.timedelta(hours=6)


# -- files -------------------------------------------------------------------------------------------------------------


def test_every_file_is_readable_by_its_owner_alone(partner, published):
    folder = files.own_folder(published)
    found_files = [one for one in folder.rglob("*") if one.is_file() and one.name != ".lock"]
    assert {one.suffix for one in found_files} >= {".bki", ".entries", ".handles", ".left", ".outputs"}
    assert {stat.S_IMODE(one.stat().st_mode) for one in found_files} == {0o600}


def test_no_token_stands_in_a_file(partner, published):
    every = b"".join(one.read_bytes() for one in files.own_folder(published).rglob("*") if one.is_file())
    assert document(7).encode() not in every


def test_what_no_index_names_is_deleted_and_what_was_replaced_stays_two_days(partner, published, crowd, monkeypatch):
    def on_disk():
        folder = files.epoch_folder(published, own_index.current(published).epoch)
        return {one.stem for one in folder.glob("*.bki")}

    first = own_index.manifest_of(own_index.current(published)).base.sha256
    for number in range(3):
        records.withdraw(crowd[number].pk, officer="superviseur")
        services.build_index()
    assert len(on_disk()) == 4
    assert first in on_disk()
    moment = timezone.now() + dt.timedelta(days=3)
    OwnIndex.objects.update(expires_at=moment + dt.timedelta(days=9))
    monkeypatch.setattr("benkan.apps.search.publishing.sweeping._UNTIL", "until-later")
    folder = files.epoch_folder(published, own_index.current(published).epoch)
    sweeping.note_end(folder, moment + dt.timedelta(days=9))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    sweeping.sweep()
    assert len(on_disk()) == 2
    assert first not in on_disk()


def test_two_builds_at_once_are_not_two(partner, published):
    with files.alone(files.own_folder(published)), pytest.raises(Refused) as refusal:
        services.build_index()
    assert refusal.value.code == "index.busy"


def test_lost_files_of_a_part_lead_to_a_new_base(partner, published, crowd):
    folder = files.epoch_folder(published, own_index.current(published).epoch)
    for one in folder.glob("*.entries"):
        one.unlink()
    records.withdraw(crowd[0].pk, officer="superviseur")
    assert follow(published).deltas == []
    assert found(partner, published, 0, 1) == [None, Label("drug-trafficking", "suspect", "H1", "1")]


def test_an_asker_of_another_form_or_matching_is_told_politely(partner, published):
    for field, code in (("format", "index.format"), ("matching_version", "index.matching-version")):
        refusal = talk(partner, ASK.model_copy(update={field: "another"}), published)
        assert refusal.code == code
        assert refusal.remedy


def test_the_journal_has_the_digest_of_each_manifest(partner, published):
    import hashlib

    index = own_index.current(published)
    facts = Line.objects.get(event="index-published").facts
    assert facts["sha256"] == hashlib.sha256(bytes(index.manifest)).hexdigest()
    assert (facts["count"], facts["deltas"]) == (blind.padded(2600), 0)
