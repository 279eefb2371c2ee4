"""A list of means as CSV: whole columns for what all kinds have, others named after the fields of the sheets.

A row is taken or refused whole, with its line and why; a code that the owner has already is refused, so the same list
twice adds nothing.
"""

from __future__ import annotations

import csv
import hashlib
import io
from typing import Final

from django.conf import settings
from django.db import transaction

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.means.registering import MeanGiven, register
from benkan.core import means as rules
from benkan.core.errors import N_, BenkanError, Invalid
from benkan.formats.report import Report

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_ROWS: Final = 10_000
NEEDED: Final = ("kind", "code", "place")
PLAIN: Final = (
    *NEEDED,
    *("country", "owner", "title_fr", "title_en", "title_ar", "languages", "notice_hours", "daily_cost", "currency"),
    *("self_sufficiency_days", "consumables", "contact"),
)
"""Columns that all kinds have."""
FIELDS: Final = frozenset(name for sheet in rules.SHEETS.values() for name in sheet.fields)


def import_list(officer: Officer, data: bytes, name: str = "") -> tuple[int, Report]:
    """How many means were registered, and what was refused.

    Args:
        data: CSV in UTF-8 with a header; comma or semicolon between the cells; several codes in a cell with ``|``.

    Raises:
        Refused: no right.
        Invalid: ``means.list``: no table, a column that no sheet has, too large. Nothing was registered then.
    """
    accounts.need(officer, "lend")
    rows = _rows(data)
    report = Report()
    added = 0
    with transaction.atomic():
        for line, row in rows:
            try:
                given = _given(row)
                with transaction.atomic():
                    register(officer, given)
            except BenkanError as error:
                report.refuse(error, f"{name} · {line}" if name else str(line))
            else:
                added += 1
        journal.write(
            "means-imported",
            officer=accounts.handle(officer),
            sha256=hashlib.sha256(data).hexdigest(),
            read=len(rows),
            added=added,
            skipped=report.refused,
        )
    return added, report


def _rows(data: bytes) -> list[tuple[int, dict[str, str]]]:
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
            padded = dict(zip(columns, cells, strict=False))
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


def _given(row: dict[str, str]) -> MeanGiven:
    cells = {name: cell.strip() for name, cell in row.items()}
    if "" in cells:
        raise Invalid("means.row", N_("The row has more cells than the header."), N_("Look for a comma in a text."))
    sheet = rules.sheet(cells["kind"])
    described = {name: cells[name] for name in FIELDS if cells.get(name)}
    return MeanGiven(
        kind=sheet.code,
        code=cells["code"],
        titles={language: cells.get(f"title_{language}", "") for language in ("fr", "en", "ar")},
        place=cells["place"],
        specification=described,
        country=cells.get("country", ""),
        languages=tuple(one.strip() for one in cells.get("languages", "").split(rules.SEPARATOR) if one.strip()),
        self_sufficiency_days=cells.get("self_sufficiency_days") or 0,
        consumables=cells.get("consumables", ""),
        notice_hours=cells.get("notice_hours") or 24,
        daily_cost=cells.get("daily_cost"),
        currency=cells.get("currency") or "XOF",
        contact=cells.get("contact", ""),
        owner=cells.get("owner") or settings.BENKAN_NODE.agency,
    )


def _unreadable(text: str, **facts: str) -> Invalid:
    return Invalid(
        "means.list", text, N_("docs/means.md shows the columns. Nothing was registered."), place="list", **facts
    )
