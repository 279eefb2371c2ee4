"""What counts for a goal on its day, and what is missing."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core import conventions, means
from benkan.core.conventions.vocabulary import MEANS
from benkan.core.errors import Refused

NOW = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def goal(**more):
    return means.Goal(**{"kind": "dogs", "count": 2, "country": "", "at": NOW + 30 * DAY, "least_days": 365} | more)


def pledge(mean="a", starts=0, ends=400, certified=400, **more):
    until = None if certified is None else NOW + certified * DAY
    return means.Pledge(mean, means.Span(NOW + starts * DAY, NOW + ends * DAY), until, **more)


@pytest.mark.parametrize(
    ("pledges", "counted", "missing"),
    [
        ([], 0, 2),
        ([pledge()], 1, 1),
        ([pledge(), pledge("b"), pledge("c")], 3, 0),
        ([pledge(), pledge(starts=400, ends=800)], 1, 1),
        ([pledge(certified=30)], 0, 2),
        ([pledge(certified=None)], 0, 2),
        ([pledge(starts=31)], 0, 2),
        ([pledge(starts=30)], 1, 1),
        ([pledge(ends=30)], 0, 2),
        ([pledge(suspended=True)], 0, 2),
    ],
)
def test_the_gap_is_what_does_not_hold_on_the_day(pledges, counted, missing):
    found = means.gap(goal(), pledges, NOW)
    assert (len(found.counted), found.missing) == (counted, missing)


def test_a_goal_whose_day_is_past_is_counted_today():
    past = goal(at=NOW - 30 * DAY)
    assert means.gap(past, [pledge(starts=-60, ends=-1)], NOW).missing == 2
    assert means.gap(past, [pledge(starts=-1)], NOW).missing == 1


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 60), st.integers(1, 60)), max_size=8))
def test_every_pledged_means_counts_or_lapses_once(drawn):
    found = means.gap(goal(), [pledge(name, starts, starts + days) for name, starts, days in drawn], NOW)
    assert sorted((*found.counted, *found.lapsed)) == sorted({name for name, _, _ in drawn})
    assert found.missing == max(0, 2 - len(found.counted))


def test_a_year_is_asked_and_a_day_less_is_refused():
    span = means.Span(NOW, NOW + 364 * DAY)
    with pytest.raises(Refused) as caught:
        means.admit_to_goal(goal(), "dogs", "ML", {}, span)
    assert (caught.value.code, caught.value.facts["days"]) == ("means.commitment-short", 365)
    means.admit_to_goal(goal(), "dogs", "ML", {}, means.Span(NOW, NOW + 365 * DAY))


def test_every_kind_that_a_convention_may_share_has_a_sheet():
    assert set(means.SHEETS) == set(MEANS)
    assert set(conventions.LANGUAGES) <= set(means.LANGUAGES)


def test_every_word_of_every_sheet_stands_in_three_languages():
    said = [sheet.words for sheet in means.SHEETS.values()]
    said += [field.words for sheet in means.SHEETS.values() for field in sheet.fields.values()]
    said += [
        words for sheet in means.SHEETS.values() for field in sheet.fields.values() for words in field.choices.values()
    ]
    said += means.LANGUAGES.values()
    assert len(said) > 90
    assert all(set(words) == {"fr", "en", "ar"} and all(words.values()) for words in said)


@pytest.mark.parametrize("state", means.STATES)
def test_every_state_can_be_left_or_is_the_last(state):
    acts = [act for act, states in means.MOVES.items() if state in states]
    assert bool(acts) == (state != "withdrawn")
    for act in means.MOVES:
        if act in acts:
            means.admit(act, state)
        else:
            with pytest.raises(Refused) as caught:
                means.admit(act, state)
            assert caught.value.remedy
