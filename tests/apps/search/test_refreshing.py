"""The worker's round: own indexes follow the records, partners' indexes are looked at when their time has come."""

import threading
import time

import pytest
from django.db import connection
from django.utils import timezone
from tests.apps.exchange.fake_partner import FakePartner, agree

from benkan import disk
from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.journal.models import Line
from benkan.apps.search import files, own_index, partner_index, services
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


@pytest.mark.django_db(transaction=True)
def test_a_search_and_the_round_fetch_one_index_at_one_moment(network, monkeypatch):
    """Each tidied away what the other was writing: a FileNotFoundError, and a question that waited for 90 seconds."""
    partner = network.add(FakePartner().join_directory())
    name = agree(partner)
    partner.publish(name, [])
    writing, go_on = threading.Event(), threading.Event()
    real = disk.write_whole

    def slowly(path, data, **kwargs):
        if path.suffix == ".bki" and not writing.is_set():
            draft = path.with_name(".0123.part")
            draft.write_bytes(data)
            writing.set()
            go_on.wait(20)
            draft.unlink()
        real(path, data, **kwargs)

    monkeypatch.setattr(disk, "write_whole", slowly)
    done = []

    def fetch():
        try:
            done.append(partner_index.fetch(partner.agency, name).complete)
        finally:
            connection.close()

    fetching = [threading.Thread(target=fetch) for _ in range(2)]
    fetching[0].start()
    assert writing.wait(20)
    fetching[1].start()
    time.sleep(0.3)
    go_on.set()
    for one in fetching:
        one.join(20)
    assert done == [True, True]
    assert Line.objects.filter(event="index-fetched").count() == 1


def test_an_index_that_somebody_else_fetches_for_long_is_waited_for_later(partner, convention, monkeypatch):
    monkeypatch.setattr(files, "TURN_S", 0.1)
    partner.publish(convention, [])
    with files.in_turn(files.partner_folder(partner.agency, convention)):
        due()
        services.refresh(threads=False)
        check = IndexCheck.objects.get(partner=partner.agency)
        assert check.code == "partner.index-busy"
    due()
    services.refresh(threads=False)
    assert PartnerIndex.objects.get().complete
