"""Names on a page beside the lists: told at the moment of looking, bounded, never kept."""

import pytest
from django.test import Client
from tests.apps.screening.conftest import HADJ, line, load

from benkan.apps.accounts.services import create_officer
from benkan.apps.cases import services as cases
from benkan.apps.journal import services as journal
from benkan.apps.screening import named, services
from benkan.apps.screening.models import Likeness

pytestmark = pytest.mark.django_db


def person(name, **more):
    return services.Named(name, ("Person",), {"name": [name], **more})


def told(looked):
    return [(one.caption, [each.entry.source_id for each in one.entries]) for one in looked.found]


def test_a_name_that_may_be_listed_is_told_and_nothing_is_kept():
    load(HADJ)
    looked = services.listed_names([person("Idriss El-Hadji", birthDate=["1971-03-02"]), person("Awa Kantara")])
    assert told(looked) == [("Idriss El-Hadji", ["q1"])]
    assert not Likeness.objects.exists()


def test_a_number_that_stands_on_a_list_is_found_without_a_name():
    load(line("q9", name="Somebody Else", phone="+22376441703"))
    (one,) = services.listed_names([services.Named("76 44 17 03", ("Person",), {"phone": ["+223 76 44 17 03"]})]).found
    assert one.entries[0].by_number


def test_what_the_file_does_not_say_is_compared_as_each_of_both():
    load(line("c1", "Company", name="Comptoir du Fleuve Noir SARL"))
    name = "Comptoir du Fleuve Noir SARL"
    either = services.Named(name, ("Person", "Company"), {"name": [name]})
    assert told(services.listed_names([either])) == [(name, ["c1"])]


def test_an_entry_that_has_gone_from_its_list_is_not_told():
    load(HADJ)
    load(line("q2", name="Wolfgang Amadeus Bernasconi"), shrinks=True)
    assert services.listed_names([person("Idrissa el Hadj", birthDate=["1971-03-02"])]).found == []


def test_a_page_of_too_many_names_says_how_many_were_not_compared(monkeypatch):
    load(HADJ)
    seen = []
    monkeypatch.setattr(named, "entries_like", lambda subject: seen.append(subject) or [])
    looked = services.listed_names([person(f"Name {number}") for number in range(60)] * 2)
    assert (len(seen), looked.left) == (named.MOST_NAMES, 10)


def test_without_a_list_nothing_is_compared(monkeypatch):
    monkeypatch.setattr(named, "entries_like", lambda subject: pytest.fail("compared"))
    assert services.listed_names([person("Idrissa el Hadj")]) == services.Looked()
    assert services.listed_names([]) == services.Looked()


@pytest.mark.parametrize("broken", [{"name": [""]}, {"name": ["\x00"]}, {"phone": ["-"]}, {}])
def test_what_cannot_be_compared_is_passed_over(broken):
    load(HADJ)
    assert services.listed_names([services.Named("?", ("Person", "Company", "BankAccount"), broken)]).found == []


def test_one_holder_of_two_accounts_is_one_line_and_the_shared_number_counts():
    load(line("q9", name="Housseini Tounkara", phone="+22376441703"))
    looked = services.listed_names([person("Housseini Tounkara"), person("Housseini Tounkara", phone=["+22376441703"])])
    assert told(looked) == [("Housseini Tounkara", ["q9"])]
    assert looked.found[0].entries[0].by_number


def test_a_company_of_the_name_of_a_listed_one_is_told():
    load(line("c7", "Company", name="Comptoir Zongo"))
    one = services.Named("Comptoir Zongo", ("Company", "Person"), {"name": ["Comptoir Zongo"]})
    assert told(services.listed_names([one])) == [("Comptoir Zongo", ["c7"])]


@pytest.fixture
def analyst(client):
    who = create_officer("names", "Awa Kantara", "analyst", password="a long pass phrase")
    client.force_login(who)
    client.officer = who
    return client


@pytest.fixture
def case(analyst):
    return cases.open_case(analyst.officer, "Filière du fleuve", "drug-trafficking")


def ask(client, case, *names, **more):
    body = {"case": str(case.pk), "names": list(names), **more}
    return client.post("/api/screening/names/", body, content_type="application/json")


IDRISS = {"schema": "Person", "properties": {"name": ["Idriss El-Hadji"], "birthDate": ["1971-03-02"]}}
AWA = {"schema": "Person", "properties": {"name": ["Awa Kantara"]}}


def test_a_program_gets_who_may_be_listed_and_why_and_nothing_is_kept(analyst, case):
    load(HADJ)
    told = ask(analyst, case, AWA, IDRISS).json()
    assert told["compared"] == 2
    (one,) = told["likenesses"]
    assert (one["name"], one["entry"], one["by_number"]) == (1, "q1", False)
    assert one["reasons"]
    assert all(one["reasons"])
    assert not Likeness.objects.exists()
    (line_of,) = [each for each in journal.latest(50) if each["event"] == "names-screened"]
    assert "Idriss" not in str(line_of)
    assert line_of["facts"] == {"count": 2, "case": str(case.pk)}


def test_names_are_compared_in_an_open_case_by_those_who_may(analyst, case, client):
    load(HADJ)
    answer = analyst.post("/api/screening/names/", {"names": [IDRISS]}, content_type="application/json")
    assert answer.json()["code"] == "case.required"
    other = Client()
    other.force_login(create_officer("other", "Other", "analyst", password="a long pass phrase"))
    assert ask(other, case, IDRISS).json()["code"] == "case.unknown"
    other.force_login(create_officer("control", "Control", "control", password="a long pass phrase"))
    assert ask(other, case, IDRISS).status_code == 403
    assert not [each for each in journal.latest(50) if each["event"] == "names-screened"]


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ([], "screening.too-many-names"),
        ([AWA] * 51, "screening.too-many-names"),
        (["x"], "api.field"),
        ([{"schema": "Vessel", "properties": {"name": ["x"]}}], "api.field"),
        ([{"schema": "Person", "properties": {"name": "x"}}], "api.field"),
        ([{"schema": "Person", "properties": {"name": ["x" * 301]}}], "api.field"),
        ([{"schema": "Person", "properties": {"name": ["x"] * 51}}], "api.field"),
        ([{"schema": ["Person"], "properties": {}}], "api.field"),
    ],
)
def test_what_cannot_be_compared_is_refused(analyst, case, names, code):
    answer = ask(analyst, case, *names)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
