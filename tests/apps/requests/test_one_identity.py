"""The same request by two ways is one request: the same letter again, and the same request in another letter."""

import pytest
from tests.apps.requests.conftest import handle_of, question

from benkan import wire
from benkan.apps.exchange import services as exchange
from benkan.apps.journal.models import Line
from benkan.apps.requests.models import Request

pytestmark = pytest.mark.django_db


@pytest.fixture
def payload(partner, convention, record):
    return question(handle_of(record, convention))


def by_http(client, data):
    return client.post("/wire", data=data, content_type="application/octet-stream").content


def by_stick(data):
    """The bytes that somebody brought, handed to the node without the network's door."""
    return exchange.receive(data)


def test_one_letter_by_two_ways_is_one_request_with_one_reply(client, partner, convention, payload):
    data = partner.letter(payload, convention=convention, thread=payload.request)
    first, second = by_http(client, data), by_stick(data)
    assert first == second
    assert Request.objects.count() == 1
    assert Line.objects.filter(event="request-received").count() == 1


@pytest.mark.parametrize("ways", [(by_http, None), (None, by_http)])
def test_one_request_in_two_letters_is_one_and_its_clock_runs_from_the_first(
    client, partner, convention, payload, ways
):
    replies = []
    for way in ways:
        data = partner.letter(payload, convention=convention, thread=payload.request)
        replies.append(partner.read(way(client, data) if way else by_stick(data))[1])
    assert all(isinstance(reply, wire.Receipt) for reply in replies)
    assert replies[0].envelope != replies[1].envelope
    one = Request.objects.get()
    assert wire.time_text(one.received_at) == replies[0].received_at
    assert Line.objects.filter(event="request-received").count() == 1


@pytest.mark.parametrize(
    "changes", [{"question": "Autre chose ?"}, {"urgency": "immediate"}, {"handle": b"z" * 16}, {"officer": "Z"}]
)
def test_another_request_under_a_known_identity_is_refused_and_kept_as_evidence(partner, convention, payload, changes):
    by_stick(partner.letter(payload, convention=convention, thread=payload.request))
    other = payload.model_copy(update=changes)
    reply = partner.read(by_stick(partner.letter(other, convention=convention, thread=payload.request)))[1]
    assert reply.code == "request.id-reused"
    assert Request.objects.get().question == payload.question


def test_a_request_under_another_convention_is_not_the_same(partner, convention, alone, payload):
    by_stick(partner.letter(payload, convention=convention, thread=payload.request))
    reply = partner.read(by_stick(partner.letter(payload, convention=alone, thread=payload.request)))[1]
    assert reply.code == "request.id-reused"
