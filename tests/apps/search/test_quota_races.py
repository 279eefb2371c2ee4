"""Searches that go at the same moment, from several processes, never take more than the quota: party, officer, case."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from tests.apps.exchange.fake_partner import agree
from tests.apps.search.conftest import MOUSSA

from benkan.apps.accounts import services as accounts
from benkan.apps.cases import services as cases
from benkan.apps.search import asking, services
from benkan.apps.search.models import Inquiry, InquiryState

pytestmark = pytest.mark.django_db(transaction=True)
MADE, ALLOWED = 6, 2


@pytest.mark.parametrize("counted", ["party", "officer", "case"])
def test_searches_at_the_same_moment_never_pass_a_quota(partner, counted, monkeypatch):
    identifier = agree(partner, **{f"searches_per_{counted}_per_day": ALLOWED})
    partner.publish(identifier, [])
    services.fetch_indexes()
    officers = [accounts.create_officer(f"analyste{number}", "A", "analyst") for number in range(2)]
    opened = {
        (officer.pk, number): cases.open_case(officer, "Affaire", "drug-trafficking")
        for officer in officers
        for number in range(2)
    }
    # What is not counted varies, or another quota would be the one that holds.
    officer = officers[0]
    inquiries = []
    for number in range(MADE):
        who = officers[number % 2] if counted == "party" else officer
        case = opened[who.pk, 0 if counted == "case" else number % 2]
        inquiries.append(services.make(who, case.pk, MOUSSA).inquiries.get().pk)
    assert Inquiry.objects.filter(state=InquiryState.WAITING).count() == MADE
    together = threading.Barrier(MADE)
    prepare = asking._counted

    def at_once(*given, **named):
        together.wait(20)
        return prepare(*given, **named)

    monkeypatch.setattr(asking, "_counted", at_once)

    def ask(inquiry):
        try:
            return asking.ask(inquiry)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(MADE) as pool:
        list(pool.map(ask, inquiries))
    states = sorted(Inquiry.objects.values_list("state", "code"))
    assert states == [("answered", "")] * ALLOWED + [("refused", f"convention.quota.{counted}")] * (MADE - ALLOWED)
    assert partner.kinds().count("search.ask") == ALLOWED
