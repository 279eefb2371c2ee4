"""A clock that is a day or 30 hours wrong stops no letter in either direction, and opens no door to a replay."""

import contextlib
import datetime as dt

import pytest
from tests.apps.exchange.fake_partner import now
from tests.apps.exchange.test_receiving import handled as handled  # noqa: PLC0414 - a fixture
from tests.apps.exchange.test_receiving import request
from tests.apps.exchange.test_sending import deliver, queue

from benkan.apps.exchange import services
from benkan.apps.exchange.models import Incoming, State
from benkan.core.errors import Unverified
from benkan.wire import Receipt, time_text

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
WRONG = pytest.mark.parametrize("wrong", [24 * HOUR, -24 * HOUR, 30 * HOUR, -30 * HOUR], ids=lambda one: f"{one}")


def written(partner, convention, wrong: dt.timedelta) -> bytes:
    """A letter that lives an hour, dated by the partner's wrong clock."""
    theirs = now() + wrong
    return partner.letter(request(), convention=convention, sent_at=theirs, expires_at=theirs + HOUR)


@WRONG
def test_a_letter_dated_by_a_wrong_clock_is_handled_once_however_often_it_comes(partner, convention, handled, wrong):
    letter = written(partner, convention, wrong)
    first = services.receive(letter)
    assert isinstance(partner.read(first)[1], Receipt)
    assert services.receive(letter) == first
    assert (len(handled), Incoming.objects.count()) == (1, 1)


@WRONG
def test_a_letter_of_ours_is_delivered_to_a_partner_whose_clock_is_wrong(partner, convention, wrong):
    partner.reply_letter = lambda header, reply, real=partner.reply_letter: real(
        header, reply, sent_at=time_text(now() + wrong), expires_at=time_text(now() + wrong + 14 * 24 * HOUR)
    )
    sent = queue(partner, convention)
    deliver()
    sent.refresh_from_db()
    assert sent.state == State.DELIVERED


@pytest.mark.parametrize("late", [48 * HOUR, 30 * 24 * HOUR])
def test_beyond_two_days_a_letter_is_too_old_whatever_its_sender_s_clock_says(partner, convention, handled, late):
    with pytest.raises(Unverified) as refused:
        services.receive(written(partner, convention, -HOUR - late - dt.timedelta(minutes=1)))
    assert refused.value.code == "envelope.expired"
    assert handled == []


def test_a_letter_that_comes_again_after_its_end_is_not_handled_again(partner, convention, handled, monkeypatch):
    from django.utils import timezone

    letter = written(partner, convention, dt.timedelta())
    services.receive(letter)
    for later in (40 * HOUR, 60 * HOUR, 400 * HOUR):
        real = dt.datetime.now(dt.UTC)
        monkeypatch.setattr(timezone, "now", lambda at=real + later: at)
        with contextlib.suppress(Unverified):
            services.receive(letter)
        assert (len(handled), Incoming.objects.count()) == (1, 1)
