"""The calendar: what slices register, the page, the feed behind its secret address."""

import datetime as dt

import pytest
from django.urls import reverse
from icalendar import Calendar

from benkan.apps.accounts import services as accounts
from benkan.apps.calendar import services
from benkan.apps.journal import services as journal
from benkan.core.errors import Invalid
from benkan.formats.calendar_feed import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def dates(monkeypatch):
    today = dt.datetime.now(dt.UTC).date()
    morning = dt.datetime.combine(today + dt.timedelta(days=2), dt.time(9), dt.UTC)

    def source(who, first, last):
        found = [
            Entry("course-1", today + dt.timedelta(days=5), today + dt.timedelta(days=6), "Scanners", "Bamako"),
            Entry("meeting-1", morning, morning + dt.timedelta(hours=1), f"Réunion, {who.username}", cancelled=True),
            Entry("later-1", today + dt.timedelta(days=5000), today + dt.timedelta(days=5000), "Much later"),
        ]
        return [one for one in found if services._instant(one.starts).date() <= last]

    monkeypatch.setattr(services, "_SOURCES", {"test": source})


@pytest.fixture
def awa():
    return accounts.create_officer("awa", "Awa", "analyst", language="en")


def test_a_page_shows_what_comes_day_by_day(client, awa, dates):
    client.force_login(awa)
    text = client.get(reverse("calendar:index")).content.decode()
    assert text.index("Réunion, awa") < text.index("Scanners")
    assert "Cancelled" in text
    assert "Much later" not in text


def test_an_empty_calendar_says_what_will_stand_there(client, awa, monkeypatch):
    monkeypatch.setattr(services, "_SOURCES", {})
    client.force_login(awa)
    assert "Nothing is planned" in client.get(reverse("calendar:index")).content.decode()


def test_the_feed_opens_with_its_secret_alone_and_a_new_one_replaces_it(client, awa, dates, caplog):
    client.force_login(awa)
    page = client.post(reverse("calendar:address")).content.decode()
    address = page.split('value="http')[1].split('"')[0]
    path = "/calendar/" + address.rsplit("/", 1)[1]
    client.logout()
    answer = client.get(path)
    assert answer["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(one["summary"]) for one in events] == ["Réunion, awa", "Scanners"]
    assert [str(one["status"]) for one in events] == ["CANCELLED", "CONFIRMED"]
    services.new_feed(awa)
    caplog.clear()
    assert client.get(path).status_code == 404
    assert path not in caplog.text
    assert len(journal.of_event("calendar-feed-made", 0, journal.size() + 1)) == 2


def test_no_feed_for_a_wrong_secret_an_ended_feed_or_an_officer_who_left(client, awa):
    secret = services.new_feed(awa)
    assert services.whose(secret) == awa
    assert services.whose(secret + "a") is None
    awa.is_active = False
    awa.save()
    assert services.whose(secret) is None
    awa.is_active = True
    awa.save()
    client.force_login(awa)
    client.post(reverse("calendar:end"))
    assert services.whose(secret) is None


def test_the_secret_is_kept_nowhere(awa):
    secret = services.new_feed(awa)
    from benkan.apps.calendar.models import Feed

    assert secret not in str(Feed.objects.values_list())


def test_the_api_gives_a_span_and_refuses_what_is_no_day(client, awa, dates):
    client.force_login(awa)
    first = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    found = client.get("/api/calendar/", {"from": first.isoformat(), "to": (first + dt.timedelta(days=9)).isoformat()})
    assert [one["id"] for one in found.json()["entries"]] == ["meeting-1", "course-1"]
    assert client.get("/api/calendar/", {"from": "yesterday"}).json()["code"] == "calendar.day"
    backwards = {"from": "2026-02-01", "to": "2026-01-01"}
    assert client.get("/api/calendar/", backwards).json()["code"] == "calendar.days"
    with pytest.raises(Invalid):
        services.entries(awa, dt.date(2026, 2, 1), dt.date(2026, 1, 1))


@pytest.mark.parametrize("path", ["calendar:index", "calendar:address", "calendar:end"])
def test_nobody_else_gets_in(client, path):
    answer = client.post(reverse(path)) if path != "calendar:index" else client.get(reverse(path))
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]
