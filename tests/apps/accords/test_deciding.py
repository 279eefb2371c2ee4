import datetime as dt

import pytest
from tests.apps.accords.texts import signed
from tests.apps.exchange.fake_partner import FakePartner

from benkan.apps.accords import services as accords
from benkan.apps.search import services as search
from benkan.core.errors import Refused


def test_a_permit_names_the_convention_and_the_clause(text, own):
    accords.add(text)
    permit = accords.decide("request", actor=own, counterparty="ma-dgsn", purpose="drug-trafficking")
    assert (permit.convention, permit.clause.path) == ("ml-ma-2025", "answers")


def test_without_a_convention_nothing_is_allowed(partner, own):
    with pytest.raises(Refused) as caught:
        accords.decide("request", actor=own, counterparty="ma-dgsn", purpose="fraud")
    assert caught.value.code == "convention.none"


@pytest.mark.parametrize("purpose", ["political", "military", "religious", "racial"])
def test_matters_of_article_3_are_never_allowed(text, own, purpose):
    accords.add(text)
    with pytest.raises(Refused) as caught:
        accords.decide("request", actor=own, counterparty="ma-dgsn", purpose=purpose)
    assert caught.value.code == "convention.article-3"


def test_the_searches_of_today_are_counted_against_the_quota(partner, own, monkeypatch):
    accords.add(signed(partner, searches_per_case_per_day=3))
    used = {"case": 2}
    monkeypatch.setattr(
        search, "used_today", lambda **given: type("Used", (), {"party": 0, "officer": 0, "case": used["case"]})()
    )
    asked = {"actor": own, "counterparty": "ma-dgsn", "purpose": "fraud", "officer": "a", "case": None}
    assert accords.decide("search", **asked)
    used["case"] = 3
    with pytest.raises(Refused) as caught:
        accords.decide("search", **asked)
    assert caught.value.code == "convention.quota.case"
    assert caught.value.clause == "ml-ma-2025 · 6"


def test_every_service_is_either_asked_or_listed_with_the_reason(partner, text, own):
    FakePartner("dz-onlcdt", "DZ").join_directory()
    accords.add(text)
    found = accords.whom("fraud")
    assert found.asked == [("ma-dgsn", "ml-ma-2025")]
    ((agency, refused),) = found.not_asked
    assert agency == "dz-onlcdt"
    assert refused.clause == "ml-ma-2025 · 1"


def test_a_party_without_a_card_is_listed_as_unknown(partner, own):
    stranger = FakePartner("ne-ocrtis", "NE")
    accords.add(signed(partner, stranger, identifier="three-2025"))
    found = accords.whom("fraud")
    assert found.asked == [("ma-dgsn", "three-2025")]
    assert [(agency, error.code) for agency, error in found.not_asked] == [("ne-ocrtis", "agency.unknown")]


def test_an_expired_convention_asks_nobody_but_still_links_for_witnessing(partner, text, own):
    accords.add(text)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=4000)
    assert accords.whom("fraud", at=later).asked == []
    assert accords.whom("fraud", at=later).not_asked[0][1].code == "convention.expired"
    assert accords.conventions_with("ma-dgsn") == ["ml-ma-2025"]
    assert accords.decide("witness", actor=own, counterparty="ma-dgsn", at=later)
    assert accords.of_index(later) == []


def test_the_index_is_published_for_conventions_in_force(partner, text):
    accords.add(text)
    assert accords.of_index() == [("ml-ma-2025", 30, ("ma-dgsn",))]


def test_a_decision_reads_the_database_in_a_bounded_number_of_queries(text, own, django_assert_max_num_queries):
    accords.add(text)
    with django_assert_max_num_queries(4):
        accords.decide("request", actor=own, counterparty="ma-dgsn", purpose="fraud")


def test_whom_reads_as_much_for_twenty_services_as_for_one(text, django_assert_max_num_queries):
    accords.add(text)
    for number in range(20):
        FakePartner(f"xx-s{number:02}", "FR").join_directory()
    with django_assert_max_num_queries(4):
        assert len(accords.whom("fraud").not_asked) == 20
