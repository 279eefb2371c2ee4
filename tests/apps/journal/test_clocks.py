"""Wrong clocks are measured by what is signed, shown, written down once, and stop nothing."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.apps.journal.test_witnessing import later
from tests.apps.journal.test_witnessing import partner as partner  # noqa: PLC0414 - a fixture

from benkan.apps.exchange import services as exchange
from benkan.apps.journal import clocks
from benkan.apps.journal import services as journal
from benkan.apps.journal.models import Line, Witness
from benkan.core.errors import Unverified
from benkan.wire import WitnessCosignature

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


def flags(now: dt.datetime | None = None) -> dict[str, bool]:
    return {flag.code: flag.loud for flag in journal.flags(now) if flag.code.startswith("clock.")}


def lines() -> list[dict]:
    return [line.facts for line in Line.objects.filter(event="clock-differs")]


@pytest.mark.parametrize(
    ("wrong", "flag", "loud"),
    [
        (24 * HOUR, "clock.far-off", True),
        (-24 * HOUR, "clock.far-off", True),
        (30 * HOUR, "clock.far-off", True),
        (-30 * HOUR, "clock.far-off", True),
        (HOUR, "clock.differs", False),
        (-HOUR / 10, "clock.differs", False),
    ],
)
def test_a_cosignature_tells_the_partner_s_clock_and_is_kept_whatever_it_says(partner, wrong, flag, loud):
    partner.wrong = wrong
    assert journal.due_witnessing() == 1, "a wrong clock stops nothing"
    assert journal.verify().ok
    assert abs(Witness.objects.get().ahead_s - wrong.total_seconds()) < 5
    assert flags() == {flag: loud}
    assert [line["level"] for line in lines()] == [flag.removeprefix("clock.")]


@pytest.mark.parametrize("wrong", [dt.timedelta(), dt.timedelta(minutes=4), -dt.timedelta(minutes=4)])
def test_a_few_minutes_are_no_flag(partner, wrong):
    partner.wrong = wrong
    journal.due_witnessing()
    assert (flags(), lines()) == ({}, [])


def test_a_clock_that_stays_wrong_is_written_down_once_and_again_when_it_is_right(partner):
    partner.wrong = 30 * HOUR
    for round_ in range(3):
        journal.write("case-opened")
        journal.due_witnessing(later(120 * round_ + 1))
    partner.wrong = dt.timedelta()
    journal.write("case-opened")
    journal.due_witnessing(later(600))
    assert [line["level"] for line in lines()] == ["far-off", "fine"]
    assert flags() == {}


def test_what_only_witnessing_wrote_makes_no_partner_due(partner):
    partner.wrong = 30 * HOUR
    journal.due_witnessing()
    assert Line.objects.filter(event="clock-differs").exists()
    assert journal.due_witnessing(later(600)) == 0


@pytest.mark.parametrize(("wrong", "measured"), [(30 * HOUR, True), (-30 * HOUR, False)])
def test_a_question_from_our_future_tells_a_clock_and_a_late_one_tells_nothing(partner, wrong, measured):
    theirs = timezone.now() + wrong
    letter = partner.letter(partner.log(b"a").ask(0), convention="ml-ma-2025", sent_at=theirs, expires_at=theirs + HOUR)
    assert isinstance(partner.read(exchange.receive(letter))[1], WitnessCosignature)
    assert Witness.objects.filter(ahead_s__isnull=False).exists() is measured


def test_an_old_question_that_comes_again_makes_no_clock_wrong(partner):
    """Whoever holds the line can keep a letter back, and so make a clock look slow: that way is not measured."""
    log = partner.log(b"a", b"b")
    letter = partner.letter(log.ask(0, 1), convention="ml-ma-2025")
    exchange.receive(letter)
    exchange.receive(letter)
    assert not Witness.objects.filter(ahead_s__isnull=False).exists()


def test_a_cosignature_under_another_key_measures_no_clock(partner):
    partner.forged, partner.wrong = True, 30 * HOUR
    journal.due_witnessing()
    assert flags() == {}


def test_a_time_at_the_end_of_the_calendar_is_refused_and_measures_nothing(partner):
    partner.clock = lambda: (1 << 63) - 1
    assert journal.due_witnessing() == 0
    assert Witness.objects.get().last_code == "tlog.time"
    partner.clock = lambda: 253_402_300_799
    assert journal.due_witnessing(later(600)) == 1
    assert flags() == {"clock.far-off": True}


def test_our_own_clock_that_was_set_back_is_flagged_until_it_has_caught_up():
    journal.write("case-opened")
    assert clocks.went_back() == 0
    assert flags(timezone.now() - HOUR) == {"clock.back": True}
    assert flags(timezone.now() - dt.timedelta(minutes=4)) == {}


def test_lines_go_on_being_written_with_a_clock_set_back_and_verification_tells_where(monkeypatch):
    journal.write("case-opened")
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() - 30 * HOUR)
    number = journal.write("case-opened")
    monkeypatch.setattr(timezone, "now", real)
    journal.write("case-opened")
    report = journal.verify()
    assert report.ok, "a clock is no problem of the journal"
    assert report.jumps == 1
    assert report.back[0].seq == number
    assert abs(report.back[0].seconds - 30 * 3600) < 60


def test_partners_who_all_differ_in_one_direction_say_that_it_is_our_clock(partner):
    for agency, ahead_s in (("ma-dgsn", 90_000), ("bf-x", 88_000)):
        Witness.objects.update_or_create(partner=agency, defaults={"ahead_s": ahead_s, "clock_at": timezone.now()})
    assert "clock.ours" not in flags(), "a service that is not in the directory does not count"
    from tests.apps.exchange.fake_partner import FakePartner

    FakePartner("bf-x", "BF").join_directory()
    assert flags()["clock.ours"] is False
    Witness.objects.filter(partner="bf-x").update(ahead_s=-88_000)
    assert "clock.ours" not in flags()


def test_a_letter_that_lay_too_long_is_refused_by_its_code_and_flags_nobody(partner):
    theirs = timezone.now() - 60 * HOUR
    letter = partner.letter(partner.log(b"a").ask(0), convention="ml-ma-2025", sent_at=theirs, expires_at=theirs + HOUR)
    with pytest.raises(Unverified):
        exchange.receive(letter)
    assert flags() == {}
