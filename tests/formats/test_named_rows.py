"""Lists of people as CSV: good ones of both kinds, and everything that is none."""

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from benkan.core.errors import Invalid
from benkan.formats.named_rows import rows


def read(data, **more):
    bounds = {"most_bytes": 1_000, "most_rows": 4, **more}
    return list(rows(data, ("name", "country"), ("name",), **bounds))


def test_commas_and_semicolons_empty_lines_and_other_columns():
    for mark in ",;":
        data = f"\ufeffCountry{mark}Name{mark}Other\r\nML{mark} Awa {mark}x\n\n{mark}{mark}\n{mark}B\n".replace(
            ",", mark
        )
        assert read(data.encode()) == [
            (2, {"name": "Awa", "country": "ML"}),
            (5, {"name": "B", "country": ""}),
        ]


def test_a_quoted_cell_may_hold_a_line_break_and_lines_stay_right():
    found = read(b'name,country\n"A\nB",ML\nC,NE\n')
    assert found == [(3, {"name": "A\nB", "country": "ML"}), (4, {"name": "C", "country": "NE"})]


def workbook(*rows):
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_a_workbook_is_read_as_a_text_is():
    found = read(
        workbook(["Country ", "NAME", "Other", None], ["ML", " Awa ", 5, None], [None], ["NE", "=1+1"]),
        most_bytes=50_000,
    )
    assert found == [(2, {"name": "Awa", "country": "ML"}), (4, {"name": "=1+1", "country": "NE"})]


def test_a_workbook_that_is_none_is_refused_with_what_to_do():
    with pytest.raises(Invalid) as refused:
        read(b"PK\x03\x04" + bytes(50))
    assert refused.value.code == "sheet.broken"
    for rows_of in ([["other"]], [["name", "name"]], [["name"], *([["A"]] * 5)]):
        with pytest.raises(ValueError, match=r"columns|rows"):
            read(workbook(*rows_of), most_bytes=50_000)


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"country\nML\n", b"name,name\nA,B\n", b"name\nA\nB\nC\nD\nE\n", b"name\n" + b"x" * 1_000],
)
def test_what_is_no_such_list_is_refused(data):
    with pytest.raises(ValueError):
        read(data)


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_else(data):
    with contextlib.suppress(ValueError):
        read(data)
