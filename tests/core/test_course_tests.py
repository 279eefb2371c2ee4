"""What an answer is worth, letters from paper, and what a group learned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core import course_tests as rules


@pytest.mark.parametrize(
    ("right", "chosen", "worth"),
    [({0}, [0], True), ({0}, [1], False), ({0, 2}, [2, 0], True), ({0, 2}, [0], False), ({0}, [0, 1], False), ({0}, [], False)],
)  # fmt: skip
def test_only_exactly_the_right_choices_are_right(right, chosen, worth):
    assert rules.is_right(right, chosen) is worth


@pytest.mark.parametrize(("right", "questions", "points"), [(0, 0, 0), (1, 3, 33), (2, 3, 67), (1, 8, 13), (8, 8, 100)])
def test_points_are_whole_percent(right, questions, points):
    assert rules.percent(right, questions) == points


def test_a_group_of_four_shows_nothing_and_one_of_five_shows_shares():
    before = {person: {"a"} if person < 2 else set() for person in range(5)}
    after = {person: {"a", "b"} for person in range(5)}
    four = dict(list(after.items())[:4])
    assert rules.gains(["a", "b"], before, four) == []
    assert rules.gains(["a", "b"], before, after) == [rules.Gain("a", 0.4, 1.0), rules.Gain("b", 0.0, 1.0)]


def test_who_sat_once_does_not_count():
    before = {person: {"a"} for person in range(6)}
    after = dict.fromkeys(range(1, 6), frozenset())
    assert rules.gains(["a"], before, after) == [rules.Gain("a", 1.0, 0.0)]


@given(st.lists(st.tuples(st.integers(2, 8), st.sets(st.integers(0, 7))), max_size=12))
def test_letters_are_read_as_they_were_written(drawn):
    choices = [count for count, _ in drawn]
    answers = [sorted(mark for mark in marks if mark < count) for count, marks in drawn]
    assert rules.read_letters(rules.as_letters(answers).lower(), len(choices), choices) == answers


@pytest.mark.parametrize("text", ["", "A", "A B C", "A C", "A Z", "A 1", "AA B"])
def test_letters_that_the_sheet_does_not_have_are_refused(text):
    with pytest.raises(ValueError):
        rules.read_letters(text, 2, [2, 2])
