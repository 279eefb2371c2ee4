"""Questions of an import as a CSV that a person fills in: what is written, in how many rows, what it can mean."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from benkan.core.errors import N_, Invalid
from benkan.formats.typed.cells import Cell
from benkan.node.cli.reading import text
from benkan.web.csv_file import unguarded

HEAD = ("field", "written", "rows", "first_row", "why", "can_mean", "answer")
MAX_ANSWERS_BYTES = 16 * 1024 * 1024


def as_row(cell: Cell, rows: int, first: int, why: str) -> tuple[Any, ...]:
    """One question as a row below ``HEAD``, its answer left open."""
    return (cell.field, cell.written, rows, first, why, "|".join(way.code for way in cell.readings), "")


def answers_of(path: Path | None) -> dict[str, dict[str, str]]:
    """The answers of a file of questions, by field and by what is written.

    Raises:
        Invalid: ``answers.broken``, ``answers.columns``; as ``text``.
    """
    if path is None:
        return {}
    found: dict[str, dict[str, str]] = {}
    try:
        rows = list(csv.DictReader(io.StringIO(text(path, MAX_ANSWERS_BYTES), newline="")))
    except csv.Error as error:
        raise Invalid("answers.broken", N_("The file of answers is broken."), place=str(path)) from error
    for row in rows:
        if not {"field", "written", "answer"} <= row.keys():
            raise Invalid(
                "answers.columns",
                N_("The file of answers has no columns field, written and answer."),
                N_("Fill in the file that --questions wrote."),
                place=str(path),
            )
        if answer := (row["answer"] or "").strip():
            found.setdefault(row["field"], {})[unguarded(row["written"] or "")] = unguarded(answer)
    return found
