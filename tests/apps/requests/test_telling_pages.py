"""The pages and the API beside the decision: in three languages, by role, to the end."""

import datetime as dt
import json

import pytest
from django.utils import timezone
from tests.apps.requests.conftest import PART, answer_to, deliver
from tests.apps.requests.test_clock import long_ago
from tests.apps.requests.test_telling import back, given, in_hours, late, ours, received, said  # noqa: F401 - fixtures

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.exchange import services as exchange
from benkan.apps.requests import clock, services
from benkan.apps.requests.models import Clarification, Delay, Feedback

pytestmark = pytest.mark.django_db
LANGUAGES = ("fr", "en", "ar")
WORDS = {
    "fr": ("Un juge doit autoriser", "À quoi l’information", "Demandes en retard", "Qui répond à temps"),
    "en": ("A judge must authorise", "What will the information", "Overdue requests", "Who answers in time"),
    "ar": ("يجب أن يأذن قاضٍ", "فيمَ ستُستعمل", "الطلبات المتأخرة", "من يجيب في الأجل"),
}


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_asker_reads_delays_and_questions_in_its_own_language(browser, analyst, ours, partner, language):  # noqa: F811
    deliver(partner, late(ours), "essai-2025")
    deliver(partner, back(ours), "essai-2025")
    page = text(browser(analyst, language).get(f"/requests/{ours.pk}/"))
    assert WORDS[language][0] in page
    assert WORDS[language][1] in page
    assert 'name="answer"' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_counting_pages_read_in_every_language(browser, supervisor, asked, language):
    long_ago(asked, 80)
    reader = browser(supervisor, language)
    assert WORDS[language][2] in text(reader.get("/requests/overdue/"))
    assert WORDS[language][3] in text(reader.get("/requests/statistics/"))
    assert "/requests/overdue/" in text(reader.get("/"))


def test_a_liaison_officer_asks_back_and_tells_a_delay_from_the_page(browser, liaison, asked):
    officer = browser(liaison)
    page = text(officer.get(f"/requests/{asked.pk}/"))
    assert f"/requests/{asked.pk}/question/" in page
    typed = {"question_code": "use", "question": "Procédure ou renseignement ?"}
    assert officer.post(f"/requests/{asked.pk}/question/", typed).status_code == 302
    soon = timezone.localtime(in_hours(50)).strftime("%Y-%m-%dT%H:%M")
    typed = {"reason_code": "archive", "expected_at": soon, "reason": ""}
    assert officer.post(f"/requests/{asked.pk}/delay/", typed).status_code == 302
    page = text(officer.get(f"/requests/{asked.pk}/"))
    assert "Procédure ou renseignement ?" in page
    assert f"/requests/{asked.pk}/question/" not in page  # one question at a time
    assert Delay.objects.get().reason_code == "archive"
    assert officer.post(f"/requests/{asked.pk}/delay/", {"reason_code": "archive"}).status_code == 400


def test_the_asker_answers_and_says_how_useful_it_was_from_the_page(browser, analyst, ours, partner):  # noqa: F811
    payload = back(ours)
    deliver(partner, payload, "essai-2025")
    asker = browser(analyst)
    assert asker.post(f"/requests/questions/{payload.clarification}/answer/", {"answer": "Le juge"}).status_code == 302
    assert Clarification.objects.get().answer == "Le juge"
    answer = answer_to(ours)
    deliver(partner, answer, "essai-2025")
    assert 'name="usefulness"' in text(asker.get(f"/requests/{ours.pk}/"))
    typed = {"usefulness": "useful", "outcomes": ["arrest", "seizure"], "remark": ""}
    assert asker.post(f"/requests/releases/{answer.release}/feedback/", typed).status_code == 302
    assert Feedback.objects.get().outcomes == ["arrest", "seizure"]
    assert "Une personne a été arrêtée." in text(asker.get(f"/requests/{ours.pk}/"))


def test_the_releaser_reads_how_useful_it_was(browser, liaison, given, partner):  # noqa: F811
    deliver(partner, said(given, remark="Merci"), "seul-2025")
    page = text(browser(liaison).get(f"/requests/{given.request_id}/"))
    assert "Une personne a été arrêtée." in page
    assert "Merci" in page
    assert 'name="usefulness"' not in page


