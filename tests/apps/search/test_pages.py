"""The form and the result, in three languages, with rows that appear as answers come."""

import json
import re

import pytest
from django.test import Client
from django.utils import translation
from tests.apps.exchange.fake_partner import FakePartner, agree
from tests.apps.search.conftest import MOUSSA, NOBODY

from benkan.apps.accounts import services as accounts
from benkan.apps.cases import services as cases
from benkan.apps.search import services
from benkan.apps.search.models import Search

pytestmark = pytest.mark.django_db
LANGUAGES = ("fr", "en", "ar")


@pytest.fixture
def browser(analyst):
    client = Client()
    client.force_login(analyst)
    return client


def speak(client, analyst, language):
    analyst.language = language
    analyst.save()
    client.cookies["benkan_ml-ocs_language"] = language
    return client


@pytest.fixture
def four(partner, convention, network, their_moussa):
    """A partner that holds the subject, one that does not, one that is dead, one that may not be asked."""
    partner.publish(convention, [their_moussa])
    rest = [
        network.add(FakePartner(agency, agency[:2].upper()).join_directory())
        for agency in ("bf-cnlcd", "ne-ocrtis", "dz-dgsn")
    ]
    agree(rest[0], identifier="bf-2025")
    rest[0].publish("bf-2025", [])
    agree(rest[1], identifier="ne-2025")
    rest[1].down = True
    agree(rest[2], identifier="dz-2025", purposes=["fraud"])
    return [partner, *rest]


@pytest.fixture
def searched(analyst, case, four, our_moussa):
    search = services.make(analyst, case.pk, MOUSSA)
    services.run_due(search=search.id, threads=False)
    return search


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_says_who_will_be_asked_and_who_will_not_with_the_clause(browser, analyst, case, four, language):
    speak(browser, analyst, language)
    page = browser.get(f"/search/?case={case.pk}")
    text = page.content.decode()
    assert page.status_code == 200
    assert f'lang="{language}"' in text
    assert "dz-2025 · " in text
    for agency in ("ma-dgsn", "bf-cnlcd", "ne-ocrtis", "dz-dgsn"):
        assert agency in text
    assert "40" in text


def test_choosing_a_case_brings_the_partners_without_a_new_page(browser, case, four):
    fragment = browser.get("/search/whom/", {"case": str(case.pk)}, headers={"HX-Request": "true"})
    assert fragment.status_code == 200
    assert b"<html" not in fragment.content
    assert b"dz-2025" in fragment.content
    assert browser.get("/search/whom/").status_code == 200
    assert browser.get("/search/whom/", {"case": "x"}).status_code == 200


def test_the_form_makes_a_search_and_leads_to_its_result(browser, case, four):
    answer = browser.post("/search/", {**MOUSSA, "case": str(case.pk)})
    search = Search.objects.get()
    assert answer.status_code == 302
    assert answer.url == f"/search/{search.id}/"


@pytest.mark.parametrize(
    ("fields", "kept"), [({"name": "Moussa"}, "Moussa"), ({"name": "x", "born": "never"}, "never")]
)
def test_what_was_typed_stays_when_something_is_refused(browser, case, four, fields, kept):
    with_case = fields if "born" not in fields else {**fields, "case": str(case.pk)}
    answer = browser.post("/search/", with_case)
    assert answer.status_code == 422
    assert kept in answer.content.decode()
    assert Search.objects.count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_result_shows_hit_no_hit_waiting_and_not_asked(browser, analyst, searched, language):
    speak(browser, analyst, language)
    text = browser.get(f"/search/{searched.id}/").content.decode()
    assert [look in text for look in ("hit found", "hit nothing", "hit waiting", "hit unasked")] == [True] * 4
    hit = services.overview(searched).rows[0].hits[0]
    inquiry = services.overview(searched).rows[0].inquiry
    assert re.search(rf'href="[^"]*{inquiry}[^"]*{hit.handle}', text)
    assert "dz-2025" in text
    with translation.override(language):
        assert str(searched.line) in text
    assert "2/2" in text
    assert "Mousa ag Alhassan" in text
    assert f"/search/{searched.id}/rows/" in text


def test_rows_stop_asking_once_everything_is_known(browser, analyst, case, partner, convention, their_moussa):
    partner.publish(convention, [their_moussa])
    search = services.make(analyst, case.pk, MOUSSA)
    before = browser.get(f"/search/{search.id}/rows/").content.decode()
    assert "hx-get" in before
    assert "hit waiting" in before
    services.run_due(search=search.id, threads=False)
    after = browser.get(f"/search/{search.id}/rows/").content.decode()
    assert "hx-get" not in after
    assert "hit found" in after


def test_a_name_only_hit_says_how_many_namesakes_to_expect(browser, analyst, case, partner, convention, their_moussa):
    partner.publish(convention, [their_moussa])
    search = services.make(analyst, case.pk, {"name": MOUSSA["name"], "born": "1984"})
    services.run_due(search=search.id, threads=False)
    lines = services.overview(search).rows[0].hits
    assert lines
    assert all(line.namesakes and line.tier != "identifier" for line in lines)


