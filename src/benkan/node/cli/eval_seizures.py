"""What ``benkan eval seizures`` measures and shows: messy rows of seizures, read and compared with what is expected."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from benkan.node.cli.writing import table

if TYPE_CHECKING:
    from benkan.formats.seizure_rows import RowRead
    from benkan.formats.seizure_rows.evaluation import Wrong

MAX_SHOWN = 20
Figures = dict[str, float | int | None]


def measure_seizures(file: Path) -> tuple[Figures, list[Wrong], list[RowRead]]:
    """The figures of a file, its silent errors and its readings."""
    from benkan.formats.report import Report
    from benkan.formats.seizure_rows import read_sheet
    from benkan.formats.seizure_rows.evaluation import evaluate
    from benkan.formats.typed.sheets import MAX_BYTES
    from benkan.node.cli.reading import read

    rows = list(read_sheet(io.BytesIO(read(file, MAX_BYTES)), Report()))
    return evaluate(rows, dt.date.today())


def show_seizures(figures: Figures, wrong: Sequence[Wrong]) -> None:
    """The figures and the first silent errors, for people."""
    for name, value in figures.items():
        typer.echo(f"{name:22} {'-' if value is None else value}")
    for one in wrong[:MAX_SHOWN]:
        typer.echo(f"row {one.row}: {one.field}: “{one.written}” was read as {one.answered}, expected {one.expected}")


def write_errors(path: Path, wrong: Sequence[Wrong], read: Sequence[RowRead]) -> None:
    """Every cell that was read wrongly or must be asked, in the order of the file."""
    rows = [(one.row, one.field, "wrong", one.written, one.answered, one.expected) for one in wrong]
    rows += [
        (row.number, cell.field, cell.why, cell.written, "|".join(way.code for way in cell.readings), "")
        for row in read
        for cell in row.doubts
    ]
    table(path, [("row", "field", "why", "written", "read", "expected"), *sorted(rows)])
