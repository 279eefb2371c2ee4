"""The outbox: in order, the same bytes until received, stopped at once when the convention says so."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.apps.exchange.fake_partner import FakePartner, agree
from tests.apps.exchange.test_receiving import request

from benkan.apps.accords import services as accords
from benkan.apps.exchange import registry, services, transport
from benkan.apps.exchange.models import Outgoing, State
from benkan.apps.journal.models import Line
from benkan.core.envelope import new_id, verify_content
from benkan.core.errors import Refused
from benkan.wire import Receipt, Refusal

pytestmark = pytest.mark.django_db


def deliver() -> None:
    Outgoing.objects.filter(state=State.QUEUED).update(next_attempt_at=timezone.now())
    services.deliver_due(threads=False)


def queue(partner, convention, **changes) -> Outgoing:
    return services.queue(partner.agency, "request", request(), convention=convention, **changes)


def test_a_queued_letter_arrives_and_its_receipt_is_kept(partner, convention):
    sent = queue(partner, convention)
    deliver()
    sent.refresh_from_db()
    assert (sent.state, partner.kinds()) == (State.DELIVERED, ["request"])
    assert partner.opened[0][0].id == sent.id
    assert sent.receipt


def test_letters_arrive_in_the_order_in_which_they_were_queued(partner, convention):
    sent = [queue(partner, convention).id for _ in range(5)]
    deliver()
    assert [header.id for header, _ in partner.opened] == sent


def test_a_dead_link_loses_nothing_and_the_same_bytes_go_again(partner, convention):
    sent = queue(partner, convention)
    partner.down = True
    deliver()
    sent.refresh_from_db()
    assert (sent.state, sent.last_code, sent.attempts) == (State.QUEUED, "partner.unreachable", 1)
    assert sent.next_attempt_at > timezone.now()
    first = bytes(sent.sealed)
    partner.down = False
    deliver()
    sent.refresh_from_db()
    assert (sent.state, partner.received) == (State.DELIVERED, [first])


def test_a_death_between_sending_and_noting_sends_the_same_bytes_again(partner, convention, monkeypatch):
    sent = queue(partner, convention)

    class Killed(BaseException):
        pass

    def dies(outgoing, *_args, **_more):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("benkan.apps.exchange.outbox.end", dies)
        with pytest.raises(Killed):
            deliver()
    services.recover()
    services.deliver_due(threads=False)
    sent.refresh_from_db()
    assert sent.state == State.DELIVERED
    assert len(set(partner.received)) == 1
    assert len(partner.received) == 2


def test_a_failure_that_nobody_foresaw_does_not_hold_the_letter_until_its_claim_ends(partner, convention, monkeypatch):
    sent = queue(partner, convention)
    with monkeypatch.context() as broken:
        broken.setattr(transport, "post", lambda *args, **kwargs: {}["nobody"])
        with pytest.raises(KeyError):
            deliver()
    sent.refresh_from_db()
    assert (sent.state, sent.attempts, sent.last_code) == (State.QUEUED, 1, "node.failed")
    assert sent.next_attempt_at < timezone.now() + dt.timedelta(seconds=5)
    deliver()
    sent.refresh_from_db()
    assert sent.state == State.DELIVERED


def test_a_worker_that_starts_again_and_again_does_not_wait_longer_and_longer(partner, convention):
    sent = queue(partner, convention)
    partner.down = True
    for _ in range(8):
        services.recover()
        services.deliver_due(threads=False)
    sent.refresh_from_db()
    assert sent.attempts == 1
    assert sent.next_attempt_at < timezone.now() + dt.timedelta(seconds=2)


def test_the_convention_is_asked_when_queueing(partner):
    narrow = agree(partner, identifier="etroite-2025", purposes=["fraud"])
    with pytest.raises(Refused) as caught:
        queue(partner, narrow)
    assert caught.value.clause
    assert Outgoing.objects.count() == 0


def test_a_suspended_convention_stops_a_queued_request(partner, convention, officer, network):
    other = network.add(FakePartner("ne-ocrtis", "NE").join_directory())
    agree(other, identifier="autre-2025")
    stopped, kept = queue(partner, convention), queue(other, "autre-2025")
    accords.suspend(convention, officer, "Contrôle en cours")
    stopped.refresh_from_db()
    assert stopped.state == State.STOPPED
    deliver()
    assert "request" not in partner.kinds()
    kept.refresh_from_db()
    assert kept.state == State.DELIVERED
    assert [line.reference for line in Line.objects.filter(event="message-stopped")] == [stopped.id]


def test_the_convention_is_asked_again_before_every_attempt(partner, convention, monkeypatch):
    sent = queue(partner, convention)
    partner.down = True
    deliver()
    partner.down = False
    real = accords.decide

    def no_more(kind, **facts):
        if facts.get("purpose"):
            raise Refused("convention.expired", "The convention has ended.", clause="essai-2025 · 2")
        return real(kind, **facts)

    monkeypatch.setattr(accords, "decide", no_more)
    deliver()
    sent.refresh_from_db()
    assert (sent.state, sent.last_code, sent.clause) == (State.STOPPED, "convention.expired", "essai-2025 · 2")
    assert partner.received == []


def test_a_partner_s_refusal_stops_the_letter_with_its_clause(partner, convention):
    partner.refuse_with = Refusal(
        code="request.no-record", text="There is no such record.", clause="essai-2025 · 5", facts={}, remedy=""
    )
    sent = queue(partner, convention)
    deliver()
    sent.refresh_from_db()
    assert (sent.state, sent.last_code, sent.clause) == (State.STOPPED, "request.no-record", "essai-2025 · 5")


def test_a_letter_out_of_order_holds_only_its_own_thread(partner, convention):
    held_id = new_id()
    held = queue(partner, convention, thread=held_id)
    free = queue(partner, convention)
    not_yet = Refusal(code="envelope.out-of-order", text="Not yet.", clause="", facts={}, remedy="")
    partner.spoil = lambda header, reply: not_yet if header.thread == held_id else reply
    deliver()
    held.refresh_from_db()
    free.refresh_from_db()
    assert (held.state, free.state) == (State.QUEUED, State.DELIVERED)


def test_a_letter_that_follows_a_stopped_one_names_the_one_before_it(partner, convention):
    thread = new_id()
    first = queue(partner, convention, thread=thread)
    second = queue(partner, convention, thread=thread, previous=first.id)
    third = queue(partner, convention, thread=thread, previous=second.id)
    Outgoing.objects.filter(number=second.number).update(state=State.STOPPED)
    deliver()
    third.refresh_from_db()
    assert [header.previous for header, _ in partner.opened] == ["", first.id]


def test_a_partner_that_left_the_directory_stops_its_letters_and_holds_nobody(partner, convention):
    from benkan.apps.agencies.models import Agency

    sent = queue(partner, convention)
    Agency.objects.filter(pk=partner.agency).delete()
    deliver()
    sent.refresh_from_db()
    assert (sent.state, sent.last_code) == (State.STOPPED, "agency.unknown")


def test_an_expired_letter_is_never_sent(partner, convention):
    sent = queue(partner, convention, life=dt.timedelta(seconds=-1))
    deliver()
    sent.refresh_from_db()
    assert (sent.state, partner.received) == (State.EXPIRED, [])


def test_the_slice_that_queued_hears_the_end_in_the_same_transaction(partner, convention, monkeypatch):
    heard = []
    monkeypatch.setattr(registry, "_outcomes", {"request": lambda outgoing: heard.append(outgoing.state)})
    queue(partner, convention)
    deliver()
    assert heard == [State.DELIVERED]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-3],
        lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:],
        lambda data: b"",
        lambda data: b"<html>captive portal</html>",
    ],
)
def test_an_altered_reply_delivers_nothing_and_the_letter_goes_again(partner, convention, spoil):
    sent = queue(partner, convention)
    partner.spoil_bytes = spoil
    deliver()
    sent.refresh_from_db()
    assert sent.state == State.QUEUED
    assert Line.objects.filter(event="message-refused").count() == 1
    partner.spoil_bytes = lambda data: data
    deliver()
    sent.refresh_from_db()
    assert sent.state == State.DELIVERED
    assert len(set(partner.received)) == 1


def test_the_reply_to_another_letter_delivers_nothing(partner, convention):
    other = queue(partner, convention)
    deliver()
    other.refresh_from_db()
    sent = queue(partner, convention)
    replayed = bytes(other.receipt)
    partner.spoil_bytes = lambda data: replayed
    deliver()
    sent.refresh_from_db()
    assert (sent.state, sent.last_code) == (State.QUEUED, "envelope.other-reply")


def test_a_reply_signed_by_another_key_delivers_nothing(partner, convention):
    from benkan.core.envelope import SigningKey

    sent = queue(partner, convention)
    true_key = partner.signing
    partner.signing = SigningKey.generate()
    deliver()
    partner.signing = true_key
    sent.refresh_from_db()
    assert (sent.state, sent.last_code) == (State.QUEUED, "envelope.signature")


def test_a_sent_letter_proves_its_content_without_any_private_key(partner, convention, own_signing):
    thread = new_id()
    queue(partner, convention, thread=thread)
    deliver()
    kept = services.envelope_of(thread, "request")
    header = verify_content(kept.data, own_signing.public, kept.salt, kept.payload)
    assert (header.recipient, kept.direction) == (partner.agency, "out")
    assert isinstance(partner.opened[0][1].question, str)


def test_backoff_doubles_up_to_ten_minutes():
    waits = [services.backoff(attempts).total_seconds() for attempts in range(40)]
    assert max(waits) <= 600
    assert 0.25 <= waits[0] <= 0.5
    assert waits[30] >= 300


def test_a_question_is_refused_before_it_leaves_when_the_convention_says_no(partner):
    from benkan.wire import IndexAsk

    with pytest.raises(Refused):
        services.ask(
            partner.agency,
            "index.ask",
            IndexAsk(format="benkan-index-2", matching_version="1"),
            convention="nulle-2025",
        )
    assert partner.received == []


def test_an_answer_of_another_kind_is_not_taken(partner, convention):
    from benkan.core.errors import Unverified
    from benkan.wire import IndexAsk, time_text

    partner.spoil = lambda header, reply: Receipt(
        envelope=header.id, sha256="0" * 64, received_at=time_text(timezone.now())
    )
    with pytest.raises(Unverified) as caught:
        services.ask(
            partner.agency, "index.ask", IndexAsk(format="benkan-index-2", matching_version="1"), convention=convention
        )
    assert caught.value.code == "envelope.other-kind"
