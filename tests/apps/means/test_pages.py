"""Every page in three languages, the acts of one means, lists that filter and export, what fits, the API."""

import csv
import datetime as dt
import io
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from benkan.apps.journal import services as journal
from benkan.apps.means import committing, registering, services
from benkan.apps.means.models import Booking, Goal, Mean

pytestmark = pytest.mark.django_db
LANGUAGES = [("fr", "ltr"), ("en", "ltr"), ("ar", "rtl")]


@pytest.fixture
def filled(ready, register, certify, coordinator, day):
    """Means in every state, a reservation, a maintenance, a goal."""
    one = ready("K9-1")
    services.reserve(one.pk, day(0), day(3), "LOAN-1")
    two = register("LAB-1", kind="laboratory", place="Bamako")
    certify(two, days=20)
    three = ready("K9-2", place="Camp Sirocco", country="ML", daily_cost="")
    registering.suspend(coordinator, three.pk, "Blessure")
    register("SCAN-1", kind="scanner", languages=())
    registering.withdraw(coordinator, register("OLD-1", kind="vehicle").pk, "réformé")
    committing.set_goal(coordinator, committing.GoalGiven("dogs", 3, day(60), specification={"scents": ["cocaine"]}))
    return one


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
@pytest.mark.parametrize("role", ["coordinator", "analyst"])
def test_every_page_opens_in_every_language(browser, filled, role, language, direction):
    client = browser(role, language)
    addresses = [
        reverse("means:list"),
        reverse("means:find"),
        reverse("means:find") + "?kind=dogs",
        reverse("means:gaps"),
        *(reverse("means:detail", args=[one.pk]) for one in Mean.objects.all()),
    ]
    if role == "coordinator":
        addresses += [
            reverse("means:new"),
            reverse("means:import"),
            *(f"{reverse('means:new')}?kind={kind}" for kind in services.SHEETS),
            f"{reverse('means:new-goal')}?kind=dogs",
            reverse("means:edit", args=[filled.pk]),
        ]
    for address in addresses:
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200, address
        assert f'<html lang="{language}" dir="{direction}">' in page
        assert 'style="' not in page


@pytest.mark.parametrize("role", ["trainer", "control"])
def test_without_the_right_no_page_opens(browser, filled, role):
    client = browser(role)
    for name, given in (("list", []), ("find", []), ("gaps", []), ("detail", [filled.pk]), ("new", [])):
        assert client.get(reverse(f"means:{name}", args=given)).status_code == 403


def test_who_may_read_and_not_lend_changes_nothing(browser, filled):
    client = browser("analyst")
    for name, given in (("new", []), ("edit", [filled.pk]), ("new-goal", [])):
        assert client.get(reverse(f"means:{name}", args=given)).status_code == 403
    assert client.post(reverse("means:act", args=[filled.pk]), {"act": "suspend"}).status_code == 403
    assert client.post(reverse("means:drop-goal", args=[Goal.objects.get().pk])).status_code == 403


def test_an_empty_list_says_what_to_do_next(browser):
    assert "Register a dog team" in browser().get(reverse("means:list")).content.decode()
    assert "coordinator of means registers" in browser("analyst").get(reverse("means:list")).content.decode()
    assert "No goal is set" in browser().get(reverse("means:gaps")).content.decode()


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({}, ["K9-1", "K9-2", "LAB-1", "SCAN-1"]),
        ({"state": "committed"}, ["K9-1"]),
        ({"state": "certified"}, ["LAB-1"]),
        ({"state": "registered"}, ["SCAN-1"]),
        ({"state": "suspended"}, ["K9-2"]),
        ({"state": "withdrawn"}, ["OLD-1"]),
        ({"kind": "dogs", "sort": "-code"}, ["K9-2", "K9-1"]),
        ({"q": "bamako"}, ["LAB-1"]),
        ({"q": "وسيلة K9"}, ["K9-1", "K9-2"]),
        ({"q": "\0"}, ["K9-1", "K9-2", "LAB-1", "SCAN-1"]),
        ({"owner": "partners"}, []),
        ({"country": "MA"}, []),
        (
            {"kind": "submarine", "state": "sunk", "sort": "password", "country": "x"},
            ["K9-1", "K9-2", "LAB-1", "SCAN-1"],
        ),
    ],
)
def test_the_list_filters_sorts_and_passes_over_what_it_does_not_know(browser, filled, asked, codes):
    answer = browser().get("/api/means", asked)
    assert [one["code"] for one in answer.json()["means"]] == codes
    page = browser().get(reverse("means:list"), asked).content.decode()
    assert all(f">{code}<" in page for code in codes)


