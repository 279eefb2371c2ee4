"""The two forms: their days, what is taken, and what stays hidden."""

import datetime as dt

import pytest

from benkan.core import course_evaluation as rules
from benkan.core.course_evaluation import Stage


@pytest.mark.parametrize(
    ("ends", "first", "last"),
    [
        (dt.date(2026, 3, 31), dt.date(2026, 9, 30), dt.date(2026, 11, 29)),
        (dt.date(2026, 8, 31), dt.date(2027, 2, 28), dt.date(2027, 4, 29)),
        (dt.date(2027, 8, 29), dt.date(2028, 2, 29), dt.date(2028, 4, 29)),
        (dt.date(2026, 6, 15), dt.date(2026, 12, 15), dt.date(2027, 2, 13)),
    ],
)
def test_the_later_form_opens_six_months_after_the_last_day(ends, first, last):
    assert rules.days(Stage.LATER, ends) == (first, last)
    assert rules.days(Stage.END, ends) == (ends, ends + dt.timedelta(days=30))


@pytest.mark.parametrize("values", [{}, {"used": 3}, {"goals": 0}, {"goals": 6}, {"goals": True}, {"goals": "3"}])
def test_what_is_no_form_is_refused(values):
    with pytest.raises(ValueError, match="s"):
        rules.checked(Stage.END, values)


def test_a_statement_is_shown_from_five_answers_on():
    pages = {("goals", 5): 3, ("goals", 2): 2, ("useful", 4): 4}
    found = rules.shown(Stage.END, pages, {})
    assert [(one.statement, one.answers, one.counts, one.mean) for one in found] == [("goals", 5, (0, 2, 0, 0, 3), 3.8)]


def test_forms_that_a_trainer_entered_do_not_hide_a_single_answer():
    """Four forms made up and one true answer would otherwise show that answer."""
    assert rules.shown(Stage.END, {("goals", 1): 1}, {("goals", 5): 4}) == []
    alone = rules.shown(Stage.END, {("goals", 1): 1}, {("goals", 5): 5})
    assert alone[0].counts == (0, 0, 0, 0, 5)
    both = rules.shown(Stage.END, {("goals", 1): 5}, {("goals", 5): 1})
    assert both[0].counts == (5, 0, 0, 0, 1)
