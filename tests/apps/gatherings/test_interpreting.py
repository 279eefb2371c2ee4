"""Interpretation: what delegations ask to hear, bookings that do not collide, and what is missing at each item."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benkan.apps.accounts import services as accounts
from benkan.apps.gatherings import interpreting, services
from benkan.apps.gatherings.models import Booking
from benkan.apps.journal.models import Line
from benkan.core.errors import BenkanError

from .conftest import TITLES

pytestmark = pytest.mark.django_db


def refused(act, *given, **named):
    with pytest.raises(BenkanError) as error:
        act(*given, **named)
    return error.value.code


@pytest.fixture
def items(gathering, liaison, at):
    """Half an hour, an hour beside its end, and an hour in the afternoon."""
    return [
        services.add_item(gathering, TITLES, starts=starts, ends=ends, by=liaison, room=room)
        for starts, ends, room in ((at(9), at(9, 30), "A"), (at(9, 15), at(10, 15), "B"), (at(14), at(15), "A"))
    ]


@pytest.fixture
def interpreters(delegation, badge):
    mali = delegation()
    return [badge(mali, name, role="interpreter") for name in ("Salif Ba", "Adama Zerbo")]


def missing(gathering):
    return [
        {one.language: (one.delegations, one.missing) for one in needed}
        for _item, needed in interpreting.needs(gathering)
    ]


def test_each_language_asked_for_needs_one_and_two_where_it_is_long(
    gathering, delegation, items, interpreters, liaison
):
    interpreting.ask(delegation("NE"), ["ar", "fr"], by=liaison)
    interpreting.ask(delegation("MA"), ["ar"], by=liaison)
    assert missing(gathering) == [
        {"ar": (2, 1), "fr": (1, 1)},
        {"ar": (2, 2), "fr": (1, 2)},
        {"ar": (2, 2), "fr": (1, 2)},
    ]
    assert interpreting.gaps(gathering) == 10
    interpreting.book(items[0], interpreters[0], "ar", by=liaison)
    interpreting.book(items[2], interpreters[0], "ar", by=liaison)
    interpreting.book(items[2], interpreters[1], "es", by=liaison)
    assert missing(gathering) == [
        {"ar": (2, 0), "fr": (1, 1)},
        {"ar": (2, 2), "fr": (1, 2)},
        {"ar": (2, 1), "es": (0, 0), "fr": (1, 2)},
    ]
    interpreting.ask(gathering.delegations.get(country="NE"), [], by=liaison)
    interpreting.ask(gathering.delegations.get(country="MA"), [], by=liaison)
    assert interpreting.gaps(gathering) == 0


def test_an_interpreter_is_at_one_item_at_a_time(gathering, items, interpreters, liaison):
    first = interpreting.book(items[0], interpreters[0], "ar", by=liaison)
    assert refused(interpreting.book, items[1], interpreters[0], "ar", by=liaison) == "interpreter.taken"
    assert refused(interpreting.book, items[0], interpreters[0], "fr", by=liaison) == "interpreter.taken"
    interpreting.book(items[1], interpreters[1], "ar", by=liaison)
    for _ in range(2):
        interpreting.end(gathering, first.pk, by=liaison)
    interpreting.book(items[2], interpreters[0], "ar", by=liaison)
    assert Booking.objects.count() == 2
    entries = b"".join(bytes(line.entry) for line in Line.objects.filter(officer="liaison"))
    assert entries.count(b"interpreter-booked") == 4
    assert b"Salif" not in entries


def test_only_an_interpreter_with_a_badge_of_this_gathering_is_booked(
    gathering, delegation, badge, items, interpreters, liaison
):
    delegate = badge(delegation("NE"), "Delegate")
    services.decide(interpreters[0], "withdrawn", by=liaison, reason="ill")
    other = services.add({"fr": "x"}, "workshop", place="x", starts=gathering.starts, ends=gathering.ends, by=liaison)
    elsewhere = badge(services.add_delegation(other, by=liaison, country="ML"), "Other", role="interpreter")
    for person in (delegate, interpreters[0], elsewhere):
        assert refused(interpreting.book, items[0], person, "ar", by=liaison) == "interpreter.unknown"
    assert refused(interpreting.book, items[0], interpreters[1], "xx", by=liaison) == "gathering.field"
    of = gathering.delegations.get(country="NE")
    for languages in (["xx"], ["ar", "fr", "en", "es"]):
        assert refused(interpreting.ask, of, languages, by=liaison) == "gathering.field"
    analyst = accounts.create_officer("analyste", "A", "analyst")
    for act in (
        lambda: interpreting.ask(of, ["ar"], by=analyst),
        lambda: interpreting.book(items[0], interpreters[1], "ar", by=analyst),
        lambda: interpreting.end(gathering, 1, by=analyst),
    ):
        assert refused(act) == "role.not-allowed"


def test_a_booking_of_another_gathering_is_not_ended_from_here(gathering, items, interpreters, liaison):
    made = interpreting.book(items[0], interpreters[0], "ar", by=liaison)
    other = services.add({"fr": "x"}, "workshop", place="x", starts=gathering.starts, ends=gathering.ends, by=liaison)
    interpreting.end(other, made.pk, by=liaison)
    assert Booking.objects.filter(pk=made.pk).exists()


def test_the_needs_of_a_long_agenda_cost_as_many_queries_as_those_of_a_short_one(gathering, items, liaison, at):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            interpreting.needs(gathering)
        return len(queries)

    few = asked()
    for hour in range(16, 22):
        services.add_item(gathering, TITLES, starts=at(hour), ends=at(hour, 30), by=liaison)
    assert asked() == few <= 4


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "Il manque 5 interprètes"), ("en", "5 interpreters are missing"), ("ar", "ينقص 5 مترجمين")],
)
def test_the_page_takes_wishes_and_bookings_and_shows_what_is_missing(
    gathering, delegation, items, interpreters, browser, language, said
):
    niger = delegation("NE")
    client = browser(accounts.create_officer("secretaire", "S", "liaison", language=language))
    address = f"/gatherings/{gathering.pk}/interpretation/"
    assert client.post(address, {"act": "ask", "delegation": niger.pk, "languages": ["ar"]}).status_code == 302
    page = client.get(address).content.decode()
    assert said in page
    assert "badge warn" in page
    sent = {"act": "book", "item": items[0].pk, "interpreter": interpreters[0].pk, "language": "ar"}
    assert client.post(address, sent).status_code == 302
    assert "Salif Ba" in client.get(address).content.decode()
    assert client.post(address, sent).status_code == 400
    assert client.post(address, {"act": "end", "booking": Booking.objects.get().pk}).status_code == 302
    assert client.post(address, {"act": "other"}).status_code == 400
    assert not Booking.objects.exists()
    found = client.get(f"/api/gatherings/{gathering.pk}/interpretation/").json()["items"]
    assert [one["languages"][0]["missing"] for one in found] == [1, 2, 2]
