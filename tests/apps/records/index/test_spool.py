"""Postings of a large import come back sorted, whether they were in memory or in files, and leave nothing behind."""

import numpy as np
import pytest

from benkan.apps.records.index.spool import Spool


@pytest.mark.parametrize("in_memory", [10_000, 700, 1])
def test_postings_come_back_in_the_order_of_their_keys(tmp_path, in_memory):
    draw = np.random.default_rng(1)
    keys = draw.integers(0, 1 << 44, 5_000, dtype=np.uint64)
    numbers = draw.integers(1, 1 << 31, 5_000, dtype=np.uint64)
    with Spool(tmp_path, in_memory) as spool:
        for start in range(0, 5_000, 500):
            spool.add(keys[start : start + 500], numbers[start : start + 500])
        assert len(spool) == 5_000
        parts = list(spool.parts())
    found = [pair for part in parts for pair in zip(part.keys.tolist(), part.numbers.tolist(), strict=True)]
    assert found == sorted(zip(keys.tolist(), numbers.tolist(), strict=True))


def test_an_import_that_fails_leaves_no_file(tmp_path):
    with pytest.raises(RuntimeError), Spool(tmp_path, in_memory=1) as spool:
        spool.add(np.array([1, 2], np.uint64), np.array([1, 2], np.uint64))
        assert list(tmp_path.iterdir())
        raise RuntimeError("the reader broke")
    assert not list(tmp_path.iterdir())
