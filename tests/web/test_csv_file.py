"""Lists as files: what a spreadsheet would run stays a text, in every list of every slice."""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.node.cli.questions import HEAD, answers_of
from benkan.node.cli.writing import table
from benkan.web import csv_file

SOURCE = Path(csv_file.__file__).parents[1]


def read(text):
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_stays_a_text(start):
    found = read("".join(csv_file.lines(["Nom"], [[f"{start}cmd|x"]])))
    assert found == [["Nom"], [f"'{start}cmd|x"]]


def test_numbers_and_phones_stay_as_they_are_and_nothing_is_left_empty():
    cells = ["+223 76 12 34 56", "-4.5", -4, 0, None, "", "a,b\n“c”"]
    assert read("".join(csv_file.lines(["x"], [cells])))[1] == [
        "+223 76 12 34 56", "-4.5", "-4", "0", "", "", "a,b\n“c”",
    ]  # fmt: skip


def test_a_list_goes_out_line_by_line_under_its_name():
    asked = []

    def rows():
        for number in range(3):
            asked.append(number)
            yield [number]

    answer = csv_file.download("liste.csv", ["n"], rows())
    assert answer["Content-Disposition"] == 'attachment; filename="liste.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert asked == []
    first = iter(answer.streaming_content)
    assert next(first) == "\ufeffn\r\n".encode()
    assert next(first) == b"0\r\n"
    assert asked == [0]


def test_no_slice_writes_csv_by_itself():
    """Four had a guard against formulas of their own, and three had none."""
    found = [
        str(path.relative_to(SOURCE))
        for folder in ("apps", "web")
        for path in sorted((SOURCE / folder).rglob("*.py"))
        if re.search(r"csv\.(writer|DictWriter)\(", path.read_text("utf-8"))
    ]
    assert found == ["web/csv_file.py"]


CELL = st.one_of(st.text(), st.text(alphabet="'=+-@\t\r5a ", max_size=6))


@given(CELL)
def test_what_was_guarded_is_read_as_it_was_written_and_is_never_a_formula(text):
    cell = csv_file.guarded(text)
    assert csv_file.unguarded(cell) == text
    assert cell[:1] not in ("=", "@", "\t", "\r")
    assert cell[:1] not in ("+", "-") or not re.search(r"[^\d ().+-]", cell, re.ASCII)


@given(CELL, CELL)
def test_a_question_that_a_command_wrote_is_answered_under_what_is_written(tmp_path_factory, written, answer):
    path = tmp_path_factory.mktemp("questions") / "ask.csv"
    table(path, [HEAD, ("amount", written, 1, 2, "why", "", f"x{answer}y")])
    held = path.read_text("utf-8")
    assert not any(cell.startswith(("=", "@")) for row in csv.reader(io.StringIO(held, newline="")) for cell in row)
    assert answers_of(path) == {"amount": {written: f"x{answer}y"}}
