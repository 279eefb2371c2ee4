"""The control officer's pages, API and commands: in three languages, for two roles, without the subject in an address."""

import json
import re

import pytest
import typer
from django.test import Client
from django.utils import timezone
from tests.apps.search.conftest import MOUSSA, NOBODY
from typer.testing import CliRunner

from benkan.apps.accounts import services as accounts
from benkan.apps.search import services
from benkan.apps.search.alarms import ringing
from benkan.apps.search.auditing import drawing
from benkan.apps.search.models import Alarm, Draw, Opening, Question, Search
from benkan.node.cli import search as search_command

pytestmark = pytest.mark.django_db
LANGUAGES = ("fr", "en", "ar")


@pytest.fixture
def control(db):
    return accounts.create_officer("controle", "Mady Danté", "control")


@pytest.fixture
def browser(control):
    client = Client()
    client.force_login(control)
    return client


@pytest.fixture
def searches(analyst, case, partner, convention):
    partner.publish(convention, [])
    made = [services.make(analyst, case.pk, fields) for fields in (MOUSSA, NOBODY)]
    services.run_due(threads=False)
    return made


def speak(client, who, language):
    who.language = language
    who.save()
    client.cookies["benkan_ml-ocs_language"] = language
    return client


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_audit_opens_in_each_language(browser, control, searches, language):
    ringing.ring("again", count=5, limit=5, day=timezone.now().date(), officer="analyste")
    made = drawing.draw(control, 500, 30)
    speak(browser, control, language)
    direction = "rtl" if language == "ar" else "ltr"
    proof = f"/audit/{made.pk}/{searches[0].pk}/"
    for address in ("/audit/", f"/audit/{made.pk}/", proof):
        answer = browser.get(address)
        text = answer.content.decode()
        assert answer.status_code == 200
        assert f'lang="{language}" dir="{direction}"' in text
    assert "I|phone:+22376123456" in text
    assert "Moussa AG ALHASSANE" in text
    assert "2025-117" in text


def test_an_officer_draws_judges_and_reads_what_it_proves(browser, searches):
    answer = browser.post("/audit/draw/", {"count": "60", "days": "30"})
    made = Draw.objects.get()
    assert answer.url == f"/audit/{made.pk}/"
    page = browser.get(answer.url).content.decode()
    judge = re.findall(rf'action="(/audit/{made.pk}/[0-9a-f-]+/judge/)"', page)
    assert len(set(judge)) == 2
    for address, verdict in zip(sorted(set(judge)), ("fits", "unfit"), strict=True):
        assert browser.post(address, {"verdict": verdict}).status_code == 302
    assert set(Opening.objects.exclude(verdict="canary").values_list("verdict", flat=True)) == {"fits", "unfit"}
    told = browser.get("/api/search/audit").json()
    assert told["coverage"]["judged"] == 2
    assert told["coverage"]["chance"] == pytest.approx(0.0975)
    assert b"badge stop" in browser.get("/audit/").content


def test_what_cannot_be_drawn_or_judged_is_said_on_the_page(browser, searches):
    for count, days in (("0", "30"), ("x", "30"), ("60", "9999"), ("", "")):
        answer = browser.post("/audit/draw/", {"count": count, "days": days})
        assert (answer.status_code, Draw.objects.count()) == (422, 0)
        assert b"callout refusal" in answer.content
    made = drawing.draw(accounts.get("controle"), 60, 30)
    assert browser.post(f"/audit/{made.pk}/{searches[0].pk}/judge/", {"verdict": "x"}).status_code == 422
    assert browser.get(f"/audit/{searches[0].pk}/").status_code == 404
    assert browser.get(f"/audit/{made.pk}/{made.pk}/").status_code == 404


def test_what_does_not_open_is_said_first(browser, control, searches):
    Question.objects.filter(inquiry__search=searches[0]).update(sealed=b"x" * 60)
    made = drawing.draw(control, 60, 30)
    page = browser.get(f"/audit/{made.pk}/").content.decode()
    assert 'class="callout refusal" role="alert"' in page
    assert "search.sealed" in page


def test_a_proof_after_the_audit_period_says_that_it_is_erased(browser, control, searches):
    made = drawing.draw(control, 60, 30)
    Question.objects.update(sealed=b"")
    speak(browser, control, "en")
    assert "end of the audit period" in browser.get(f"/audit/{made.pk}/{searches[0].pk}/").content.decode()


