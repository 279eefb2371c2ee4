"""The pages and the API of conventions in work."""

import json
from html import unescape

import pytest
from django.test import Client
from tests.apps.accords.test_negotiation import opinion, proposal, receive, signature
from tests.apps.accords.texts import signed, today, unsigned
from tests.apps.exchange.fake_partner import FakePartner
from tests.apps.standing_pages import LANGUAGES, client, says

from benkan.apps.accords import drafts, proposing
from benkan.apps.accords import services as accords
from benkan.apps.accords.models import Convention, Draft
from benkan.apps.accounts import services as accounts
from benkan.core import conventions

pytestmark = pytest.mark.django_db
DRAFT = "/conventions/in_work/ml-ma-2026/1/"
API = "/api/conventions/in_work"


@pytest.fixture
def writer(partner) -> Client:
    return client("liaison")


@pytest.fixture
def draft(writer) -> Draft:
    given = {
        "template": "bilateral",
        "parties": ["ma-dgsn"],
        "identifier": "ml-ma-2026",
        "starts_on": today().isoformat(),
        "years": "3",
    }
    assert writer.post("/conventions/in_work/", given).url == DRAFT
    return Draft.objects.get()


def posted(page, **changes):
    """What the browser would send back from this page of the guided form."""
    groups = page.context["groups"]
    sent = {"seen": page.context["seen"]}
    for group in groups:
        for field in (*group.fields, *group.clause, *(one for row in group.rows for one in row)):
            if field.values:
                sent[field.name] = list(field.values)
    return sent | changes


WORDS = {
    "/conventions/in_work/": {"fr": "Nouveau projet", "en": "New draft", "ar": "مشروع جديد"},
    DRAFT: {"fr": "Pas en vigueur", "en": "Not in force", "ar": "غير سارٍ"},
    f"{DRAFT}edit/": {"fr": "Mots de l", "en": "Words of the article", "ar": "كلمات المادة"},
    f"{DRAFT}text/": {"fr": "Page guidée", "en": "Guided page", "ar": "الصفحة الموجَّهة"},
    f"{DRAFT}paper/": {"fr": "Projet : pas en vigueur", "en": "Between", "ar": "مشروع: غير سارٍ"},
}


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
@pytest.mark.parametrize("address", [each for each in WORDS if "paper" not in each])
def test_every_page_speaks_the_reader_s_language(draft, address, language, direction):
    says(address, language, direction, WORDS[address][language])


def test_a_draft_begins_with_as_many_years_as_were_chosen(draft):
    convention = conventions.parse(draft.text)
    assert (convention.ends_on - convention.starts_on).days in {1094, 1095}


def test_a_wrong_beginning_keeps_what_was_typed(writer):
    page = writer.post(
        "/conventions/in_work/", {"template": "bilateral", "identifier": "X Y", "starts_on": "2026-01-01"}
    )
    assert page.status_code == 422
    assert 'value="X Y"' in page.content.decode()
    assert not Draft.objects.exists()


def test_the_form_saved_unchanged_leaves_the_text_byte_for_byte(draft, writer):
    commented = draft.text.replace("[quotas]", "# à revoir avec Rabat\n[quotas]")
    writer.post(f"{DRAFT}text/", {"text": commented, "seen": drafts.stamp(draft)})
    page = writer.get(f"{DRAFT}edit/")
    assert writer.post(f"{DRAFT}edit/", posted(page)).status_code == 302
    draft.refresh_from_db()
    assert draft.text == commented


