"""Similar seizures: found by what is telling, with the reasons in words, partners' among them, in bounded queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benkan.apps.records import services as records
from benkan.apps.seizures import alike, involving
from benkan.apps.seizures.entering import LegGiven
from benkan.apps.seizures.models import Seizure

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(seizure):
    """Forty seizures that have nothing in common with the others but their drug."""
    for number in range(40):
        seizure(
            place=f"Village {number}", conveyance="bus", happened_on=dt.date(2020, 1, 1) + dt.timedelta(days=number)
        )


def numbers(row):
    return [one.row.number for one in alike.similar(row)]


def phone(number, name):
    return records.add("Person", {"name": [name], "phone": [number]}, officer="x")


def test_a_logo_that_is_written_alike_is_found_with_its_rarity(seizure, crowd):
    one = seizure(logo="LION d'or", place="Gao")
    two = seizure(logo="lion d'Or", place="Kidal", conveyance="bus")
    (found,) = [each for each in alike.similar(one) if each.row == two]
    assert found.reasons[0].startswith(("logo : LION d'or", "logo: LION d'or"))


def test_the_same_record_and_the_same_phone_of_two_records_are_found(officers, seizure, crowd):
    rows = [seizure(place=f"Lieu {place}", happened_on=dt.date(2024, place, 1)) for place in (1, 2, 3)]
    moussa, other = phone("+223 76 12 34 56", "Moussa Ag Alhassane"), phone("00223 76123456", "Ali Traoré")
    involving.link(officers["analyst"], rows[0].pk, moussa.pk, "arrested")
    involving.link(officers["analyst"], rows[1].pk, moussa.pk, "sought")
    involving.link(officers["analyst"], rows[2].pk, other.pk, "sender")
    found = {one.row.number: one for one in alike.similar(rows[0])}
    assert {rows[1].number, rows[2].number} <= found.keys()
    assert any("Moussa" in reason for reason in found[rows[1].number].reasons)
    assert any("76123456" in reason for reason in found[rows[2].number].reasons)


def test_a_way_and_a_way_of_hiding_are_found_also_among_partners(seizure, crowd):
    legs = (LegGiven("departure", "MA", "Ketama"), LegGiven("destination", "LY", "Sabha"))
    one = seizure(legs=legs, concealment="fuel-tank", place="Gao")
    theirs = seizure(legs=legs, concealment="fuel-tank", place="Agadez", country="NE", number="N-1")
    Seizure.objects.filter(pk=theirs.pk).update(owner="ne-octrs")
    assert numbers(one)[0] == "N-1"


def test_what_everybody_shares_finds_nobody(seizure, crowd):
    assert numbers(seizure(place="Gao", happened_on=dt.date(2025, 1, 1))) == []


def test_a_withdrawn_seizure_is_no_longer_alike(seizure):
    one, two = seizure(logo="LION"), seizure(logo="LION")
    Seizure.objects.filter(pk=two.pk).update(state="withdrawn")
    assert numbers(one) == []


def test_the_queries_do_not_grow_with_the_candidates(seizure, crowd):
    one = seizure(logo="LION", concealment="fuel-tank")
    counts = []
    for _round in range(3):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            alike.similar(one)
        counts.append(len(asked))
        for number in range(10):
            seizure(logo="LION", concealment="fuel-tank", place=f"Lieu {number}")
    assert counts[1] == counts[2] <= 40


@pytest.mark.parametrize("code", ["fr", "en", "ar"])
def test_the_page_says_that_a_likeness_is_no_proof(analyst, officers, seizure, crowd, code):
    one, two = seizure(logo="LION"), seizure(logo="LION", place="Kidal")
    officers["analyst"].language = code
    officers["analyst"].save()
    analyst.cookies["benkan_ml-ocs_language"] = code
    text = analyst.get(f"/seizures/{one.pk}/").content.decode()
    assert two.number in text
    assert {"fr": "non une preuve", "en": "no proof", "ar": "وليس دليلا"}[code] in text


def test_the_api_gives_the_reasons_with_their_bits(analyst, seizure, crowd):
    one, two = seizure(logo="LION"), seizure(logo="LION", place="Kidal")
    (found,) = analyst.get(f"/api/seizures/{one.pk}/similar/").json()["similar"]
    assert (found["number"], found["reasons"][0]["kind"]) == (two.number, "logo")
    assert found["score_bits"] == pytest.approx(sum(reason["bits"] for reason in found["reasons"]), abs=0.1)
