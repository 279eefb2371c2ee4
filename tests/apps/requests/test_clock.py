"""The clock of a request: from the signed receipt, the same on both sides, stopped by a question back, watched."""

import datetime as dt

import pytest
from django.conf import settings
from django.utils import timezone
from tests.apps.requests.conftest import PART, answer_to, deliver, handle_of, question
from tests.apps.requests.test_asking import send

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.exchange import services as exchange
from benkan.apps.journal.models import Line
from benkan.apps.requests import clock, services
from benkan.apps.requests.models import Clarification, Request, RequestState
from benkan.core.errors import Refused

pytestmark = pytest.mark.django_db


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def second(at: dt.datetime) -> dt.datetime:
    return at.replace(microsecond=0)


def stating(partner, at):
    """The partner's receipts say that this was the moment."""
    partner.spoil = lambda _header, reply: (
        reply.model_copy(update={"received_at": wire.time_text(at)}) if isinstance(reply, wire.Receipt) else reply
    )


def long_ago(request, hours: float):
    """The same request, received so many hours before."""
    gone = dt.timedelta(hours=hours)
    Request.objects.filter(pk=request.pk).update(
        received_at=request.received_at - gone, due_at=request.due_at - gone, sent_at=request.sent_at - gone
    )
    request.refresh_from_db()
    return request


def test_a_partners_request_is_due_the_agreed_hours_after_the_receipt_that_we_signed(partner, convention, record):
    payload = question(handle_of(record, convention))
    receipt = deliver(partner, payload, convention)
    asked = Request.objects.get(pk=payload.request)
    assert asked.received_at == moment(receipt.received_at)
    assert asked.due_at == moment(receipt.received_at) + dt.timedelta(hours=72)


def test_our_request_is_due_the_agreed_hours_after_the_receipt_that_the_partner_signed(analyst, hit, partner):
    received = second(timezone.now()) + dt.timedelta(seconds=90)
    stating(partner, received)
    made = send(analyst, hit)
    exchange.deliver_due(threads=False)
    made.refresh_from_db()
    assert (made.received_at, made.due_at) == (received, received + dt.timedelta(hours=72))


def test_a_receipt_far_in_the_future_gives_the_partner_no_time(analyst, hit, partner):
    stating(partner, timezone.now() + dt.timedelta(days=9))
    made = send(analyst, hit)
    exchange.deliver_due(threads=False)
    made.refresh_from_db()
    assert made.received_at <= timezone.now()


def test_a_receipt_that_comes_days_late_sets_the_deadline_that_the_partner_had_all_along(analyst, hit, partner):
    made = send(analyst, hit)
    partner.spoil_bytes = lambda data: data[:-1] + bytes([data[-1] ^ 1])  # the receipt is lost on the way
    exchange.deliver_due(threads=False)
    made.refresh_from_db()
    assert (made.state, made.received_at) == (RequestState.QUEUED, None)
    assert not made.is_overdue
    long = timezone.now() - dt.timedelta(days=4)
    letter = exchange.outgoing(made.envelope)
    header = partner.opened[-1][0]
    stating(partner, long)
    partner.spoil_bytes = lambda data: data
    type(letter).objects.update(next_attempt_at=timezone.now())
    exchange.deliver_due(threads=False)
    made.refresh_from_db()
    # Nothing is received before it was sent: this letter was sealed just now.
    assert made.received_at == header.sent()
    assert made.state == RequestState.DELIVERED


def test_an_answer_before_its_receipt_leaves_the_clock_to_the_receipt(analyst, hit, partner):
    made = send(analyst, hit)
    partner.down = True
    deliver(partner, answer_to(made), "essai-2025")
    made.refresh_from_db()
    assert (made.state, made.received_at) == (RequestState.ANSWERED, None)
    partner.down = False
    exchange.deliver_due(threads=False)
    made.refresh_from_db()
    assert made.state == RequestState.ANSWERED
    assert made.received_at is not None
    assert made.answered_at is not None


def test_the_answer_counts_when_its_letter_says_that_it_was_sent(liaison, supervisor, asked, partner):
    proposed = services.release(liaison, asked.pk, **PART)
    partner.down = True
    services.approve(supervisor, proposed.pk)
    exchange.deliver_due(threads=False)
    partner.down = False
    exchange.recover()
    exchange.deliver_due(threads=False)
    header = next(header for header, _ in partner.opened if header.kind == "release")
    asked.refresh_from_db()
    assert asked.answered_at == header.sent()