def test_the_form_changes_what_was_changed_and_keeps_the_comment(draft, writer):
    commented = draft.text.replace("[quotas]", "# à revoir avec Rabat\n[quotas]")
    writer.post(f"{DRAFT}text/", {"text": commented, "seen": drafts.stamp(draft)})
    page = writer.get(f"{DRAFT}edit/")
    sent = posted(
        page,
        **{
            "quotas.searches_per_party_per_day": "100",
            "handling.allowed": ["H1", "H3"],
            "clauses.onward.ar": "نص جديد",
            "exchange.1.from": "ml-ocs",
            "exchange.1.to": "ma-dgsn",
            "exchange.1.categories": ["vessel"],
        },
    )
    sent["exchange.0.categories"] = ["phone"]
    del sent["training.present"]
    assert writer.post(f"{DRAFT}edit/", sent).status_code == 302
    draft.refresh_from_db()
    convention = conventions.parse(draft.text)
    assert "# à revoir avec Rabat" in draft.text
    assert convention.quotas.searches_per_party_per_day == 100
    assert convention.handling == ("H1", "H3")
    assert convention.clauses["onward"].text["ar"] == "نص جديد"
    assert convention.gives("ml-ocs", "ma-dgsn") == {"phone", "vessel"}
    assert convention.gives("ma-dgsn", "ml-ocs") == {"phone"}
    assert convention.training is None
    assert "training" not in convention.clauses


def test_a_part_that_comes_back_brings_an_article(draft, writer):
    sent = posted(writer.get(f"{DRAFT}edit/"))
    del sent["training.present"]
    writer.post(f"{DRAFT}edit/", sent)
    sent = posted(writer.get(f"{DRAFT}edit/"), **{"training.present": "on", "training.places_per_year": "5"})
    assert writer.post(f"{DRAFT}edit/", sent).status_code == 302
    draft.refresh_from_db()
    convention = conventions.parse(draft.text)
    assert (convention.training.places_per_year, convention.clauses["training"].article) == (5, "15")


def test_a_party_joins_from_the_directory_and_leaves(draft, writer, network):
    network.add(FakePartner("ne-ocrtis", "NE").join_directory())
    writer.post(f"{DRAFT}edit/", posted(writer.get(f"{DRAFT}edit/"), **{"parties.add": ["ne-ocrtis"]}))
    draft.refresh_from_db()
    assert list(conventions.parse(draft.text).parties) == ["ml-ocs", "ma-dgsn", "ne-ocrtis"]
    writer.post(f"{DRAFT}edit/", posted(writer.get(f"{DRAFT}edit/"), **{"parties.remove": ["ma-dgsn"]}))
    draft.refresh_from_db()
    assert list(conventions.parse(draft.text).parties) == ["ml-ocs", "ne-ocrtis"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("retention.days", "many"),
        ("retention.days", "0"),
        ("dates.ends_on", "yesterday"),
        ("dates.ends_on", "2001-01-01"),
        ("clauses.search.fr", ""),
    ],
)
def test_a_value_that_cannot_stand_is_marked_and_nothing_is_lost(draft, writer, name, value):
    before = draft.text
    page = writer.post(f"{DRAFT}edit/", posted(writer.get(f"{DRAFT}edit/"), **{name: value, "title.en": "Typed"}))
    assert page.status_code == 422
    fields = [field for group in page.context["groups"] for field in (*group.fields, *group.clause)]
    assert [field.name for field in fields if field.wrong] == [name]
    assert 'value="Typed"' in page.content.decode()
    draft.refresh_from_db()
    assert draft.text == before


@pytest.mark.parametrize(
    "name", ["exchange.x.from", "exchange.²", "exchange.", "exchange.9999999999.to", "parties.add"]
)
def test_a_field_that_no_page_has_changes_nothing(draft, writer, name):
    before = draft.text
    assert writer.post(f"{DRAFT}edit/", posted(writer.get(f"{DRAFT}edit/"), **{name: "x"})).status_code == 302
    draft.refresh_from_db()
    assert draft.text == before


def test_a_convention_cannot_end_outside_the_calendar(writer):
    given = {"template": "bilateral", "parties": ["ma-dgsn"], "identifier": "ml-ma", "starts_on": "9999-01-01"}
    assert writer.post("/conventions/in_work/", given).status_code == 422


def test_what_a_database_cannot_hold_is_left_out_of_a_text(draft, writer):
    assert writer.post(f"{DRAFT}text/", {"text": "a\0b", "seen": drafts.stamp(draft)}).status_code == 302
    draft.refresh_from_db()
    assert draft.text == "ab\n"


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(draft, writer):
    sent = posted(writer.get(f"{DRAFT}edit/"), **{"retention.days": "90"})
    drafts.save_terms(
        draft, {("retention", "days"): 30}, drafts.stamp(draft), accounts.create_officer("x", "X", "supervisor")
    )
    page = writer.post(f"{DRAFT}edit/", sent)
    assert page.status_code == 422
    assert "has saved this draft since" in page.content.decode()
    assert 'value="90"' in page.content.decode()


