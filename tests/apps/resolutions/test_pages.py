"""The pages in three languages, what each officer may press, the list as CSV, the API, and a bounded number of queries."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.resolutions import services
from benkan.core.voting import Rule

pytestmark = pytest.mark.django_db
LANGUAGES = [("fr", "ltr"), ("en", "ltr"), ("ar", "rtl")]


def client(role: str, language: str = "en") -> Client:
    who = accounts.create_officer(f"{role}-{language}", role.title(), role, language=language)
    made = Client()
    made.force_login(who)
    made.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return made


def row(who, text="Créer un point de contact."):
    return services.record(who, services.Wording(fr=text, ar="تعيين جهة اتصال.", deadline=timezone.localdate()))


def seats(count=3):
    return [services.Sitting(f"D{n}", {"fr": f"Pays {n}", "en": f"State {n}", "ar": f"دولة {n}"}) for n in range(count)]


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
def test_every_page_opens_in_its_language(secretary, language, direction) -> None:
    one = services.settle(secretary, row(secretary).pk, adopted=True)
    draft = row(secretary)
    vote = services.open_vote(secretary, Rule(), recommendation=draft, seats=seats())
    services.cast(secretary, vote.pk, "D0", "in-favour")
    services.close_vote(secretary, vote.pk)
    mine = client("supervisor", language)
    for name, arguments in [
        ("list", []),
        ("owners", []),
        ("new", []),
        ("votes", []),
        ("vote-new", []),
        ("detail", [one.pk]),
        ("edit", [one.pk]),
        ("vote", [vote.pk]),
        ("station", [vote.pk]),
    ]:
        answer = mine.get(reverse(f"resolutions:{name}", args=arguments))
        page = answer.content.decode()
        assert answer.status_code == 200, name
        assert f'<html lang="{language}" dir="{direction}">' in page
    page = mine.get(reverse("resolutions:vote", args=[vote.pk])).content.decode()
    for sentence in services.sentences(services.outcome(services.get_vote(vote.pk))).values():
        assert sentence in page


def test_an_empty_list_says_what_to_do() -> None:
    assert "Enter what a workshop or an assembly recommended" in client("liaison").get("/resolutions/").content.decode()
    assert "what partners assign to this service" in client("analyst").get("/resolutions/").content.decode()


def test_the_story_by_the_form(db) -> None:
    mine = client("liaison")
    made = mine.post("/resolutions/new/", {"fr": "Créer", "en": "Create", "ar": "إنشاء", "owner": "ml-ocs"})
    address = made["Location"]
    vote = mine.post(
        "/resolutions/votes/new/",
        {"recommendation": address.strip("/").split("/")[-1], "majority": "two-thirds", "quorum": "1/2",
         "seats": "Mali\nMaroc\nNiger\n* ONUDC"},
    )["Location"]  # fmt: skip
    for delegation, choice in (("Mali", "in-favour"), ("Maroc", "in-favour"), ("Niger", "against")):
        mine.post(f"{vote}cast/", {"delegation": delegation, "choice": choice})
    again = mine.post(f"{vote}cast/", {"delegation": "Mali", "choice": "against"})
    assert again.status_code == 422
    assert "This delegation has voted." in again.content.decode()
    mine.post(f"{vote}close/")
    page = mine.get(vote).content.decode()
    assert "at least two thirds of 3, that is 2; in favour: 2." in page
    assert "Adopted" in mine.get(address).content.decode()
    assert mine.post(f"{address}report/", {"done": "yes", "evidence": ""}).status_code == 422
    assert mine.post(f"{address}report/", {"done": "yes", "evidence": "Note 12"}).status_code == 302
    assert "Note 12" in mine.get(address).content.decode()


def test_what_was_typed_stays_when_it_is_refused(db) -> None:
    answer = client("liaison").post("/resolutions/new/", {"fr": "Créer", "deadline": "demain"})
    assert answer.status_code == 422
    assert "Créer" in answer.content.decode()
    answer = client("supervisor").post("/resolutions/votes/new/", {"subject": "Plan", "seats": "Mali", "quorum": "x"})
    assert answer.status_code == 422
    assert "Plan" in answer.content.decode()


@pytest.mark.parametrize("role", ["analyst", "control", "coordinator"])
def test_who_only_reads_presses_nothing(secretary, role) -> None:
    one = row(secretary)
    vote = services.open_vote(secretary, Rule(), recommendation=one, seats=seats())
    mine = client(role)
    assert mine.get(f"/resolutions/{one.pk}/").status_code == 200
    for address in ("/resolutions/new/", f"/resolutions/{one.pk}/edit/", f"/resolutions/votes/{vote.pk}/station/"):
        assert mine.get(address).status_code == 403
    for address in (f"/resolutions/{one.pk}/settle/", f"/resolutions/votes/{vote.pk}/close/"):
        assert mine.post(address, {"adopted": "yes"}).status_code in {403, 422}
    one.refresh_from_db()
    assert (one.state, services.get_vote(vote.pk).state) == ("proposed", "open")


def test_the_list_as_a_table_with_every_language(secretary) -> None:
    row(secretary, "=cmd()")
    body = b"".join(client("analyst").get("/resolutions/?format=csv").streaming_content).decode()
    assert "'=cmd()" in body
    assert "تعيين جهة اتصال." in body


def test_a_case_is_named_to_its_circle_alone(secretary) -> None:
    from benkan.apps.cases import services as cases

    opened = cases.open_case(secretary, "Affaire secrète", "fraud", number="SEC-77")
    one = row(secretary)
    services.link(secretary, one.pk, "case", "SEC-77")
    mine, other = Client(), client("trainer")
    mine.force_login(secretary)
    assert "SEC-77" in mine.get(f"/resolutions/{one.pk}/").content.decode()
    page = other.get(f"/resolutions/{one.pk}/").content.decode()
    assert "SEC-77" not in page
    assert str(opened.pk) not in page
    assert "SEC-77" not in other.get(f"/api/resolutions/{one.pk}/").content.decode()


@pytest.mark.parametrize("address", ["/resolutions/", "/resolutions/votes/", "/resolutions/owners/"])
def test_lists_ask_as_often_for_many_rows_as_for_few(secretary, address) -> None:
    mine = client("supervisor")
    services.open_vote(secretary, Rule(), recommendation=row(secretary), seats=seats())
    mine.get(address)
    with CaptureQueriesContext(connection) as few:
        mine.get(address)
    for _ in range(5):
        services.open_vote(secretary, Rule(), recommendation=row(secretary), seats=seats())
    with CaptureQueriesContext(connection) as many:
        mine.get(address)
    assert len(many) == len(few) <= 16


def test_a_vote_asks_as_often_for_179_delegations_as_for_three(secretary) -> None:
    mine = client("supervisor")
    counts = []
    for number in (3, 179):
        vote = services.open_vote(secretary, Rule(), subject="Plan", seats=seats(number))
        with CaptureQueriesContext(connection) as asked:
            assert mine.get(f"/resolutions/votes/{vote.pk}/").status_code == 200
        counts.append(len(asked))
    assert counts[0] >= counts[1]


def test_programs_do_the_same(db) -> None:
    mine = client("liaison")

    def post(address, **sent):
        return mine.post(f"/api/resolutions/{address}", sent, content_type="application/json")

    made = post("", fr="Créer", owner="ml-ocs", kind="resolution")
    assert made.status_code == 201
    one = made.json()
    changed = mine.put(f"/api/resolutions/{one['id']}/", {"fr": "Créer deux"}, content_type="application/json")
    assert changed.json()["state"] == "amended"
    vote = post("votes/", recommendation=one["id"], majority="consensus", secret=True, seats=["Mali", "Maroc"]).json()
    for seat in ("Mali", "Maroc"):
        told = post(f"votes/{vote['id']}/cast/", delegation=seat, choice="in-favour").json()
    assert "in_favour" not in told
    closed = post(f"votes/{vote['id']}/close/").json()
    assert (closed["verdict"], closed["in_favour"], set(closed["sentence"])) == ("adopted", 2, {"fr", "en", "ar"})
    found = mine.get("/api/resolutions/?state=adopted").json()
    assert [each["id"] for each in found["recommendations"]] == [one["id"]]
    assert post(f"votes/{vote['id']}/cast/", delegation="Mali", choice="against").json()["code"] == "vote.closed"
    assert post("", fr=7).json()["code"] == "resolution.not-text"
    assert mine.post("/api/resolutions/", "[1]", content_type="application/json").json()["code"] == "api.body"


def test_the_day_shows_what_is_due(secretary) -> None:
    one = services.settle(secretary, row(secretary).pk, adopted=True)
    assert one.number in client("supervisor").get("/").content.decode()
    assert one.number not in client("control").get("/").content.decode()
