"""Own records searched by programs: who may, in which case, what the journal keeps and what it does not."""

import json

import pytest

from benkan.apps.accounts import services as accounts
from benkan.apps.cases import services as cases
from benkan.apps.journal import services as journal
from benkan.apps.journal.models import Line
from benkan.apps.records import services as records
from benkan.apps.search import here, services

MOUSSA = {"name": "موسى أغ الحسن", "born": "1985"}
ADDRESS = "/api/search/here"


def ask(client, case=None, **fields):
    body = {**({"case": str(case.pk)} if case else {}), **fields}
    answer = client.post(ADDRESS, json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


@pytest.fixture
def browser(client, analyst):
    client.force_login(analyst)
    return client


def test_a_record_is_found_in_another_script_with_its_reasons(browser, case, our_moussa):
    status, told = ask(browser, case, **MOUSSA, reasons=True)
    assert status == 200
    (found,) = told["here"]
    assert (found["record"], found["caption"]) == (str(our_moussa.pk), "Mousa ag Alhassan")
    assert found["score"] >= 0.5
    assert found["reasons"]


def test_the_line_says_who_looked_in_which_case_and_never_for_whom(browser, case, our_moussa):
    _, told = ask(browser, case, **MOUSSA)
    line = Line.objects.get(seq=told["journal_line"])
    assert (line.event, line.officer, line.reference) == ("search-here", "analyste", "2025-117")
    assert line.facts == {"purpose": "drug-trafficking", "fields": 2, "count": 1}
    assert "موسى".encode() not in bytes(line.entry)
    assert journal.verify().ok


@pytest.mark.parametrize(("count", "kept"), [(0, 0), (1, 1), (4, 2), (5, 5), (19, 10), (99, 50), (100, 100)])
def test_the_journal_keeps_a_step_of_the_count(count, kept):
    assert here.about(count) == kept


def test_a_withdrawn_record_is_not_found(browser, case, our_moussa):
    records.withdraw(our_moussa.pk, officer="superviseur")
    assert ask(browser, case, **MOUSSA)[1]["here"] == []


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({}, 400, "search.empty"),
        ({"name": "A\u202eB"}, 400, "name.bidi"),
        ({"name": "x" * 700}, 400, "search.field"),
        ({"name": "Moussa", "limit": 0}, 400, "search.limit"),
        ({"name": "Moussa", "limit": 101}, 400, "search.limit"),
        ({"name": "Moussa", "limit": True}, 400, "search.limit"),
        ({"name": "Moussa", "limit": "10"}, 400, "search.limit"),
    ],
)
def test_a_search_that_cannot_be_read_is_refused_and_leaves_no_line(browser, case, fields, status, code):
    found, told = ask(browser, case, **fields)
    assert told["code"] == code
    assert 400 <= found < 500
    assert not Line.objects.filter(event="search-here").exists()


def test_nobody_searches_without_a_case_nor_in_one_that_is_not_theirs(browser, case, our_moussa, client):
    assert ask(browser, None, **MOUSSA)[1]["code"] == "case.required"
    other = accounts.create_officer("autre", "Autre Analyste", "analyst")
    client.force_login(other)
    assert ask(client, case, **MOUSSA)[1]["code"] == "case.unknown"
    assert not Line.objects.filter(event="search-here").exists()


@pytest.mark.parametrize("role", ["control", "administrator"])
def test_who_may_not_search_may_not_search_here(client, case, our_moussa, role):
    client.force_login(accounts.create_officer(role, role, role))
    assert ask(client, case, **MOUSSA)[1]["code"] == "role.not-allowed"
    client.logout()
    assert ask(client, case, **MOUSSA)[0] == 401


def test_a_closed_case_ends_searching_in_it(browser, analyst, case, our_moussa):
    cases.close(analyst, case.pk)
    assert ask(browser, case, **MOUSSA)[1]["code"] == "case.closed"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"', b"[" * 5000, b'{"name":"' + b"x" * 20_000 + b'"}'])
def test_what_is_no_search_in_json_is_refused(browser, body):
    answer = browser.post(ADDRESS, body, content_type="application/json")
    assert answer.json()["code"] == ("api.body" if body else "case.required")


def test_no_more_are_told_than_were_asked_for(analyst, case):
    for number in range(4):
        records.add("Person", {"name": "Mousa ag Alhassan", "birthDate": str(1950 + number)})
    assert len(services.look_here(analyst, case.pk, {"name": "Moussa ag Alhassane"}, 3).hits) == 3


def test_a_search_here_costs_a_bounded_number_of_queries(browser, case, our_moussa, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        ask(browser, case, **MOUSSA)
