from html import unescape

import pytest
from tests.apps.accords.texts import signed, unsigned
from tests.apps.exchange.fake_partner import FakeNetwork, FakePartner
from tests.apps.standing_pages import LANGUAGES, asks_as_often_for_many_rows_as_for_few, client, says, with_convention

from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.exchange import transport

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(monkeypatch) -> FakePartner:
    network = FakeNetwork()
    monkeypatch.setattr(transport, "post", network.post)
    return with_convention(network)


WORDS = {
    "/conventions/": {"fr": "Conventions", "en": "Conventions", "ar": "الاتفاقيات"},
    "/conventions/ml-ma-2025/": {"fr": "Finalités", "en": "Purposes", "ar": "الأغراض"},
}


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
@pytest.mark.parametrize("address", sorted(WORDS))
def test_every_page_speaks_the_reader_s_language(partner, address, language, direction):
    says(address, language, direction, WORDS[address][language])


def test_the_clauses_are_told_in_the_reader_s_words(partner):
    from benkan.core.conventions import parse

    clause = parse(signed(partner)).clauses["purposes"]
    for language, _ in LANGUAGES:
        page = client("analyst", language).get("/conventions/ml-ma-2025/").content.decode()
        assert clause.text[language] in unescape(page)


def test_the_signatures_show_the_fingerprint_that_is_compared_by_voice(partner):
    page = client("analyst").get("/conventions/ml-ma-2025/").content.decode()
    assert agencies.fingerprint("ma-dgsn") in page
    assert agencies.fingerprint("ml-ocs") in page
    assert "not compared yet" in page


def test_the_control_officer_suspends_and_resumes_from_the_page(partner):
    control = client("control")
    assert "Suspend the convention" in control.get("/conventions/ml-ma-2025/").content.decode()
    assert control.post("/conventions/ml-ma-2025/suspend/", {"reason": "Contrôle"}).status_code == 302
    page = control.get("/conventions/ml-ma-2025/").content.decode()
    assert "Contrôle" in page
    assert "Resume the convention" in page
    assert control.post("/conventions/ml-ma-2025/resume/", {"reason": "Fin"}).status_code == 302
    assert not accords.agreements()[0].suspended_by


def test_the_control_officer_can_suspend_but_not_search(partner):
    control = client("control")
    assert control.get("/search/").status_code in {403, 404}
    assert accounts.may(accounts.get("control-en"), "suspend")
    assert not accounts.may(accounts.get("control-en"), "search")


@pytest.mark.parametrize("role", ["analyst", "liaison"])
def test_these_roles_see_no_lever_and_cannot_pull_it(partner, role):
    officer = client(role)
    assert "Suspend the convention" not in officer.get("/conventions/ml-ma-2025/").content.decode()
    for address in ("/conventions/ml-ma-2025/suspend/", "/api/conventions/ml-ma-2025/suspend"):
        assert officer.post(address, {"reason": "x"}).status_code == 403
    assert not accords.agreements()[0].suspended_by


def test_a_suspension_without_a_reason_keeps_the_page_and_says_what_is_missing(partner):
    answer = client("control").post("/conventions/ml-ma-2025/suspend/", {"reason": " "})
    assert answer.status_code == 422
    assert "A reason is needed" in answer.content.decode()


def test_what_a_convention_allows_is_answered_with_the_clause(partner):
    analyst = client("analyst")
    ask = {"act": "search", "actor": "ml-ocs", "counterparty": "ma-dgsn", "purpose": "fraud"}
    assert "Yes, today." in analyst.get("/conventions/ml-ma-2025/", ask).content.decode()
    ask["counterparty"] = "ml-ocs"
    assert "cannot act towards itself" in analyst.get("/conventions/ml-ma-2025/", ask).content.decode()
    ask["counterparty"] = "xx-other"
    page = analyst.get("/conventions/ml-ma-2025/", ask).content.decode()
    assert "is not a party to the convention" in page
    assert "ml-ma-2025 · 1" in page


def test_a_half_signed_convention_is_refused_on_the_page(partner):
    answer = client("administrator").post("/conventions/add/", {"text": unsigned(partner, identifier="new-2025")})
    assert answer.status_code == 422
    assert "is not signed by all of its parties" in answer.content.decode()


def test_the_list_says_how_each_convention_stands(partner):
    analyst = client("analyst", "fr")
    assert "en vigueur" in analyst.get("/conventions/").content.decode()
    accords.suspend("ml-ma-2025", accounts.create_officer("c", "C", "control"), "Contrôle")
    assert "suspendue" in analyst.get("/conventions/").content.decode()
    assert len(analyst.get("/conventions/?format=csv&state=in-force").getvalue().decode().splitlines()) == 1


def test_the_signed_text_can_be_downloaded_and_verifies(partner):
    from benkan.core.conventions import verify

    text = client("analyst").get("/conventions/ml-ma-2025/text/").content.decode()
    assert verify(text).complete


def test_an_unknown_convention_is_a_page_that_says_so():
    assert client("analyst").get("/conventions/no-such/").status_code == 404


def test_the_api_suspends_resumes_and_lists(partner):
    control = client("control")
    send = {"content_type": "application/json"}
    made = control.post("/api/conventions/ml-ma-2025/suspend", {"reason": "Contrôle"}, **send)
    assert made.status_code == 201
    (told,) = control.get("/api/conventions").json()["conventions"]
    assert (told["state"], told["suspended_by"]) == ("suspended", ["ml-ocs"])
    again = control.post("/api/conventions/ml-ma-2025/suspend", {"reason": "Contrôle"}, **send)
    assert (again.status_code, again.json()["code"]) == (403, "convention.suspended-already")
    assert again.json()["clause"].startswith("ml-ma-2025 · ")
    assert control.post("/api/conventions/ml-ma-2025/resume", {"reason": "Fin"}, **send).status_code == 200
    assert control.post("/api/conventions/ml-ma-2025/resume", "{broken", **send).status_code == 400
    assert control.post("/api/conventions/none/suspend", {"reason": "x"}, **send).status_code == 404


@pytest.mark.parametrize("address", ["/conventions/", "/conventions/ml-ma-2025/"])
def test_a_page_asks_the_database_as_often_for_many_rows_as_for_few(partner, address):
    asks_as_often_for_many_rows_as_for_few(address)