@pytest.mark.parametrize(
    ("role", "status"), [("analyst", 403), ("liaison", 403), ("administrator", 403), ("supervisor", 200)]
)
def test_only_supervisors_and_control_officers_come_in(control, searches, role, status):
    made = drawing.draw(control, 60, 30)
    client = Client()
    client.force_login(accounts.create_officer(f"a-{role}", "A", role))
    for address in (
        "/audit/",
        f"/audit/{made.pk}/",
        f"/audit/{made.pk}/{searches[0].pk}/",
        "/api/search/audit",
        f"/api/search/audit/{made.pk}",
    ):
        assert client.get(address).status_code == status
    if status == 403:
        for address in ("/audit/draw/", f"/audit/{made.pk}/{searches[0].pk}/judge/", "/api/search/audit/draw"):
            assert client.post(address, b"{}", content_type="application/json").status_code == 403
    assert ('href="/audit/"' in client.get("/").content.decode()) == (status == 200)


def test_the_api_draws_judges_and_gives_what_another_program_recomputes(browser, searches):
    made = browser.post("/api/search/audit/draw", b'{"count": 60}', content_type="application/json")
    assert made.status_code == 201
    told = made.json()
    address = f"/api/search/audit/{told['id']}"
    assert "proofs" not in told["searches"][0]
    assert browser.get(address + "?proofs=1").json()["searches"][0]["proofs"][0]["token"]
    body = json.dumps({"search": told["searches"][0]["search"], "verdict": "fits"})
    judged = browser.post(address + "/judge", body, content_type="application/json").json()
    assert judged["judged"] > 0
    for wrong in (b"[]", b"{", b'{"count": "60"}', b"x" * 5_000):
        answer = browser.post("/api/search/audit/draw", wrong, content_type="application/json")
        assert answer.status_code == 400
        assert answer.json()["code"] in {"api.body", "audit.count"}


def test_an_alarm_is_seen_once(browser, control, searches):
    ringing.ring("many", count=99, limit=60, day=timezone.now().date(), officer="analyste")
    alarm = Alarm.objects.get()
    assert browser.post(f"/audit/alarms/{alarm.pk}/seen/").status_code == 302
    assert browser.get("/api/search/audit").json()["alarms"][0]["seen_by"] == "controle"
    assert browser.post(f"/audit/alarms/{alarm.pk + 1}/seen/").status_code == 422


def test_a_page_of_the_audit_asks_as_often_for_many_searches(
    browser, control, analyst, case, searches, django_assert_max_num_queries
):
    for number in range(10):
        services.make(analyst, case.pk, {"phone": f"+22376{number:06d}"})
        ringing.ring("again", count=5, limit=5, day=timezone.now().date(), officer=f"a{number}")
    made = drawing.draw(control, 500, 30)
    browser.get("/audit/")
    with django_assert_max_num_queries(16):
        browser.get("/audit/")
    with django_assert_max_num_queries(12):
        browser.get(f"/audit/{made.pk}/")


# -- benkan search audit -----------------------------------------------------------------------------------------------


@pytest.fixture
def command():
    app = typer.Typer()
    search_command.register(app)

    @app.callback()
    def root() -> None:
        """A group, as the whole command is."""

    return lambda *words: CliRunner().invoke(app, ["search", *words])


def test_the_commands_draw_list_judge_and_tell_the_coverage(command, control, searches):
    drawn = json.loads(command("audit", "draw", "--officer", "controle", "--count", "60", "--json").stdout)
    assert len(drawn["searches"]) == 2
    line, search = str(drawn["journal_line"]), drawn["searches"][0]["search"]
    listed = json.loads(command("audit", "list", "--officer", "controle", "--json").stdout)
    assert [one["id"] for one in listed["samples"]] == [drawn["id"]]
    shown = json.loads(command("audit", "list", "--officer", "controle", "--sample", line, "--proofs", "--json").stdout)
    assert shown["searches"][0]["proofs"][0]["scalar"]
    assert json.loads(command("audit", "judge", line, search, "fits", "--officer", "controle", "--json").stdout)[
        "judged"
    ]
    assert json.loads(command("audit", "coverage", "--json").stdout)["judged"] == 1
    assert "searches were judged" in command("audit", "coverage").stdout
    assert "No alarm" in command("audit", "alarms", "--officer", "controle").stdout
    assert "padding" in command("audit", "list", "--officer", "controle").stdout
    assert search in command("audit", "list", "--officer", "controle", "--sample", line).stdout


def test_a_command_of_the_audit_wants_the_right(command, analyst, searches):
    for words in (("draw",), ("list",), ("alarms",), ("judge", "1", str(searches[0].pk), "fits")):
        done = command("audit", *words, "--officer", "analyste", "--json")
        assert done.exit_code == 1
        assert json.loads(done.stdout)["error"]["code"] in {"role.not-allowed", "audit.unknown"}


def test_a_person_named_like_the_group_is_searched_with_an_option(command, our_moussa):
    assert command("--local", "--name", "Audit Diallo").exit_code == 0
    assert command("Moussa ag Alhassane", "--local").exit_code == 0
    assert Search.objects.count() == 0