def test_a_text_that_cannot_be_read_is_kept_and_said(draft, writer):
    writer.post(f"{DRAFT}text/", {"text": "format = \n", "seen": drafts.stamp(draft)})
    assert "cannot be read yet" in writer.get(DRAFT).content.decode()
    assert writer.get(f"{DRAFT}edit/").url == f"{DRAFT}text/"
    assert "line 1" in writer.get(f"{DRAFT}text/").content.decode()


def test_the_whole_way_on_the_pages(draft, writer, partner):
    assert writer.post(f"{DRAFT}propose/", {"note": "Première version"}).status_code == 302
    draft.refresh_from_db()
    receive(partner, opinion(draft.text, "comments", "Article 6 <b>?"))
    page = unescape(writer.get(DRAFT).content.decode())
    assert "Première version" in page
    assert "Article 6 <b>?" in page
    assert "<b>?" not in writer.get(DRAFT).content.decode()
    receive(partner, proposal(conventions.edit(draft.text, {("retention", "days"): 30})))
    page = unescape(writer.get(DRAFT).content.decode())
    assert "What is received is kept for 30 days instead of 365." in page
    writer.post(f"{DRAFT}say/", {"stance": "agrees", "comment": ""})
    writer.post(f"{DRAFT}prepare/")
    assert "Sign for the service" not in writer.get(DRAFT).content.decode()
    supervisor = client("supervisor")
    page = supervisor.get(DRAFT).content.decode()
    assert "Sign for the service" in page
    assert "What is received is kept for 30 days instead of 365." in page
    draft.refresh_from_db()
    supervisor.post(f"{DRAFT}sign/", {"sha256": draft.on_table})
    assert "signed by 1 of 2" in supervisor.get("/conventions/").content.decode()
    receive(partner, signature(partner, proposing.on_table(draft).text))
    assert "All parties have signed" in supervisor.get(DRAFT).content.decode()
    assert Convention.objects.get().identifier == "ml-ma-2026"


def test_an_article_carries_what_was_said_about_it(draft, writer, partner):
    writer.post(f"{DRAFT}propose/", {"note": ""})
    writer.post(f"{DRAFT}say/", {"stance": "comments", "comment": "Cent <b>suffisent", "article": "6"})
    page = writer.get(DRAFT).content.decode()
    card = page.split('id="article-6"')[1].split("<section")[0]
    assert "Cent &lt;b&gt;suffisent" in card
    assert "comments on article 6" in page
    assert "suffisent" not in page.split('id="article-5"')[1].split("<section")[0]
    page = writer.post(f"{DRAFT}say/", {"stance": "comments", "comment": " ", "article": "6"})
    assert page.status_code == 422
    assert "<details open>" in page.content.decode().split('id="article-6"')[1].split("<section")[0]


def test_a_refused_button_shows_the_page_with_the_reason(draft, writer):
    page = writer.post(f"{DRAFT}prepare/")
    assert page.status_code == 422
    assert "No text of this draft has been proposed yet." in page.content.decode()


@pytest.mark.parametrize("role", ["analyst", "control"])
def test_who_does_not_draft_reads_but_changes_nothing(draft, role):
    reader = client(role)
    assert reader.get(DRAFT).status_code == 200
    for address in ("edit/", "text/", "propose/", "say/", "prepare/", "sign/", "put-aside/"):
        assert reader.post(f"{DRAFT}{address}").status_code == 403
    assert reader.post(f"{API}/ml-ma-2026/1/sign", "{}", content_type="application/json").status_code == 403


def test_a_convention_leads_to_its_negotiation(partner, writer):
    accords.add(signed(partner))
    assert "How it was negotiated" not in writer.get("/conventions/ml-ma-2025/").content.decode()
    drafts.take(signed(partner), accounts.get("liaison-en"))
    assert "How it was negotiated" in writer.get("/conventions/ml-ma-2025/").content.decode()


