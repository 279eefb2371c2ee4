"""Expiry and suspension stop what is queued at once: nothing leaves, on either side, and the clause says why."""

import datetime as dt

import pytest
from tests.apps.accords.test_suspending import notice, queued_request, receive
from tests.apps.accords.texts import signed, today

from benkan.apps.accords import services as accords
from benkan.apps.exchange import services as exchange
from benkan.core import conventions
from benkan.core.errors import Refused
from benkan.node.worker import duties
from benkan.wire import Suspension as SuspensionNotice

AFTER = dt.datetime.now(dt.UTC) + dt.timedelta(days=301)


@pytest.fixture
def convention(text) -> str:
    return accords.add(text).identifier


def end_now(convention, monkeypatch):
    """The last day passes while the letter waits: the node's clock is behind the end of the convention."""
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: AFTER)
    assert not accords.agreements()[0].convention.in_force(AFTER.date())


def test_a_letter_that_waits_is_stopped_when_the_convention_ends(convention, partner):
    waiting = queued_request(convention)
    assert accords.stop_ended() == 0
    assert accords.stop_ended(AFTER) == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.last_code, waiting.clause) == ("stopped", "convention.expired", "ml-ma-2025 · 2")
    exchange.deliver_due(threads=False)
    assert partner.received == []


def test_a_letter_whose_convention_ended_never_leaves_even_before_the_worker_stops_it(convention, partner, monkeypatch):
    waiting = queued_request(convention)
    waiting.expires_at = AFTER + dt.timedelta(days=1)
    waiting.save()
    end_now(convention, monkeypatch)
    exchange.deliver_due(threads=False)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.last_code) == ("stopped", "convention.expired")
    assert partner.received == []


def test_safeguards_that_wait_are_not_stopped_by_the_end(convention, partner, officer):
    accords.suspend(convention, officer("control"), "Contrôle")
    assert accords.stop_ended(AFTER) == 0
    exchange.deliver_due(threads=False)
    assert partner.kinds() == ["suspension"]


def test_a_renewed_convention_is_not_ended(partner, convention):
    accords.add(signed(partner, version=2, ends_on=today() + dt.timedelta(days=900)))
    waiting = queued_request(convention)
    assert accords.stop_ended(AFTER) == 0
    waiting.refresh_from_db()
    assert waiting.state == "queued"


def test_a_partner_s_suspension_that_arrives_while_a_letter_waits_stops_it_before_the_next_attempt(convention, partner):
    waiting = queued_request(convention)
    receive(partner, notice(SuspensionNotice))
    exchange.deliver_due(threads=False)
    waiting.refresh_from_db()
    assert waiting.state == "stopped"
    assert partner.received == []


def test_what_arrives_after_the_end_is_refused_with_the_clause(convention, partner, monkeypatch):
    end_now(convention, monkeypatch)
    with pytest.raises(Refused) as caught:
        accords.decide("request", actor="ma-dgsn", counterparty="ml-ocs", purpose="fraud")
    assert (caught.value.code, caught.value.clause) == ("convention.expired", "ml-ma-2025 · 2")
    assert all(caught.value.facts[f"clause_{language}"] for language in conventions.LANGUAGES)


def test_the_worker_stops_what_ended():
    assert "ended conventions" in [duty.name for duty in duties()]
