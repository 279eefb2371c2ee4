import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.vectors import index_reference

from benkan.core.blind import rice

sets = st.sets(st.integers(0, 5000), max_size=300).map(sorted)


def array(values):
    return np.array(values, np.uint64)


@settings(max_examples=200, deadline=None)
@given(sets, st.integers(0, 9), st.binary(max_size=8))
def test_what_was_coded_is_read_back_and_what_follows_is_left_alone(values, k, tail):
    data = rice.encode(array(values), k)
    assert len(data) == rice.size(array(values), k)
    assert data == index_reference.packed(values, k)
    read = rice.decode(b"before" + data + tail, 6, len(values), k, 5001)
    assert read is not None
    assert (read[0].tolist(), read[1]) == (values, 6 + len(data))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 40), st.integers(0, 9))
def test_any_bytes_are_one_spelling_of_a_set_or_nothing(data, count, k):
    read = rice.decode(data, 0, count, k, 5001)
    if read is not None:
        values, end = read
        assert rice.encode(values, k) == data[:end]
        assert len(values) == count
        assert values.tolist() == sorted(set(values.tolist()))
        assert all(value < 5001 for value in values.tolist())


@pytest.mark.parametrize(
    ("values", "universe", "read"),
    [([4999], 5000, True), ([5000], 5000, False), ([0, 1, 2], 3, True), ([0, 1, 2], 2, False)],
)
def test_a_number_beyond_its_universe_is_refused(values, universe, read):
    assert (rice.decode(rice.encode(array(values), 3), 0, len(values), 3, universe) is not None) is read


def test_an_unary_part_longer_than_the_universe_is_refused_without_reading_it():
    data = b"\xff" * 1_000_000 + b"\x00"
    assert rice.decode(data, 0, 1, 0, 1 << 20) is None


def test_a_random_set_takes_little_more_than_the_bound_of_its_information():
    values = np.unique(np.random.default_rng(1).integers(0, 1000 << 32, 1000, dtype=np.uint64))
    assert rice.size(values, 31) * 8 / len(values) < 33.7