def test_a_draft_answers_on_its_page_and_says_that_it_is_not_in_force(draft, writer):
    wish = {"act": "search", "actor": "ml-ocs", "counterparty": "ma-dgsn", "purpose": "fraud", "category": "phone"}
    page = writer.get(DRAFT, wish).content.decode()
    assert "Yes, if it were in force. It is not." in page
    assert "ml-ma-2026 · 5" in page


def test_two_versions_are_compared_on_the_page(partner, writer):
    accords.add(signed(partner))
    accords.add(signed(partner, version=2, searches_per_party_per_day=100))
    page = writer.get("/conventions/ml-ma-2025/difference/").content.decode()
    assert "Searches a day for each service go from 2400 to 100." in page
    same = writer.get("/conventions/ml-ma-2025/difference/?from=2&to=2").content.decode()
    assert "both texts say the same" in same


def test_an_amendment_shows_its_difference_to_the_version_in_force(partner, writer):
    accords.add(signed(partner))
    assert writer.post("/conventions/ml-ma-2025/amend/").url == "/conventions/in_work/ml-ma-2025/2/"
    row = Draft.objects.get()
    drafts.save_terms(row, {("retention", "days"): 30}, drafts.stamp(row), accounts.get("liaison-en"))
    page = unescape(writer.get("/conventions/in_work/ml-ma-2025/2/").content.decode())
    assert "What changes compared with version 1" in page
    assert "What is received is kept for 30 days instead of 365." in page


def test_paper_has_both_languages_each_in_its_direction(partner, writer):
    accords.add(signed(partner))
    page = writer.get("/conventions/ml-ma-2025/paper/").content.decode()
    convention = accords.agreements()[0].convention
    for language in ("fr", "ar"):
        assert convention.clauses["purposes"].text[language] in unescape(page)
    assert 'lang="ar" dir="rtl"' in page
    assert convention.sha256 in page
    assert convention.clauses["purposes"].text["en"] not in unescape(page)
    english = unescape(writer.get("/conventions/ml-ma-2025/paper/?left=fr&right=en").content.decode())
    assert convention.clauses["purposes"].text["en"] in english
    assert "Draft: not in force" not in english


def test_the_paper_of_a_draft_says_that_it_is_one(draft, writer):
    page = writer.get(f"{DRAFT}paper/?left=fr&right=en").content.decode()
    assert "Draft: not in force" in page
    assert "Projet : pas en vigueur" in page


def test_the_file_of_a_draft_can_be_read_elsewhere(draft, writer):
    text = writer.get(f"{DRAFT}file/").content.decode()
    assert conventions.digest_of(text) == drafts.digest(draft)


def test_a_file_is_taken_in(partner, writer):
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = SimpleUploadedFile("x.toml", unsigned(partner).encode())
    assert writer.post("/conventions/in_work/", {"file": sent}).url == "/conventions/in_work/ml-ma-2025/1/"


def test_the_day_says_what_waits_for_whom(partner, writer):
    receive(partner, proposal(unsigned(partner)))
    row = Draft.objects.get()
    assert "waits for your opinion" in writer.get("/").content.decode()
    assert "waits for your opinion" not in client("analyst").get("/").content.decode()
    proposing.say(row, accounts.get("liaison-en"), "agrees")
    assert "waits for your opinion" not in writer.get("/").content.decode()
    writer.post("/conventions/in_work/ml-ma-2025/1/prepare/")
    assert "waits for your signature" in client("supervisor").get("/").content.decode()
    assert "waits for your signature" not in writer.get("/").content.decode()


def test_a_review_that_is_near_is_said(partner, writer):
    import datetime as dt

    accords.add(signed(partner, review_on=today() + dt.timedelta(days=20)))
    assert "The joint review is due" in writer.get("/conventions/ml-ma-2025/").content.decode()
    assert "review due" in writer.get("/conventions/").content.decode()
    assert "the joint review is due" in writer.get("/").content.decode()


def test_a_review_that_is_far_is_not_said(partner, writer):
    accords.add(signed(partner))
    assert "The joint review is due" not in writer.get("/conventions/ml-ma-2025/").content.decode()


