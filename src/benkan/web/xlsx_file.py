"""Lists as workbooks: one way for all, so that none writes a text that a spreadsheet would run."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.http import HttpResponse
from django.utils import translation
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_SHEET_ROWS: Final = 100_000
"""A spreadsheet program opens a million lines; a server that makes them keeps others waiting."""
Sheet = tuple[str, Sequence[str], Iterable[Sequence[Any]]]
"""Its name, the titles of its columns, its rows."""


def write(sheets: Iterable[Sheet]) -> bytes:
    """A workbook of these sheets; numbers stay numbers, texts are texts even where they begin like a formula."""
    book = Workbook(write_only=True)
    for title, columns, rows in sheets:
        sheet = book.create_sheet(title[:31])
        sheet.sheet_view.rightToLeft = translation.get_language_bidi()
        sheet.freeze_panes = "A2"
        heads = [WriteOnlyCell(sheet, value=column) for column in columns]
        for head in heads:
            head.font = Font(bold=True)
        sheet.append(heads)
        for _number, row in zip(range(MAX_SHEET_ROWS), rows, strict=False):
            sheet.append([_cell(sheet, cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def download(name: str, sheets: Iterable[Sheet]) -> HttpResponse:
    """The answer that hands the workbook out as a file of this name, with its ending."""
    response = HttpResponse(write(sheets), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    made = WriteOnlyCell(sheet, value="".join(one for one in value if one.isprintable()))
    made.data_type = "s"
    return made
