"""The door: what is authentic, new and allowed is handled once; everything else is refused and changes nothing."""

import datetime as dt
import json

import pytest
from django.db import OperationalError
from django.test import Client
from tests.apps.exchange.fake_partner import FakePartner, agree, now

from benkan.apps.accords import services as accords
from benkan.apps.exchange import inbox, registry, services
from benkan.apps.exchange.models import Incoming
from benkan.apps.journal import services as journal
from benkan.apps.journal.models import Line
from benkan.core.envelope import EncryptionKey, SigningKey, new_id, peek
from benkan.core.errors import Invalid, Refused, Unverified
from benkan.wire import Receipt, Refusal, Request, Withdrawal, time_text

pytestmark = pytest.mark.django_db


def request(**changes) -> Request:
    values = {
        "request": new_id(),
        "purpose": "drug-trafficking",
        "urgency": "routine",
        "officer": "Liaison",
        "officer_role": "liaison",
        "case_reference": "2025-9",
        "question": "Qui est-ce ?",
        "legal_ground": "Article 4",
        "handle": b"h" * 16,
        "tier": "identifier",
        "due_at": time_text(now() + dt.timedelta(days=7)),
        "language": "fr",
    }
    return Request(**{**values, **changes})


@pytest.fixture
def handled(monkeypatch):
    """What the handler of requests was given, in place of the real one."""
    seen = []
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))

    @services.handles("request")
    def keep(message):
        seen.append(message)

    return seen


def events(event: str) -> list[Line]:
    return list(Line.objects.filter(event=event))


def refusal(partner: FakePartner, reply: bytes) -> Refusal:
    _, payload = partner.read(reply)
    assert isinstance(payload, Refusal)
    return payload


def test_a_letter_is_handled_and_answered_with_a_receipt_sealed_to_its_sender(partner, convention, handled):
    data = partner.letter(request(), convention=convention)
    header, payload = partner.read(services.receive(data))
    assert isinstance(payload, Receipt)
    assert payload.envelope == header.previous == peek(data).id
    assert header.thread == peek(data).thread
    assert [message.sender for message in handled] == [partner.agency]


def test_the_same_letter_again_gets_the_same_reply_and_is_handled_once(partner, convention, handled):
    data = partner.letter(request(), convention=convention)
    assert services.receive(data) == services.receive(data)
    assert len(handled) == Incoming.objects.count() == 1


def test_another_letter_under_the_same_identity_is_refused(partner, convention, handled):
    identity = new_id()
    services.receive(partner.letter(request(), convention=convention, identity=identity))
    reply = services.receive(partner.letter(request(), convention=convention, identity=identity))
    assert refusal(partner, reply).code == "envelope.id-reused"
    assert len(handled) == 1
    assert events("message-refused")[0].facts["code"] == "envelope.id-reused"


def test_two_partners_may_use_the_same_identity(partner, convention, handled, network):
    other = network.add(FakePartner("ne-ocrtis", "NE").join_directory())
    second = agree(other, identifier="autre-2025")
    identity = new_id()
    services.receive(partner.letter(request(), convention=convention, identity=identity))
    services.receive(other.letter(request(), convention=second, identity=identity))
    assert len(handled) == 2


def test_a_letter_of_a_stranger_changes_nothing(db, handled):
    stranger = FakePartner("xx-nobody", "XX")
    before = journal.size()
    with pytest.raises(Refused) as caught:
        services.receive(stranger.letter(request(), convention="essai-2025"))
    assert caught.value.code == "agency.unknown"
    assert (handled, Incoming.objects.count(), journal.size()) == ([], 0, before)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signing": SigningKey.generate()}, "envelope.signature"),
        ({"recipient": "ne-ocrtis"}, "envelope.recipient"),
        ({"to": EncryptionKey.generate().public}, "envelope.sealed-for"),
        (
            {"sent_at": now() - dt.timedelta(days=9), "expires_at": now() - dt.timedelta(days=3)},
            "envelope.expired",
        ),
    ],
)
def test_what_is_not_authentic_or_not_for_us_is_refused_with_a_line_in_the_journal(
    partner, convention, handled, changes, code, monkeypatch
):
    monkeypatch.setattr(inbox, "_last_refused", {})
    with pytest.raises(Unverified) as caught:
        services.receive(partner.letter(request(), convention=convention, **changes))
    assert caught.value.code == code
    assert handled == []
    assert [line.facts["code"] for line in events("message-refused")] == [code]