@pytest.mark.parametrize("address", ["/", "/conventions/"])
def test_many_drafts_cost_as_many_queries_as_few(partner, writer, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    receive(partner, proposal(unsigned(partner)))
    writer.get(address)
    with CaptureQueriesContext(connection) as few:
        writer.get(address)
    for number in range(6):
        receive(partner, proposal(unsigned(partner, identifier=f"pact-{number}")))
    with CaptureQueriesContext(connection) as many:
        page = writer.get(address).content.decode()
    assert "pact-5" in page or "waits for your opinion" in page
    assert len(many) <= len(few)


# The API


def sends(who, address, given=None, method="post"):
    return getattr(who, method)(f"{API}{address}", json.dumps(given or {}), content_type="application/json")


def test_the_api_goes_the_whole_way_with_two_sessions(partner, writer):
    begun = sends(
        writer,
        "",
        {
            "identifier": "ml-ma-2026",
            "template": "bilateral",
            "parties": ["ma-dgsn"],
            "starts_on": "2026-01-01",
            "years": 5,
        },
    )
    assert (begun.status_code, begun.json()["state"]) == (201, "draft")
    read = writer.get(f"{API}/ml-ma-2026/1").json()
    changed = conventions.edit(read["text"], {("retention", "days"): 30})
    put = sends(writer, "/ml-ma-2026/1", {"text": changed, "stamp": read["stamp"]}, "put")
    assert put.status_code == 200
    stale = sends(writer, "/ml-ma-2026/1", {"text": changed, "stamp": read["stamp"]}, "put")
    assert (stale.status_code, stale.json()["code"]) == (403, "convention.draft-moved")
    table = sends(writer, "/ml-ma-2026/1/propose", {"note": "n"}).json()["on_table"]
    assert sends(writer, "/ml-ma-2026/1/say", {"stance": "agrees"}).status_code == 200
    assert sends(writer, "/ml-ma-2026/1/prepare").json()["prepared"]
    assert sends(writer, "/ml-ma-2026/1/sign", {"sha256": table}).json()["code"] == "role.not-allowed"
    signed_now = sends(client("supervisor"), "/ml-ma-2026/1/sign", {"sha256": table}).json()
    assert (signed_now["state"], signed_now["signed"]) == ("signing", 1)
    assert [each["identifier"] for each in writer.get(API).json()["drafts"]] == ["ml-ma-2026"]


def test_the_api_compares_and_asks(partner, writer):
    accords.add(signed(partner))
    accords.add(signed(partner, version=2, searches_per_party_per_day=100))
    compared = writer.get("/api/conventions/ml-ma-2025/difference?from=1&to=2").json()
    assert [each["section"] for each in compared["changes"]] == ["quotas"]
    wish = {"act": "search", "actor": "ml-ocs", "counterparty": "ma-dgsn", "purpose": "political"}
    said = writer.get("/api/conventions/ml-ma-2025/allows", wish).json()
    assert (said["allowed"], said["code"], said["clause"]) == (False, "convention.article-3", "ml-ma-2025 · 3")
    assert set(said["text"]) == {"fr", "en", "ar"}
    assert len(writer.get(f"{API}/templates").json()["templates"]) == 4
    made = writer.post("/api/conventions/ml-ma-2025/amend")
    assert made.json()["version"] == 3
    assert writer.get(f"{API}/ml-ma-2025/3/difference").json() == {"from": 2, "to": 3, "changes": []}
    assert not writer.get(f"{API}/ml-ma-2025/3/allows", wish | {"purpose": "fraud"}).json()["in_force"]
    assert sends(writer, "/ml-ma-2025/3/put_aside").json()["state"] == "aside"


@pytest.mark.parametrize(
    "given",
    [
        "[]",
        "{broken",
        '{"identifier": 7}',
        '{"identifier": "a-b", "parties": "x", "template": "bilateral", "starts_on": "x"}',
    ],
)
def test_a_request_that_is_no_draft_is_refused(writer, given):
    answer = writer.post(API, given, content_type="application/json")
    assert answer.status_code == 400
    assert not Draft.objects.exists()
