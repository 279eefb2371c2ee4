"""Stretches, groups, sums of one size and paths, against their plain definitions."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from benkan.core.flows.paths import Steps
from benkan.core.flows.windows import groups, of_one_size, stretches

EVENTS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=40).map(sorted)


@settings(max_examples=300)
@given(EVENTS, st.integers(1, 20), st.integers(5, 7))
def test_every_window_with_so_many_others_lies_in_a_stretch_and_every_stretch_has_one(events, window, least):
    seconds = np.array([at for at, _ in events], np.int64)
    others = np.array([other for _, other in events], np.int32)
    found = stretches(seconds, others, window, least)

    def wide(low: int, high: int) -> bool:
        return any(
            len({other for at, other in events[low:high] if start <= at <= start + window}) >= least
            for start, _ in events[low:high]
        )

    for start in seconds.tolist():
        inside = {other for at, other in events if start <= at <= start + window}
        if len(inside) >= least:
            # Five in a window cannot all be a quarter of it apart, so trimming leaves two of them at least.
            assert any(seconds[low] <= start + window and start <= seconds[high - 1] for low, high in found)
    for low, high in found:
        assert high - low >= least
        assert wide(max(low - len(events), 0), len(events))
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(found))


def test_what_hangs_at_the_edge_of_a_stretch_is_cut_off():
    seconds = np.array([0, 60, 61, 62, 63, 100], np.int64)
    others = np.arange(6, dtype=np.int32)
    assert stretches(seconds, others, 80, 3) == [(1, 5)]


@given(st.lists(st.integers(0, 5), max_size=30), st.integers(1, 4))
def test_groups_are_the_positions_of_equal_keys(keys, least):
    found = groups(np.array(keys, np.int64), least)
    wanted = [[place for place, key in enumerate(keys) if key == value] for value in sorted(set(keys))]
    assert [group.tolist() for group in found] == [group for group in wanted if len(group) >= least]


def test_a_sum_far_above_the_others_is_another_affair():
    amounts = np.array([200_000, 210_000, 190_000, 205_000, 900_000], np.int64)
    assert of_one_size(amounts).tolist() == [True, True, True, True, False]
    assert of_one_size(np.array([100_000, 210_000], np.int64)).all()


STEPS = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 5)), max_size=25)


@settings(max_examples=200)
@given(STEPS, st.integers(2, 5))
def test_steps_that_stay_are_those_on_a_long_path(pairs, transfers):
    steps = sorted({(came, came + more) for came, more in pairs})
    came, went = (np.array([one[side] for one in steps], np.int64) for side in (0, 1))
    kept = Steps(came, went).long_enough(transfers)

    def before(one: int) -> int:
        return 1 + max((before(a) for a, b in steps if b == one), default=0)

    def after(one: int) -> int:
        return 1 + max((after(b) for a, b in steps if a == one), default=0)

    wanted = [(a, b) for a, b in steps if before(a) + after(b) >= transfers]
    assert list(zip(kept.came.tolist(), kept.went.tolist(), strict=True)) == wanted


def test_following_gives_each_step_of_each_transfer():
    steps = Steps(np.array([1, 1, 3]), np.array([2, 3, 5]))
    number, reached = steps.following(np.array([3, 2, 1]))
    assert list(zip(number.tolist(), reached.tolist(), strict=True)) == [(0, 5), (2, 2), (2, 3)]
