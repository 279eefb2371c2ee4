"""The demo's tree of onward training: two levels below the course, places not reached, somebody to be reminded."""

import pytest
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.cascade import services as cascade
from benkan.node.demo import onward

pytestmark = pytest.mark.django_db


def test_three_attendees_trained_ten_more_each_and_one_of_those_six() -> None:
    trainer = accounts.create_officer("formation", "Formation", "trainer")
    own = accounts.create_officer("analyste", "Awa Kantara", "analyst")
    assert onward.grow(trainer, own, timezone.now()) == {"persons": 40, "levels": 2}
    found = cascade.figures(cascade.listed()[0])
    assert found.by_depth == [4, 30, 6]
    assert "ML/Gao" in {one.code for one in found.not_reached}
    half_a_year = next(one for one in found.left if one.months == 6)
    assert half_a_year.unknown > 0
    assert half_a_year.there > 0
    assert cascade.remind() == 1
    waiting = cascade.waiting_for(own)
    assert waiting is not None
    assert [one.name for one in waiting.own] == ["Awa Kantara"]
    aims = {one.target.value: one.progress for one in cascade.aims(cascade.listed()[0])}
    assert (aims["ML/Gao"].reached, aims[""].reached) == (0, 40)
