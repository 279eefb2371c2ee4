"""Several letters in one post: each as if it had come alone, all or nothing kept, and none of them a way around a rule."""

import hashlib
import itertools
import json

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from tests.apps.exchange.fake_partner import FakePartner, agree
from tests.apps.exchange.test_receiving import events, request
from tests.apps.exchange.test_sending import deliver, queue

from benkan.apps.exchange import delivering, inbox, registry, services, store, transport
from benkan.apps.exchange.models import Incoming, Outgoing, State
from benkan.apps.journal import services as journal
from benkan.apps.requests.models import Request
from benkan.core.envelope import MAX_LETTERS, SigningKey, bundle, new_id, read_answers
from benkan.core.errors import Invalid, Refused
from benkan.wire import INDEX_FORMAT, IndexAsk, Receipt, Refusal, Suspension, time_text

pytestmark = pytest.mark.django_db


def together(*letters: bytes):
    return read_answers(services.received_together(bundle(letters)), len(letters))


def codes(partner, found) -> list[str]:
    """The code of each answer: plain, of a sealed refusal, or empty for a receipt."""
    told = []
    for one in found:
        payload = partner.read(one.reply)[1] if one.reply else None
        told.append(one.code or (payload.code if isinstance(payload, Refusal) else ""))
    return told


@pytest.fixture
def letters(partner, convention):
    return [partner.letter(request(), convention=convention) for _ in range(4)]


# -- taken in ----------------------------------------------------------------------------------------------------------


def test_each_letter_of_a_bundle_is_handled_and_gets_its_own_receipt(partner, letters):
    found = together(*letters)
    receipts = [partner.read(one.reply)[1] for one in found]
    assert all(isinstance(one, Receipt) for one in receipts)
    assert [one.sha256 for one in receipts] == [hashlib.sha256(data).hexdigest() for data in letters]
    assert Request.objects.count() == Incoming.objects.count() == len(events("request-received")) == 4


def test_a_bad_letter_harms_no_other_one(partner, convention, letters, monkeypatch):
    monkeypatch.setattr(inbox, "_last_refused", {})
    forged = partner.letter(request(), convention=convention, signing=SigningKey.generate())
    elsewhere = partner.letter(request(), convention=convention, recipient="ne-ocrtis")
    forbidden = partner.letter(
        request(purpose="terrorism"), convention=agree(partner, identifier="etroite-2025", purposes=["fraud"])
    )
    found = together(letters[0], forged, b"no letter at all", elsewhere, forbidden, letters[0][:-9], letters[1])
    assert codes(partner, found) == [
        "",
        "envelope.signature",
        "envelope.malformed",
        "envelope.recipient",
        "convention.purpose",
        "envelope.signature",
        "",
    ]
    assert Request.objects.count() == 2
    assert not journal.verify().problems


def test_a_handler_that_fails_leaves_nothing_of_its_letter_and_all_of_the_others(partner, letters, monkeypatch, caplog):
    real = registry._handlers["request"].function
    count = itertools.count()

    def fails_once(message):
        real(message)
        if next(count) == 1:
            raise LookupError("Awa Kantara")

    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))
    services.handles("request")(fails_once)
    found = together(*letters)
    assert codes(partner, found) == ["", "node.failed", "", ""]
    assert Request.objects.count() == Incoming.objects.count() == len(events("request-received")) == 3
    assert "Kantara" not in caplog.text
    assert codes(partner, together(letters[1])) == [""]


def test_the_same_bundle_again_gets_the_same_answers_and_does_nothing(letters):
    assert together(*letters) == together(*letters)
    assert together(letters[3], letters[0])[1] == together(letters[0])[0]
    assert Request.objects.count() == len(events("request-received")) == 4


def test_the_same_letter_twice_in_one_bundle_is_one_letter(letters):
    first, second = together(letters[0], letters[0])
    assert first == second
    assert Request.objects.count() == 1


def test_a_letter_alone_and_in_a_bundle_is_the_same_letter(partner, letters):
    assert services.receive(letters[0]) == together(*letters)[0].reply
    assert services.receive(letters[2]) == together(letters[2])[0].reply


def test_a_thread_keeps_its_order_within_a_bundle(partner, convention):
    first, second = new_id(), new_id()
    one = partner.letter(request(), convention=convention, identity=first)
    two = partner.letter(request(), convention=convention, identity=second, previous=first)
    assert codes(partner, together(two, one)) == ["envelope.out-of-order", ""]
    three = partner.letter(request(), convention=convention, previous=second)
    assert codes(partner, together(two, three)) == ["", ""]


def test_a_suspension_in_a_bundle_stops_the_letter_after_it(partner, convention, letters):
    suspended = partner.letter(
        Suspension(
            convention=convention,
            version=1,
            reason="Contrôle",
            effective_at=time_text(timezone.now()),
            officer="Aïssata",
        ),
        convention=convention,
    )
    found = together(letters[0], suspended, letters[1])
    assert codes(partner, found) == ["", "", "convention.suspended"]


