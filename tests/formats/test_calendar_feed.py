"""Calendars as other programs read them."""

import datetime as dt

import pytest
from icalendar import Calendar

from benkan.formats.calendar_feed import Entry, write

AT = dt.datetime(2026, 11, 26, 8, tzinfo=dt.UTC)
BAMAKO = dt.timezone(dt.timedelta(hours=1))


def read(*entries):
    made = write("Benkan", "https://noeud.example:8440", entries, AT)
    return Calendar.from_ical(made).walk("VEVENT")


def test_whole_days_end_on_the_first_day_after():
    (event,) = read(Entry("course-7", dt.date(2026, 12, 1), dt.date(2026, 12, 2), "Atelier"))
    assert event["dtstart"].dt == dt.date(2026, 12, 1)
    assert event["dtend"].dt == dt.date(2026, 12, 3)


def test_instants_are_written_in_utc_and_identifiers_stay():
    starts = dt.datetime(2026, 12, 1, 10, tzinfo=BAMAKO)
    (event,) = read(Entry("slot-7", starts, starts + dt.timedelta(hours=1), "x", address="/gatherings/7/"))
    assert event["dtstart"].dt == dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
    assert str(event["uid"]) == "slot-7@noeud.example:8440"
    assert str(event["url"]) == "https://noeud.example:8440/gatherings/7/"


def test_texts_of_three_languages_and_line_breaks_survive():
    said = "ورشة، الدار البيضاء; Bamako, « atelier »\nEND:VCALENDAR " + "é" * 200
    (event,) = read(Entry("a", dt.date(2026, 12, 1), dt.date(2026, 12, 1), said, place=said))
    assert str(event["summary"]) == said
    assert str(event["location"]) == said


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (dt.date(2026, 12, 2), dt.date(2026, 12, 1)),
        (AT.replace(tzinfo=None), AT.replace(tzinfo=None)),
        (dt.date(2026, 12, 1), dt.datetime(2026, 12, 2, tzinfo=dt.UTC)),
    ],
)
def test_an_entry_that_cannot_be_is_refused(starts, ends):
    with pytest.raises(ValueError):
        Entry("a", starts, ends, "x")
