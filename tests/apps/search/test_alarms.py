"""Alarms: numbers in a row, a norm that is passed, one subject again and again; they stop nothing and say nobody's name."""

import copy
import dataclasses
import datetime as dt

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from tests.apps.search.conftest import MOUSSA, NOBODY
from tests.said import said

from benkan.apps.accounts import services as accounts
from benkan.apps.cases import services as cases
from benkan.apps.journal.models import Line
from benkan.apps.search import services
from benkan.apps.search.alarms import limits, norms, ringing, sequences, words
from benkan.apps.search.models import Alarm, Answered, Search
from benkan.core.errors import Refused

db = pytest.mark.django_db


# -- arithmetic --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("identifiers", "length"),
    [
        ([], 0),
        (["email:a@b.example"], 0),
        (["phone:+22376123450"], 1),
        ([f"phone:+2237612345{last}" for last in range(5)], 5),
        ([f"phone:+2237612345{last}" for last in (4, 0, 2, 1, 3, 3)], 5),
        ([f"phone:+223761234{last}" for last in (10, 20, 30, 41)], 3),
        ([f"plate:AB12{last}MD" for last in (30, 31, 32)] + ["plate:AC1233MD", "plate:AB1234BF"], 3),
        (["phone:+22376123450", "document:76123451"], 1),
    ],
)
def test_numbers_that_follow_each_other(identifiers, length):
    assert sequences.longest(identifiers, 10) == length


@given(st.lists(st.integers(0, 10**8), max_size=40), st.integers(1, 50), st.randoms())
def test_the_order_of_asking_hides_no_sequence(numbers, gap, random):
    spelled = [f"phone:+223{number:08d}" for number in numbers]
    shuffled = random.sample(spelled, len(spelled))
    assert sequences.longest(spelled, gap) == sequences.longest(shuffled, gap) <= len(set(numbers))


def test_a_norm_is_that_of_most_days_and_one_busy_day_does_not_move_it():
    usual = [3, 4, 5, 3, 4, 6, 5, 4, 3, 4] * 3
    assert norms.most_usual(usual, 3.5) == norms.most_usual([*usual, 200], 3.5) == 9
    assert norms.most_usual([3] * 30, 3.5) == 8


def test_without_enough_days_the_plain_limit_counts_and_the_floor_always():
    given_ = {"z": 3.5, "points": 20, "floor": 10, "otherwise": 60}
    assert norms.limit([1] * 19, **given_) == 60
    assert norms.limit([1] * 20, **given_) == 10
    assert norms.limit([100] * 20, **given_) == 105


@pytest.mark.parametrize(
    "table",
    [{"unknown": 1}, {"same_subject": 0}, {"same_subject": True}, {"same_subject": "5"}, {"same_subject": 10**7}],
)
def test_a_limit_that_is_none_is_refused(table):
    with pytest.raises(ValueError, match=next(iter(table))):
        limits.read(table)
    assert limits.read({"same_subject": 9})["same_subject"] == 9


# -- our own searches --------------------------------------------------------------------------------------------------


@pytest.fixture
def control(db):
    return accounts.create_officer("controle", "Mady Danté", "control")


@pytest.fixture
def asked(analyst, case, partner, convention):
    def make(fields, officer=analyst, of=case, days_ago=0):
        search = services.make(officer, of.pk, fields)
        if days_ago:
            Search.objects.filter(pk=search.pk).update(created_at=timezone.now() - dt.timedelta(days=days_ago))
        return search

    return make


def rung():
    return {(row.rule, row.officer, row.case, row.partner, row.count) for row in Alarm.objects.all()}


@db
@pytest.mark.parametrize("field", ["phone", "plate"])
def test_five_numbers_in_a_row_ring_once_and_four_do_not(asked, field):
    spelled = {"phone": "+2237612345{}", "plate": "AB 123{} MD"}[field]
    for last in range(4):
        asked({field: spelled.format(last)})
    assert services.watch() == 0
    asked({field: spelled.format(7)})
    assert services.watch() == 1
    assert services.watch() == 0
    assert rung() == {("sequence", "analyste", "", "", 5)}
    line = Line.objects.get(event="search-alarm")
    assert line.facts == {
        "rule": "sequence",
        "count": 5,
        "limit": 5,
        "day": timezone.now().date().isoformat(),
        "account": "analyste",
    }
    assert Alarm.objects.get().line == line.seq


@db
def test_numbers_of_yesterday_are_not_today_s(asked):
    for last in range(6):
        asked({"phone": f"+2237612345{last}"}, days_ago=1 if last < 3 else 0)
    assert services.watch() == 0


@db
def test_two_officers_of_one_case_who_share_a_sequence_ring_for_the_case(asked, analyst, case):
    other = accounts.create_officer("second", "Second", "liaison")
    for last in range(6):
        asked({"phone": f"+2237612345{last}"}, officer=other if last % 2 else analyst, of=case)
    # 0, 2, 4 and 1, 3, 5: three each.
    assert services.watch() == 1
    assert rung() == {("sequence", "", case.number, "", 6)}


