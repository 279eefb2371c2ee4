"""A list of means as CSV: whole columns for what all kinds have, others named after the fields of the sheets.

A row is taken or refused whole, with its line and why; a code that the owner has already is refused, so the same list
twice adds nothing.
"""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import transaction

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.means.registering import MeanGiven, register
from benkan.core import means as rules
from benkan.core.errors import N_, BenkanError, Invalid
from benkan.formats import mean_list
from benkan.formats.report import Report


def import_list(officer: Officer, data: bytes, name: str = "") -> tuple[int, Report]:
    """How many means were registered, and what was refused.

    Args:
        data: CSV in UTF-8 with a header; comma or semicolon between the cells; several codes in a cell with ``|``.

    Raises:
        Refused: no right.
        Invalid: ``means.list``: no table, a column that no sheet has, too large. Nothing was registered then.
    """
    accounts.need(officer, "lend")
    rows = mean_list.read(data)
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


def _given(row: dict[str, str]) -> MeanGiven:
    cells = {name: cell.strip() for name, cell in row.items()}
    if "" in cells:
        raise Invalid("means.row", N_("The row has more cells than the header."), N_("Look for a comma in a text."))
    sheet = rules.sheet(cells["kind"])
    described = {name: cells[name] for name in mean_list.FIELDS if cells.get(name)}
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
