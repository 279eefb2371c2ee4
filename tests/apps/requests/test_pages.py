"""The pages of an asker's and a liaison officer's day, in three languages, with roles and query counts."""

import json
import re

import pytest
from django.utils import timezone
from tests.apps.requests.conftest import PART, answer_to, deliver, handle_of, question

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.exchange import services as exchange
from benkan.apps.exchange.models import Outgoing
from benkan.apps.requests import services
from benkan.apps.requests.models import Change, Release, Request
from benkan.apps.search.models import Inquiry

pytestmark = pytest.mark.django_db
LANGUAGES = ("fr", "en", "ar")


def digest_in(page: str) -> str:
    return re.search(r'name="seen_sha256" value="([0-9a-f]{64})"', page).group(1)


def form(**changes):
    given = {
        "decision": "part",
        "fields": ["name", "phone"],
        "reason_code": "proportionate",
        "reason": "Ce qui est nécessaire",
        "handling": "H1",
        "grade": "B2",
    }
    return given | changes


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_reads_in_every_language(browser, liaison, supervisor, analyst, asked, hit, language):
    officer, asker = browser(liaison, language), browser(analyst, language)
    pages = [
        officer.get("/requests/"),
        officer.get(f"/requests/{asked.pk}/"),
        officer.get("/requests/sent/"),
        asker.get(f"/requests/ask/{hit[0]}/{hit[1]}/"),
    ]
    given = PART | {}
    decision, fields = given.pop("decision"), given.pop("fields")
    proposed = services.release(liaison, asked.pk, decision, fields, **given)
    pages += [officer.get(f"/requests/{asked.pk}/"), browser(supervisor, language).get(f"/requests/{asked.pk}/")]
    services.approve(supervisor, proposed.pk)
    pages += [officer.get(f"/requests/releases/{proposed.pk}/{act}/") for act in ("correct", "withdraw")]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert f'lang="{language}"' in text
        assert ('dir="rtl"' in text.split(">")[1]) == (language == "ar")
    words = {"fr": "Demandes à traiter", "en": "Requests to decide", "ar": "الطلبات المنتظرة"}[language]
    assert words in pages[0].content.decode()


def test_a_hit_becomes_a_request_without_retyping(browser, analyst, hit, partner):
    asker = browser(analyst)
    answer = asker.post(f"/requests/ask/{hit[0]}/{hit[1]}/", {"urgency": "urgent", "question": "Qui ?"}, follow=True)
    assert answer.status_code == 200
    assert Request.objects.get(direction="out").question == "Qui ?"
    again = asker.post(f"/requests/ask/{hit[0]}/{hit[1]}/", {"urgency": "urgent", "question": "Encore ?"})
    assert again.status_code == 422
    assert "Encore ?" in again.content.decode()


def test_the_release_page_ticks_nothing_in_advance(browser, liaison, asked):
    page = browser(liaison).get(f"/requests/{asked.pk}/").content.decode()
    assert not re.search(r'name="fields"[^>]*checked', page)
    assert "seen_sha256" not in page


def test_the_panel_is_in_the_partners_language_and_shows_only_what_is_ticked(
    browser, liaison, partner, convention, record
):
    payload = question(handle_of(record, convention), language="ar")
    deliver(partner, payload, convention)
    panel = browser(liaison, "en").post(f"/requests/{payload.request}/preview/", form(fields=["name"])).content.decode()
    assert 'lang="ar" dir="rtl"' in panel
    assert "Mousa ag Alhassan" in panel
    assert "76123456" not in panel
    assert "vu à Gao" not in panel


def test_the_panel_says_what_is_missing_instead_of_failing(browser, liaison, asked):
    panel = browser(liaison).post(f"/requests/{asked.pk}/preview/", form(fields=[]))
    assert panel.status_code == 200
    assert "seen_sha256" not in panel.content.decode()


def test_two_officers_release_in_two_sessions_what_both_saw(browser, liaison, supervisor, asked, partner):
    first, second = browser(liaison), browser(supervisor)
    shown = first.post(f"/requests/{asked.pk}/release/", form(step="confirm"))
    assert Release.objects.count() == 0  # without the digest of what was seen the panel comes first
    page = shown.content.decode()
    identity = re.search(r'name="release_id" value="([^"]+)"', page).group(1)
    confirmed = form(step="confirm", release_id=identity, seen_sha256=digest_in(page))
    assert first.post(f"/requests/{asked.pk}/release/", confirmed).status_code == 302
    own = first.get(f"/requests/{asked.pk}/").content.decode()
    assert 'value="approve"' not in own
    assert first.post(f"/requests/releases/{identity}/second/", {"act": "approve"}).status_code == 403
    theirs = second.get(f"/requests/{asked.pk}/").content.decode()
    digest = digest_in(theirs)
    answer = second.post(f"/requests/releases/{identity}/second/", {"act": "approve", "seen_sha256": digest})
    assert answer.status_code == 302
    exchange.deliver_due(threads=False)
    queued = Outgoing.objects.get(kind="release")
    import hashlib

    assert hashlib.sha256(bytes(queued.payload)).hexdigest() == digest
    assert wire.encode(partner.opened[-1][1]) == bytes(queued.payload)


