"""Who answers in time, both ways: counted from signed times, pauses taken off, stopped ones left out."""

import datetime as dt
import json

import pytest
from django.utils import timezone
from tests.apps.requests.conftest import PART, answer_to, deliver, handle_of, question
from tests.apps.requests.test_asking import send
from tests.apps.requests.test_clock import long_ago
from tests.apps.requests.test_telling import said

from benkan.apps.exchange import services as exchange
from benkan.apps.requests import clock, services
from benkan.apps.requests.models import Clarification, Release, Request

pytestmark = pytest.mark.django_db


def asked_by(partner, convention, record, **changes):
    payload = question(handle_of(record, convention), **changes)
    deliver(partner, payload, convention)
    return Request.objects.get(pk=payload.request)


def answered_after(request, hours):
    """The request as if it had been received so long before its answer."""
    request.refresh_from_db()
    request.received_at = request.answered_at - dt.timedelta(hours=hours)
    clock.wind(request)


def row_of(direction, urgency="urgent"):
    return next(row for row in services.statistics().rows if (row.direction, row.urgency) == (direction, urgency))


def test_in_time_late_open_and_overdue_are_counted_for_partner_and_urgency(partner, alone, record, liaison):
    on_time, late, open_, overdue = (asked_by(partner, alone, record) for _ in range(4))
    services.release(liaison, on_time.pk, **PART)
    services.release(liaison, late.pk, **PART)
    answered_after(on_time, 10)
    answered_after(late, 80)
    long_ago(overdue, 100)
    row = row_of("in")
    assert (row.partner, row.received, row.in_time, row.late, row.open, row.overdue) == ("ma-dgsn", 4, 1, 1, 2, 1)
    assert (row.median_hours, row.in_time_percent) == (45.0, 33)
    assert open_.is_open


def test_time_with_the_asker_is_not_counted(partner, alone, record, liaison):
    one = asked_by(partner, alone, record)
    services.release(liaison, one.pk, **PART)
    answered_after(one, 80)
    start = Request.objects.get(pk=one.pk).received_at
    Clarification.objects.create(
        request=one,
        question_code="use",
        officer="x",
        asked_at=start + dt.timedelta(hours=1),
        ended_at=start + dt.timedelta(hours=21),
        state="answered",
    )
    row = row_of("in")
    assert (row.in_time, row.late, row.median_hours, row.questions) == (1, 0, 60.0, 1)


def test_a_delay_that_was_told_is_late_all_the_same(partner, alone, record, liaison):
    one = asked_by(partner, alone, record)
    services.delay(liaison, one.pk, "judge", timezone.now() + dt.timedelta(days=9))
    services.release(liaison, one.pk, **PART)
    answered_after(one, 73)
    row = row_of("in")
    assert (row.late, row.delays) == (1, 1)


def test_what_we_asked_is_counted_the_other_way(analyst, hit, partner):
    made = send(analyst, hit)
    exchange.deliver_due(threads=False)
    made.refresh_from_db()
    deliver(partner, answer_to(made), "essai-2025")
    row = row_of("out")
    assert (row.partner, row.received, row.in_time, row.median_hours) == ("ma-dgsn", 1, 1, 0.0)


def test_a_request_that_was_not_received_is_not_counted(analyst, hit, partner):
    partner.down = True
    send(analyst, hit)
    exchange.deliver_due(threads=False)
    assert services.statistics().rows == []


def test_days_are_those_of_receipt_and_both_ends_count(partner, alone, record):
    one = asked_by(partner, alone, record)
    day = timezone.localdate(one.received_at)
    before, after = day - dt.timedelta(days=1), day + dt.timedelta(days=1)
    assert services.statistics(day, day).rows
    assert not services.statistics(after).rows
    assert not services.statistics(None, before).rows


def test_usefulness_is_counted_with_what_it_led_to(partner, alone, record, liaison):
    for number, usefulness in enumerate(["useful", "useful", "in-part", None]):
        one = asked_by(partner, alone, record)
        release = services.release(liaison, one.pk, **PART)
        if usefulness:
            outcomes = ["arrest"] if number < 2 else []
            deliver(partner, said(release, usefulness=usefulness, outcomes=outcomes), alone)
    row = services.statistics().feedback[0]
    assert (row.direction, row.releases, row.useful, row.in_part, row.not_useful) == ("out", 4, 2, 1, 0)
    assert row.outcomes == {"arrest": 2}
    assert Release.objects.count() == 4


def test_the_statistics_need_few_queries_whatever_their_number(
    partner, alone, record, liaison, django_assert_max_num_queries
):
    for _ in range(3):
        services.release(liaison, asked_by(partner, alone, record).pk, **PART)
    with django_assert_max_num_queries(5):
        services.statistics()


def test_the_command_counts_as_json(partner, alone, record):
    from typer.testing import CliRunner

    from benkan.node.cli.command import app

    asked_by(partner, alone, record)
    done = CliRunner().invoke(app, ["request", "statistics", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["requests"][0]["received"] == 1
    wrong = CliRunner().invoke(app, ["request", "statistics", "--since", "soon"])
    assert wrong.exit_code != 0
