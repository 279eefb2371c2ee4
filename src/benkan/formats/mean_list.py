"""A list of means as people keep one: CSV with a header; columns for what all kinds have, and for the sheets' fields.

Only the table is read here: what a cell means is for the rules of ``apps/means``, row by row.
"""

from __future__ import annotations

import csv
import io
from typing import Final

from benkan.core import means as rules
from benkan.core.errors import N_, Invalid

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_ROWS: Final = 10_000
NEEDED: Final = ("kind", "code", "place")
PLAIN: Final = (
    *NEEDED,
    *("country", "owner", "title_fr", "title_en", "title_ar", "languages", "notice_hours", "daily_cost", "currency"),
    *("self_sufficiency_days", "consumables", "contact"),
)
"""Columns that all kinds have."""
FIELDS: Final = tuple(dict.fromkeys(name for sheet in rules.SHEETS.values() for name in sheet.fields))


def read(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """Each row that is not empty: its line, and its cells by column.

    Args:
        data: UTF-8; comma or semicolon between the cells. A row longer than the header has a column ``""`` too.

    Raises:
        Invalid: ``means.list``: no table, a column that no sheet has, too large.
    """
    if len(data) > MAX_BYTES:
        raise _unreadable(N_("The list is larger than 4 MB."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(N_("The list is no text in UTF-8.")) from error
    if "\0" in text:
        raise _unreadable(N_("The list is no text in UTF-8."))
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    try:
        columns = [cell.strip().casefold() for cell in next(reader, [])]
        _known(columns)
        found: list[tuple[int, dict[str, str]]] = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(found) >= MAX_ROWS:
                raise _unreadable(N_("The list has more than 10,000 rows."))
            # A row that is longer than its header would lose cells in silence: it keeps them, and is refused.
            padded = dict.fromkeys(columns, "") | dict(zip(columns, cells, strict=False))
            found.append((reader.line_num, padded | ({"": "…"} if len(cells) > len(columns) else {})))
    except csv.Error as error:
        raise _unreadable(N_("The list is no table.")) from error
    return found


def _known(columns: list[str]) -> None:
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise _unreadable(N_("The list has no column %(column)s."), column=missing[0])
    unknown = [name for name in columns if name not in PLAIN and name not in FIELDS]
    if unknown or len(set(columns)) < len(columns):
        doubled = [name for name in columns if columns.count(name) > 1]
        raise _unreadable(
            N_("The column “%(column)s” is not known or stands twice."), column=[*unknown, *doubled][0][:40]
        )


def _unreadable(text: str, **facts: str) -> Invalid:
    return Invalid(
        "means.list", text, N_("docs/means.md shows the columns. Nothing was registered."), place="list", **facts
    )
