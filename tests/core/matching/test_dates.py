"""Birth dates: three forms, how two agree, and the keys that let them meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import Invalid
from benkan.core.matching.dates import Agreement, PartialDate, agreement, best_agreement, day_key, day_keys_near, read


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


def test_the_keys_of_neighbouring_years_are_those_of_the_same_day():
    assert day_keys_near(read("1984-05-03")) == (day_key(read("1983-05-03")), day_key(read("1985-03-05")))
    assert day_keys_near(read("1984")) == day_keys_near(read("1984-01-01")) == ()


@given(st.dates().filter(lambda date: 1800 <= date.year <= 2100 and date.day <= 12))
def test_a_day_and_its_swapped_twin_have_one_key(date):
    assert day_key(PartialDate(date.year, date.month, date.day)) == day_key(
        PartialDate(date.year, date.day, date.month)
    )


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


def test_the_same_day_one_year_apart_is_more_than_a_neighbouring_year():
    assert agreement(read("1984-05-03"), read("1985-05-03")) is Agreement.NEAR_DAY
    assert agreement(read("1984-05-03"), read("1985-05-04")) is Agreement.NEAR


def test_the_best_of_several_dates_counts():
    found = best_agreement([read("1970"), read("1984-05-03")], [read("1984-05-03"), read("1991")])
    assert found is not None
    assert found[0] is Agreement.SAME
    assert best_agreement([], [read("1970")]) is None
