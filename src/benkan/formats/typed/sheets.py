"""Rows of text from CSV and XLSX files of others; bounded, and nothing in a file is ever computed.

Every cell becomes text. A number that a spreadsheet holds as such is written so that it has one reading only, a date
as ISO 8601. A formula stays the text of the formula: it is asked, its stored result is not believed. Macros, links,
styles and further sheets are not read. Based on RFC 4180 and ISO/IEC 29500.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO, Final

from defusedxml.common import DefusedXmlException

from benkan.core.errors import N_, Invalid
from benkan.formats.bounded import Bounded
from benkan.formats.report import Report

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 256 * 1024 * 1024
MAX_MEMBERS: Final = 2_000
MAX_ROWS: Final = 1_000_000
MAX_COLUMNS: Final = 200
MAX_CELL: Final = 4_000
DELIMITERS: Final = ",;\t|"
SAMPLE_CHARACTERS: Final = 64 * 1024
SAMPLE_LINES: Final = 50
_ARABIC_WORD: Final = re.compile(rb"[\xc0-\xd6\xd8-\xdf\xe1\xe3-\xe6\xec\xed]{3}")
"""Three letters of Windows-1256 in a row: in Windows-1252 they would be three capitals with accents."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, counted from 1, and its cells as text."""

    number: int
    cells: tuple[str, ...]


def read_sheet(stream: BinaryIO, report: Report) -> Iterator[Row]:
    """The rows of the first sheet that are not empty, the header first; the first bytes say which format it is.

    Raises:
        Invalid: ``input.too-large``, ``sheet.bomb``, ``sheet.broken``, ``sheet.encoding``, ``sheet.too-many-rows``,
            ``sheet.too-many-columns``, ``sheet.cell-too-long``.
    """
    data = Bounded(stream, MAX_BYTES).read()
    rows = _xlsx(data) if data.startswith(b"PK\x03\x04") else _csv(data, report)
    for number, cells in rows:
        if number > MAX_ROWS:
            raise Invalid(
                "sheet.too-many-rows",
                N_("The file has more than %(limit)d rows."),
                N_("Split it; nothing was imported."),
                place=f"row {number}",
                limit=MAX_ROWS,
            )
        if len(cells) > MAX_COLUMNS and any(cells[MAX_COLUMNS:]):
            raise Invalid(
                "sheet.too-many-columns",
                N_("A row has more than %(limit)d cells."),
                N_("Check that it is the right file; nothing was imported."),
                place=f"row {number}",
                limit=MAX_COLUMNS,
            )
        if any(len(cell) > MAX_CELL for cell in cells):
            raise Invalid(
                "sheet.cell-too-long",
                N_("A cell has more than %(limit)d characters."),
                N_("Look for a quotation mark that is not closed; nothing was imported."),
                place=f"row {number}",
                limit=MAX_CELL,
            )
        if any(cell.strip() for cell in cells):
            yield Row(number, tuple(cells[:MAX_COLUMNS]))


def _csv(data: bytes, report: Report) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(data, report)
    delimiter = _delimiter(text)
    try:
        yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), start=1)
    except csv.Error as error:
        raise _broken(str(error)[:100]) from error


def _delimiter(text: str) -> str:
    """The mark that divides the cells: the one that most of the first lines have most often, and equally often.

    The first line alone would not do: lists have titles above their header, and French decimals have commas.
    """
    head = re.sub(r'"[^"]*"', "", text[:SAMPLE_CHARACTERS])
    lines = [line for line in head.splitlines() if line.strip()][:SAMPLE_LINES]

    def evidence(mark: str) -> int:
        counts = Counter(count for line in lines if (count := line.count(mark)))
        return max((count * often for count, often in counts.items()), default=0)

    return max(DELIMITERS, key=lambda mark: (evidence(mark), -DELIMITERS.index(mark)))


def _decoded(data: bytes, report: Report) -> str:
    utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    older = "cp1256" if _ARABIC_WORD.search(data) else "cp1252"
    for encoding in ("utf-16",) if utf_16 else ("utf-8-sig", older):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == older and not utf_16:
            report.note(
                "file",
                "sheet.encoding",
                N_("The file is not UTF-8."),
                N_("Read as Windows-%(page)s: look at the letters."),
                page=older.removeprefix("cp"),
            )
        if "\x00" not in text:
            return text
    raise Invalid(
        "sheet.encoding", N_("The file is not text."), N_("Save it as CSV in UTF-8, or as XLSX."), place="file"
    )


def _xlsx(data: bytes) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook  # type: ignore[import-untyped]
    from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

    _refuse_bombs(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            for number, row in enumerate(book.worksheets[0].iter_rows(max_col=MAX_COLUMNS + 1, values_only=True), 1):
                yield number, [_text(value) for value in row]
        finally:
            book.close()
    except (
        InvalidFileException, DefusedXmlException, SyntaxError, zipfile.BadZipFile,
        KeyError, ValueError, TypeError, IndexError, AttributeError, OverflowError, OSError, NotImplementedError,
        RuntimeError, EOFError, struct.error, zlib.error, AssertionError,
    ) as error:  # fmt: skip
        # The library raises what its parts raise on a file that was made to break it; both parsers of XML that it
        # may find raise a SyntaxError.
        raise _broken(type(error).__name__) from error


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise _broken(type(error).__name__) from error
    # zipfile never unpacks more of a member than its declared size, so the declared sizes are a bound.
    if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MAX_UNPACKED_BYTES:
        raise Invalid(
            "sheet.bomb",
            N_("The spreadsheet unpacks to more than %(limit)d MiB."),
            N_("Check where it comes from; save the one sheet as CSV if it is right. Nothing was imported."),
            place="file",
            limit=MAX_UNPACKED_BYTES // (1024 * 1024),
        )


def _text(value: Any) -> str:
    """The value of a cell as text that has the same one meaning."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        whole, _, decimals = f"{Decimal(repr(value)):f}".partition(".")
        # Three decimals could be taken for thousands by whoever reads the text.
        return f"{whole}.{decimals.ljust(4, '0')}" if decimals.strip("0") else whole
    return str(value)


def _broken(reason: str) -> Invalid:
    return Invalid(
        "sheet.broken",
        N_("The file cannot be read: %(reason)s."),
        N_("Open it in a spreadsheet program and save it again; nothing was imported."),
        place="file",
        reason=reason,
    )
