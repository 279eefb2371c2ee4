"""Evaluation of a course by those who followed it: one fixed short form at the end, one after six months.

The forms are the same for every course, so that courses can be compared and no question singles a person out. Each
statement is answered from 1 (not at all) to 5 (fully), or left out. Nothing is shown of a statement that fewer than
``FEWEST`` answered, and nothing at all while answers still come: two looks, one before and one after an answer, would
tell that answer. Whoever enters forms from paper knows them; so they do not count when answers from pages hide among
others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import add
from typing import Final

FEWEST: Final = 5
SCALE: Final = range(1, 6)
MONTHS_LATER: Final = 6
OPEN_FOR: Final = {"end": dt.timedelta(days=30), "later": dt.timedelta(days=60)}


class Stage(StrEnum):
    """When the form is filled in."""

    END = "end"
    LATER = "later"


STATEMENTS: Final[Mapping[Stage, tuple[str, ...]]] = {
    Stage.END: ("goals", "useful", "trainers", "materials", "organisation", "recommend"),
    Stage.LATER: ("used", "confident", "passed-on", "supported", "results", "refresher"),
}
"""Codes; the pages have the words."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a statement: how many answered, how often each value, and the mean."""

    statement: str
    answers: int
    counts: tuple[int, ...]
    mean: float


def days(stage: Stage, last_day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day on which a form of a run that ends on ``last_day`` can be filled in."""
    first = last_day if stage is Stage.END else months_after(last_day, MONTHS_LATER)
    return first, first + OPEN_FOR[stage]


def checked(stage: Stage, values: Mapping[str, int]) -> dict[str, int]:
    """The values of a form.

    Raises:
        ValueError: a statement that the form does not have, a value off the scale, or nothing answered at all.
    """
    if not values or not values.keys() <= set(STATEMENTS[stage]):
        raise ValueError("statements")
    if not all(type(value) is int and value in SCALE for value in values.values()):
        raise ValueError("values")
    return dict(values)


def shown(stage: Stage, pages: Mapping[tuple[str, int], int], paper: Mapping[tuple[str, int], int]) -> list[Shown]:
    """The statements that enough have answered; answers from fewer than ``FEWEST`` pages stay hidden.

    Args:
        pages: how often each value was given to each statement by learners themselves.
        paper: how often on forms that a trainer entered.
    """
    found = []
    for statement in STATEMENTS[stage]:
        own = [pages.get((statement, value), 0) for value in SCALE]
        entered = [paper.get((statement, value), 0) for value in SCALE]
        counts = tuple(map(add, own, entered)) if sum(own) >= FEWEST else tuple(entered)
        answers = sum(counts)
        if answers >= FEWEST:
            mean = sum(value * count for value, count in zip(SCALE, counts, strict=True)) / answers
            found.append(Shown(statement, answers, counts, mean))
    return found


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(day.day, last))
