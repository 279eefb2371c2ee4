"""Pages, API and command of joint cases, as officers and programs meet them."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import typer
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.apps.exchange.conftest import network, partner  # noqa: F401 - fixtures
from tests.apps.jointcases.conftest import PERSON, terms
from tests.apps.jointcases.test_hostile import CONVENTION, party, people, proposal, stranger  # noqa: F401 - fixtures
from typer.testing import CliRunner

from benkan import wire
from benkan.apps.cases import services as cases
from benkan.apps.jointcases import services
from benkan.apps.jointcases.models import Entry, JointCase, State
from benkan.core.jointcases import Reference
from benkan.node.cli import joint_case as command

pytestmark = pytest.mark.django_db
H1 = services.Conditions("H1", "B2")


@pytest.fixture
def browser(people):  # noqa: F811
    def sign_in(role: str, language: str = "en") -> Client:
        who = people[role]
        who.language = language
        who.save()
        client = Client()
        client.force_login(who)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        return client

    return sign_in


@pytest.fixture
def thing(party, people) -> Reference:  # noqa: F811
    entry = services.put(people["liaison"], party.case, "entity", PERSON, H1)
    return Reference(entry.party, entry.number)


@pytest.mark.parametrize(
    ("language", "direction", "words"),
    [("fr", "ltr", "Chronologie"), ("en", "ltr", "Timeline"), ("ar", "rtl", "التسلسل الزمني")],
)
def test_the_case_is_read_in_three_languages(party, thing, browser, language, direction, words) -> None:  # noqa: F811
    party.says(party.items(party.item(fields={"text": ["Vu à Fès"]})))
    client = browser("liaison", language)
    page = client.get(f"/joint-cases/{party.case}/").content.decode()
    assert f'<html lang="{language}" dir="{direction}">' in page
    for found in (words, "Moussa Ag Alhassane", "Vu à Fès", "Brigade ma-dgsn", "H1", "B2"):
        assert found in page
    assert client.get("/joint-cases/").status_code == 200
    assert client.get("/joint-cases/new/").status_code == 200
    assert client.get(f"/joint-cases/{party.case}/ml-ocs/{thing.number}/").status_code == 200


def test_a_case_is_proposed_signed_and_filled_from_the_pages(party, browser, people, partner) -> None:  # noqa: F811
    client = browser("liaison")
    ours = cases.open_case(people["liaison"], "Gao", "drug-trafficking")
    today = timezone.now().date()
    form = {
        "convention": CONVENTION, "title": "Nouvelle", "reference": "JC-9", "purpose": "drug-trafficking",
        "grounds": "Art. 12", "parties": ["ma-dgsn"], "office-ml-ocs": "Brigade", "office-ma-dgsn": "", "lead": "ml-ocs",
        "starts_on": today, "ends_on": today + dt.timedelta(days=9), "retention_days": "9",
        "categories": ["person"], "handling": ["H1"], "local_case": str(ours.pk), "note": "",
    }  # fmt: skip
    refused = client.post("/joint-cases/new/", form)
    assert refused.status_code == 422
    assert "Nouvelle" in refused.content.decode(), "what was typed stays"
    made = client.post("/joint-cases/new/", form | {"office-ma-dgsn": "DGSN"})
    case = JointCase.objects.get(reference="JC-9")
    assert made.url == f"/joint-cases/{case.pk}/"
    assert client.post(f"/joint-cases/{case.pk}/sign/").status_code == 422
    assert not case.signatures.exists()
    assert browser("supervisor").post(f"/joint-cases/{case.pk}/sign/").status_code == 302
    assert case.signatures.get().party == "ml-ocs"
    assert "JC-9" in client.get(f"/cases/{ours.pk}/").content.decode()


def test_everything_is_put_in_from_the_page(party, browser) -> None:  # noqa: F811
    client, address = browser("liaison"), f"/joint-cases/{party.case}/put/"
    conditions = {"handling": "H1", "grade": "B2", "retained_until": ""}
    for form in (
        {"kind": "entity", "schema": "Person", "field-name": "Moussa\r\nموسى", "field-phone": "+22376123456"},
        {"kind": "task", "title": "Entendre", "assignee": "ml-ocs", "due_on": "2026-01-01", "text": ""},
        {"kind": "note", "text": "Vu à Gao\r\nà midi", "happened_on": "2026-01-01", "categories": ["person"]},
        {"kind": "document", "name": "pv.pdf", "size": "12", "sha256": "ab" * 32, "note": ""},
    ):
        assert client.post(address, form | conditions).status_code == 302
    kinds = sorted(thing.kind for thing in services.state(JointCase.objects.get()).things.values())
    assert kinds == ["document", "entity", "note", "task"]
    wrong = client.post(address, {"kind": "document", "name": "pv.pdf", "size": "grand", "sha256": "ab"} | conditions)
    assert wrong.status_code == 422
    assert 'value="grand"' in wrong.content.decode(), "what was typed stays"
    home = client.get("/").content.decode()
    assert "1 task for us" in home


def test_two_versions_are_shown_and_one_is_chosen(party, thing, browser) -> None:  # noqa: F811
    until = timezone.now().date() + dt.timedelta(days=5)
    from benkan.core.jointcases import Content

    theirs = Content("Y", {"phone": ("+212600000002",)}, "0" * 32, "H1", "B2", until, ("person", "phone"))
    party.says(party.items(party.item("entity", content=theirs, of=thing)))
    client = browser("liaison")
    address = f"/joint-cases/{party.case}/ml-ocs/{thing.number}/"
    assert "two versions" in client.get(f"/joint-cases/{party.case}/").content.decode()
    page = client.get(address).content.decode()
    assert "+212600000002" in page
    assert "+22376123456" in page
    form = {"field": "phone", "version": "ma-dgsn:1", "handling": "H1", "grade": "B2", "categories": ["phone"]}
    assert client.post(address + "choose/", form).status_code == 302
    field = services.state(JointCase.objects.get()).things[thing].fields["phone"]
    assert (field.values, field.disputed, field.versions[0].owner) == (("+212600000002",), False, "ml-ocs")
    assert client.post(address + "choose/", form).status_code == 422


def test_a_thing_is_changed_and_withdrawn_from_its_page(party, thing, browser) -> None:  # noqa: F811
    client, address = browser("liaison"), f"/joint-cases/{party.case}/ml-ocs/{thing.number}/"
    form = {"field": "alias", "value": "Le Grand\r\nAl Kabir", "handling": "H2", "grade": "A1"}
    assert client.post(address + "change/", form).status_code == 302
    field = services.state(JointCase.objects.get()).things[thing].fields["alias"]
    assert field.values == ("Le Grand", "Al Kabir")
    for number in (thing.number + 1, thing.number):
        assert client.post(address + "withdraw/", {"item": number, "reason": "Erreur"}).status_code == 302
    assert client.get(address).status_code == 403
    assert not Entry.objects.filter(kind="entity").exclude(content="").exists()
    assert "Withdrawn by its owner" in client.get(f"/joint-cases/{party.case}/").content.decode()


def test_leaving_asks_for_the_reference(party, browser) -> None:  # noqa: F811
    client, address = browser("supervisor"), f"/joint-cases/{party.case}/leave/"
    assert client.post(address, {"reason": "Fin", "keep": "no", "confirm": "oui"}).status_code == 422
    assert JointCase.objects.get().state == State.RUNNING
    assert client.post(address, {"reason": "Fin", "keep": "no", "confirm": "JC-2026-1"}).status_code == 302
    assert JointCase.objects.get().state == State.LEFT
    assert client.get(f"/joint-cases/{party.case}/").status_code == 200


def test_an_analyst_sees_a_joint_case_through_a_case_only(party, browser, people) -> None:  # noqa: F811
    client = browser("analyst")
    assert "JC-2026-1" not in client.get("/joint-cases/").content.decode()
    assert client.get(f"/joint-cases/{party.case}/").status_code == 404
    mine = cases.open_case(people["analyst"], "Gao", "drug-trafficking")
    other = cases.open_case(people["analyst"], "Fraude", "fraud")
    liaison = browser("liaison")
    refused = liaison.post(f"/joint-cases/{party.case}/link/", {"local_case": str(other.pk)})
    assert refused.status_code == 422
    assert liaison.post(f"/joint-cases/{party.case}/link/", {"local_case": str(mine.pk)}).status_code == 302
    assert client.get(f"/joint-cases/{party.case}/").status_code == 200
    assert (
        client.post(f"/joint-cases/{party.case}/put/", {"kind": "note", "text": "Vu", "handling": "H1"}).status_code
        == 302
    )
    assert client.post(f"/joint-cases/{party.case}/leave/", {"confirm": "JC-2026-1"}).status_code == 422
    assert "JC-2026-1" in client.get(f"/cases/{mine.pk}/").content.decode()


def test_new_items_are_counted_until_they_are_seen(party, browser) -> None:  # noqa: F811
    client = browser("liaison")
    party.says(party.items(party.item(), party.item()))
    assert "2 new items" in client.get("/").content.decode()
    assert "2 new items" in client.get("/joint-cases/").content.decode()
    client.get(f"/joint-cases/{party.case}/")
    assert "new item" not in client.get("/").content.decode()
    assert "2 new items" in browser("supervisor").get("/").content.decode()


def test_a_proposal_waits_on_the_day_of_who_can_answer_it(party, browser) -> None:  # noqa: F811
    text = terms("ml-ocs", "ma-dgsn", reference="JC-7")
    assert isinstance(party.says(proposal(text)), wire.Receipt)
    case = JointCase.objects.get(reference="JC-7")
    client = browser("liaison")
    assert "proposed to us" in client.get("/").content.decode()
    assert client.post(f"/joint-cases/{case.pk}/prepare/").status_code == 302
    assert "JC-7" not in client.get("/").content.decode()
    assert "waits for your signature" in browser("supervisor").get("/").content.decode()
    assert client.post(f"/joint-cases/{case.pk}/aside/").status_code == 302
    assert "JC-7" not in browser("supervisor").get("/").content.decode()


def test_the_page_asks_as_often_for_many_items_as_for_few(party, people, browser) -> None:  # noqa: F811
    client = browser("liaison")
    services.put(people["liaison"], party.case, "note", {"text": ["Un"]}, H1)
    client.get(f"/joint-cases/{party.case}/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/joint-cases/{party.case}/")
    for number in range(6):
        services.put(people["liaison"], party.case, "note", {"text": [f"Note {number}"]}, H1)
    with CaptureQueriesContext(connection) as many:
        client.get(f"/joint-cases/{party.case}/")
    assert len(many) <= len(few)
    assert len(many) <= 30


def test_the_list_is_exported_without_formulas(party, browser) -> None:  # noqa: F811
    JointCase.objects.update(title="=1+1")
    table = browser("liaison").get("/joint-cases/?format=csv").getvalue().decode()
    assert ",'=1+1," in table


def test_programs_do_what_officers_do(party, people, browser) -> None:  # noqa: F811
    client, root = browser("liaison"), f"/api/joint-cases/{party.case}"

    def post(path: str, **body: object):
        return client.post(root + path, json.dumps(body), content_type="application/json")

    made = post("/items", kind="entity", fields=PERSON, handling="H1", grade="B2")
    assert made.status_code == 201
    item = made.json()["item"]
    assert post("/items", kind="entity", of=item, fields={"alias": ["Le Grand"]}, handling="H2").status_code == 201
    told = client.get(root).json()
    assert [(one["item"], one["owner"], one["handling"]) for one in told["things"]] == [(item, "ml-ocs", "H2")]
    assert post("/items", kind="entity", of="nine", fields={}, handling="H1").json()["code"] == "joint-case.reference"
    assert post("/items", kind="entity", fields=["x"]).json()["code"] == "api.field"
    assert post("/items", kind="lie", fields={}, handling="H1").json()["code"] == "joint-case.kind"
    assert post("/standing", act="dance").json()["code"] == "joint-case.act"
    assert post("/standing", act="end").json()["code"] == "role.not-allowed"
    assert post("/items/1/withdraw", reason="Erreur").status_code == 200
    exported = client.get(root + "?format=export").json()
    assert [one["header"]["number"] for one in exported["items"]] == [1, 2, 3]
    assert exported["items"][0]["content"] is None
    assert {one["party"] for one in exported["signatures"]} == {"ml-ocs", "ma-dgsn"}
    proposed = client.post(
        "/api/joint-cases", json.dumps({"agreement": terms("ml-ocs", "ma-dgsn")}), content_type="application/json"
    )
    assert (proposed.status_code, proposed.json()["state"]) == (201, "proposed")
    assert client.get("/api/joint-cases").json()["count"] == 2
    assert Client().get(root).status_code == 401


def test_the_command_lists_shows_and_exports(party, thing, monkeypatch, tmp_path) -> None:  # noqa: F811
    monkeypatch.setattr(command, "boot", lambda: None)
    app = typer.Typer()
    command.register(app)

    def benkan(*words: str):
        return CliRunner().invoke(app, ["joint-case", *words, "--officer", "liaison"])

    assert json.loads(benkan("list", "--json").stdout)["count"] == 1
    assert "JC-2026-1" in benkan("list").stdout
    assert "entity" in benkan("show", "JC-2026-1").stdout
    shown = json.loads(benkan("show", party.case, "--json").stdout)
    assert shown["things"][0]["item"] == str(thing)
    out = tmp_path / "case.json"
    assert benkan("export", "JC-2026-1", "--out", str(out)).exit_code == 0
    assert len(json.loads(out.read_text("utf-8"))["items"]) == 1
    assert benkan("show", "JC-nine").exit_code == 1
