"""An answer may come hours later and to another process: the same letter goes again, counts once, and is opened."""

import dataclasses
import datetime as dt

import pytest
from django.utils import timezone
from tests.apps.search.conftest import MOUSSA
from tests.apps.search.test_asking import asks, run

from benkan.apps.exchange import transport
from benkan.apps.journal.models import Line
from benkan.apps.search import asking, partner_index, questions, sealing, services
from benkan.apps.search.models import Inquiry, InquiryState, Question
from benkan.apps.search.subject import asked
from benkan.core.errors import Invalid, Unreachable
from benkan.wire import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(analyst, case, partner, convention, their_moussa, network, monkeypatch):
    """A search that the partner answered, but the answer was lost on its way."""
    partner.publish(convention, [their_moussa])
    services.fetch_indexes()

    def cut(*given, **more):
        network.post(*given, **more)
        raise Unreachable("partner.unreachable", "The link was cut.")

    search = services.make(analyst, case.pk, MOUSSA)
    with monkeypatch.context() as patched:
        patched.setattr(transport, "post", cut)
        row = run(search)
    assert (row.state, row.code) == (InquiryState.WAITING, "partner.unreachable")
    return search


def a_new_process():
    """Nothing is left in memory."""
    asking._recovered.clear()
    partner_index._load.cache_clear()


def used(partner, convention):
    return services.used_today(actor="ml-ocs", counterparty=partner.agency, convention=convention)


def test_an_answer_that_comes_hours_later_to_another_process_is_opened(lost, partner, convention):
    a_new_process()
    row = run(lost, again=True)
    assert (row.state, bool(row.hits)) == (InquiryState.ANSWERED, True)
    assert len(set(asks(partner))) == 1
    assert len(asks(partner)) == 2


def test_a_search_that_goes_again_counts_once_and_its_last_unit_is_enough(lost, partner, convention, monkeypatch):
    assert used(partner, convention).party == 1
    from benkan.apps.accords import standing

    # The only search of the day is this one: sent again, it is not the second.
    real = standing.parsed

    def narrow(text):
        found, complete = real(text)
        return dataclasses.replace(
            found, quotas=dataclasses.replace(found.quotas, searches_per_party_per_day=1)
        ), complete

    monkeypatch.setattr(standing, "parsed", narrow)
    row = run(lost, again=True)
    assert row.state == InquiryState.ANSWERED
    assert used(partner, convention).party == 1
    second = services.make(lost.officer, lost.case_id, MOUSSA).inquiries.get()
    assert (second.state, second.code) == (InquiryState.NOT_ASKED, "convention.quota.party")


def test_a_search_that_waits_over_midnight_counts_on_the_day_on_which_it_goes(lost, partner, convention):
    Inquiry.objects.update(asked_at=timezone.now() - dt.timedelta(days=1))
    assert used(partner, convention).party == 0
    run(lost, again=True)
    assert used(partner, convention).party == 1


def test_a_partner_that_could_not_answer_yet_counted_nothing(analyst, case, partner, convention):
    row = run(services.make(analyst, case.pk, MOUSSA))
    assert (row.state, row.code) == (InquiryState.WAITING, "index.none")
    assert used(partner, convention).party == 0


def test_an_answer_is_looked_up_in_a_newer_index_of_the_same_epoch(lost, partner, convention, their_moussa):
    partner.publish(convention, [their_moussa])
    partner.manifest = partner.manifest.model_copy(update={"built_at": "2030-01-01T00:00:00Z"})
    services.fetch_indexes()
    a_new_process()
    row = run(lost, again=True)
    assert (row.state, bool(row.hits)) == (InquiryState.ANSWERED, True)
    assert row.index_built_at.year == 2030
    assert len(set(asks(partner))) == 1


def test_a_new_epoch_gets_a_new_letter_around_the_same_elements(analyst, case, partner, convention, their_moussa):
    partner.publish(convention, [], epoch=7)
    services.fetch_indexes()
    partner.publish(convention, [their_moussa], epoch=8)
    stale = Refusal(code="index.epoch", text="new epoch", clause="", facts={}, remedy="")
    partner.spoil = lambda header, reply: stale if getattr(partner.opened[-1][1], "epoch", 8) == 7 else reply
    row = run(services.make(analyst, case.pk, MOUSSA))
    assert (row.state, row.index_epoch, bool(row.hits)) == (InquiryState.ANSWERED, 8, True)
    first, second = (payload for header, payload in partner.opened if header.kind == "search.ask")
    assert first.elements == second.elements
    assert (first.epoch, second.epoch) == (7, 8)
    assert used(partner, convention).party == 1


def test_the_letter_goes_when_the_inquiry_ends_and_the_sealed_secrets_stay_for_the_audit(lost):
    stored = Question.objects.get()
    assert stored.letter
    run(lost, again=True)
    stored.refresh_from_db()
    assert bytes(stored.letter) == b""
    assert stored.letter_id
    assert stored.sealed


@pytest.mark.parametrize("ends", ["expired", "suspended"])
def test_every_end_of_an_inquiry_takes_its_letter(lost, partner, convention, ends):
    if ends == "expired":
        lost.created_at = timezone.now() - dt.timedelta(hours=25)
        lost.save()
        run(lost, again=True)
    else:
        asking.stop(convention, f"{convention} · 10")
    assert bytes(Question.objects.get().letter) == b""


def test_what_is_stored_gives_neither_token_nor_scalar_away(lost):
    stored = Question.objects.get()
    opened = questions.opened(stored)
    secrets = [value for slot in opened.query.slots() for value in (slot.blinding.token, slot.blinding.to_bytes())]
    chosen = [token.bytes for given in asked(lost.subject, "ML").chosen.values() for token in given]
    assert set(chosen) == set(opened.meanings) < set(secrets)
    kept = b"".join(map(bytes, (stored.sealed, stored.leaves, stored.letter)))
    assert not any(secret in kept or secret.hex().encode() in kept for secret in secrets)


def test_a_box_of_another_row_or_key_is_refused(lost, monkeypatch):
    stored = Question.objects.get()
    with pytest.raises(Invalid) as moved:
        sealing.opened(bytes(stored.sealed), str(lost.pk))
    assert moved.value.code == "search.sealed"
    monkeypatch.setattr(sealing.keys, "sealing_key", lambda: bytes(32))
    with pytest.raises(Invalid) as caught:
        questions.opened(stored)
    assert caught.value.code == "search.sealed"
    row = run(lost, again=True)
    assert (row.state, row.code) == (InquiryState.FAILED, "search.sealed")
    assert not Line.objects.filter(event="proof-refused").exists()


def test_a_search_of_the_version_before_is_asked_too(lost):
    Question.objects.all().delete()
    row = run(lost, again=True)
    assert (row.state, bool(row.hits)) == (InquiryState.ANSWERED, True)
