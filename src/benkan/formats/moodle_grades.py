"""The gradebook of Moodle as CSV: which columns hold grades, and the rows, with nothing guessed.

Moodle writes a column for each activity, named by its title and by how it shows grades: ``Test: Before (Real)``,
``Quiz: After (Percentage)``. A grade with a percent sign is a percentage; any other needs the most that can be had,
which the file does not say. ``-`` and an empty cell are no grade. Source: docs.moodle.org, "Grade export".
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Final

MOST_BYTES: Final = 500_000
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 200
_NUMBER: Final = frozenset(
    [
        "idnumber",
        "id number",
        "numero d'identification",
        "numéro d'identification",
        "numéro d’identification",
        "رقم المعرف",
    ]
)
_FIRST: Final = frozenset(["first name", "firstname", "prénom", "prenom", "الاسم الأول"])
_LAST: Final = frozenset(["last name", "lastname", "surname", "nom", "nom de famille", "اسم العائلة", "اللقب"])
_WHOLE: Final = frozenset(["fullname", "full name", "nom complet", "الاسم الكامل"])


@dataclass(frozen=True, slots=True)
class Row:
    """One person: the line in the file, the number that the school gave, the name, and the cells by column."""

    line: int
    number: str
    name: str
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Gradebook:
    """A whole file; ``columns`` are those that may hold grades."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read(data: bytes) -> Gradebook:
    """The gradebook.

    Raises:
        ValueError: no CSV in UTF-8, too large, a column twice, nobody's number or name in it.
    """
    if len(data) > MOST_BYTES:
        raise ValueError("bytes")
    text = data.decode("utf-8-sig")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        head = [one.strip() for one in next(lines, [])]
        if len(set(head)) != len(head) or not 1 < len(head) <= MOST_COLUMNS:
            raise ValueError("columns")
        rows: list[Row] = []
        for cells in lines:
            if len(rows) >= MOST_ROWS:
                raise ValueError("rows")
            if any(cell.strip() for cell in cells):
                rows.append(_row(lines.line_num, dict(zip(head, (one.strip() for one in cells), strict=False))))
    except csv.Error as error:
        raise ValueError("csv") from error
    if not rows or not any(row.number or row.name for row in rows):
        raise ValueError("people")
    named = _NUMBER | _FIRST | _LAST | _WHOLE
    columns = tuple(
        one
        for one in head
        if one and one.casefold() not in named and any(_looks(row.cells.get(one, "")) for row in rows)
    )
    return Gradebook(columns, tuple(rows))


def percent(cell: str, out_of: int) -> int | None:
    """The grade in whole percent, a half rounded up; None for no grade.

    Args:
        out_of: the most that can be had, for grades that are no percentages.

    Raises:
        ValueError: it is no grade, or not between nothing and the most.
    """
    text = cell.replace("\u00a0", " ").strip()
    if text in ("", "-"):
        return None
    is_percentage = text.endswith("%")
    value = _number(text.removesuffix("%").strip())
    most = 100 if is_percentage else out_of
    if not 0 <= value <= most:
        raise ValueError("grade")
    return int(value * 100 / most + 0.5)


def _number(text: str) -> float:
    if not text.isascii() or not text.replace(",", ".", 1).replace(".", "", 1).isdecimal() or len(text) > 12:
        raise ValueError("grade")
    return float(text.replace(",", "."))


def _looks(cell: str) -> bool:
    """Whether a cell could be a grade."""
    try:
        return percent(cell, 10**12) is not None
    except ValueError:
        return False


def _row(line: int, cells: dict[str, str]) -> Row:
    def of(names: frozenset[str]) -> str:
        return next((value for name, value in cells.items() if name.casefold() in names), "")

    name = of(_WHOLE) or f"{of(_FIRST)} {of(_LAST)}"
    return Row(line, of(_NUMBER), " ".join(name.split()), cells)
