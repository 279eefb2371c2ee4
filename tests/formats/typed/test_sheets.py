"""Files of others: what a spreadsheet holds as a number keeps its value, and a hostile file is refused with a reason."""

import datetime as dt
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from benkan.core.errors import Invalid
from benkan.formats.report import Report
from benkan.formats.seizure_rows import Reader, map_headers, read_sheet
from benkan.formats.typed import sheets

TODAY = dt.date(2026, 11, 26)


def rows(data, report=None):
    return list(read_sheet(io.BytesIO(data if isinstance(data, bytes) else data.encode()), report or Report()))


def book(*lines):
    made = Workbook()
    for line in lines:
        made.active.append(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def outcome(data):
    try:
        rows(data)
    except Invalid as refused:
        return refused.code
    return "rows"


def test_a_spreadsheet_keeps_its_numbers_and_dates_and_computes_no_formula():
    data = book(["Date", "Lieu", "Drogue", "Quantité (kg)"],
                [dt.date(2024, 5, 1), "Gao", "chira", 1.417],
                [dt.datetime(2024, 5, 1, 10, 30), "Gao", "chira", 1417],  # noqa: DTZ001 - spreadsheets know no time zones
                [dt.date(2024, 5, 1), "Gao", "chira", "=1+1"])  # fmt: skip
    mapping, below = map_headers(rows(data), TODAY)
    first, second, third = Reader(mapping, below, TODAY).read(below)
    assert (first.cells["date"].sure.code, first.cells["quantity"].sure.code) == ("2024-05-01", "kg:1.417")
    assert second.cells["quantity"].sure.code == "kg:1417"
    assert [(cell.field, cell.why) for cell in third.doubts] == [("quantity", "formula")]


@pytest.mark.parametrize(
    ("data", "cells"),
    [("a;b\n1;2\n", ("1", "2")), ("a\tb\n1\t2\n", ("1", "2")), ('"a;b",c\n1,2\n', ("1", "2")),
     ("\ufeffa,b\n1,2\n", ("1", "2")), ("a|b\r\n1|2\r\n", ("1", "2"))],
)  # fmt: skip
def test_the_delimiter_is_that_of_the_first_line(data, cells):
    assert rows(data)[1].cells == cells


@pytest.mark.parametrize(
    ("encoding", "text", "page"),
    [
        ("cp1252", "Quantité,é\nhéroïne,1\n", "1252"),
        ("cp1256", "المخدر,الكمية\nحشيش,1\n", "1256"),
        ("utf-16", "é,b\n", None),
    ],
)
def test_older_encodings_are_read_and_said(encoding, text, page):
    report = Report()
    assert rows(text.encode(encoding), report)[0].cells == tuple(text.split("\n")[0].split(","))
    assert [one.facts.get("page") for one in report.findings] == ([page] if page else [])


def test_a_bomb_is_refused_before_it_unpacks(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_UNPACKED_BYTES", 1_000_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 2_000_000)
    assert outcome(out.getvalue()) == "sheet.bomb"


def test_entities_in_a_spreadsheet_are_refused():
    source = zipfile.ZipFile(io.BytesIO(book(["Date"], ["x"])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            text = source.read(name).decode()
            bad = '<!DOCTYPE a [<!ENTITY b "c">]>' if name.startswith("xl/worksheets") else ""
            archive.writestr(name, bad + text)
    assert outcome(out.getvalue()) == "sheet.broken"


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"PK\x03\x04 broken", "sheet.broken"), (b'a,b\n"open', "sheet.broken"), (b"\x00\x01\x02", "sheet.encoding"),
     (("a," * 300 + "b\n").encode(), "sheet.too-many-columns"), (b"a\n" + b"x" * 5000, "sheet.cell-too-long"),
     (b"a\n" + b"x" * 200_000, "sheet.broken")],
)  # fmt: skip
def test_a_hostile_file_is_refused_with_a_reason(data, code):
    assert outcome(data) == code


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_a_refusal(data):
    for head in (b"", b"PK\x03\x04"):
        assert outcome(head + data) in {"rows", "sheet.broken", "sheet.encoding", "sheet.too-many-columns"}


SOUND = book(["Date", "Lieu", "Drogue"], ["2024-05-01", "Gao", "chira"])


@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_spreadsheet_with_altered_bytes_is_rows_or_a_refusal(changes):
    data = bytearray(SOUND)
    for at, value in changes:
        data[at] = value
    assert outcome(bytes(data)).startswith(("rows", "sheet."))