def test_a_search_is_seen_by_its_case_s_circle_only(searched, db):
    stranger = accounts.create_officer("autre", "Autre", "analyst")
    control = accounts.create_officer("controle", "Contrôle", "control")
    for who, statuses in ((stranger, {404}), (control, {403})):
        client = Client()
        client.force_login(who)
        for address in (f"/search/{searched.id}/", f"/search/{searched.id}/rows/", f"/api/search/{searched.id}"):
            assert client.get(address).status_code in statuses
    assert Client().get("/search/").status_code == 302


@pytest.mark.parametrize("partners", [2, 12])
def test_the_result_takes_as_many_queries_for_many_partners(
    browser, analyst, case, network, partners, django_assert_max_num_queries
):
    for number in range(partners):
        one = network.add(FakePartner(f"p{number:02d}-service", "NE").join_directory())
        if number % 2:
            agree(one, identifier=f"avec-{number:02d}")
            one.publish(f"avec-{number:02d}", [])
    search = services.make(analyst, case.pk, MOUSSA)
    services.run_due(search=search.id, threads=False)
    with django_assert_max_num_queries(16):
        assert browser.get(f"/search/{search.id}/").status_code == 200
    with django_assert_max_num_queries(10):
        assert browser.get(f"/search/{search.id}/rows/").status_code == 200


def test_the_api_makes_a_search_and_reads_it(browser, case, four, our_moussa):
    made = browser.post("/api/search", json.dumps({"case": str(case.pk), **MOUSSA}), content_type="application/json")
    assert made.status_code == 201
    services.run_due(threads=False)
    told = browser.get(made.json()["url"]).json()
    states = {row["partner"]: row["state"] for row in told["partners"]}
    assert states["ma-dgsn"] == states["bf-cnlcd"] == "answered"
    assert states["dz-dgsn"] == "not-asked"
    assert [row["partner"] for row in told["partners"] if row["hits"]] == ["ma-dgsn"]
    assert told["here"][0]["caption"] == "Mousa ag Alhassan"
    assert told["proofs"] == {"verified": 2, "answers": 2}
    rows = browser.get(f"{made.json()['url']}/rows")
    assert b"hit found" in rows.content


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"x" * 20_000, b'{"name": "Moussa"}', b'{"case": 7, "name": "M"}'])
def test_the_api_refuses_what_is_no_search(browser, body):
    answer = browser.post("/api/search", body, content_type="application/json")
    assert answer.status_code in {400, 403}
    assert answer.json()["code"]
    assert Search.objects.count() == 0


def test_the_api_wants_a_session_and_a_token(analyst, case):
    assert Client().post("/api/search", b"{}", content_type="application/json").status_code in {401, 403}
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(analyst)
    assert guarded.post("/api/search", b"{}", content_type="application/json").status_code == 403


def test_the_case_knows_its_searches_and_a_request_its_hit(searched, case):
    (made,) = services.of_case(case.pk)
    assert "Moussa AG ALHASSANE" in made.text
    row = services.overview(searched).rows[0]
    found = services.hit(row.inquiry, row.hits[0].handle)
    assert (found.partner, found.convention, found.purpose) == ("ma-dgsn", "essai-2025", "drug-trafficking")
    from benkan.core.errors import Refused

    for inquiry, handle in ((row.inquiry, "0" * 32), ("x", row.hits[0].handle)):
        with pytest.raises(Refused):
            services.hit(inquiry, handle)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_network_says_link_index_and_quota_of_each_partner(searched, language):
    with translation.override(language):
        told = {one.id: one for one in services.network_overview()}
    assert {one: told[one].state for one in told} == {
        "ma-dgsn": "ok",
        "bf-cnlcd": "ok",
        "ne-ocrtis": "warn",
        "dz-dgsn": "warn",
    }
    assert "2" in told["ma-dgsn"].quota_words
    assert told["ma-dgsn"].index_words
    assert told["ma-dgsn"].quota_words


def test_nobody_is_shown_what_an_officer_searched_elsewhere(browser, analyst, case, four):
    search = services.make(analyst, case.pk, NOBODY)
    shared = cases.get(case.pk)
    assert NOBODY["name"] not in shared.title
    assert NOBODY["name"] in browser.get(f"/search/{search.id}/").content.decode()


@pytest.mark.parametrize(("born", "told"), [("", True), ("1984-05-03", False)])
def test_a_name_too_common_for_dated_records_is_said_to_be_so(browser, analyst, case, partner, convention, born, told):
    partner.publish(convention, [])
    search = services.make(analyst, case.pk, {"name": "Ahmed Hassan", "born": born})
    assert ('id="too-common"' in browser.get(f"/search/{search.id}/").content.decode()) is told
