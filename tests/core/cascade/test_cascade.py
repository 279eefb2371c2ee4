"""Places, sums, decay, waiting, targets and the drawing: what each means at its edges."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core import cascade
from benkan.core.cascade import Branch, Counted
from benkan.core.cascade.places import WIDTH
from benkan.core.errors import Invalid, Refused

DAY = dt.date(2025, 3, 10)
NUMBERS = st.lists(st.integers(1, 10**WIDTH - 3), min_size=1, max_size=8)


def path_of(numbers: list[int]) -> str:
    path = ""
    for number in numbers:
        path = cascade.under(path, number)
    return path


@given(NUMBERS, NUMBERS)
def test_a_branch_holds_exactly_whoever_stands_below(one: list[int], other: list[int]) -> None:
    first, end = cascade.branch(path_of(one))
    assert (first <= path_of(other) < end) == (other[: len(one)] == one)


@given(NUMBERS)
def test_the_places_above_are_the_shorter_beginnings(numbers: list[int]) -> None:
    assert cascade.parents(path_of(numbers)) == [path_of(numbers[:end]) for end in range(1, len(numbers))]
    assert cascade.depth_of(path_of(numbers)) == len(numbers) - 1


def test_a_tree_is_neither_too_deep_nor_too_full() -> None:
    deepest = path_of([1] * cascade.MOST_LEVELS)
    with pytest.raises(Refused) as refused:
        cascade.under(deepest, 1)
    assert refused.value.code == "cascade.too-deep"
    for number in (0, 10**WIDTH - 1):
        with pytest.raises(Refused) as refused:
            cascade.step(number)
        assert refused.value.code == "cascade.full"


def test_the_way_up_goes_over_every_training_and_is_the_shortest() -> None:
    trainers = {5: [4, 2], 4: [3], 3: [2], 2: [1], 1: []}

    def above(level: object) -> list[tuple[int, int]]:
        return [(one, trainer) for one in level for trainer in trainers[one]]  # type: ignore[attr-defined]

    assert cascade.chain(5, 1, above) == [5, 2, 1]
    assert cascade.chain(1, 5, above) == []
    assert cascade.chain(3, 3, above) == [3]
    with pytest.raises(Refused) as refused:
        cascade.refuse_circle(["Awa", "Binta", "Chérif"])
    assert refused.value.facts["way"] == "Awa ← Binta ← Chérif"


def test_a_session_is_after_its_trainer_was_trained_and_not_in_the_future() -> None:
    cascade.check_days(DAY, DAY, DAY)
    with pytest.raises(Refused) as refused:
        cascade.check_days(DAY, DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=9))
    assert refused.value.code == "cascade.too-early"
    for day in (DAY + dt.timedelta(days=1), dt.date(1999, 12, 31)):
        with pytest.raises(Invalid) as invalid:
            cascade.check_days(day, dt.date(1990, 1, 1), DAY)
        assert invalid.value.code == "cascade.day"


@pytest.mark.parametrize("hours", ["0", "-1", "401", "NaN", "Infinity"])
def test_hours_are_a_number_of_hours(hours: str) -> None:
    with pytest.raises(Invalid) as refused:
        cascade.check_hours(Decimal(hours))
    assert refused.value.code == "cascade.hours"
    assert cascade.check_hours(Decimal("1.26")) == Decimal("1.3")


def test_the_first_training_gives_the_place_and_the_course_goes_before_a_session_of_its_day() -> None:
    later = DAY + dt.timedelta(days=1)
    assert cascade.first_training([(later, None, 1), (DAY, 7, 2)]) == (DAY, 7, 2)
    assert cascade.first_training([(DAY, 7, 1), (DAY, None, 2)]) == (DAY, None, 2)


def test_who_left_is_not_counted_as_in_service_in_that_month() -> None:
    keys = cascade.contributions(
        Counted(
            1, "ML", "ML/Gao", "Douanes", DAY, DAY + dt.timedelta(days=40),
            in_service_on=dt.date(2026, 3, 1), active_on=None, left_on=dt.date(2026, 3, 20),
        )
    )  # fmt: skip
    assert keys == [
        ("country", "ML", 1), ("region", "ML/Gao", 1), ("service", "ML/Douanes", 1), ("month", "2025-03", 1),
        ("wait", "40", 1), ("left", "2025-03/12", 1), ("in-service", "2025-03/11", 1),
    ]  # fmt: skip


def test_unknown_is_neither_gone_nor_there() -> None:
    points = cascade.curve(
        {"2025-01": 10, "2026-06": 5}, {"2025-01/14": 4}, {"2025-01/3": 1}, dt.date(2026, 7, 15), (3, 12, 24)
    )
    assert [(one.months, one.trained, one.there, one.gone, one.unknown) for one in points] == [
        (3, 10, 4, 1, 5),
        (12, 10, 4, 1, 5),
        (24, 0, 0, 0, 0),
    ]
    assert (points[1].lowest, points[1].highest) == (0.4, 0.9)
    assert points[2].lowest is None


def test_whoever_needed_longest_is_in_the_last_tenth() -> None:
    found = cascade.waiting({10: 5, 20: 4, 300: 1}, 25)
    assert (found.trainers, found.idle, found.median_days, found.ninth_tenth_days) == (10, 15, 10, 20)
    assert cascade.waiting({}, 3).median_days is None


@pytest.mark.parametrize(
    ("reached", "today", "state"),
    [(100, 0, "reached"), (50, 50, "on-time"), (49, 50, "late"), (99, 100, "late"), (99, 101, "missed")],
)
def test_a_target_is_measured_against_an_even_way(reached: int, today: int, state: str) -> None:
    due = DAY + dt.timedelta(days=100)
    found = cascade.progress(reached, 100, DAY, due, DAY + dt.timedelta(days=today))
    assert found.state == state
    assert found.missing == 100 - reached


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=400), st.integers(8, 240))
def test_a_drawing_has_a_bound_and_each_row_is_as_wide_as_its_persons(sizes: list[int], most: int) -> None:
    top = [Branch(number + 1, size) for number, size in enumerate(sizes)]

    def below(people: object) -> dict[int, list[Branch]]:
        inner = {}
        for one in people:  # type: ignore[attr-defined]
            size = sizes[one - 1] - 1 if one <= len(sizes) else 0
            inner[one] = [Branch(10_000 + one, size)] if size else []
        return inner

    found = cascade.icicle(top, below, most=most)
    assert len(found) <= most
    first = [one for one in found if one.level == 0]
    assert sum(one.branch.persons for one in first) == sum(sizes)
    assert sum(one.width for one in first) == pytest.approx(1)
    for left, right in pairwise(first):
        assert left.x + left.width == pytest.approx(right.x)
