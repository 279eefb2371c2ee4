"""Lists of people whose first line names the columns: CSV (comma or semicolon, UTF-8) or XLSX, bounded."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from benkan.formats.report import Report
from benkan.formats.typed.sheets import read_sheet


def rows(
    data: bytes, columns: Sequence[str], needed: Sequence[str], *, most_bytes: int, most_rows: int
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that is not empty with its line in the file; columns that are not there are empty, others left out.

    Args:
        needed: columns without which it is no such list.

    Raises:
        ValueError: no such list, a column named twice, or more bytes or rows than may be.
        Invalid: a workbook that cannot be read, as ``typed.sheets.read_sheet`` says.
    """
    if len(data) > most_bytes:
        raise ValueError("bytes")
    lines = _of_workbook(data) if data.startswith(b"PK\x03\x04") else _of_text(data)
    _number, first = next(lines, (0, []))
    head = [name.strip().casefold() for name in first]
    while head and not head[-1]:
        head.pop()  # a workbook may have empty columns behind the last one
    if not set(needed) <= set(head) or len(set(head)) != len(head):
        raise ValueError("columns")
    for count, (number, cells) in enumerate(lines):
        if count >= most_rows:
            raise ValueError("rows")
        if any(cell.strip() for cell in cells):
            row = dict(zip(head, (cell.strip() for cell in cells), strict=False))
            yield number, {name: row.get(name, "") for name in columns}


def _of_text(data: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    text = data.decode("utf-8-sig")
    try:
        read = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in text.partition("\n")[0] else ",")
        for cells in read:
            yield read.line_num, cells
    except csv.Error as error:
        raise ValueError("csv") from error


def _of_workbook(data: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    for row in read_sheet(io.BytesIO(data), Report()):
        yield row.number, row.cells