def test_the_list_asks_as_often_for_many_as_for_few(browser, filled, ready, django_assert_max_num_queries):
    for number in range(20):
        ready(f"MANY-{number}")
    client = browser()
    client.get(reverse("means:list"))
    with django_assert_max_num_queries(14):
        client.get(reverse("means:list"))


def test_the_list_goes_out_as_csv_with_a_line_in_the_journal(browser, filled):
    answer = browser().get(reverse("means:list"), {"format": "csv", "kind": "dogs"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row[1] for row in rows] == ["Code", "K9-1", "K9-2"]
    assert rows[1][8] == "committed"
    assert len(journal.of_event("means-exported", 0, journal.size() + 1)) == 1
    gaps = browser().get(reverse("means:gaps"), {"format": "csv"})
    assert b"dog team" in b"".join(gaps.streaming_content).lower()


def new_form(**more):
    given = {
        "title_fr": "Équipe cynophile de Gao",
        "code": "K9-GAO-1",
        "owner": "ml-ocs",
        "place": "Gao",
        "sheet_scents": ["cannabis", "cocaine"],
        "sheet_teams": "2",
        "languages": ["fr"],
        "notice_hours": "12",
        "daily_cost": "45 000",
        "currency": "XOF",
    }
    return given | more


def test_a_means_is_registered_certified_committed_and_maintained_on_its_pages(browser, day):
    client = browser()
    answer = client.post(reverse("means:new") + "?kind=dogs", new_form())
    one = Mean.objects.get()
    act = reverse("means:act", args=[one.pk])
    assert answer.status_code == 302
    assert (one.specification, str(one.daily_cost)) == ({"scents": ["cannabis", "cocaine"], "teams": 2}, "45000.00")
    certificate = {
        "act": "certify",
        "certify-what": "Brevet",
        "certify-number": "7",
        "certify-issuer": "École",
        "certify-until": day(500).isoformat(),
    }
    refused = client.post(act, certificate)
    assert refused.status_code == 422
    assert "another officer certifies it" in refused.content.decode()
    second = browser("supervisor")
    assert second.post(act, certificate).status_code == 302
    commit = {"act": "commit", "commit-starts": day(0).isoformat(), "commit-ends": day(400).isoformat()}
    assert client.post(act, commit).status_code == 302
    again = client.post(act, commit)
    assert again.status_code == 422
    assert "is committed from" in again.content.decode()
    spell = {"act": "maintain", "maintain-starts": day(2).isoformat(), "maintain-ends": day(2).isoformat()}
    assert client.post(act, spell | {"maintain-note": "vaccination"}).status_code == 302
    taken = Booking.objects.get()
    assert taken.ends - taken.starts == dt.timedelta(days=1)
    page = client.get(reverse("means:detail", args=[one.pk])).content.decode()
    assert "vaccination" in page
    assert 'class="taken maintenance"' in page
    assert client.post(act, {"act": "free", "which": str(taken.pk)}).status_code == 302
    assert client.post(act, {"act": "suspend", "suspend-reason": "Blessure"}).status_code == 302
    assert client.post(act, {"act": "resume"}).status_code == 302
    commitment = one.commitments.get()
    assert client.post(act, {"act": "release", "which": str(commitment.pk)}).status_code == 302
    assert client.post(act, {"act": "withdraw", "withdraw-reason": "vendu"}).status_code == 302
    assert services.mean(one.pk).state == "withdrawn"


@pytest.mark.parametrize(
    "sent", [{}, {"act": "explode"}, {"act": "free", "which": "x"}, {"act": "release"}, {"act": "suspend"}]
)
def test_an_act_that_nobody_knows_is_refused_on_the_page(browser, filled, sent):
    assert browser().post(reverse("means:act", args=[filled.pk]), sent).status_code in (404, 422)
    assert services.mean(filled.pk).state == "committed"


def test_a_loan_is_not_given_back_from_the_page_of_the_means(browser, filled):
    held = filled.bookings.get()
    assert browser().post(reverse("means:act", args=[filled.pk]), {"act": "free", "which": held.pk}).status_code == 422
    assert (
        browser().post(f"/api/means/{filled.pk}/free", {"booking": str(held.pk)}, "application/json").status_code == 404
    )
    held.refresh_from_db()
    assert held.state == "reserved"


def test_what_was_typed_stays_when_it_is_refused(browser, filled):
    answer = browser().post(reverse("means:new") + "?kind=dogs", new_form(code="K9-1", title_fr="Équipe de réserve"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Équipe de réserve" in page
    assert "has a means of this code already" in page


def test_a_change_keeps_what_was_not_touched(browser, filled):
    client = browser()
    address = reverse("means:edit", args=[filled.pk])
    shown = client.get(address).context["form"].initial
    sent = {name: value for name, value in shown.items() if value not in ("", None)} | {"notice_hours": 6}
    before = services.mean(filled.pk)
    assert client.post(address, sent).status_code == 302
    after = services.mean(filled.pk)
    assert (after.notice_hours, after.state) == (6, "committed")
    assert (after.specification, after.base, after.languages) == (before.specification, before.base, before.languages)


def test_the_page_of_a_need_ranks_and_says_why_not(browser, filled, ready, day):
    ready("K9-KIDAL", place="Kidal")
    asked = {"kind": "dogs", "place": "Kidal", "starts": day(2).isoformat(), "ends": day(2).isoformat()}
    page = browser().get(reverse("means:find"), asked | {"sheet_scents": ["cocaine"]}).content.decode()
    assert "1 means fits" in page
    assert page.index("K9-KIDAL") < page.index("Near misses") < page.index("K9-2")
    assert "It is taken from" in page
    wrong = browser().get(reverse("means:find"), asked | {"place": "Nowhereville"})
    assert wrong.status_code == 422
    assert "This place is not sure" in wrong.content.decode()
    assert browser().get(reverse("means:find"), asked | {"starts": "soon"}).status_code == 422


def test_gaps_show_what_is_missing_and_which_certificates_end(browser, filled, day):
    client = browser()
    page = client.get(reverse("means:gaps")).content.decode()
    assert "3 means are missing" in page
    assert "LAB-1" in page
    sent = {"count": "2", "by": day(90).isoformat(), "least_days": "365", "sheet_purity": "yes"}
    assert client.post(reverse("means:new-goal") + "?kind=laboratory", sent).status_code == 302
    goal = Goal.objects.get(kind="laboratory")
    assert goal.specification == {"purity": True}
    assert client.post(reverse("means:drop-goal", args=[goal.pk])).status_code == 302
    assert client.post(reverse("means:new-goal") + "?kind=laboratory", sent | {"count": "0"}).status_code == 422


def test_places_are_offered_after_a_few_letters(browser):
    found = browser("analyst").get(reverse("means:places"), {"q": "kid"}).json()["options"]
    assert "ML/Kidal" in [one["code"] for one in found]


def post(client, address, body):
    return client.post(address, json.dumps(body), content_type="application/json")


def test_programs_register_certify_commit_and_match(browser, day):
    client, second = browser(), None
    body = {
        "kind": "dogs",
        "code": "K9-1",
        "titles": {"fr": "Chiens"},
        "place": "ML/Gao",
        "specification": {"scents": ["cocaine"], "teams": 1},
        "languages": ["fr"],
        "daily_cost": "45000",
    }
    made = post(client, "/api/means", body)
    assert made.status_code == 201
    address = f"/api/means/{made.json()['id']}"
    second = browser("supervisor")
    certificate = {"what": "Brevet", "number": "7", "issuer": "École", "until": day(500).isoformat()}
    assert post(client, f"{address}/certify", certificate).json()["code"] == "means.four-eyes"
    assert post(second, f"{address}/certify", certificate).json()["state"] == "certified"
    assert post(client, f"{address}/change", body | {"notice_hours": 6}).json()["notice_hours"] == 6
    window = {"starts": day(0).isoformat(), "ends": day(400).isoformat()}
    told = post(client, f"{address}/commit", window).json()
    assert told["state"] == "committed"
    assert post(client, f"{address}/commit", window).json()["code"] == "means.committed-twice"
    need = {"kind": "dogs", "place": "Kidal", "starts": day(3).isoformat(), "ends": day(6).isoformat()}
    (found,) = post(browser("analyst"), "/api/means/match", need).json()["means"]
    assert (found["fits"], found["mean"]["code"], found["obstacles"]) == (True, "K9-1", [])
    held = post(client, f"{address}/maintain", {"starts": day(4).isoformat(), "ends": day(5).isoformat()}).json()
    (found,) = post(client, "/api/means/match", need).json()["means"]
    assert [one["code"] for one in found["obstacles"]] == ["taken"]
    assert post(client, f"{address}/free", {"booking": held["booking"]}).status_code == 200
    assert client.get(address).json()["bookings"][0]["state"] == "freed"
    assert post(client, f"{address}/release", {"commitment": told["commitment"]}).json()["state"] == "certified"
    goal = {"kind": "dogs", "count": 2, "by": day(30).isoformat()}
    assert post(client, "/api/means/goals", goal).status_code == 201
    assert client.get("/api/means/goals").json()["goals"][0]["missing"] == 2
    assert post(browser("analyst"), "/api/means/goals", goal).status_code == 403
    assert post(browser("analyst"), "/api/means", body).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{",
        b"\xff",
        b"[" * 100_000,
        b'{"kind": 3}',
        b'{"kind": "dogs", "code": "K9-1", "place": "Gao", "titles": ["x"]}',
        b'{"kind": "dogs", "code": "K9-1", "place": "Gao", "titles": {"fr": "x"}, "languages": "fr"}',
        b'{"kind": "dogs", "code": "K9-1", "place": "Gao", "titles": {"fr": "x"}, "specification": {"teams": 1e99}}',
        b'{"kind": "dogs", "code": "K9-1", "place": "Gao", "titles": {"fr": "x"}, "daily_cost": {"a": 1}}',
        b'{"kind": "dogs", "code": "K9-1", "place": "Gao", "titles": {"fr": "x"}, "notice_hours": true}',
        b'{"kind": "dogs", "code": "K9-1", "place": "Gao", "titles": {"fr": "x"}, "currency": null}',
        b'{"kind": "dogs", "code": "K9-1", "place": "Gao\\u0000", "titles": {"fr": "x"}}',
    ],
)
def test_bad_bodies_are_refused_with_what_to_do(browser, body):
    answer = browser().post("/api/means", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["code"].startswith(("means.", "api.body"))
    assert not Mean.objects.exists()


@pytest.mark.parametrize("wanted", ["certify", "commit", "maintain", "match", "suspend", "withdraw", "explode"])
def test_empty_bodies_of_acts_are_refused(browser, filled, wanted):
    address = "/api/means/match" if wanted == "match" else f"/api/means/{filled.pk}/{wanted}"
    assert post(browser(), address, {}).status_code in (400, 404)


def test_a_means_whose_certificate_is_over_says_so_everywhere(browser, filled, day):
    Mean.objects.filter(pk=filled.pk).update(certificate_until=timezone.localdate() - dt.timedelta(days=1))
    page = browser().get(reverse("means:detail", args=[filled.pk])).content.decode()
    assert "Its certificate is over" in page
    need = {"kind": "dogs", "starts": day(5).isoformat(), "ends": day(6).isoformat()}
    found = post(browser(), "/api/means/match", need).json()["means"]
    told = {one["mean"]["code"]: [each["code"] for each in one["obstacles"]] for one in found}
    assert told["K9-1"] == ["certificate-expired"]


def test_my_day_shows_who_lends_what_waits(browser, filled, register, officers, day):
    page = browser("supervisor").get("/").content.decode()
    assert page.count("waits for your certificate") == 1
    assert "Means SCAN-1" in page
    assert "Means LAB-1" in page
    Booking.objects.update(state="in-use", starts=timezone.now() - dt.timedelta(days=2), ends=timezone.now())
    page = browser("coordinator").get("/").content.decode()
    assert "waits for your certificate" not in page
    assert "should be back" in page
    assert "should be back" not in browser("analyst").get("/").content.decode()


def test_a_list_is_imported_on_its_page_and_every_refused_row_is_named(browser):
    client = browser("coordinator", "fr")
    rows = "kind,code,place,title_fr\ndogs,K9-1,Gao,Chiens\ndogs,K9-2,Nulle part,Chiens\n"
    page = client.post(reverse("means:import"), {"list": io.BytesIO(rows.encode())}).content.decode()
    assert [one.code for one in Mean.objects.all()] == ["K9-1"]
    assert "3 · place" in page
    assert "Ce lieu n’est pas sûr" in page
    assert client.post(reverse("means:import"), {"list": io.BytesIO(b"a,b\n")}).status_code == 422
    assert client.post(reverse("means:import")).status_code == 422
    assert browser("analyst").get(reverse("means:import")).status_code == 403