def test_letters_of_two_services_make_no_bundle(partner, convention, network, letters):
    other = network.add(FakePartner("ne-ocrtis", "NE").join_directory())
    second = agree(other, identifier="autre-2025")
    with pytest.raises(Invalid) as caught:
        together(letters[0], other.letter(request(), convention=second))
    assert caught.value.code == "bundle.senders"
    assert Incoming.objects.count() == 0


def test_a_question_whose_answer_is_waited_for_is_not_taken_in_a_bundle(partner, convention, letters):
    asked = partner.letter(IndexAsk(format=INDEX_FORMAT, matching_version="1"), convention=convention)
    assert codes(partner, together(asked, letters[0])) == ["bundle.kind", ""]


def test_a_bundle_holds_the_database_for_a_second_at_most(partner, letters, monkeypatch):
    times = iter([0.0, 0.4, 0.8, 1.2, 1.6])
    monkeypatch.setattr(inbox.time, "monotonic", lambda: next(times))
    assert codes(partner, together(*letters)) == ["", "", "node.busy", "node.busy"]
    assert Request.objects.count() == 2


def test_a_death_before_the_end_keeps_nothing_and_the_same_bundle_may_come_again(partner, letters, monkeypatch):
    if connection.features.has_select_for_update:
        pytest.skip("here every letter is a transaction of its own")

    class Killed(BaseException):
        pass

    count = itertools.count()
    real = registry._handlers["request"].function

    def dies(message):
        if next(count) == 2:
            raise Killed
        real(message)

    with monkeypatch.context() as patched:
        patched.setattr(registry, "_handlers", dict(registry._handlers))
        services.handles("request")(dies)
        before = journal.size()
        with pytest.raises(Killed):
            together(*letters)
    assert (Incoming.objects.count(), Request.objects.count(), journal.size()) == (0, 0, before)
    assert codes(partner, together(*letters)) == [""] * 4


def test_a_database_that_cannot_serve_keeps_no_letter_of_a_bundle(partner, letters, monkeypatch):
    real = store.answer
    count = itertools.count()

    def full(*arguments):
        if next(count) == 2:
            raise OperationalError("database or disk is full")
        real(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(store, "answer", full)
        answer = Client().post("/wire", bundle(letters), content_type=transport.BUNDLE_TYPE)
    assert (answer.status_code, json.loads(answer.content)) == (503, {"code": "node.busy"})
    if not connection.features.has_select_for_update:
        assert Incoming.objects.count() == 0
    assert codes(partner, together(*letters)) == [""] * 4
    assert Request.objects.count() == 4


# -- at the door -------------------------------------------------------------------------------------------------------


def test_the_door_takes_a_bundle_and_answers_with_one(partner, letters):
    answer = Client(enforce_csrf_checks=True).post("/wire", bundle(letters), content_type=transport.BUNDLE_TYPE)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, transport.BUNDLE_TYPE)
    assert codes(partner, read_answers(answer.content, 4)) == [""] * 4


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"BKB1", "envelope.malformed"),
        (b"BKB1" + b"\x00\x00\x00\x01x" * 5000, "bundle.too-large"),
        (b"BKB1" + b"\x00\x00\x00\x01x" * (MAX_LETTERS + 1), "bundle.too-large"),
    ],
)
def test_what_is_no_bundle_gets_a_plain_code(db, data, code):
    answer = Client().post("/wire", data, content_type=transport.BUNDLE_TYPE)
    assert (answer.status_code, json.loads(answer.content)) == (400, {"code": code})


def test_nothing_is_unpacked_before_it_is_read(db):
    """A bundle has no compressed form: one that claims to be compressed is read as it is, and is none."""
    answer = Client().post(
        "/wire", b"\x1f\x8b" + bytes(100), content_type=transport.BUNDLE_TYPE, headers={"Content-Encoding": "gzip"}
    )
    assert (answer.status_code, json.loads(answer.content)) == (400, {"code": "envelope.malformed"})


# -- sent --------------------------------------------------------------------------------------------------------------


def test_what_is_due_goes_in_one_post_in_the_order_in_which_it_was_queued(partner, convention):
    sent = [queue(partner, convention).id for _ in range(5)]
    deliver()
    assert partner.bundles == [5]
    assert [header.id for header, _ in partner.opened] == sent
    assert set(Outgoing.objects.values_list("state", flat=True)) == {State.DELIVERED}


def test_more_goes_at_once_while_the_link_carries_it(partner, convention):
    for _ in range(30):
        queue(partner, convention)
    deliver()
    assert partner.bundles == [8, 16, 6]


def test_half_goes_at_once_after_a_bundle_that_did_not_arrive(partner, convention):
    for _ in range(16):
        queue(partner, convention)
    partner.down = True
    deliver()
    assert delivering._at_once[partner.agency] == 4
    partner.down = False
    deliver()
    assert partner.bundles == [8, 4, 8, 4]
    assert set(Outgoing.objects.values_list("state", flat=True)) == {State.DELIVERED}


