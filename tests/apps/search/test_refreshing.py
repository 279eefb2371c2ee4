"""The worker's round: own indexes follow the records, partners' indexes are looked at when their time has come."""

import pytest
from django.utils import timezone
from tests.apps.exchange.fake_partner import FakePartner, agree

from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.search import own_index, services
from benkan.apps.search.models import IndexCheck, OwnIndex, PartnerIndex

pytestmark = pytest.mark.django_db


def due():
    IndexCheck.objects.update(next_at=timezone.now())
    services.refresh(threads=False)


def test_a_round_builds_ours_and_fetches_theirs_and_the_next_does_nothing(partner, convention, our_moussa):
    partner.publish(convention, [])
    services.refresh(threads=False)
    assert own_index.current(convention) is not None
    assert PartnerIndex.objects.get().complete
    asked = len(partner.received)
    services.refresh(threads=False)
    assert (OwnIndex.objects.count(), len(partner.received)) == (1, asked)


def test_a_newer_index_takes_the_place_of_the_old_one(partner, convention, their_moussa):
    partner.publish(convention, [], epoch=7)
    services.refresh(threads=False)
    partner.publish(convention, [their_moussa], epoch=8)
    due()
    assert [one.epoch for one in PartnerIndex.objects.all()] == [8]


def test_a_dead_partner_is_looked_at_later_and_holds_nobody(partner, convention, network):
    other = network.add(FakePartner("ne-ocrtis", "NE").join_directory())
    agree(other, identifier="autre-2025")
    other.publish("autre-2025", [])
    partner.down = True
    services.refresh(threads=False)
    check = IndexCheck.objects.get(partner=partner.agency)
    assert (check.code, check.attempts) == ("partner.unreachable", 1)
    assert check.next_at > timezone.now()
    assert PartnerIndex.objects.get().partner == other.agency


def test_a_suspended_convention_is_neither_built_nor_fetched(partner, convention, our_moussa):
    supervisor = accounts.create_officer("superviseur", "Superviseur", "supervisor")
    accords.suspend(convention, supervisor, "Contrôle en cours")
    partner.publish(convention, [])
    services.refresh(threads=False)
    assert not OwnIndex.objects.exists()
    assert partner.kinds() == []


@pytest.mark.django_db(transaction=True)
def test_the_round_runs_in_lanes_of_its_own(network):
    partner = network.add(FakePartner().join_directory())
    name = agree(partner)
    partner.publish(name, [])
    services.refresh(wait_for=True)
    assert own_index.current(name) is not None
    assert PartnerIndex.objects.get().complete
