"""What a hostile partner tries against the witnessing of journals: silence the others, and show two histories."""

import threading
import time

import pytest
from tests.apps.exchange.fake_partner import agree
from tests.apps.journal.test_witnessing import Witnessing, later
from tests.apps.journal.test_witnessing import partner as partner  # noqa: PLC0414 - a fixture

from benkan.apps.exchange import services as exchange
from benkan.apps.exchange import transport
from benkan.apps.exchange.models import Incoming
from benkan.apps.journal import services as journal
from benkan.apps.journal.models import Cosignature, Witness
from benkan.core import tlog
from benkan.node import worker
from benkan.wire import Refusal, WitnessCosignature


class Timeless(Witnessing):
    """Cosigns at a time that no calendar has."""

    def _reply(self, header, payload, data):
        if header.kind != "witness.ask":
            return super()._reply(header, payload, data)
        key = tlog.SigningKey(f"{self.agency}/journal", self.signing.to_bytes())
        return WitnessCosignature(line=tlog.cosign(payload.checkpoint, key, (1 << 63) - 1).removesuffix("\n"))


@pytest.fixture
def timeless(partner, monkeypatch):
    """A second partner, asked before the first."""
    doors = {partner.url: partner}
    made = Timeless("bf-cnlcd", "BF").join_directory()
    doors[made.url] = made
    monkeypatch.setattr(transport, "post", lambda url, data, **_: doors[url].answer(data))
    agree(made, identifier="autre-2025")
    return made


def test_a_cosignature_outside_the_calendar_silences_no_other_witness(partner, timeless):
    assert journal.due_witnessing() == 1
    assert list(Cosignature.objects.values_list("witness", flat=True)) == [partner.agency]
    assert Witness.objects.get(partner=timeless.agency).last_code == "tlog.time"
    timeless.received.clear()
    journal.due_witnessing(later(61))
    assert timeless.received == []


def test_a_witness_that_never_ends_its_answer_holds_nothing_up(monkeypatch):
    let_go, asked = threading.Event(), threading.Event()

    def slow(_row, _convention, _now):
        asked.set()
        return let_go.wait(20)

    monkeypatch.setattr("benkan.apps.journal.witnessing.partners", lambda: [("ma-dgsn", "c")])
    monkeypatch.setattr("benkan.apps.journal.witnessing._ask", slow)
    monkeypatch.setattr("benkan.apps.journal.witnessing.Witness.objects", _Nobody())
    monkeypatch.setattr("benkan.apps.journal.witnessing.Line.objects", _Nobody())
    monkeypatch.setattr("benkan.apps.journal.witnessing.size", lambda: 9)
    duty = next(one for one in worker.duties() if one.name == "witness")
    begun = time.monotonic()
    try:
        duty.act()
        duty.act()
        assert asked.wait(5)
        assert time.monotonic() - begun < 5
    finally:
        let_go.set()


class _Nobody:
    def order_by(self, *_columns):
        return self

    def exclude(self, **_columns):
        return self

    def filter(self, **_columns):
        return self

    def values_list(self, *_columns, **_form):
        return self

    def first(self):
        return 9

    def all(self):
        return []

    def aggregate(self, **_):
        return {"last": 9}


def test_the_second_history_of_a_journal_is_kept_as_evidence(partner):
    true, false = partner.log(b"a", b"b"), partner.log(b"a", b"x")
    assert isinstance(true.send(true.ask(0)), WitnessCosignature)
    letter = partner.letter(false.ask(2), convention="ml-ma-2025")
    reply = partner.read(exchange.receive(letter))[1]
    assert isinstance(reply, Refusal)
    assert reply.code == "tlog.fork"
    assert [(row.code, bytes(row.envelope)) for row in Incoming.objects.all()] == [("tlog.fork", letter)]
    assert partner.read(exchange.receive(letter))[1] == reply
    assert Incoming.objects.count() == 1
