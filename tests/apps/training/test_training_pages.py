"""Pages and API of training: three languages, two kinds of reader, each step of a run."""

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.formats.sheets import printed

from benkan.apps.calendar import services as calendar
from benkan.apps.training import services
from benkan.apps.training.models import Course, Run

pytestmark = pytest.mark.django_db


def act(client, run, what, follow=True, **fields):
    return client.post(reverse("training:act", args=[run.pk]), {"act": what, **fields}, follow=follow)


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_page_opens_in_every_language(run, join, director, browser, language):
    director.language = language
    director.save()
    join()
    client = browser(director, language)
    for name, arguments in (
        ("courses", []), ("runs", []), ("new-run", []), ("mine", []), ("run", [run.pk]), ("attendance", [run.pk]),
    ):  # fmt: skip
        answer = client.get(reverse(f"training:{name}", args=arguments))
        assert answer.status_code == 200, name
        assert f'lang="{language}"' in answer.content.decode()


def test_a_course_and_a_run_are_made_by_the_pages(director, browser):
    client = browser(director)
    given = {"code": "CR-9", "name_fr": "Fouille", "competence": "search", "hours": "6"}
    assert client.post(reverse("training:courses"), given | {"hours": "six"}).status_code == 400
    client.post(reverse("training:courses"), given)
    assert Course.objects.get().attendance_percent == 80
    today = timezone.localdate()
    form = {"course": "CR-9", "place": "Gao", "starts": today, "ends": today, "capacity": "9", "places": "ml 4, BF:2"}
    for wrong in ({"places": "Mali 4"}, {"starts": "soon"}, {"capacity": "-1"}):
        answer = client.post(reverse("training:new-run"), form | wrong)
        assert answer.status_code == 400
        assert "Gao" in answer.content.decode()
    answer = client.post(reverse("training:new-run"), form, follow=True)
    assert "Fouille" in answer.content.decode()
    assert dict(Run.objects.get().places.values_list("country", "places")) == {"ML": 4, "BF": 2}


def test_a_run_is_lived_through_on_its_page(plan, director, browser):
    made, client = plan(), browser(director)
    midnight = dt.datetime.combine(made.starts, dt.time())
    for number in range(1, 3):
        act(
            client, made, "session", title_fr=f"Séance {number}", starts=(midnight + dt.timedelta(minutes=number)).isoformat(),
            ends=(midnight + dt.timedelta(minutes=number, seconds=30)).isoformat(),
        )  # fmt: skip
    act(client, made, "nominate", name="Awa Tolo", service="OCS", country="ml")
    page = act(client, made, "list", file=SimpleUploadedFile("l.csv", b"name,service,country\nB,CNLCD,BF\nC,X,ZZ\n"))
    assert "Line 3" in page.content.decode()
    page = act(client, made, "accept-all").content.decode()
    assert "2 accepted" in page
    row = made.nominations.get(learner__name="Awa Tolo")
    at = timezone.now().isoformat()
    marks = [{"session": number, "who": row.code, "present": True, "at": at} for number in (1, 2)]
    answer = client.post(
        reverse("training:marks", args=[made.pk]), json.dumps({"device": "tablet-1", "marks": marks}),
        content_type="application/json",
    )  # fmt: skip
    assert answer.json() == {"new": 2, "known": 0, "changed": 0, "refused": []}
    scan = SimpleUploadedFile("s.jpg", printed(made.pk.hex, 1, 1, [False, None]))
    page = act(client, made, "scan", file=scan).content.decode()
    assert "two devices disagree" in page
    assert "The box of B cannot be told" in page
    session = made.sessions.get(number=1)
    act(client, made, "settle", nomination=row.pk, session=session.pk, present="yes")
    act(client, made, "points", nomination=row.pk, before="30", after="80")
    assert "1 completed it" in act(client, made, "close").content.decode()
    assert "1 certificate is issued" in act(client, made, "certify").content.decode()
    assert act(client, made, "nominate", name="Late", country="ML").status_code == 400


@pytest.mark.parametrize(
    "fields",
    [
        {"act": "dance"},
        {"act": "decide", "nomination": "9999", "state": "accepted"},
        {"act": "decide", "nomination": "x"},
        {"act": "session", "starts": "soon"},
        {"act": "session", "starts": "2026-13-45T10:00", "ends": "x"},
        {"act": "settle", "session": "9"},
        {"act": "list"},
        {"act": "scan"},
    ],
)
def test_a_step_that_cannot_be_is_refused_on_the_page(run, director, browser, fields):
    answer = browser(director).post(reverse("training:act", args=[run.pk]), fields)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("body", ["", "[1]", "{" * 9999, '{"device": "d"}', '{"device": "d", "marks": [1]}'])
