"""Birth dates: three forms, how two agree, and the keys that let them meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import Invalid
from benkan.core.matching.dates import Agreement, PartialDate, agreement, best_agreement, day_key, read, year_buckets


@pytest.mark.parametrize("text", ["1984", "1984-05", "1984-05-03", "١٩٨٤", " 1984 "])
def test_three_forms_are_read(text):
    assert read(text).year == 1984


def test_a_date_is_written_as_it_was_read():
    assert [str(read(text)) for text in ("1984", "1984-05", "1984-05-03")] == ["1984", "1984-05", "1984-05-03"]


@pytest.mark.parametrize(
    "text", ["", "84", "1984-13", "1984-02-30", "03/05/1984", "1799", "2101", "1984-5-3", None, 1984, "1" * 99]
)
def test_anything_else_is_refused_with_its_place(text):
    with pytest.raises(Invalid) as refused:
        read(text, place="row 3")
    assert (refused.value.code, refused.value.place) == ("date.unreadable", "row 3")


@given(st.integers(1801, 2099), st.integers(-1, 1))
def test_years_one_apart_share_a_bucket(year, step):
    assert set(year_buckets(PartialDate(year))) & set(year_buckets(PartialDate(year + step)))


@given(st.integers(1800, 2098))
def test_years_two_apart_share_none(year):
    assert not set(year_buckets(PartialDate(year))) & set(year_buckets(PartialDate(year + 2)))


@given(
    st.dates().filter(lambda date: 1800 <= date.year <= 2100), st.dates().filter(lambda date: 1800 <= date.year <= 2100)
)
def test_agreement_is_symmetric(one, other):
    a, b = read(str(one)), read(str(other))
    assert agreement(a, b) == agreement(b, a)


def test_the_first_of_january_agrees_as_a_year_only():
    assert agreement(read("1984-01-01"), read("1984-01-01")) is Agreement.YEAR
    assert agreement(read("1984-01-01"), read("1984-01")) is Agreement.YEAR
    assert day_key(read("1984-01-01")) is None


def test_the_best_of_several_dates_counts():
    found = best_agreement([read("1970"), read("1984-05-03")], [read("1984-05-03"), read("1991")])
    assert found is not None
    assert found[0] is Agreement.SAME
    assert best_agreement([], [read("1970")]) is None
