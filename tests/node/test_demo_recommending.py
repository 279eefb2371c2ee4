"""The demo's recommendations: one done, one overdue, one under way, one rejected, one that waits for a click."""

import pytest
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.resolutions import services
from benkan.node.demo import recommending
from tests.apps.exchange.fake_partner import FakeNetwork, FakePartner

pytestmark = pytest.mark.django_db


def test_a_workshop_leaves_five_of_them_and_two_votes() -> None:
    FakeNetwork().add(FakePartner(recommending.MOROCCO, "MA").join_directory())
    secretary = accounts.create_officer("formation", "Formation", "trainer")
    told = recommending.recommend(secretary, "ml-ocs", timezone.now())
    assert told == {"recommendations": 5, "votes": 2}
    states = sorted(one.state for one in services.listed())
    assert states == ["adopted", "done", "proposed", "rejected", "under-way"]
    assert services.overdue().count() == 1
    assert {one.verdict for one in services.votes()} == {"adopted", "rejected"}
    assert not any(one.told.exists() for one in services.listed()), "nothing leaves before somebody adopts it"