def test_the_second_officer_cannot_approve_without_having_seen(browser, liaison, supervisor, asked):
    given = PART | {}
    decision, fields = given.pop("decision"), given.pop("fields")
    proposed = services.release(liaison, asked.pk, decision, fields, **given)
    answer = browser(supervisor).post(f"/requests/releases/{proposed.pk}/second/", {"act": "approve"})
    assert answer.status_code == 403
    proposed.refresh_from_db()
    assert proposed.state == "proposed"


def test_a_changed_draft_is_shown_again_before_it_leaves(browser, liaison, asked):
    first = browser(liaison)
    page = first.post(f"/requests/{asked.pk}/preview/", form(fields=["name"])).content.decode()
    stale = form(step="confirm", fields=["name", "phone"], seen_sha256=digest_in(page))
    answer = first.post(f"/requests/{asked.pk}/release/", stale)
    assert answer.status_code == 422
    assert Release.objects.count() == 0


def test_correct_and_withdraw_from_the_pages(browser, liaison, supervisor, asked):
    given = PART | {}
    decision, fields = given.pop("decision"), given.pop("fields")
    proposed = services.release(liaison, asked.pk, decision, fields, **given)
    services.approve(supervisor, proposed.pk)
    first, second = browser(liaison), browser(supervisor)
    address = f"/requests/releases/{proposed.pk}/correct/"
    typed = {
        "field-name": "Mousa ag Alhassan",
        "field-phone": "+22371111111",
        "reason_code": "typing-error",
        "reason": "Erreur",
        "step": "preview",
    }
    page = first.post(address, typed).content.decode()
    assert "+22371111111" in page
    typed |= {"step": "confirm", "seen_sha256": digest_in(page)}
    assert first.post(address, typed).status_code == 302
    change = Change.objects.get()
    seen = digest_in(second.get(f"/requests/{asked.pk}/").content.decode())
    assert second.post(f"/requests/changes/{change.pk}/second/", {"seen_sha256": seen}).status_code == 302
    address = f"/requests/releases/{proposed.pk}/withdraw/"
    assert (
        first.post(address, {"reason_code": "source", "reason": "Source", "step": "preview"}).status_code == 422
    )  # nothing ticked
    page = first.post(
        address, {"fields": ["phone"], "reason_code": "source", "reason": "Source", "step": "preview"}
    ).content.decode()
    typed = {
        "fields": ["phone"],
        "reason_code": "source",
        "reason": "Source",
        "step": "confirm",
        "seen_sha256": digest_in(page),
    }
    assert first.post(address, typed).status_code == 302
    inbox = first.get("/requests/").content.decode()
    assert inbox.count("Source") == 1  # not acknowledged yet: shown


@pytest.mark.parametrize("role", ["analyst", "control", "administrator"])
def test_other_roles_see_no_received_request_and_release_nothing(browser, asked, role):
    other = browser(accounts.create_officer("autre", "Autre", role))
    assert other.get(f"/requests/{asked.pk}/").status_code in (403, 404)
    assert other.post(f"/requests/{asked.pk}/release/", form()).status_code == 403
    assert other.post(f"/requests/{asked.pk}/preview/", form()).status_code == 403
    if role == "analyst":
        assert other.get("/requests/").status_code == 302
        assert other.get("/api/requests").json()["requests"] == []
    else:
        assert other.get("/api/requests").status_code == 403


def test_the_asker_reads_the_answer_and_takes_the_evidence(browser, analyst, hit, partner):
    made = services.send(analyst, *hit, "urgent", "Qui ?")
    exchange.deliver_due(threads=False)
    deliver(partner, answer_to(made), "essai-2025")
    asker = browser(analyst)
    page = asker.get(f"/requests/{made.pk}/").content.decode()
    assert "موسى أغ الحسن" in page
    assert "H2" in page
    data = asker.get(f"/requests/{made.pk}/evidence/").content
    assert wire.evidence_holds(wire.verify_evidence(data))
    assert asker.get(f"/api/requests/{made.pk}/evidence").status_code == 200


