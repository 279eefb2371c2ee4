"""Days without a line: what the clock does to letters, questions and receipts that travel by hand."""

import pytest
from tests.apps.courier.test_letters import handled  # noqa: F401 - a fixture
from tests.apps.courier.test_searches import index, row, search  # noqa: F401 - fixtures
from tests.apps.exchange.test_receiving import request
from tests.apps.exchange.test_sending import deliver, queue

from benkan.apps.exchange.models import Incoming, Outgoing, State
from benkan.apps.journal.models import Line
from benkan.apps.search import services as searches
from benkan.apps.search.models import Inquiry, InquiryState

pytestmark = pytest.mark.django_db


def test_after_72_hours_without_a_line_everything_goes_on(partner, convention, search, stick, later, handled):  # noqa: F811
    sent = queue(partner, convention)
    stick.export()
    later(hours=22)
    replies = stick.answered()
    stick.bring(*replies, partner.letter(request(), convention=convention))
    later(hours=50)
    deliver()
    searches.run_due(threads=False)
    sent.refresh_from_db()
    assert (sent.state, row().state) == (State.QUEUED, InquiryState.WAITING), "waiting, not given up"
    brought = stick.take().brought[partner.agency]
    assert (brought.delivered, brought.answered, brought.problems) == (1, 1, 1)
    assert brought.letters == 0, "its own letter had a life of an hour: a file is named, nothing is guessed"
    stick.bring(partner.letter(request(), convention=convention))
    assert stick.take().brought[partner.agency].letters == 1
    sent.refresh_from_db()
    assert sent.state == State.DELIVERED


def test_the_line_goes_on_where_the_stick_stopped(partner, convention, search, stick, later):  # noqa: F811
    sent = queue(partner, convention)
    stick.export()
    later(hours=72)
    partner.down = False
    deliver()
    Inquiry.objects.update(next_attempt_at=row().search.created_at)
    searches.run_due(threads=False)
    sent.refresh_from_db()
    assert (sent.state, row().state) == (State.DELIVERED, InquiryState.ANSWERED)


def test_without_a_courier_a_question_is_given_up_after_a_day(partner, search, later):  # noqa: F811
    later(hours=25)
    searches.run_due(threads=False)
    assert (row().state, row().code) == (InquiryState.FAILED, "search.expired")


def test_a_carried_question_is_given_up_after_fourteen_days_in_words(partner, search, stick, later):  # noqa: F811
    stick.export()
    later(days=15)
    packed = stick.export()
    assert (packed.questions, packed.ended) == (0, 1)
    assert (row().state, row().code, row().facts) == (InquiryState.FAILED, "search.expired", {"days": 14})


def test_a_letter_that_never_left_expires_and_the_export_says_so(partner, convention, stick, later):
    sent = queue(partner, convention)
    later(days=15)
    packed = stick.export()
    assert (packed.letters, packed.expired) == (0, 1)
    sent.refresh_from_db()
    assert sent.state == State.EXPIRED
    assert Line.objects.get(event="message-stopped").facts["code"] == "envelope.expired"


def test_a_receipt_that_comes_after_the_letter_s_end_still_delivers_it(partner, convention, stick, later):
    sent = queue(partner, convention)
    stick.export()
    later(days=13)
    replies = [partner.reply_letter(*receipt(partner, data)) for data in stick.letters("request")]
    later(days=5)
    packed = stick.export()
    assert (packed.letters, packed.awaited, packed.expired) == (0, 1, 0)
    deliver()
    assert "request" not in [partner.read(data)[0].kind for data in partner.received]
    stick.bring(*replies)
    assert stick.take().brought[partner.agency].delivered == 1
    sent.refresh_from_db()
    assert sent.state == State.DELIVERED


def test_a_receipt_that_never_comes_ends_the_letter(partner, convention, stick, later):
    sent = queue(partner, convention)
    stick.export()
    later(days=29)
    deliver()
    sent.refresh_from_db()
    assert sent.state == State.EXPIRED


def test_a_letter_that_waits_for_its_receipt_holds_no_other(partner, convention, stick, later):
    for _ in range(201):
        queue(partner, convention)
    stick.export()
    later(days=15)
    fresh = queue(partner, convention)
    partner.down = False
    deliver()
    fresh.refresh_from_db()
    assert fresh.state == State.DELIVERED
    assert Outgoing.objects.filter(state=State.QUEUED).count() == 201


def test_a_letter_that_lay_too_long_is_named_and_changes_nothing(partner, convention, stick, later, handled):  # noqa: F811
    stick.bring(partner.letter(request(), convention=convention))
    later(days=3)
    outcome = stick.take()
    assert [error.code for error in outcome.problems] == ["envelope.expired"]
    assert (handled, Incoming.objects.count()) == ([], 0)


def test_our_replies_live_long_enough_for_the_way_back(partner, convention, stick, later, handled):  # noqa: F811
    stick.bring(partner.letter(request(), convention=convention))
    stick.take()
    later(days=10)
    assert stick.export().replies == 1
    assert partner.read(stick.replies()[0])[0].kind == "receipt"
    later(days=5)
    assert stick.export().replies == 0
    assert stick.replies() == []


def receipt(partner, data):
    """Header of our letter, and the payload that receipts it."""
    header, payload = partner.read(data)
    return header, partner._reply(header, payload, data)
