"""The pages of writing, reviewing and reading notices: languages, gaps at their fields, roles, query counts."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.apps.notices.conftest import all_no, arrive, content, digest_for, row_of, sent_by, theirs
from tests.core.notices.samples import COMPLETE

from benkan.apps.accounts import services as accounts
from benkan.apps.exchange.models import Outgoing
from benkan.apps.notices import services
from benkan.apps.notices.models import Edition, Notice, Received
from benkan.core import notices as rules

pytestmark = pytest.mark.django_db
LANGUAGES = ("fr", "en", "ar")


def form(type_="stolen-document", **changes):
    """What a browser sends."""
    given = {f"f-{name}": texts for name, texts in COMPLETE[type_].items()}
    given |= {f"q-{code}": "no" for code in all_no(type_)}
    given |= {"purpose": "drug-trafficking", "handling": "H1", "grade": "B2", "language": "fr", "to": ["ma-dgsn"]}
    if rules.TYPES[type_].about_person:
        given["subject_category"] = rules.TYPES[type_].subject_categories[0]
    return given | changes


def text_of(answer):
    return answer.getvalue().decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_reads_in_every_language(browser, analyst, liaison, partner, convention, record, language):
    made = sent_by(analyst, liaison)
    waiting = services.propose(analyst, services.begin(analyst, "stolen-document", content()).pk)
    arrive(partner, payload := theirs("spontaneous"), convention)
    services.compare_due()
    reader = browser(liaison, language)
    addresses = [
        "/notices/",
        "/notices/ours/",
        "/notices/new/",
        *(f"/notices/new/{type_}/" for type_ in rules.TYPES),
        f"/notices/{made.pk}/",
        f"/notices/{made.pk}/edit/",
        f"/notices/{made.pk}/withdraw/",
        f"/notices/{waiting.notice_id}/",
        f"/notices/received/{row_of(payload).pk}/",
        "/",
    ]
    for address in addresses:
        answer = reader.get(address)
        page = text_of(answer)
        assert answer.status_code == 200, address
        assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
    words = {"fr": "Notices des partenaires", "en": "Notices of partners", "ar": "نشرات الشركاء"}[language]
    assert words in text_of(reader.get("/notices/"))


def test_a_draft_is_written_completed_proposed_and_sent_by_pages(browser, analyst, liaison, partner, convention):
    author = browser(analyst, "en")
    half = form(**{"f-number": [""], "step": "propose"})
    answer = author.post("/notices/new/stolen-document/", half)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "This must be filled in." in page
    assert "The notice is not complete: 1 field(s)" in page
    draft = Notice.objects.get()
    assert draft.editions.get().state == "draft"
    answer = author.post(f"/notices/{draft.pk}/edit/", form(step="propose"), follow=True)
    assert answer.status_code == 200
    assert "Another officer must review it" in text_of(answer)
    assert not Outgoing.objects.exists()
    reviewer = browser(liaison, "en")
    page = text_of(reviewer.get(f"/notices/{draft.pk}/"))
    for language in LANGUAGES:
        assert f'<article class="reads-as" lang="{language}"' in page
    assert {"fr": "Document volé ou perdu", "ar": "وثيقة مسروقة أو مفقودة"}["fr"] in page
    assert "وثيقة مسروقة أو مفقودة" in page
    digest = re.search(r'name="seen_sha256" value="([0-9a-f]{64})"', page).group(1)
    edition = draft.editions.get()
    assert digest == digest_for(edition, liaison)
    reviewer.post(f"/notices/editions/{edition.pk}/second/", {"act": "approve", "seen_sha256": digest})
    assert Outgoing.objects.get().kind == "notice"


def test_without_the_digest_of_what_was_shown_nothing_leaves(browser, analyst, liaison, partner, convention):
    edition = services.propose(analyst, services.begin(analyst, "stolen-document", content()).pk)
    answer = browser(liaison).post(f"/notices/editions/{edition.pk}/second/", {"act": "approve"})
    assert answer.status_code == 403
    assert not Outgoing.objects.exists()


def test_a_yes_in_the_checklist_is_refused_with_its_clause_and_kept(browser, analyst, partner, convention):
    answer = browser(analyst, "fr").post(
        "/notices/new/stolen-document/", form(**{"q-religious": "yes", "step": "propose"})
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert "INTERPOL · 3" in page
    assert "présentant un caractère politique" in page
    assert Edition.objects.get().answers["religious"] is True


def test_partners_that_may_not_be_addressed_are_shown_with_their_clause(
    browser, analyst, case, partner, convention, outsider
):
    made = services.begin(analyst, "stolen-document", content(handling="H1"), case=case.pk)
    page = text_of(browser(analyst, "en").get(f"/notices/{made.pk}/edit/"))
    assert "is not a party to the convention" in page
    assert "essai-2025 · 1" in page


def test_an_analyst_sees_no_button_to_send_and_the_author_none_either(browser, analyst, liaison, partner, convention):
    edition = services.propose(liaison, services.begin(liaison, "stolen-document", content()).pk)
    for who in (analyst, liaison):
        assert 'value="approve"' not in text_of(browser(who).get(f"/notices/{edition.notice_id}/"))
    assert browser(analyst).post(f"/notices/editions/{edition.pk}/second/", {"act": "approve"}).status_code == 403


@pytest.mark.parametrize("role", ["control", "administrator"])
def test_who_has_nothing_to_do_with_notices_reaches_no_page(browser, analyst, liaison, partner, convention, role):
    made = sent_by(analyst, liaison)
    arrive(partner, payload := theirs(), convention)
    client = browser(accounts.create_officer(role, role, role))
    for address in ("/notices/", "/notices/ours/", "/notices/new/", f"/notices/{made.pk}/"):
        assert client.get(address).status_code == 403
    assert client.get(f"/notices/received/{row_of(payload).pk}/").status_code == 403
    assert 'href="/notices/"' not in text_of(client.get("/"))
    assert Received.objects.get().opened_at is None


def test_my_day_shows_what_waits_and_what_is_new(browser, analyst, liaison, partner, convention):
    services.propose(analyst, services.begin(analyst, "stolen-document", content()).pk)
    arrive(partner, theirs("modus-operandi"), convention)
    page = text_of(browser(liaison, "en").get("/"))
    assert "Notices to review" in page
    assert "Double fond de citerne" in page
    page = text_of(browser(analyst, "en").get("/"))
    assert "Notices to review" not in page, "his own waits for another"
    assert "New notices of partners" in page


def test_the_page_of_a_record_leads_to_spontaneous_information(browser, analyst, record, partner, convention):
    reader = browser(analyst, "en")
    page = text_of(reader.get(f"/records/{record.pk}/"))
    address = f"/notices/new/spontaneous/?record={record.pk}"
    assert address in page
    page = text_of(reader.get(address))
    assert not re.search(r'name="picked"[^>]*checked', page), "no box is ticked in advance"
    assert "+22376123456" in page


def test_a_hit_leads_to_an_answer_with_one_click(browser, analyst, record, partner, convention):
    arrive(partner, payload := theirs("spontaneous"), convention)
    services.compare_due()
    row = row_of(payload)
    page = text_of(browser(analyst, "en").get(f"/notices/received/{row.pk}/"))
    assert "We know this" in page
    assert f"/notices/new/spontaneous/?record={record.pk}&amp;to=ma-dgsn&amp;about={payload.notice}" in page
    assert 'action="/search/new/"' in page or 'name="begin"' in page


def test_lists_filter_sort_and_export_without_words_of_notices(browser, analyst, liaison, partner, convention):
    arrive(partner, theirs("modus-operandi"), convention)
    arrive(partner, theirs(), convention)
    sent_by(analyst, liaison)
    reader = browser(analyst, "en")
    assert "1 notice" in text_of(reader.get("/notices/?type=modus-operandi"))
    assert "1 notice" in text_of(reader.get("/notices/?q=citerne&sort=expires"))
    assert "No notice fits" in text_of(reader.get("/notices/?q=zzz"))
    for address in ("/notices/?format=csv", "/notices/ours/?format=csv"):
        exported = text_of(reader.get(address))
        assert "A1234567" not in exported
        assert "Double fond" not in exported
        assert "Stolen or lost document" in exported


def test_lists_ask_as_often_for_many_rows_as_for_few(browser, analyst, liaison, partner, convention):
    reader = browser(analyst)

    def queries(address):
        with CaptureQueriesContext(connection) as seen:
            reader.get(address)
        return len(seen)

    arrive(partner, theirs(), convention)
    sent_by(analyst, liaison)
    few = [queries(address) for address in ("/notices/", "/notices/ours/", "/")]
    for _ in range(6):
        arrive(partner, theirs(), convention)
        sent_by(analyst, liaison)
    assert [queries(address) for address in ("/notices/", "/notices/ours/", "/")] <= few


def test_a_notice_in_force_is_renewed_and_withdrawn_by_pages(browser, analyst, liaison, partner, convention):
    made = sent_by(analyst, liaison)
    author = browser(analyst, "en")
    later = (timezone.localdate() + dt.timedelta(days=200)).isoformat()
    answer = author.post(f"/notices/{made.pk}/renew/", {"expires_on": later}, follow=True)
    assert later in text_of(answer)
    assert author.post(f"/notices/{made.pk}/withdraw/", {"reason": " "}).status_code == 422
    answer = author.post(f"/notices/{made.pk}/withdraw/", {"reason": "Retrouvé"}, follow=True)
    assert "withdrawal not acknowledged yet" in text_of(answer)
    assert author.post(f"/notices/{made.pk}/edit/", form()).status_code == 422


def test_a_notice_goes_into_a_case_by_its_page(browser, analyst, case, partner, convention):
    arrive(partner, payload := theirs(), convention)
    row = row_of(payload)
    reader = browser(analyst, "en")
    answer = reader.post(f"/notices/received/{row.pk}/case/", {"case": str(case.pk)}, follow=True)
    assert case.number in text_of(answer)
    assert "Stolen or lost document" in text_of(reader.get(f"/cases/{case.pk}/"))
