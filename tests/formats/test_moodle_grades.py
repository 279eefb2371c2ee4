"""Gradebooks of Moodle: columns that hold grades, and what a grade is worth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.formats import moodle_grades as grades

ENGLISH = (
    "First name,Last name,ID number,Email address,Quiz: Before (Real),Quiz: After (Percentage),Feedback,Empty\n"
    "Awa,Kantara,A-1,a@x.ml,8.50,85.00 %,well done,\n\n"
    "Issa,Tolo,,b@x.ml,-,100.00 %,,\n"
)
FRENCH = "Prénom;Nom;Numéro d'identification;Test : avant (Brut)\nAwa;Kantara;A-1;8,50\n"


def test_columns_with_grades_and_rows_with_their_lines_are_found():
    book = grades.read(ENGLISH.encode())
    assert book.columns == ("Quiz: Before (Real)", "Quiz: After (Percentage)")
    assert [(one.line, one.number, one.name) for one in book.rows] == [(2, "A-1", "Awa Kantara"), (4, "", "Issa Tolo")]
    french = grades.read(b"\xef\xbb\xbf" + FRENCH.encode())
    assert french.columns == ("Test : avant (Brut)",)
    assert french.rows[0].number == "A-1"


@pytest.mark.parametrize(
    ("cell", "out_of", "worth"),
    [
        ("8.50", 10, 85), ("8,50", 20, 43), ("85.00 %", 10, 85), ("85\u00a0%", 10, 85), ("100 %", 1, 100), ("0", 9, 0),
        ("-", 10, None), ("", 10, None), ("0.125", 1, 13),
    ],
)  # fmt: skip
def test_a_grade_is_whole_percent(cell, out_of, worth):
    assert grades.percent(cell, out_of) == worth


@pytest.mark.parametrize("cell", ["11", "101 %", "-1", "1e3", "nan", "8.5.0", "٨", "A+", "%", "9" * 13])
def test_what_is_no_grade_is_not_guessed(cell):
    with pytest.raises(ValueError, match=r"grade|could not convert"):
        grades.percent(cell, 10)


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"a,a\n1,2\n", b"name\n1\n", b"a,b\n", b"a,b\n1,2\n", b"x" * (grades.MOST_BYTES + 1), b'a,b\n"'],
)
def test_what_is_no_gradebook_is_refused(data):
    with pytest.raises(ValueError):
        grades.read(data)


@given(st.text(max_size=40), st.integers(1, 1000))
def test_every_cell_is_a_grade_or_refused(cell, out_of):
    try:
        worth = grades.percent(cell, out_of)
    except ValueError:
        return
    assert worth is None or 0 <= worth <= 100
