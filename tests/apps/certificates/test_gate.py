"""The right to search: by node.toml, by a convention, on both sides."""

import dataclasses
import datetime as dt

import pytest
from django.utils import timezone
from tests.apps.exchange.fake_partner import agree

from benkan.apps.accords import services as accords
from benkan.apps.cases import services as cases
from benkan.apps.certificates import services
from benkan.apps.search import certified
from benkan.apps.search import services as search
from benkan.core.errors import Refused

pytestmark = pytest.mark.django_db
NAME = {"name": "Moussa Ag Alhassane", "born": "1984"}


@pytest.fixture
def case(analyst):
    return cases.open_case(analyst, "Cocaïne", "drug-trafficking")


@pytest.fixture
def strict(settings):
    settings.BENKAN_NODE = dataclasses.replace(settings.BENKAN_NODE, search_requires="search")


def test_without_the_setting_nobody_needs_a_certificate(analyst, case, django_assert_num_queries):
    with django_assert_num_queries(0):
        services.need_for_search(analyst)
    search.look_here(analyst, case.pk, NAME)


def test_with_it_an_officer_searches_only_with_a_valid_certificate(strict, analyst, case, issue, director):
    for act in (search.look_here, search.make):
        with pytest.raises(Refused) as refused:
            act(analyst, case.pk, NAME)
        assert refused.value.code == "search.certificate"
        assert "training.search_requires" in refused.value.clause
    made = issue(username="analyste")
    search.look_here(analyst, case.pk, NAME)
    search.make(analyst, case.pk, NAME)
    services.revoke(made.pk, "fraude", by=director)
    with pytest.raises(Refused):
        search.make(analyst, case.pk, NAME)


def test_who_may_not_search_is_told_before_a_name_is_typed(strict, analyst, case, issue, client):
    client.force_login(analyst)
    told = client.get("/search/")
    assert told.status_code == 403
    assert "training.search_requires" in told.content.decode()
    assert 'name="name"' not in told.content.decode()
    issue(username="analyste")
    open_again = client.get("/search/")
    assert open_again.status_code == 200
    assert 'name="name"' in open_again.content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"username": "liaison"},
        {"username": "analyste", "days": -1},
        {"username": "analyste", "since": timezone.localdate() + dt.timedelta(days=2)},
        {"username": "analyste", "achievement": services.Achievement("CR-2", "dogs", {"fr": "Chiens"})},
    ],
    ids=["another's", "expired", "not yet", "another competence"],
)
def test_no_other_certificate_opens_the_search(strict, analyst, case, issue, change):
    issue(**change)
    with pytest.raises(Refused) as refused:
        search.look_here(analyst, case.pk, NAME)
    assert refused.value.code == "search.certificate"


def test_the_check_is_one_query(strict, analyst, issue, django_assert_num_queries):
    issue(username="analyste")
    with django_assert_num_queries(1):
        services.need_for_search(analyst)


def test_the_api_refuses_with_the_way_out(strict, analyst, case, browser):
    answer = browser(analyst).post("/api/search/here", {"case": str(case.pk), **NAME}, content_type="application/json")
    assert answer.status_code == 403
    assert answer.json()["code"] == "search.certificate"


def test_a_convention_that_asks_for_it_is_listed_with_its_clause_and_opens_with_one(partner, analyst, case, issue):
    name = agree(partner, training_places=5, certificate_required=True)
    (standing,) = search.whom(case.purpose, analyst, case.pk)
    assert standing.refused.code == "convention.certificate"
    assert standing.refused.clause.startswith(f"{name} · ")
    issue(username="analyste")
    (standing,) = search.whom(case.purpose, analyst, case.pk)
    assert (standing.refused, standing.convention) == (None, name)
    assert search.whom(case.purpose)[0].refused is None, "without an officer nothing is said of one"


@pytest.mark.parametrize(("days", "permitted"), [(None, False), (-1, False), (0, True), (30, True)])
def test_a_partner_s_search_is_judged_by_what_it_attests(partner, days, permitted):
    name = agree(partner, training_places=5, certificate_required=True)
    today = timezone.now().astimezone(dt.UTC).date()
    until = None if days is None else today + dt.timedelta(days=days)
    facts = {"purpose": "drug-trafficking", "certified_until": certified.day(certified.number(until))}

    def decided():
        return accords.decide(
            "search",
            actor=partner.agency,
            counterparty="ml-ocs",
            convention=name,
            officer="0" * 64,
            case="1" * 64,
            **facts,
        )

    if permitted:
        assert decided().convention == name
    else:
        with pytest.raises(Refused) as refused:
            decided()
        assert refused.value.code == "convention.certificate"


def test_days_travel_as_numbers_and_come_back():
    for day in (dt.date(1970, 1, 2), dt.date(2026, 11, 26), dt.date.max):
        assert certified.day(certified.number(day)) == day
    assert certified.day(certified.number(None)) is None
    assert certified.day(2**31 - 1) == dt.date.max
    assert certified.number(dt.date(1960, 1, 1)) == 0
