"""What a killed worker held in its hands is due again as soon as the next worker starts."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from benkan.apps.exchange import services as exchange
from benkan.apps.exchange.models import Outgoing
from benkan.apps.search import asking
from benkan.apps.search import services as search
from benkan.apps.search.models import Inquiry, InquiryState
from tests.one_node import World
from tests.one_node import world as world  # noqa: PLC0414 - a fixture

CLAIMED = dt.timedelta(seconds=75)


@pytest.mark.parametrize("code", ["", "partner.unreachable"], ids=["first attempt", "after a failure"])
def test_a_letter_whose_worker_was_killed_does_not_wait_for_the_claim_to_end(world: World, code: str) -> None:
    letter = exchange.queue(world.partner.agency, "withdrawal", world.withdrawal(), convention=world.convention)
    claim = {"next_attempt_at": timezone.now() + CLAIMED, "attempts": 2, "last_code": code}
    Outgoing.objects.filter(pk=letter.pk).update(**claim)
    exchange.recover()
    assert Outgoing.objects.get(pk=letter.pk).next_attempt_at <= timezone.now()
    exchange.deliver_due(threads=False)
    assert Outgoing.objects.get(pk=letter.pk).state == exchange.State.DELIVERED


@pytest.mark.parametrize("state", [InquiryState.WAITING, InquiryState.ASKED], ids=["preparing", "asking"])
def test_a_question_whose_worker_was_killed_is_asked_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch, state: InquiryState
) -> None:
    world.publish()
    made = search.make(world.analyst, world.case.pk, {"phone": "+22376123456"})
    Inquiry.objects.filter(search=made).update(state=state, next_attempt_at=timezone.now() + CLAIMED)
    asking._recovered.clear()
    search.run_due(threads=False)
    row = Inquiry.objects.get(search=made)
    assert (row.state, len(row.hits)) == (InquiryState.ANSWERED, 1)