def test_a_bundle_is_small_enough_for_a_slow_line(partner, convention, monkeypatch):
    for _ in range(4):
        queue(partner, convention)
    monkeypatch.setattr(delivering, "BUNDLE_BYTES", 5000)
    deliver()
    assert max(partner.bundles) <= 2
    assert len(partner.opened) == 4


def test_one_thread_never_has_two_letters_on_their_way(partner, convention):
    thread = new_id()
    first = queue(partner, convention, thread=thread)
    second = queue(partner, convention, thread=thread, previous=first.id)
    other = queue(partner, convention)
    deliver()
    assert [header.id for header, _ in partner.opened] == [first.id, other.id, second.id]


def test_a_partner_without_bundles_gets_letter_after_letter_for_an_hour(partner, convention):
    partner.takes_bundles = False
    sent = [queue(partner, convention).id for _ in range(5)]
    deliver()
    assert (partner.bundles, [header.id for header, _ in partner.opened]) == ([], sent)
    partner.takes_bundles = True
    for _ in range(2):
        queue(partner, convention)
    deliver()
    assert (partner.bundles, len(partner.opened)) == ([], 7)
    delivering._singly_until[partner.agency] = 0.0
    for _ in range(2):
        queue(partner, convention)
    deliver()
    assert partner.bundles == [2]


def test_a_letter_that_the_partner_could_not_handle_holds_only_its_own_thread(partner, convention):
    thread = new_id()
    bad, after = queue(partner, convention, thread=thread), queue(partner, convention, thread=thread)
    good = queue(partner, convention)
    partner.turn_away = lambda header: "node.failed" if header.id == bad.id else ""
    deliver()
    services.deliver_due(threads=False)
    states = dict(Outgoing.objects.values_list("envelope_id", "state"))
    assert [states[one.envelope_id] for one in (bad, good, after)] == [State.QUEUED, State.DELIVERED, State.QUEUED]
    partner.turn_away = lambda header: ""
    deliver()
    assert set(Outgoing.objects.values_list("state", flat=True)) == {State.DELIVERED}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-3],
        lambda data: b"",
        lambda data: data + b"x",
        lambda data: b"<html>captive portal</html>",
    ],
)
def test_spoilt_answers_deliver_nothing_and_the_same_bytes_go_again(partner, convention, spoil):
    for _ in range(3):
        queue(partner, convention)
    partner.spoil_answers = spoil
    deliver()
    assert set(Outgoing.objects.values_list("state", flat=True)) == {State.QUEUED}
    partner.spoil_answers = lambda data: data
    deliver()
    assert set(Outgoing.objects.values_list("state", flat=True)) == {State.DELIVERED}
    assert len(set(partner.received)) == 3


def test_answers_in_another_order_deliver_nothing(partner, convention):
    from benkan.core.envelope import answers

    for _ in range(2):
        queue(partner, convention)
    partner.spoil_answers = lambda data: answers(read_answers(data, 2)[::-1])
    deliver()
    assert set(Outgoing.objects.values_list("state", "last_code")) == {(State.QUEUED, "envelope.other-reply")}


def test_one_spoilt_answer_of_a_bundle_leaves_the_others_delivered(partner, convention):
    from benkan.core.envelope import Answer, answers

    sent = [queue(partner, convention) for _ in range(3)]

    def spoil(data):
        found = read_answers(data, 3)
        return answers([found[0], Answer(reply=found[1].reply[:-1]), found[2]])

    partner.spoil_answers = spoil
    deliver()
    states = dict(Outgoing.objects.values_list("envelope_id", "state"))
    assert [states[one.envelope_id] for one in sent] == [State.DELIVERED, State.QUEUED, State.DELIVERED]


def test_a_death_while_answers_are_kept_sends_the_same_bytes_again(partner, convention, monkeypatch):
    for _ in range(4):
        queue(partner, convention)

    class Killed(BaseException):
        pass

    real, count = store.end, itertools.count()

    def dies(outgoing):
        if next(count) == 2:
            raise Killed
        return real(outgoing)

    with monkeypatch.context() as patched:
        patched.setattr(store, "end", dies)
        with pytest.raises(Killed):
            deliver()
    services.recover()
    services.deliver_due(threads=False)
    assert set(Outgoing.objects.values_list("state", flat=True)) == {State.DELIVERED}
    assert len(set(partner.received)) == 4


def test_a_letter_that_the_convention_stops_leaves_the_others_in_the_bundle(partner, convention, monkeypatch):
    sent = [queue(partner, convention) for _ in range(3)]

    def no_more(outgoing):
        if outgoing.id == sent[1].id:
            raise Refused("convention.expired", "The convention has ended.", clause="essai-2025 · 2")

    monkeypatch.setattr(delivering.outbox, "judge", no_more)
    deliver()
    states = dict(Outgoing.objects.values_list("envelope_id", "state"))
    assert [states[one.envelope_id] for one in sent] == [State.DELIVERED, State.STOPPED, State.DELIVERED]
