"""The clock of a request: from receipt, standing still while the asker has the ball, ended by the answer."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from benkan.core.conventions import CLOCKS_MAY_DIFFER, Clock, Pause, believed

START = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)


def hour(number):
    return START + dt.timedelta(hours=number)


def test_the_answer_is_due_the_agreed_hours_after_receipt():
    clock = Clock(START, 8)
    assert clock.due_at == hour(8)
    assert not clock.is_late(hour(8))
    assert clock.is_late(hour(8) + dt.timedelta(seconds=1))


def test_a_pause_that_has_ended_moves_the_deadline_by_its_length():
    clock = Clock(START, 8, (Pause(hour(2), hour(5)),))
    assert clock.due_at == hour(11)
    assert clock.used(hour(6)) == dt.timedelta(hours=3)


def test_while_the_asker_has_the_ball_the_clock_stands_still():
    clock = Clock(START, 8, (Pause(hour(7)),))
    assert clock.paused_at == hour(7)
    assert clock.used(hour(500)) == dt.timedelta(hours=7)
    assert not clock.is_late(hour(500))


def test_a_question_after_the_deadline_does_not_make_good_what_was_late():
    clock = Clock(START, 8, (Pause(hour(9), hour(20)),), answered_at=hour(21))
    assert clock.due_at == hour(19)
    assert clock.is_late(hour(30))


def test_an_answer_ends_an_open_pause_and_the_clock():
    clock = Clock(START, 8, (Pause(hour(7)),), answered_at=hour(12))
    assert clock.paused_at is None
    assert clock.used(hour(99)) == dt.timedelta(hours=7)
    assert not clock.is_late(hour(99))
    assert clock.due_at == hour(13)


def test_two_pauses_that_overlap_count_once():
    assert Clock(START, 8, (Pause(hour(1), hour(4)), Pause(hour(3), hour(5)))).due_at == hour(12)


def test_a_time_that_the_partner_gives_itself_is_not_believed():
    sent, learnt = hour(0), hour(1)
    assert believed(hour(1) + CLOCKS_MAY_DIFFER, not_before=sent, learnt_at=learnt) == hour(1) + CLOCKS_MAY_DIFFER
    assert believed(hour(240), not_before=sent, learnt_at=learnt) == learnt
    assert believed(hour(-3), not_before=sent, learnt_at=learnt) == sent


moments = st.integers(-50, 400).map(hour)
pauses = st.lists(st.tuples(moments, st.none() | moments).map(lambda pair: Pause(*pair)), max_size=4).map(tuple)


@given(hours=st.integers(1, 200), pauses=pauses, now=st.integers(0, 400).map(hour))
def test_a_question_back_never_makes_an_answer_later(hours, pauses, now):
    asked = Clock(START, hours, pauses)
    assert asked.used(now) <= Clock(START, hours).used(now)
    assert asked.due_at >= Clock(START, hours).due_at


@given(hours=st.integers(1, 200), pauses=pauses, answered=st.integers(0, 400).map(hour))
def test_late_is_the_same_by_the_hours_and_by_the_deadline(hours, pauses, answered):
    clock = Clock(START, hours, pauses, answered)
    assert clock.is_late(hour(999)) == (answered > clock.due_at)


@given(hours=st.integers(1, 200), pauses=pauses, now=st.integers(0, 400).map(hour), later=st.integers(0, 99))
def test_used_time_never_runs_backwards(hours, pauses, now, later):
    ended = tuple(pause for pause in pauses if pause.until is not None)
    clock = Clock(START, hours, ended)
    assert clock.used(now) <= clock.used(now + dt.timedelta(hours=later))
