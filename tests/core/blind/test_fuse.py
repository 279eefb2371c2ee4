import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.vectors import index_reference

from benkan.core.blind import fuse


def random_map(count, seed=0):
    source = np.random.default_rng(seed)
    places = source.integers(0, 1 << 64, count, dtype=np.uint64)
    return places, source.integers(1, 1 << 48, count, dtype=np.uint64)


def read(solved, count, places):
    seed, cells = solved
    return np.bitwise_xor.reduce(cells[fuse.cells_of(places, seed, *fuse.geometry(count, seed))], axis=0)


@pytest.mark.parametrize("count", [64, 67, 102, 1025, 5095, 40_000])
def test_every_place_gives_its_value(count):
    places, values = random_map(count)
    assert (read(fuse.solve(places, values), count, places) == values).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(64, 2000), st.integers(0, 1000))
def test_the_order_of_the_entries_does_not_matter(count, seed):
    places, values = random_map(count, seed)
    order = np.random.default_rng(seed).permutation(count)
    first, second = fuse.solve(places, values), fuse.solve(places[order], values[order])
    assert first[0] == second[0]
    assert (first[1] == second[1]).all()


def test_two_equal_places_cannot_be_told_apart():
    places, values = random_map(100)
    places[7] = places[3]
    assert fuse.solve(places, values) is None


@settings(max_examples=200, deadline=None)
@given(st.integers(0, (1 << 64) - 1), st.integers(0, 255), st.integers(0, 18), st.integers(1, 1000))
def test_one_place_and_many_and_the_document_agree_and_stay_inside(place, seed, log, segments):
    three = fuse.cells_of_one(place, seed, log, segments)
    assert fuse.cells_of(np.array([place], np.uint64), seed, log, segments)[:, 0].tolist() == list(three)
    assert index_reference.positions(place.to_bytes(8, "little") + bytes(8), seed, log, segments) == three
    assert [at >> log for at in three] == [three[0] >> log, (three[0] >> log) + 1, (three[0] >> log) + 2]
    assert max(three) < (segments + 2) << log


@pytest.mark.parametrize("count", [64, 100, 1025, 10_000, 1_000_000, 100_000_000])
def test_a_map_has_little_more_than_one_cell_an_entry_and_each_attempt_as_much_or_more(count):
    cells = [(segments + 2) << log for log, segments in (fuse.geometry(count, seed) for seed in range(40))]
    assert cells == sorted(cells)
    assert count < cells[0] <= 2 * count
    assert cells[0] <= count * 1.15 or count < 100_000


def test_an_attempt_that_fails_is_followed_by_another(monkeypatch):
    real, seen = fuse._peel, []

    def fails_twice(positions, cells):
        seen.append(cells)
        return None if len(seen) < 3 else real(positions, cells)

    monkeypatch.setattr(fuse, "_peel", fails_twice)
    places, values = random_map(100)
    assert (read(fuse.solve(places, values), 100, places) == values).all()
    assert len(seen) == 3
    assert seen[2] > seen[0]
