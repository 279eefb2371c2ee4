"""Pages of onward training: in three languages, names for whom they are, acts and refusals, the bound of questions."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.apps.cascade.grown import BEGAN, at, begun, record, trainer
from tests.apps.standing_pages import LANGUAGES, client

from benkan.apps.accounts import services as accounts
from benkan.apps.cascade import following
from benkan.apps.cascade.models import Cascade, Likeness, Person, Session
from benkan.apps.journal import services as journal

pytestmark = pytest.mark.django_db
PAGES = ("detail", "reach", "left", "targets", "alike", "join", "import")


@pytest.fixture
def cascade() -> Cascade:
    who = trainer()
    made = begun(who)
    record(who, made, at(made, "Awa Traoré"), ["Issa Cissé", "Binta Sow", "Moussa Ag Alhassan"])
    record(who, made, at(made, "Issa Cissé"), ["Oumar Keïta"], days=90)
    following.set_target(who, made, "region", "Gao", 40, dt.date.today() + dt.timedelta(days=200))
    made.refresh_from_db()
    return made


def signed_in(username: str) -> Client:
    made = Client()
    made.force_login(accounts.get(username))
    return made


def url(name: str, cascade: Cascade, *more: Any) -> str:
    return reverse(f"cascade:{name}", args=[cascade.public_id, *more])


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
def test_every_page_opens_in_every_language(cascade: Cascade, language: str, direction: str) -> None:
    reader = client("trainer", language)
    person = at(cascade, "Issa Cissé").public_id
    session = Session.objects.order_by("pk")[0].public_id
    addresses = [reverse("cascade:list"), reverse("cascade:new"), *(url(page, cascade) for page in PAGES)]
    addresses += [url("reach", cascade) + f"?by={by}" for by in ("country", "service", "month")]
    addresses += [url("person", cascade, person), url("session_new", cascade, person), url("session", cascade, session)]
    for address in addresses:
        answer = reader.get(address)
        assert answer.status_code == 200, address
        assert f'<html lang="{language}" dir="{direction}">' in answer.content.decode()


def test_the_tree_says_who_stands_below_and_opens_in_place(cascade: Cascade) -> None:
    reader = client("trainer")
    page = reader.get(url("detail", cascade)).content.decode()
    assert "7 persons" in page
    assert "4 persons below" in page
    awa = at(cascade, "Awa Traoré")
    below = reader.get(url("branches", cascade, awa.public_id)).content.decode()
    assert "Issa Cissé" in below
    assert "Oumar Keïta" not in below


def test_figures_are_for_every_officer_and_names_for_who_may_train(cascade: Cascade) -> None:
    reader = client("analyst")
    for address in (
        url("detail", cascade),
        url("left", cascade),
        url("person", cascade, at(cascade, "Issa Cissé").public_id),
    ):
        page = reader.get(address).content.decode()
        assert "Person No." in page
        for name in Person.objects.values_list("name", flat=True):
            assert name not in page
    found = reader.get(url("detail", cascade) + "?q=Traoré").content.decode()
    assert "Awa" not in found
    assert reader.get(url("export", cascade)).status_code == 403


def test_a_person_of_the_tree_sees_the_own_branch_and_no_other(cascade: Cascade) -> None:
    accounts.create_officer("issa", "Issa", "analyst", language="en")
    Person.objects.filter(name="Issa Cissé").update(username="issa")
    reader = signed_in("issa")
    issa = at(cascade, "Issa Cissé")
    page = reader.get(url("person", cascade, issa.public_id)).content.decode()
    assert "Oumar Keïta" in page
    assert "Awa Traoré" not in page
    export = b"".join(reader.get(url("export", cascade)).streaming_content).decode()  # type: ignore[attr-defined]
    assert "Oumar Keïta" in export
    assert "Awa Traoré" not in export
    assert len(export.strip().splitlines()) == 3


@pytest.mark.parametrize("page", ["alike", "join", "import"])
def test_who_may_not_train_changes_nothing(cascade: Cascade, page: str) -> None:
    reader = client("analyst")
    assert reader.get(url(page, cascade)).status_code == 403
    assert reader.post(url(page, cascade)).status_code == 403
    assert (
        reader.post(url("targets", cascade), {"kind": "all", "persons": 5, "due_on": "2099-01-01"}).status_code == 403
    )


def test_the_reach_names_the_places_not_reached(cascade: Cascade) -> None:
    page = client("analyst").get(url("reach", cascade)).content.decode()
    assert "Gao (Mali)" in page
    for place in ("Kidal", "Tombouctou", "Taoudénit"):
        assert place in page
    assert "Not reached" in page


def test_a_session_is_recorded_from_its_trainers_page(cascade: Cascade) -> None:
    who = client("trainer")
    oumar = at(cascade, "Oumar Keïta")
    day = BEGAN + dt.timedelta(days=120)
    form = {
        "day": day.isoformat(),
        "topic": "Dogs",
        "hours": "3",
        "attendees": "Adama Diallo; Police; Mali; Kayes\nFanta Koné",
    }
    answer = who.post(url("session_new", cascade, oumar.public_id), form)
    assert answer.status_code == 302
    assert at(cascade, "Adama Diallo").region == "ML/Kayes"
    cascade.refresh_from_db()
    assert (cascade.persons, cascade.levels) == (9, 3)
    early = form | {"day": BEGAN.isoformat()}
    answer = who.post(url("session_new", cascade, oumar.public_id), early)
    assert answer.status_code == 422
    assert "was before its trainer was trained" in answer.content.decode()
    assert "Adama Diallo; Police" in answer.content.decode()


def test_an_officer_decides_who_is_one(cascade: Cascade) -> None:
    who = client("trainer")
    pair = Likeness.objects.get(cascade=cascade)
    assert {pair.first.name, pair.second.name} == {"Moussa Ag Alhassane", "Moussa Ag Alhassan"}
    page = who.get(url("alike", cascade)).content.decode()
    assert "Moussa Ag Alhassan" in page
    assert who.post(url("alike", cascade), {"pair": pair.pk, "same": "1"}).status_code == 302
    assert not Likeness.objects.exists()
    cascade.refresh_from_db()
    assert cascade.persons == 6
    kept = at(cascade, "Moussa Ag Alhassane")
    assert kept.trainings.count() == 2
    assert kept.depth == 0


def test_two_persons_stay_two_when_the_officer_says_so(cascade: Cascade) -> None:
    who = client("trainer")
    pair = Likeness.objects.get(cascade=cascade)
    assert who.post(url("alike", cascade), {"pair": pair.pk, "different": "1"}).status_code == 302
    assert "Nothing to decide" in who.get(url("alike", cascade)).content.decode()
    cascade.refresh_from_db()
    assert cascade.persons == 7


def test_a_session_gets_its_right_trainer_or_goes(cascade: Cascade) -> None:
    who = client("trainer")
    session = Session.objects.get(trainer__name="Issa Cissé")
    address = url("session", cascade, session.public_id)
    refused = who.post(address, {"trainer": str(at(cascade, "Oumar Keïta").public_id)})
    assert refused.status_code == 422
    assert "trained" in refused.content.decode()
    assert who.post(address, {"trainer": "nobody"}).status_code == 422
    assert who.post(address, {"trainer": str(at(cascade, "Binta Sow").public_id)}).status_code == 302
    assert at(cascade, "Oumar Keïta").parent == at(cascade, "Binta Sow")
    first = Session.objects.get(trainer__name="Awa Traoré")
    answer = who.post(url("session", cascade, first.public_id), {"withdraw": "1"})
    assert answer.status_code == 422
    assert "was trained in this one" in answer.content.decode()
    assert who.post(address, {"withdraw": "1"}).status_code == 302
    assert not Person.objects.filter(name="Oumar Keïta").exists()


def test_what_became_of_a_person_is_noted_and_the_name_erased(cascade: Cascade) -> None:
    who = client("trainer")
    binta = at(cascade, "Binta Sow").public_id
    told = {"day": (BEGAN + dt.timedelta(days=400)).isoformat(), "state": "left"}
    assert who.post(url("act", cascade, binta, "answer"), told).status_code == 302
    assert "left the service" in who.get(url("person", cascade, binta)).content.decode()
    early = told | {"day": "2020-01-01"}
    assert who.post(url("act", cascade, binta, "answer"), early).status_code == 422
    assert who.post(url("act", cascade, binta, "erase")).status_code == 302
    assert "Binta" not in who.get(url("person", cascade, binta)).content.decode()


def test_targets_are_set_and_taken_away(cascade: Cascade) -> None:
    who = client("trainer")
    due = (dt.date.today() + dt.timedelta(days=30)).isoformat()
    for kind, value in (("all", ""), ("country", "Maroc"), ("service", "ML/Douanes")):
        form = {"kind": kind, "value": value, "persons": "7", "due_on": due}
        assert who.post(url("targets", cascade), form).status_code == 302
    page = who.get(url("targets", cascade)).content.decode()
    assert "Morocco" in page
    assert "Douanes (Mali)" in page
    assert (
        who.post(
            url("targets", cascade), {"kind": "service", "value": "Douanes", "persons": "7", "due_on": due}
        ).status_code
        == 422
    )
    assert who.post(url("targets", cascade), {"remove": str(cascade.targets.order_by("pk")[0].pk)}).status_code == 302
    assert cascade.targets.count() == 3


def test_a_list_is_imported_from_its_page(cascade: Cascade) -> None:
    who = client("trainer")
    rows = "formateur;date;thème;heures;nom;pays\nBinta Sow;2025-06-01;Chiens;4;Salif Ba;Mali\nNobody;2025-06-01;Chiens;4;Ali Ba;Mali\n"
    file = SimpleUploadedFile("l.csv", rows.encode())
    page = who.post(url("import", cascade), {"file": file, "way": "stick"}).content.decode()
    assert "New persons: 1" in page
    assert "The trainer is not in this tree." in page
    assert Session.objects.get(trainer__name="Binta Sow").way == "stick"
    assert who.post(url("import", cascade), {}).status_code == 422


def test_my_day_reminds_whoever_has_not_trained(cascade: Cascade) -> None:
    accounts.create_officer("binta", "Binta", "analyst", language="en")
    Person.objects.filter(name="Binta Sow").update(username="binta")
    reader = signed_in("binta")
    assert "Onward training" not in reader.get("/").content.decode().split("<main")[1]
    lines = journal.size()
    assert following.remind() == 1
    assert following.remind() == 0
    assert cascade.title in reader.get("/").content.decode()
    assert journal.size() == lines + 1
    who = trainer("fr")
    record(who, cascade, at(cascade, "Binta Sow"), ["Adama Diallo"], days=60)
    assert cascade.title not in reader.get("/").content.decode().split("<main")[1]


def test_pages_ask_as_often_for_a_large_tree_as_for_a_small_one(cascade: Cascade) -> None:
    reader = client("trainer")
    addresses = [url(page, cascade) for page in ("detail", "reach", "left")]
    counts = []
    for _ in range(2):
        for address in addresses:
            reader.get(address)
        with CaptureQueriesContext(connection) as asked:
            for address in addresses:
                reader.get(address)
        counts.append(len(asked))
        who = accounts.get("formation-en")
        for name in ("Awa Traoré", "Binta Sow", "Issa Cissé"):
            record(who, cascade, at(cascade, name), [f"{name} {letter}" for letter in "abcdefghij"], days=200)
    assert counts[1] <= counts[0] + 2
    assert counts[0] <= 60


def test_programs_read_figures_and_send_sessions(cascade: Cascade) -> None:
    who, reader = client("trainer"), client("analyst")
    base = f"/api/cascades/{cascade.public_id}/"
    told = reader.get(base).json()
    assert told["by_depth"] == [3, 3, 1]
    assert told["targets"][0]["value"] == "ML/Gao"
    assert "ML/Kidal" in told["regions_not_reached"]
    names = [one["name"] for one in reader.get(base + "persons/").json()["persons"]]
    assert all(name.startswith("Person No.") for name in names)
    assert "Awa Traoré" in [one["name"] for one in who.get(base + "persons/").json()["persons"]]
    sent = {
        "trainer": str(at(cascade, "Oumar Keïta").public_id), "day": "2025-09-01", "topic": "Dogs", "hours": 2,
        "attendees": [{"name": "Adama Diallo", "country": "ML"}], "reference": "7",
    }  # fmt: skip

    def post(what: Any, to: Client = who) -> Any:
        return to.post(base + "sessions/", json.dumps(what), content_type="application/json")

    assert post(sent, reader).status_code == 403
    assert post(sent).status_code == 201
    again = post(sent)
    assert (again.status_code, again.json()["persons"], again.json()["trainings"]) == (200, 0, 0)
    for wrong in (sent | {"hours": "x"}, sent | {"attendees": "x"}, sent | {"day": 5}, [], sent | {"attendees": [7]}):
        assert post(wrong).status_code == 400
    assert reader.get("/api/cascades/").json()["cascades"][0]["persons"] == 8
    made = who.post(
        "/api/cascades/",
        json.dumps({"title": "T", "began_on": "2025-01-01", "attendees": [{"name": "Zeinab Maïga"}]}),
        content_type="application/json",
    )
    assert made.status_code == 201
    listed = io.BytesIO(b"trainer,day,topic,hours,name\nZEINAB MAIGA,2025-02-01,x,1,Cherif Ba\n")
    answer = who.post(f"/api/cascades/{made.json()['id']}/lists/", listed.read(), content_type="text/csv")
    assert answer.json()["persons"] == 1
