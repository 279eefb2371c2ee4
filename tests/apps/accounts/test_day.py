"""My day shows what waits, in the reader's language, and only what the role may see."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from benkan.apps.accounts import services
from benkan.apps.accounts.models import Officer
from benkan.apps.agencies.models import Agency
from benkan.apps.cases import services as cases
from benkan.apps.requests.models import Request

pytestmark = pytest.mark.django_db


def officer(role: str, language: str = "fr") -> Officer:
    return services.create_officer(f"{role}-{language}", f"Officer {role}", role, language=language)


@pytest.fixture
def morocco() -> Agency:
    return Agency.objects.create(
        id="ma-dgsn",
        name_fr="Direction générale de la sûreté nationale",
        name_en="General Directorate for National Security",
        name_ar="المديرية العامة للأمن الوطني",
        country="MA",
        url="http://127.0.0.1:8444",
        signing_key="AA==",
        encryption_key="AA==",
        card="{}",
        added_at=timezone.now(),
    )


def ask(question: str, hours: float, **changed: Any) -> Request:
    now = timezone.now()
    given: dict[str, Any] = {
        "direction": "in",
        "partner": "ma-dgsn",
        "convention": "ml-ma-2025",
        "purpose": "drug-trafficking",
        "urgency": "urgent",
        "officer_name": "N. EL FASSI",
        "case_reference": "R-7",
        "question": question,
        "sent_at": now,
        "received_at": now,
        "due_at": now + timedelta(hours=hours),
        "state": "received",
    }
    return Request.objects.create(**(given | changed))


def page(client: Client, who: Officer) -> str:
    client.force_login(who)
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("language", "heading", "partner"),
    [
        ("fr", "Ma journée", "Direction générale de la sûreté nationale"),
        ("en", "My day", "General Directorate for National Security"),
        ("ar", "يومي", "المديرية العامة للأمن الوطني"),
    ],
)
@pytest.mark.usefixtures("morocco")
def test_the_day_is_told_in_three_languages(client: Client, language: str, heading: str, partner: str) -> None:
    shown = page(client, officer("liaison", language))
    assert f"<h1>{heading}</h1>" in shown
    assert partner in shown


@pytest.mark.usefixtures("morocco")
def test_the_most_pressing_request_comes_first(client: Client) -> None:
    ask("the calm one", 100)
    ask("the pressing one", 2)
    shown = page(client, officer("liaison"))
    assert shown.index("the pressing one") < shown.index("the calm one")
    assert '<span class="count">2</span>' in shown


@pytest.mark.usefixtures("morocco")
def test_an_analyst_sees_the_search_box_and_nothing_to_decide(client: Client) -> None:
    ask("for the liaison officer only", 2)
    shown = page(client, officer("analyst"))
    assert 'id="day-search"' in shown
    assert "for the liaison officer only" not in shown
    assert 'id="day-decide"' not in shown


@pytest.mark.parametrize("role", ["control", "administrator"])
def test_those_who_may_not_search_see_neither_search_nor_cases(client: Client, role: str) -> None:
    shown = page(client, officer(role))
    assert 'id="day-search"' not in shown
    assert 'id="day-cases"' not in shown


def test_my_cases_are_mine(client: Client) -> None:
    me, other = officer("analyst"), officer("liaison")
    cases.open_case(me, "Axe Gao–Tamanrasset", "drug-trafficking")
    cases.open_case(other, "Une autre", "fraud")
    shown = page(client, me)
    assert "Axe Gao–Tamanrasset" in shown
    assert "Une autre" not in shown


def test_a_first_day_teaches_what_to_do(client: Client) -> None:
    shown = page(client, officer("analyst"))
    assert "Vous n’avez pas encore d’affaire" in shown
    assert "/cases/new/" in shown


@pytest.mark.usefixtures("morocco")
def test_what_a_partner_wrote_is_escaped(client: Client) -> None:
    ask("<script>alert(1)</script>", 2)
    assert "<script>alert(1)" not in page(client, officer("liaison"))


@pytest.mark.usefixtures("morocco")
def test_a_long_day_asks_the_database_no_more_than_a_short_one(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    who = officer("liaison")
    client.force_login(who)
    for number in range(30):
        ask(f"question {number}", number + 1)
        cases.open_case(who, f"Case {number}", "fraud")
    client.get("/")
    with django_assert_max_num_queries(25):
        client.get("/")


def test_a_visitor_is_sent_to_the_sign_in_page(client: Client) -> None:
    assert client.get("/")["Location"] == "/accounts/login/?next=/"