def test_a_flood_of_forged_letters_is_one_line_a_minute(partner, convention, monkeypatch):
    monkeypatch.setattr(inbox, "_last_refused", {})
    for _ in range(5):
        with pytest.raises(Unverified):
            services.receive(partner.letter(request(), convention=convention, signing=SigningKey.generate()))
    assert len(events("message-refused")) == 1


@pytest.mark.parametrize(
    "spoil", [lambda data: data[:-1], lambda data: data[:40], lambda data: b"", lambda data: data + b"x"]
)
def test_broken_bytes_are_invalid_or_unverified(partner, convention, spoil):
    with pytest.raises((Invalid, Unverified)):
        services.receive(spoil(partner.letter(request(), convention=convention)))
    assert Incoming.objects.count() == 0


def test_a_flipped_byte_anywhere_is_never_handled(partner, convention, handled):
    data = partner.letter(request(), convention=convention)
    for place in range(0, len(data), 97):
        broken = bytearray(data)
        broken[place] ^= 1
        with pytest.raises((Invalid, Unverified, Refused)):
            services.receive(bytes(broken))
    assert handled == []


def test_a_letter_that_the_convention_does_not_allow_is_refused_with_the_clause(partner, handled):
    narrow = agree(partner, identifier="etroite-2025", purposes=["fraud"])
    reply = services.receive(partner.letter(request(), convention=narrow))
    told = refusal(partner, reply)
    assert told.clause.startswith("etroite-2025")
    assert handled == []
    (line,) = events("message-refused")
    assert line.clause == told.clause


def test_without_a_convention_nothing_is_handled(partner, handled):
    reply = services.receive(partner.letter(request(), convention="nulle-2025"))
    assert refusal(partner, reply).code == "convention.none"
    assert handled == []


def test_a_letter_ahead_of_its_predecessor_is_refused_for_now_and_taken_later(partner, convention, handled):
    first, second = new_id(), new_id()
    ahead = partner.letter(request(), convention=convention, identity=second, previous=first)
    assert refusal(partner, services.receive(ahead)).code == "envelope.out-of-order"
    assert Incoming.objects.count() == 0
    services.receive(partner.letter(request(), convention=convention, identity=first))
    _, payload = partner.read(services.receive(ahead))
    assert isinstance(payload, Receipt)
    assert len(handled) == 2


def test_a_letter_after_a_refused_one_is_refused_for_good(partner, convention, handled):
    first = new_id()
    services.receive(partner.letter(request(purpose="no-such"), convention=convention, identity=first))
    reply = services.receive(partner.letter(request(), convention=convention, previous=first))
    assert refusal(partner, reply).code == "envelope.previous-refused"


def test_a_suspended_convention_refuses_new_letters_but_not_a_withdrawal(partner, convention, handled, officer):
    accords.suspend(convention, officer, "Contrôle en cours")
    assert refusal(partner, services.receive(partner.letter(request(), convention=convention))).code.startswith(
        "convention."
    )
    assert handled == []
    withdrawal = Withdrawal(release=new_id(), version=2, fields=[], reason_code="mistake", reason="", officer="Liaison")
    _, payload = partner.read(services.receive(partner.letter(withdrawal, convention=convention)))
    assert not (isinstance(payload, Refusal) and payload.code.startswith("convention."))


def test_an_error_of_the_handler_is_a_stored_refusal_and_nothing_it_did_is_kept(partner, convention, monkeypatch):
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))

    @services.handles("request")
    def refuse(message):
        journal.write("request-received", partner=message.sender)
        raise Refused("request.no-record", "There is no such record.")

    data = partner.letter(request(), convention=convention)
    assert refusal(partner, services.receive(data)).code == "request.no-record"
    assert events("request-received") == []
    assert services.receive(data) == bytes(Incoming.objects.get().reply)