def test_the_control_officer_sees_when_and_with_whom_and_never_what(browser, asked):
    control = browser(accounts.create_officer("controle", "Aïssata", "control"))
    long_ago(asked, 73)
    clock.watch()
    assert "data-row" not in text(control.get("/requests/overdue/"))
    long_ago(asked, 24)
    clock.watch()
    for page in (text(control.get("/requests/overdue/")), text(control.get("/"))):
        assert "data-row" in page
        assert asked.question not in page
        assert asked.officer_name not in page
        assert asked.case_reference not in page
    told = control.get("/api/requests/overdue").json()["requests"]
    assert [one["id"] for one in told] == [str(asked.pk)]
    assert not {"question", "officer", "case_reference"} & set(told[0])
    assert control.get("/api/requests/statistics").json()["requests"][0]["overdue"] == 1


@pytest.mark.parametrize("path", ["overdue", "statistics"])
def test_analysts_and_administrators_count_nothing(browser, analyst, path):
    assert browser(analyst).get(f"/requests/{path}/").status_code == 403
    other = browser(accounts.create_officer("admin", "Admin", "administrator"))
    assert other.get(f"/api/requests/{path}").status_code == 403


def test_the_lists_narrow_by_the_clock(browser, liaison, asked):
    officer = browser(liaison)
    assert asked.question in text(officer.get("/requests/"))
    for which in ("overdue", "soon", "paused"):
        assert asked.question not in text(officer.get(f"/requests/?clock={which}"))
    services.ask_back(liaison, asked.pk, "use")
    assert asked.question in text(officer.get("/requests/?clock=paused"))
    assert officer.get("/api/requests?clock=paused").json()["count"] == 1


def test_statistics_leave_as_a_table_and_a_wrong_day_is_said(browser, supervisor, asked):
    reader = browser(supervisor)
    lines = reader.get("/requests/statistics/?format=csv").getvalue().decode("utf-8-sig").splitlines()
    assert lines[0].startswith("direction,partner,urgency,received,in_time,late")
    assert lines[1].startswith("in,ma-dgsn,urgent,1,0,0")
    for day in ("since=hier", "until=9999-12-31", "since=0001-01-01"):
        assert reader.get(f"/requests/statistics/?{day}").status_code == 422
        assert reader.get(f"/api/requests/statistics?{day}").status_code == 400


def test_a_program_can_tell_all_of_it(browser, liaison, analyst, asked, ours, partner):  # noqa: F811
    def post(client, path, body):
        return client.post(f"/api/{path}", json.dumps(body), content_type="application/json")

    officer, asker = browser(liaison), browser(analyst)
    expected = {"reason_code": "judge", "expected_at": in_hours(30).isoformat()}
    assert post(officer, f"requests/{asked.pk}/delay", expected).status_code == 201
    wrong = post(officer, f"requests/{asked.pk}/delay", expected | {"expected_at": "2027-01-01T00:00:00"})
    assert (wrong.status_code, wrong.json()["place"]) == (400, "expected_at")
    made = post(officer, f"requests/{asked.pk}/clarification", {"question_code": "use"}).json()
    told = officer.get(f"/api/requests/{asked.pk}").json()
    assert told["paused_at"]
    assert [one["id"] for one in told["clarifications"]] == [made["id"]]
    assert [one["reason_code"] for one in told["delays"]] == ["judge"]
    question = back(ours)
    deliver(partner, question, "essai-2025")
    assert (
        post(asker, f"clarifications/{question.clarification}/answer", {"answer": "Oui"}).json()["state"] == "answered"
    )
    answer = answer_to(ours)
    deliver(partner, answer, "essai-2025")
    body = {"usefulness": "in-part", "outcomes": ["new-lead"]}
    assert post(asker, f"releases/{answer.release}/feedback", body).json()["number"] == 1
    assert post(asker, f"releases/{answer.release}/feedback", body).json()["number"] == 2
    releases = asker.get(f"/api/requests/{ours.pk}").json()["releases"]
    assert releases[0]["feedback"]["usefulness"] == "in-part"


def test_everything_that_was_told_is_in_the_evidence_file(liaison, asked_alone, partner):
    made = services.ask_back(liaison, asked_alone.pk, "use")
    services.delay(liaison, asked_alone.pk, "judge", timezone.now() + dt.timedelta(days=2))
    exchange.deliver_due(threads=False)
    answer = wire.ClarificationAnswer(
        request=str(asked_alone.pk), clarification=str(made.pk), answer="Le juge", officer="Y. Benali"
    )
    deliver(partner, answer, "seul-2025")
    services.release(liaison, asked_alone.pk, **PART)
    exchange.deliver_due(threads=False)
    data = services.evidence(asked_alone.pk)
    assert wire.evidence_holds(wire.verify_evidence(data))
    kinds = [row.kind for row in exchange.of_thread(str(asked_alone.pk), partner="ma-dgsn")]
    assert kinds == ["request", "clarification.ask", "delay", "clarification.answer", "release"]
