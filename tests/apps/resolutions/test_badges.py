"""Votes of a gathering by badge: who sits, who came, and every badge that does not vote."""

import pytest
from django.test import Client
from tests.apps.resolutions.gatherings import ID

from benkan.apps.resolutions import services
from benkan.core.errors import BenkanError
from benkan.core.voting import Rule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gatherings")]


def code_of(call) -> str:
    with pytest.raises(BenkanError) as refused:
        call()
    return refused.value.code


@pytest.fixture
def vote(secretary):
    row = services.record(secretary, services.Wording(fr="Créer un point de contact."), gathering=ID)
    return services.open_vote(secretary, Rule(), recommendation=row)


def test_the_delegations_sit_as_they_checked_in(vote) -> None:
    seats = {one.delegation: (one.votes, one.present) for one in vote.seats.all()}
    assert seats == {"d0": (True, True), "d1": (True, True), "d2": (True, False), "dobs": (False, True)}
    assert vote.recommendation.gathering_title == "Atelier de Bamako"


def test_a_badge_votes_once_for_its_delegation(vote, secretary, gatherings) -> None:
    cast = lambda badge: services.cast_by_badge(secretary, vote.pk, badge, "in-favour")  # noqa: E731
    cast("badge-d0")
    assert code_of(lambda: cast("badge-d0")) == "vote.twice"
    assert code_of(lambda: cast("badge-dobs")) == "vote.observer"
    assert code_of(lambda: cast("badge-staff")) == "vote.no-right"
    assert code_of(lambda: cast("badge-d2")) == "vote.absent"
    assert code_of(lambda: cast("badge-forged")) == "badge.forged"
    gatherings.here.add("d2")
    cast("badge-d2")
    done = services.close_vote(secretary, vote.pk)
    assert (done.in_favour, done.present, done.members, done.verdict) == (2, 3, 3, "adopted")
    assert code_of(lambda: cast("badge-d1")) == "vote.closed"


def test_the_station_asks_the_choice_and_forgets_the_code(vote, secretary) -> None:
    mine = Client()
    mine.force_login(secretary)
    address = f"/resolutions/votes/{vote.pk}/station/"
    page = mine.post(address, {"code": "badge-d0"}).content.decode()
    assert "Pays 0" in page
    assert mine.post(address, {"code": "badge-d0", "choice": "against"}).status_code == 302
    page = mine.get(address).content.decode()
    assert "badge-d0" not in page
    refused = mine.post(address, {"code": "badge-d0", "choice": "against"})
    assert refused.status_code == 422
    assert "badge-d0" not in refused.content.decode()
    assert mine.post(address, {"code": " "}).status_code == 422
    assert vote.seats.get(delegation="d0").choice == "against"