def test_what_is_no_bundle_of_marks_is_refused(run, director, browser, body):
    url = reverse("training:marks", args=[run.pk])
    assert browser(director).post(url, body, content_type="application/json").status_code == 400


def test_an_officer_sees_the_programme_the_own_code_and_no_list_of_people(run, join, analyst, browser):
    join("Awa Kantara", username="analyste")
    join("Somebody Else")
    client = browser(analyst)
    page = client.get(reverse("training:run", args=[run.pk])).content.decode()
    assert "Séance 1" in page
    assert "Somebody Else" not in page
    mine = client.get(reverse("training:mine")).content.decode()
    assert run.nominations.get(learner__username="analyste").code in mine
    for name in ("attendance", "export"):
        assert client.get(reverse(f"training:{name}", args=[run.pk])).status_code == 403
    assert client.get(reverse("training:sheet", args=[run.pk, 1])).status_code == 403
    assert client.post(reverse("training:act", args=[run.pk]), {"act": "close"}).status_code == 403


def test_the_list_of_runs_narrows_and_exports(plan, director, browser):
    plan(place="Gao")
    plan(place="Kayes", days=-9)
    client = browser(director)
    page = client.get(reverse("training:runs"), {"when": "over"}).content.decode()
    assert "Kayes" in page
    assert "Gao" not in page
    assert "No run fits" in client.get(reverse("training:runs"), {"q": "nowhere"}).content.decode()
    text = b"".join(client.get(reverse("training:runs"), {"format": "csv"})).decode("utf-8-sig")
    assert "Gao" in text


def test_the_page_of_a_run_asks_as_often_for_two_as_for_thirty(plan, director, browser, django_assert_max_num_queries):
    made = plan(places={}, capacity=60)
    for number in range(30):
        services.nominate(made, services.learners.find_or_add(f"P{number}", "OCS", "ML"), by=director)
    services.accept_all(made, by=director)
    client = browser(director)
    with django_assert_max_num_queries(22):
        client.get(reverse("training:run", args=[made.pk]))


def test_files_for_other_programs(run, join, director, browser):
    join("=1+1")
    client = browser(director)
    text = b"".join(client.get(reverse("training:export", args=[run.pk]))).decode("utf-8-sig")
    assert text.startswith("idnumber,fullname")
    assert "'=1+1" in text
    assert client.get(reverse("training:export", args=[run.pk]), {"form": "xapi"}).json() == []
    assert client.get(reverse("training:sheet", args=[run.pk, 1])).content.startswith(b"%PDF")
    assert client.get(reverse("training:sheet", args=[run.pk, 9])).status_code == 404


def test_the_region_of_a_learner_is_asked_and_noted_once(plan, director, browser):
    made, client = plan(), browser(director)
    act(client, made, "nominate", name="Awa Tolo", service="OCS", country="ML")
    assert made.nominations.get().learner.region == ""
    for region in ("Gao", "Kayes"):
        act(client, made, "nominate", name="Awa Tolo", service="OCS", country="ML", region=region)
        assert made.nominations.get().learner.region == "Gao"
    assert act(client, made, "nominate", name="Late", country="ML", region="x" * 41).status_code == 400


def test_the_api_lists_and_nominates(run, director, analyst, browser):
    client = browser(director)
    assert client.get("/api/training/courses/").json()["courses"][0]["code"] == "DOGS-1"
    assert client.get("/api/training/runs/", {"course": "none"}).json() == {"runs": []}
    url = f"/api/training/runs/{run.pk}/nominations/"
    made = client.post(url, {"name": "Awa", "service": "OCS", "country": "ML"}, content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (201, "nominated")
    assert [one["name"] for one in client.get(url).json()["nominations"]] == ["Awa"]
    assert browser(analyst).get(url).status_code == 403


def test_runs_stand_in_the_calendar_of_who_follows_and_who_trains(run, join, director, analyst):
    today = timezone.localdate()

    def found(who):
        return [one.identifier for one in calendar.entries(who, today, today)]

    assert found(director) == [f"run-{run.pk}"]
    assert found(analyst) == []
    join("Awa Kantara", username="analyste")
    assert found(analyst) == [f"run-{run.pk}"]


def test_the_offline_worker_keeps_the_attendance_page_alone(director, browser):
    answer = browser(director).get(reverse("training:offline-worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert "attendance" in answer.content.decode()
