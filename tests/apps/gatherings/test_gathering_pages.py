"""Pages and API of gatherings: three languages, two kinds of reader, a constant number of queries."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from benkan.apps.accounts import services as accounts
from benkan.apps.calendar import services as calendar
from benkan.apps.gatherings import services
from benkan.apps.gatherings.models import Gathering

from .conftest import TITLES

pytestmark = pytest.mark.django_db


def act(client, gathering, what, **fields):
    return client.post(reverse("gatherings:act", args=[gathering.pk]), {"act": what, **fields}, follow=True)


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_page_opens_in_every_language(gathering, delegation, badge, liaison, browser, at, language):
    liaison.language = language
    liaison.save()
    badge(delegation())
    services.add_item(gathering, TITLES, starts=at(9), ends=at(10), by=liaison)
    client = browser(liaison, language)
    for name, arguments in (
        ("list", []),
        ("detail", [gathering.pk]),
        ("delegates", [gathering.pk]),
        ("door", [gathering.pk]),
    ):
        answer = client.get(reverse(f"gatherings:{name}", args=arguments))
        assert answer.status_code == 200, name
        assert f'lang="{language}"' in answer.content.decode()


def test_a_gathering_is_made_and_filled_by_its_pages(liaison, browser):
    client, today = browser(liaison), timezone.localdate()
    form = {"title_fr": "Atelier", "kind": "workshop", "place": "Bamako", "starts": today, "ends": today}
    for wrong in ({"ends": today - dt.timedelta(days=1)}, {"starts": "soon"}, {"kind": "party"}, {"title_fr": ""}):
        assert client.post(reverse("gatherings:list"), form | wrong).status_code == 400
    client.post(reverse("gatherings:list"), form)
    made = Gathering.objects.get()
    act(client, made, "delegation", country="ML")
    act(client, made, "delegation", title_fr="ONUDC", observer="yes")
    mali, observer = made.delegations.get(country="ML"), made.delegations.get(country="")
    act(client, made, "delegate", delegation=mali.pk, name="Awa", role="head", language="ar")
    page = act(client, made, "list", file=SimpleUploadedFile("l.csv", b"name,country\nB,NE\nC,ZZ\n")).content.decode()
    assert "Line 3" in page
    assert "2 badges granted" in act(client, made, "grant-all").content.decode()
    nine = dt.datetime.combine(today, dt.time(9))
    times = {"starts": nine.isoformat(), "ends": (nine + dt.timedelta(hours=1)).isoformat()}
    act(client, made, "item", title_fr="Ouverture", room="A", **times)
    item = made.items.get()
    act(client, made, "floor", item=item.pk, delegation=mali.pk)
    act(client, made, "spoke", intervention=item.interventions.get().pk, minutes="4")
    act(client, made, "delay", item=item.pk, minutes="10")
    act(client, made, "meeting", one=mali.pk, other=observer.pk, topic="Convention", **times)
    page = client.get(reverse("gatherings:detail", args=[made.pk])).content.decode()
    assert all(text in page for text in ("Ouverture", "ONUDC", "Convention"))
    head = made.delegates.get(role="head")
    act(client, made, "decide", delegate=head.pk, state="withdrawn", reason="malade", back="delegates")
    page = client.get(reverse("gatherings:delegates", args=[made.pk]), {"state": "withdrawn"}).content.decode()
    assert "Awa" in page
    assert "malade" in page


@pytest.mark.parametrize(
    "fields",
    [
        {"act": "dance"},
        {"act": "delegate", "delegation": "x", "name": "A"},
        {"act": "decide", "delegate": str(uuid.uuid4())},
        {"act": "item", "title_fr": "x", "starts": "2026-13-01T10:00", "ends": "x"},
        {"act": "delay", "item": "x"},
        {"act": "meeting", "one": "", "other": ""},
        {"act": "spoke", "intervention": "99", "minutes": "1"},
        {"act": "draft", "meeting": str(uuid.uuid4())},
        {"act": "list"},
    ],
)
def test_a_step_that_cannot_be_is_refused_on_the_page(gathering, liaison, browser, fields):
    answer = browser(liaison).post(reverse("gatherings:act", args=[gathering.pk]), fields)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_the_door_says_who_came_and_who_must_not(gathering, delegation, badge, liaison, browser):
    row, client = badge(delegation()), browser(liaison)
    url = reverse("gatherings:door", args=[gathering.pk])
    assert "Awa Kantara" in client.post(url, {"code": row.code}).content.decode()
    assert "came through before" in client.post(url, {"code": row.code}).content.decode()
    answer = client.post(url, {"code": "BKG1-forged"})
    assert answer.status_code == 403
    assert "forged" in answer.content.decode()
    body = {"code": row.code}
    told = client.post(f"/api/gatherings/{gathering.pk}/check-in/", body, content_type="application/json").json()
    assert (told["name"], told["again"]) == ("Awa Kantara", True)
    wrong = client.post(f"/api/gatherings/{gathering.pk}/check-in/", "[]", content_type="application/json")
    assert wrong.json()["code"] == "api.body"


def test_an_officer_reads_the_agenda_and_no_names_of_delegates(gathering, delegation, badge, liaison, browser, at):
    badge(delegation(), "Moussa Keïta")
    services.add_item(gathering, TITLES, starts=at(9), ends=at(10), by=liaison)
    client = browser(accounts.create_officer("analyste", "Awa", "analyst", language="en"))
    page = client.get(reverse("gatherings:detail", args=[gathering.pk])).content.decode()
    assert "Assembly" in page
    assert "Keïta" not in page
    for name in ("delegates", "badges", "door"):
        assert client.get(reverse(f"gatherings:{name}", args=[gathering.pk])).status_code == 403
    assert client.post(reverse("gatherings:list"), {}).status_code == 400
    assert client.get(f"/api/gatherings/{gathering.pk}/agenda/").json()["items"][0]["title"]["en"] == "Assembly"
    assert client.get("/api/gatherings/").json()["gatherings"][0]["kind"] == "assembly"
    assert client.get(reverse("gatherings:detail", args=[uuid.uuid4()])).status_code == 404


def test_pages_ask_as_often_for_two_as_for_forty(
    gathering, delegation, badge, liaison, browser, at, django_assert_max_num_queries
):
    for number, code in enumerate(("ML", "NE", "BF", "MA", "TG", "SN", "CI", "GH", "NG", "MR")):
        of = delegation(code)
        item = services.add_item(
            gathering, TITLES, starts=at(8, number), ends=at(9, number), by=liaison, room=str(number)
        )
        services.ask_floor(item, of, by=liaison)
        for each in range(4):
            badge(of, f"{code} {each}")
    client = browser(liaison)
    for name, most in (("detail", 16), ("door", 12), ("delegates", 12)):
        with django_assert_max_num_queries(most):
            client.get(reverse(f"gatherings:{name}", args=[gathering.pk]))


def test_files_badges_and_the_agenda_for_a_calendar(gathering, delegation, badge, liaison, browser, at):
    badge(delegation(), "=1+1")
    services.add_item(gathering, TITLES, starts=at(9), ends=at(10), by=liaison)
    client = browser(liaison)
    text = b"".join(client.get(reverse("gatherings:delegates", args=[gathering.pk]), {"format": "csv"})).decode(
        "utf-8-sig"
    )
    assert "'=1+1" in text
    assert client.get(reverse("gatherings:badges", args=[gathering.pk])).content.startswith(b"%PDF")
    (event,) = Calendar.from_ical(client.get(reverse("gatherings:calendar", args=[gathering.pk])).content).walk(
        "VEVENT"
    )
    assert str(event["summary"]) == "Assembly"
    today = timezone.localdate()
    assert [one.identifier for one in calendar.entries(liaison, today, today)] == [f"gathering-{gathering.pk}"]