def test_a_stopped_request_shows_its_clause_to_both(browser, analyst, liaison, supervisor, asked, hit):
    from benkan.apps.accords import services as accords

    made = services.send(analyst, *hit, "urgent", "Qui ?")
    accords.suspend("essai-2025", supervisor, "Réexamen")
    made.refresh_from_db()
    assert made.stop_clause in browser(analyst).get(f"/requests/{made.pk}/").content.decode()
    assert made.stop_clause in browser(liaison).get(f"/requests/{asked.pk}/").content.decode()


def test_the_inbox_filters_counts_and_exports(browser, liaison, partner, convention, record):
    handle = handle_of(record, convention)
    for urgency in ("routine", "urgent"):
        deliver(partner, question(handle, urgency=urgency, question=f"Question {urgency} ?"), convention)
    officer = browser(liaison)
    page = officer.get("/requests/?urgency=urgent").content.decode()
    assert "Question urgent ?" in page
    assert "Question routine ?" not in page
    export = officer.get("/requests/?format=csv").getvalue().decode("utf-8-sig")
    assert export.count("ma-dgsn") == 2
    assert "Question" not in export.splitlines()[1]


def test_the_inbox_costs_the_same_for_many_requests(
    browser, liaison, partner, convention, record, django_assert_max_num_queries
):
    handle = handle_of(record, convention)
    for _ in range(12):
        deliver(partner, question(handle), convention)
    officer = browser(liaison)
    with django_assert_max_num_queries(11):
        page = officer.get("/requests/")
    assert page.content.decode().count("data-row") == 12


def test_the_case_timeline_costs_the_same_for_many_answers(analyst, case, hit, django_assert_max_num_queries):
    made = services.send(analyst, *hit, "urgent", "Qui ?")
    for _ in range(10):
        made.pk, made._state.adding, made.inquiry = None, True, ""
        import uuid

        made.id = uuid.uuid4()
        made.save(force_insert=True)
    with django_assert_max_num_queries(6):
        assert len(services.of_case(case.pk)) == 11


def test_a_program_can_do_the_whole_exchange(browser, liaison, supervisor, asked):
    first, second = browser(liaison), browser(supervisor)

    def post(client, path, body):
        return client.post(f"/api/{path}", json.dumps(body), content_type="application/json")

    told = first.get(f"/api/requests/{asked.pk}").json()
    assert told["records"][0]["properties"]["name"] == ["Mousa ag Alhassan"]
    made = post(first, f"requests/{asked.pk}/release", PART)
    assert (made.status_code, made.json()["state"]) == (201, "proposed")
    identity = made.json()["id"]
    refused = post(first, f"releases/{identity}/approve", {})
    assert (refused.status_code, refused.json()["code"]) == (403, "release.same-person")
    assert post(second, f"releases/{identity}/approve", {}).json()["state"] == "active"
    change = post(
        first, f"releases/{identity}/correct", {"properties": {"phone": ["+2231"]}, "reason_code": "typing-error"}
    ).json()
    assert post(second, f"changes/{change['id']}/approve", {}).json()["state"] == "made"
    assert post(first, f"releases/{identity}/withdraw", {"fields": [], "reason_code": "mistake"}).status_code == 201
    listed = first.get("/api/requests?direction=in").json()["requests"]
    assert [one["state"] for one in listed] == ["answered"]
    changes = first.get(f"/api/requests/{asked.pk}").json()["releases"][0]["changes"]
    assert [one["acknowledged_at"] for one in changes] == [None, None]


@pytest.mark.parametrize("body", ["", "[1]", '{"decision": 5}', '{"decision": "part", "fields": "name"}'])
def test_the_api_refuses_what_it_cannot_read(browser, liaison, asked, body):
    answer = browser(liaison).post(f"/api/requests/{asked.pk}/release", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["place"]
    assert timezone.now()


def test_a_hit_that_was_asked_about_links_to_its_request_and_cannot_be_asked_twice(browser, analyst, hit):
    search = Inquiry.objects.get(pk=hit[0]).search_id
    client = browser(analyst, "en")
    before = client.get(f"/search/{search}/").content.decode()
    made = services.send(analyst, *hit, "urgent", "Identité complète ?")
    after = client.get(f"/search/{search}/").content.decode()
    assert "request the information" in before
    assert "see the request" not in before
    assert "request the information" not in after
    assert f"/requests/{made.pk}/" in after
