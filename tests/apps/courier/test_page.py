"""The page and the API of couriers: what waits for whom, in three languages, for those who send couriers."""

import pytest
from django.urls import reverse
from tests.apps.exchange.test_sending import queue
from tests.apps.standing_pages import LANGUAGES, asks_as_often_for_many_rows_as_for_few, client, says

pytestmark = pytest.mark.django_db
ADDRESS = "/courier/"


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
def test_the_page_speaks_the_reader_s_language(partner, convention, language, direction):
    words = {"fr": "Par porteur", "en": "By courier", "ar": "مع حامل البريد"}[language]
    says(ADDRESS, language, direction, words)


def test_the_page_and_the_api_say_what_waits_and_when_a_courier_went(partner, convention, stick):
    queue(partner, convention)
    stick.export()
    liaison = client("liaison")
    (told,) = liaison.get("/api/couriers").json()["partners"]
    assert (told["partner"], told["letters"], told["imported_at"]) == (partner.agency, {"request": 1}, None)
    assert told["exported_at"]
    page = liaison.get(ADDRESS).content.decode()
    assert partner.agency in page
    assert "benkan courier export" in page


@pytest.mark.parametrize("role", ["analyst", "control"])
def test_other_roles_neither_see_nor_find_it(partner, convention, role):
    other = client(role)
    assert other.get(ADDRESS).status_code == 403
    assert other.get("/api/couriers").status_code == 403
    assert reverse("courier:index") not in other.get("/agencies/").content.decode()


def test_the_partners_page_leads_there(partner, convention):
    assert reverse("courier:index") in client("administrator").get("/agencies/").content.decode()


def test_it_asks_as_often_for_many_partners_as_for_few(partner, convention):
    asks_as_often_for_many_rows_as_for_few(ADDRESS)
