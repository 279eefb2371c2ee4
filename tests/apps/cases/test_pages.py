"""The case pages in three languages; the number of queries does not follow the number of items."""

import json

import pytest
from django.test import Client

from benkan.apps.accounts import services as accounts
from benkan.apps.cases import services
from benkan.apps.cases.timeline import timeline

pytestmark = pytest.mark.django_db
LANGUAGES = ("fr", "en", "ar")


@pytest.fixture
def analyst():
    return accounts.create_officer("analyste", "Fatoumata Traoré", "analyst")


@pytest.fixture
def browser(analyst):
    client = Client()
    client.force_login(analyst)
    return client


def speak(client, officer, language):
    officer.language = language
    officer.save()
    client.cookies["benkan_ml-ocs_language"] = language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_read_in_every_language(browser, analyst, language):
    speak(browser, analyst, language)
    words = {"fr": "Affaires", "en": "Cases", "ar": "القضايا"}[language]
    empty = browser.get("/cases/").content.decode()
    assert words in empty
    assert ('dir="rtl"' in empty) == (language == "ar")
    case = services.open_case(analyst, "Cargaison de Gao", "drug-trafficking")
    services.add_note(analyst, case.pk, "Le témoin confirme")
    for address in ("/cases/", "/cases/new/", f"/cases/{case.pk}/"):
        page = browser.get(address)
        assert page.status_code == 200
    assert "Le témoin confirme" in page.content.decode()


def test_opening_a_case_leads_to_its_page(browser):
    answer = browser.post("/cases/new/", {"title": "Gao", "purpose": "fraud"}, follow=True)
    assert answer.redirect_chain
    assert "Gao" in answer.content.decode()


def test_what_was_typed_stays_when_the_number_is_taken(browser, analyst):
    services.open_case(analyst, "A", "fraud", number="2025-9")
    answer = browser.post("/cases/new/", {"title": "Mon titre", "purpose": "fraud", "number": "2025-9"})
    assert answer.status_code == 422
    assert "Mon titre" in answer.content.decode()


def test_a_case_of_another_answers_404_and_says_no_more(browser):
    other = accounts.create_officer("autre", "Autre", "analyst")
    case = services.open_case(other, "Secret de Gao", "fraud")
    page = browser.get(f"/cases/{case.pk}/")
    assert page.status_code == 404
    assert "Secret de Gao" not in page.content.decode()
    assert browser.post(f"/cases/{case.pk}/close/").status_code == 404


def test_share_close_and_reopen_from_the_page(browser, analyst):
    accounts.create_officer("collegue", "Oumar", "analyst")
    case = services.open_case(analyst, "A", "fraud")
    assert browser.post(f"/cases/{case.pk}/share/", {"username": "collegue"}).status_code == 302
    assert browser.post(f"/cases/{case.pk}/close/").status_code == 302
    refused = browser.post(f"/cases/{case.pk}/note/", {"text": "ne te perds pas"})
    assert refused.status_code == 422
    assert browser.post(f"/cases/{case.pk}/reopen/").status_code == 302
    case.refresh_from_db()
    assert case.is_open


def test_the_export_keeps_a_formula_a_text(browser, analyst):
    services.open_case(analyst, '=HYPERLINK("x")', "fraud")
    answer = browser.get("/cases/?format=csv")
    assert "'=HYPERLINK" in answer.getvalue().decode("utf-8-sig")


@pytest.mark.parametrize("role", ["control", "administrator"])
def test_other_roles_are_kept_out_of_pages_and_api(role):
    client = Client()
    client.force_login(accounts.create_officer("autre", "Autre", role))
    assert client.get("/cases/").status_code == 403
    assert client.get("/api/cases").status_code == 403
    assert client.post("/api/cases", "{}", content_type="application/json").status_code == 403


def test_visitors_are_sent_to_sign_in():
    assert Client().get("/cases/").status_code == 302
    assert Client().get("/api/cases").status_code == 401


def test_the_list_costs_the_same_for_many_cases(browser, analyst, django_assert_max_num_queries):
    for number in range(40):
        services.open_case(analyst, f"Affaire {number}", "fraud")
    with django_assert_max_num_queries(9):
        browser.get("/cases/")


def test_the_timeline_costs_the_same_for_many_notes(analyst, django_assert_num_queries, django_assert_max_num_queries):
    case = services.open_case(analyst, "A", "fraud")
    for number in range(30):
        services.add_note(analyst, case.pk, f"note {number}")
    with django_assert_max_num_queries(10):
        items = timeline(case)
    assert len(items) == 31
    assert items == sorted(items, key=lambda item: item.at, reverse=True)


def test_the_api_opens_and_lists(browser):
    made = browser.post("/api/cases", json.dumps({"title": "Gao", "purpose": "fraud"}), content_type="application/json")
    assert made.status_code == 201
    listed = browser.get("/api/cases").json()
    assert [one["id"] for one in listed["cases"]] == [made.json()["id"]]


@pytest.mark.parametrize("body", ["", "[]", "{", '{"title": 5, "purpose": "fraud"}', '{"title": "A", "purpose": "x"}'])
def test_the_api_refuses_what_it_cannot_read_with_a_code_and_a_place(browser, body):
    answer = browser.post("/api/cases", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["code"]
    assert answer.json()["place"]
    assert browser.get("/api/cases").json()["count"] == 0