@db
def test_one_subject_again_and_again_rings_in_any_spelling(asked):
    spellings = [
        "Moussa AG ALHASSANE",
        "موسى أغ الحسن",
        "Mousa ag Alhassan",
        "ALHASSANE Moussa ag",
        "Moussa ag Alhassane",
    ]
    for days, name in enumerate(spellings[:4]):
        asked({"name": name, "born": "1984"}, days_ago=days)
    assert services.watch() == 0
    asked({"name": spellings[4], "born": "1984"})
    assert services.watch() == 1
    assert rung() == {("again", "analyste", "", "", 5)}


@db
def test_other_people_or_longer_ago_do_not(asked):
    for days in (0, 1, 7, 8, 9):
        asked(MOUSSA, days_ago=days)
    for _ in range(3):
        asked(NOBODY)
    assert services.watch() == 0


@db
def test_more_subjects_than_is_usual_ring(asked, settings):
    for number in range(11):
        asked({"phone": f"+223761{number:02d}0000"})
    assert services.watch() == 0  # no norm yet: 60 is the limit
    one = Search.objects.first()
    rows = [
        Search(
            case=one.case,
            officer=one.officer,
            purpose=one.purpose,
            subject={"name": f"{day} {number}"},
            salt="00",
            commitment="00",
            created_at=timezone.now() - dt.timedelta(days=day),
        )
        for day in range(1, 21)
        for number in range(3)
    ]
    Search.objects.bulk_create(rows)
    assert services.watch() == 1
    assert rung() == {("many", "analyste", "", "", 11)}
    assert Alarm.objects.get().limit == 10


@db
def test_the_same_subject_many_times_is_one_subject(asked, settings):
    settings.BENKAN_NODE = dataclasses.replace(
        settings.BENKAN_NODE, alarms=limits.read({"officer_searches": 2, "same_subject": 100})
    )
    for _ in range(4):
        asked(MOUSSA)
    assert services.watch() == 0
    asked(NOBODY)
    asked({"phone": "+22376000000"})
    assert services.watch() == 1


# -- partners' searches ------------------------------------------------------------------------------------------------


def answered(partner, searches, days_ago=0):
    one = Answered(
        partner=partner,
        convention="essai-2025",
        purpose="fraud",
        officer_commitment="0" * 64,
        case_commitment="0" * 64,
        elements=40,
        at=timezone.now() - dt.timedelta(days=days_ago),
    )
    Answered.objects.bulk_create([copy.copy(one) for _ in range(searches)])


@db
def test_a_partner_far_above_its_own_norm_rings_and_a_busy_partner_does_not():
    for day in range(1, 25):
        answered("ma-dgsn", 10 + day % 3, day)
        answered("ne-ocrtis", 200 + day % 9, day)
    answered("ma-dgsn", 51)
    answered("ne-ocrtis", 200)
    answered("bf-cnlcd", 600)
    assert services.watch() == 1
    assert rung() == {("partner", "", "", "ma-dgsn", 51)}
    assert Alarm.objects.get().limit == 50
    answered("bf-cnlcd", 1)
    assert services.watch() == 1


# -- what becomes of an alarm ------------------------------------------------------------------------------------------


@db
def test_an_alarm_stops_nothing(asked, analyst, case):
    for last in range(6):
        asked({"phone": f"+2237612345{last}"})
    services.watch()
    assert all(one.refused is None for one in services.whom(case.purpose, analyst, case.pk))
    assert asked(MOUSSA).inquiries.filter(state="waiting").exists()


@db
def test_seen_once_by_another_person(asked, control, analyst):
    supervisor = accounts.create_officer("superviseur", "Superviseur", "supervisor")
    own = cases.open_case(supervisor, "Affaire", "drug-trafficking")
    for last in range(5):
        asked({"phone": f"+2237612345{last}"}, officer=supervisor, of=own)
    services.watch()
    alarm = Alarm.objects.get()
    for who, code in ((supervisor, "alarm.own"), (analyst, "role.not-allowed")):
        with pytest.raises(Refused) as caught:
            ringing.seen(who, alarm.pk)
        assert caught.value.code == code
    for _ in range(2):
        ringing.seen(control, alarm.pk)
    alarm.refresh_from_db()
    assert alarm.seen_by == "controle"
    assert Line.objects.filter(event="alarm-seen", officer="controle").count() == 1
    with pytest.raises(Refused) as caught:
        ringing.seen(control, alarm.pk + 1)
    assert caught.value.code == "alarm.unknown"


@db
def test_no_alarm_names_a_subject(asked):
    for last in range(5):
        asked({**MOUSSA, "phone": f"+2237612345{last}"})
    assert services.watch() == 2
    told = said(bytes(line.entry) for line in Line.objects.all())
    assert "search-alarm" in told
    for secret in ("moussa", "alhassan", "1984", "7612345"):
        assert secret not in told


@db
@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize("rule", ["sequence", "sequence-case", "again", "many", "partner"])
def test_every_alarm_is_a_sentence_in_each_language(language, rule):
    alarm = Alarm(
        rule=rule.removesuffix("-case"),
        officer="analyste",
        case="2025-117" if rule == "sequence-case" else "",
        partner="ma-dgsn",
        count=7,
        limit=5,
    )
    with translation.override(language):
        said = words.sentence(alarm, {"ma-dgsn": "DGSN"}, {"analyste": "Awa Kantara"})
        assert "%" not in said
        assert "7" in said
        assert any(who in said for who in ("Awa Kantara", "2025-117", "DGSN"))
        assert words.remedy(alarm)