def test_a_death_in_the_handler_loses_nothing_and_doubles_nothing(partner, convention, monkeypatch):
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))
    alive = []

    @services.handles("request")
    def die_once(message):
        journal.write("request-received", partner=message.sender)
        if not alive:
            alive.append(True)
            raise MemoryError

    data = partner.letter(request(), convention=convention)
    with pytest.raises(MemoryError):
        services.receive(data)
    assert (Incoming.objects.count(), events("request-received")) == (0, [])
    _, payload = partner.read(services.receive(data))
    assert isinstance(payload, Receipt)
    services.receive(data)
    assert (Incoming.objects.count(), len(events("request-received"))) == (1, 1)


def test_a_kind_nobody_handles_is_refused(partner, convention):
    receipt = Receipt(envelope=new_id(), sha256="0" * 64, received_at=time_text(now()))
    reply = services.receive(partner.letter(receipt, convention=convention))
    assert refusal(partner, reply).code == "envelope.kind"


def test_the_door_takes_letters_and_answers_strangers_with_a_plain_code(partner, convention, handled):
    door = Client(enforce_csrf_checks=True)
    data = partner.letter(request(), convention=convention)
    answer = door.post("/wire", data, content_type="application/octet-stream")
    assert answer.status_code == 200
    assert isinstance(partner.read(answer.content)[1], Receipt)
    stranger = FakePartner("xx-nobody", "XX").letter(request(), convention=convention)
    answer = door.post("/wire", stranger, content_type="application/octet-stream")
    assert (answer.status_code, json.loads(answer.content)) == (403, {"code": "agency.unknown"})


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"x" * 5_000_000, "application/octet-stream", 413),
        (b"", "application/octet-stream", 415),
        (b"hello", "text/plain", 415),
        (b"hello", "application/octet-stream", 400),
    ],
)
def test_the_door_refuses_what_is_no_letter(db, body, content_type, status):
    assert Client().post("/wire", body, content_type=content_type).status_code == status
    assert Client().get("/wire").status_code == 405


def test_a_locked_database_tells_the_sender_to_come_again(partner, convention, monkeypatch, caplog):
    def locked(data):
        raise OperationalError("database is locked")

    monkeypatch.setattr("benkan.apps.exchange.door.receive", locked)
    answer = Client().post(
        "/wire", partner.letter(request(), convention=convention), content_type="application/octet-stream"
    )
    assert (answer.status_code, json.loads(answer.content)) == (503, {"code": "node.busy"})


def test_a_letter_is_found_again_with_what_proves_its_content(partner, convention, handled):
    from benkan.core.envelope import verify_content

    thread = new_id()
    asked = request()
    services.receive(partner.letter(asked, convention=convention, thread=thread))
    kept = services.envelope_of(thread, "request")
    assert kept is not None
    header = verify_content(kept.data, partner.signing.public, kept.salt, kept.payload)
    assert (header.kind, kept.direction) == ("request", "in")


@pytest.mark.django_db(transaction=True)
def test_the_same_letter_by_two_connections_at_once_is_handled_once(network, monkeypatch):
    import threading

    from django.db import connection

    partner = network.add(FakePartner().join_directory())
    name = agree(partner)
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))

    @services.handles("request")
    def keep(message):
        journal.write("request-received", partner=message.sender)

    data = partner.letter(request(), convention=name)
    replies = []

    def post():
        try:
            replies.append(services.receive(data))
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(replies) == 4
    assert len(set(replies)) == 1
    assert len(events("request-received")) == 1


def test_an_answer_of_the_door_is_the_reply_and_two_headers(partner, convention, handled):
    """A browser's headers would be a third of what travels back over a satellite."""
    data = partner.letter(request(), convention=convention)
    for body in (data, b"hello"):
        answer = Client(enforce_csrf_checks=True).post("/wire", body, content_type="application/octet-stream")
        assert {name.lower() for name in answer.headers} == {"content-type", "content-length"}
        assert int(answer.headers["Content-Length"]) == len(answer.content)
        assert not answer.cookies


def test_an_unforeseen_error_at_the_door_is_a_plain_code_and_its_text_is_not_logged(
    partner, convention, monkeypatch, caplog
):
    def fail(data):
        raise LookupError("Awa Kantara")

    monkeypatch.setattr("benkan.apps.exchange.door.receive", fail)
    data = partner.letter(request(), convention=convention)
    answer = Client().post("/wire", data, content_type="application/octet-stream")
    assert (answer.status_code, json.loads(answer.content)) == (500, {"code": "node.failed"})
    assert "LookupError" in caplog.text
    assert "Kantara" not in caplog.text