def test_while_the_asker_has_the_ball_our_clock_stands_still(liaison, asked, partner, convention):
    long_ago(asked, 70)
    made = services.ask_back(liaison, asked.pk, "which-person")
    exchange.deliver_due(threads=False)
    header, payload = partner.opened[-1]
    assert (header.kind, payload.question_code, payload.question) == ("clarification.ask", "which-person", "")
    asked.refresh_from_db()
    assert asked.paused_at == header.sent()
    assert clock.watch(timezone.now() + dt.timedelta(days=30)) == 0
    answer = wire.ClarificationAnswer(
        request=str(asked.pk), clarification=str(made.pk), answer="Celui né en 1984", officer="Y. Benali"
    )
    before = asked.due_at
    Clarification.objects.update(asked_at=header.sent() - dt.timedelta(hours=5))
    receipt = deliver(partner, answer, convention)
    asked.refresh_from_db()
    assert asked.paused_at is None
    assert asked.due_at == before + (moment(receipt.received_at) - header.sent()) + dt.timedelta(hours=5)


def test_while_we_have_the_ball_the_partners_clock_stands_still_until_its_receipt(analyst, hit, partner, convention):
    made = send(analyst, hit)
    exchange.deliver_due(threads=False)
    made.refresh_from_db()
    before = made.due_at
    back = wire.ClarificationAsk(
        request=str(made.pk),
        clarification="0c2e0000-2222-4333-8444-555555555555",
        question_code="use",
        question="",
        officer="Y. Benali",
    )
    asked_at = second(timezone.now())
    assert isinstance(deliver(partner, back, convention, sent_at=asked_at), wire.Receipt)
    made.refresh_from_db()
    assert made.paused_at == asked_at
    services.answer_back(analyst, back.clarification, "Une procédure judiciaire")
    made.refresh_from_db()
    assert made.paused_at == asked_at  # the answer is on its way: the ball is still ours
    received = asked_at + dt.timedelta(seconds=200)
    stating(partner, received)
    exchange.deliver_due(threads=False)
    assert partner.opened[-1][1].answer == "Une procédure judiciaire"
    made.refresh_from_db()
    assert made.paused_at is None
    assert made.due_at == before + dt.timedelta(seconds=200)


def test_an_overdue_request_gets_one_line_and_later_one_more_for_the_control_officer(asked):
    hours = settings.BENKAN_NODE.escalate_after_hours
    long_ago(asked, 73)
    assert clock.watch() == 1
    assert clock.watch() == 0
    long_ago(asked, hours)
    assert clock.watch() == 1
    assert clock.watch() == 0
    lines = Line.objects.filter(reference=str(asked.pk), event__in=["request-overdue", "request-escalated"])
    assert [line.event for line in lines.order_by("seq")] == ["request-overdue", "request-escalated"]


def test_the_supervisor_sees_what_is_overdue_and_the_control_officer_what_was_escalated(
    asked, analyst, liaison, supervisor
):
    control = accounts.create_officer("controle", "Aïssata", "control")
    long_ago(asked, 73)
    clock.watch()
    assert services.overdue(supervisor) == [asked]
    assert services.overdue(control) == []
    long_ago(asked, 24)
    clock.watch()
    assert services.overdue(control) == [asked]
    with pytest.raises(Refused) as caught:
        services.overdue(analyst)
    assert caught.value.code == "role.not-allowed"


@pytest.mark.parametrize(("hours", "soon"), [(0, False), (53, False), (55, True), (73, False)])
def test_due_soon_is_the_last_quarter_of_the_time(asked, hours, soon):
    long_ago(asked, hours)
    assert (asked in clock.soon()) == soon


def test_an_answered_request_is_never_overdue(asked_alone, liaison):
    long_ago(asked_alone, 100)
    services.release(liaison, asked_alone.pk, **PART)
    assert clock.watch() == 0
    asked_alone.refresh_from_db()
    assert not asked_alone.is_overdue


def test_a_release_that_a_suspension_stops_does_not_count_as_an_answer(asked_alone, liaison, supervisor, partner):
    from benkan.apps.accords import services as accords

    services.release(liaison, asked_alone.pk, **PART)
    accords.suspend("seul-2025", supervisor, "Réexamen")
    asked_alone.refresh_from_db()
    assert asked_alone.answered_at is None
    counted = services.statistics().rows
    assert [(row.stopped, row.in_time) for row in counted] == [(1, 0)]
