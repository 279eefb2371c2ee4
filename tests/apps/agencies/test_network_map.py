"""The directory on a map: each country's mark, its link in words, and a table where there are no outlines."""

import dataclasses
import datetime as dt
import re

import pytest
from django.utils import timezone
from tests.apps.accords.texts import signed
from tests.apps.exchange.fake_partner import FakePartner
from tests.apps.standing_pages import LANGUAGES, client

from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import network
from benkan.apps.agencies import services as agencies
from benkan.apps.agencies.models import Agency
from benkan.web.borders import read
from benkan.web.maps.outlines import FILE, outlines

pytestmark = pytest.mark.django_db
built = pytest.mark.skipif(not FILE.is_file(), reason="the outlines are not built here: npm was out of reach")
WORDS = {"fr": "Carte du réseau", "en": "Network map", "ar": "خريطة الشبكة"}


@pytest.fixture
def partners():
    """Morocco with a convention, heard a minute ago; two services of Niger, one never heard, none with a convention."""
    made = FakePartner().join_directory()
    accords.add(signed(made))
    FakePartner("ne-ocrtis", "NE").join_directory()
    FakePartner("ne-pj", "NE").join_directory()
    agencies.seen("ma-dgsn", timezone.now() - dt.timedelta(minutes=1))


def page(language="en", address="/agencies/"):
    return client("analyst", language).get(address).content.decode()


def countries():
    return {each.code: each for each in network.countries(agencies.everyone())}


def test_a_country_shows_its_best_link_and_how_many_are_bound(partners):
    found = countries()
    assert {code: (each.state, each.bound) for code, each in found.items()} == {
        "ML": ("own", 0),
        "MA": ("ok", 1),
        "NE": ("stop", 0),
    }
    assert len(found["NE"].names) == len(found["NE"].links) == 2


def test_a_partner_that_was_not_heard_within_the_hour_is_not_linked(partners):
    Agency.objects.filter(pk="ma-dgsn").update(last_seen_at=timezone.now() - dt.timedelta(hours=2))
    assert countries()["MA"].state == "warn"
    Agency.objects.filter(pk="ma-dgsn").update(last_seen_at=None)
    assert countries()["MA"].state == "warn"


def test_a_suspended_convention_binds_nobody_and_so_does_one_that_has_ended(partners):
    assert [one.identifier for one in accords.in_force()] == ["ml-ma-2025"]
    assert accords.in_force(timezone.now() + dt.timedelta(days=36_500)) == []
    supervisor = accounts.create_officer("superviseur", "Néné Sacko", "supervisor")
    accords.suspend("ml-ma-2025", supervisor, "essai")
    assert accords.in_force() == []
    assert countries()["MA"].state == "stop"


@built
@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
def test_the_map_is_on_the_page_in_the_reader_s_language(partners, language, direction):
    text = page(language)
    assert WORDS[language] in text
    assert f'<html lang="{language}" dir="{direction}">' in text
    assert '<svg class="map" ' in text
    assert 'dir="ltr" role="group"' in text
    assert "map.css" in text
    assert len(re.findall(r'class="point c\d"', text.split("</svg>")[0])) == 3
    assert text.count('class="flow" role="img"') == 1


@built
def test_the_policy_is_as_strict_as_without_a_map(partners):
    answer = client("analyst").get("/agencies/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" in policy
    assert "unsafe" not in policy
    assert not re.search(r"\sstyle=|<script(?![^>]*src=)", answer.content.decode())


@built
def test_the_node_s_setting_decides_the_border_and_the_note(partners, settings):
    dashed = page()
    assert "border unsettled" in dashed
    assert "A dashed line is a border whose status is not settled: Western Sahara." in dashed
    settings.BENKAN_NODE = dataclasses.replace(settings.BENKAN_NODE, maps=read({"territories": {"EH": "MA"}}))
    merged = client("liaison").get("/agencies/").content.decode()
    assert "A dashed line" not in merged
    assert "Western Sahara is drawn as part of this country: Morocco." in merged


def test_without_outlines_the_table_says_the_same(partners, monkeypatch):
    monkeypatch.setattr(network, "outlines", lambda: None)
    text = page()
    assert '<svg class="map"' not in text
    assert "map.js" not in text
    assert "Network map" in text
    assert "no convention in force" in text


@built
def test_a_country_without_a_shape_is_in_the_table_only(partners):
    FakePartner("zz-office", "ZZ").join_directory()
    found = countries()
    assert "ZZ" in found
    assert outlines().heart("ZZ") is None
    assert "ZZ" not in [point.id for point in network.as_map(list(found.values())).points]


@built
def test_a_mark_leads_to_the_services_of_its_country(partners):
    point = next(each for each in network.as_map(list(countries().values())).points if each.id == "NE")
    text = page(address=f"/agencies/{point.href}")
    assert "ne-ocrtis" in text
    assert "ma-dgsn" not in text.split("<tbody>")[1].split("</tbody>")[0]


def test_programs_read_the_same_links(partners):
    found = client("analyst").get("/api/agencies").json()["agencies"]
    assert {each["id"]: (each["link"], each["convention_in_force"]) for each in found} == {
        "ml-ocs": ("own", False),
        "ma-dgsn": ("ok", True),
        "ne-ocrtis": ("stop", False),
        "ne-pj": ("stop", False),
    }
    assert client("liaison").get("/api/agencies/ma-dgsn").json()["link"] == "ok"


@built
def test_a_network_of_every_country_fits_one_map(partners):
    codes = [code for code in outlines().countries if len(code) == 2 and code not in ("ML", "MA", "NE")][:193]
    rows = [Agency(id=f"{code.lower()}-x", name_fr=code, country=code) for code in codes]
    found = network.as_map(network.countries([*agencies.everyone(), *rows]))
    assert len(found.points) == 196
