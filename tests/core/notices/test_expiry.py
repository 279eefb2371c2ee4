"""The last day of a notice: bounded by its type and by every convention under which it leaves."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core import notices

TODAY = dt.date(2026, 3, 10)


def days(count):
    return TODAY + dt.timedelta(days=count)


@given(code=st.sampled_from(sorted(notices.TYPES)), retentions=st.lists(st.integers(1, 3_660), max_size=5))
def test_no_notice_outlives_its_type_or_a_convention(code, retentions):
    last = notices.latest_day(code, TODAY, retentions)
    assert last <= days(notices.TYPES[code].longest_days)
    assert all(last <= days(one) for one in retentions)
    assert notices.default_day(code, TODAY, retentions) <= last
    assert not notices.too_long(code, last, TODAY, retentions)


@pytest.mark.parametrize(("offset", "refused"), [(-1, True), (0, False), (90, False), (181, False), (182, True)])
def test_a_receiver_refuses_what_is_over_or_beyond_its_convention(offset, refused):
    assert notices.too_long("wanted", days(offset), TODAY, [180]) is refused
