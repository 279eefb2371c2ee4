"""What a hostile partner tries at the door and behind it: endless dates, wrong receipts, growth, and haste."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from django.db import connection, connections
from django.utils import timezone
from tests.apps.exchange.fake_partner import FakePartner, agree
from tests.apps.exchange.test_receiving import request
from tests.apps.requests.conftest import hit  # noqa: F401 - a fixture
from tests.apps.search.conftest import _fresh_memory, analyst, case, their_moussa  # noqa: F401 - fixtures

from benkan.apps.exchange import services, transport
from benkan.apps.exchange.models import Incoming, Outgoing, State
from benkan.apps.requests.models import Release, Request
from benkan.core.envelope import new_id
from benkan.core.errors import Unreachable
from benkan.wire import Receipt, Refusal, time_text

pytestmark = pytest.mark.django_db
LAST_SECOND = dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)


def deliver() -> None:
    Outgoing.objects.filter(state=State.QUEUED).update(next_attempt_at=timezone.now())
    services.deliver_due(threads=False)


def queued(partner, convention) -> Outgoing:
    return services.queue(partner.agency, "request", request(), convention=convention)


def test_a_letter_until_the_end_of_the_calendar_opens(partner, convention):
    data = partner.letter(request(), convention=convention, expires_at=LAST_SECOND)
    assert isinstance(partner.read(services.receive(data))[1], Receipt)


def test_a_reply_until_the_end_of_the_calendar_is_read(partner, convention, monkeypatch):
    sent = queued(partner, convention)
    answer = partner.reply_letter
    monkeypatch.setattr(partner, "reply_letter", lambda *given: answer(*given, expires_at=time_text(LAST_SECOND)))
    deliver()
    sent.refresh_from_db()
    assert sent.state == State.DELIVERED


@pytest.mark.parametrize(
    "spoil",
    [
        lambda header, reply: reply.model_copy(update={"sha256": "0" * 64}),
        lambda header, reply: reply.model_copy(update={"envelope": new_id()}),
        lambda header, reply: request(),
    ],
    ids=["other-bytes", "other-letter", "no-receipt"],
)
def test_only_a_receipt_for_exactly_this_letter_delivers_it(partner, convention, spoil):
    sent = queued(partner, convention)
    partner.spoil = spoil
    deliver()
    sent.refresh_from_db()
    assert (sent.state, sent.last_code, sent.receipt) == (State.QUEUED, "envelope.other-reply", None)
    partner.spoil = lambda header, reply: reply
    deliver()
    sent.refresh_from_db()
    assert sent.state == State.DELIVERED


def test_a_refused_letter_does_not_stay_in_the_store(partner, convention):
    """Else a partner fills the disk with letters that nobody ever wanted."""
    huge = request(purpose="fishing", question="x" * 4_000)
    for payload, kind in ((huge, None), (request(), "a.kind.that.nobody.handles.or.ever.will")):
        data = partner.letter(payload, convention=convention, kind=kind)
        first = services.receive(data)
        assert isinstance(partner.read(first)[1], Refusal)
        assert services.receive(data) == first
    assert [bytes(row.envelope) for row in Incoming.objects.all()] == [b"", b""]
    assert services.of_thread(str(Incoming.objects.first().thread)) == []


def test_nothing_that_the_protocol_allows_is_too_long_for_its_column():
    """PostgreSQL refuses what SQLite takes: the partner would send the same letter for ever."""
    fields = {
        Request: {"officer_role": 200, "case_reference": 200, "tier": 32, "officer_name": 200},
        Release: {"reason_code": 64, "officer": 200, "second_officer": 200},
        Incoming: {"kind": 40, "convention": 64, "sender": 40},
    }
    short = [
        f"{model.__name__}.{name}"
        for model, wanted in fields.items()
        for name, size in wanted.items()
        if model._meta.get_field(name).max_length < size
    ]
    assert short == []


def test_a_refusal_with_a_long_clause_ends_the_request_all_the_same(partner, convention, hit, analyst):  # noqa: F811
    from benkan.apps.requests import services as requests

    made = requests.send(analyst, *hit, urgency="routine", question="Qui est-ce ?")
    partner.refuse_with = Refusal(code="convention.suspended", text="no", clause="x" * 200, facts={}, remedy="")
    deliver()
    made.refresh_from_db()
    assert (made.state, len(made.stop_clause)) == ("stopped", 120)


def test_a_thread_holds_the_letters_of_its_own_partner_only(partner, convention, network):
    other = network.add(FakePartner("ne-ocrtis", "NE").join_directory())
    theirs = agree(other, identifier="autre-2025")
    thread = new_id()
    services.receive(partner.letter(request(), convention=convention, thread=thread))
    services.receive(other.letter(request(), convention=theirs, thread=thread))
    assert [kept.partner for kept in services.of_thread(thread, partner=partner.agency)] == [partner.agency]


@pytest.mark.parametrize("url", ["http://127.0.0.1:1\n", "https://xn--/", "https://a..b/"])
def test_an_address_that_cannot_be_asked_is_unreachable(url):
    with pytest.raises(Unreachable):
        transport.post(url, b"letter")


def test_an_error_that_is_nested_without_end_is_only_a_status(monkeypatch):
    nested = httpx.MockTransport(lambda _request: httpx.Response(403, stream=httpx.ByteStream(b"[" * 4_000)))
    monkeypatch.setattr(transport, "client", lambda: httpx.Client(transport=nested))
    with pytest.raises(Unreachable) as caught:
        transport.post("http://127.0.0.1:1", b"letter")
    assert (caught.value.code, caught.value.facts["reason"]) == ("partner.turned-away", "403")


@pytest.mark.django_db(transaction=True)
def test_letters_of_one_partner_are_judged_one_after_the_other(partner, convention, monkeypatch):
    """Else ten connections at once would all be counted as the last search of the quota."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an in-memory database is shared by all threads: it cannot show two letters at once")
    from benkan.apps.accords import services as accords

    inside, most = [0], [0]
    real, lock = accords.decide, threading.Lock()

    def slow(*given, **facts):
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        threading.Event().wait(0.05)
        try:
            return real(*given, **facts)
        finally:
            with lock:
                inside[0] -= 1

    monkeypatch.setattr(accords, "decide", slow)
    letters = [partner.letter(request(), convention=convention) for _ in range(6)]
    services.receive(letters.pop())  # the partner has just been heard: nothing about it has to be written now

    def receive(data: bytes) -> bytes:
        try:
            return services.receive(data)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(5) as pool:
        replies = list(pool.map(receive, letters))
    assert all(isinstance(partner.read(reply)[1], Receipt) for reply in replies)
    assert most[0] == 1
