"""Large files of officers: imported by the worker, with how far it is on their page.

The rows are read before the transaction begins, so that nobody waits for the database meanwhile; then the transfers
are here and the file is gone, together. A killed worker leaves the file as it was, and the next one imports it again.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from benkan.apps.exchange import services as exchange
from benkan.apps.flows import statements, uploading
from benkan.apps.flows.models import Upload
from benkan.apps.flows.storing import Noted, Source, store
from benkan.core.errors import N_, BenkanError, Invalid
from benkan.formats.money_rows import MoneyRow
from benkan.formats.report import Report

logger = logging.getLogger("benkan.flows")
TOLD_EACH: Final = 1_000
MOST_ATTEMPTS: Final = 5
WAIT: Final = dt.timedelta(seconds=30)
_lanes = exchange.Lanes("imports", 1)


def run_due(*, threads: bool = True, wait_for: bool = False) -> int:
    """Starts the import of what waits, where it is not under way; how many were started.

    Args:
        threads: False imports here and now; then how many files.
    """
    if not _due():
        return 0
    return import_all() if not threads else _lanes.start([("import", import_all)], wait_for=wait_for)


def import_all() -> int:
    """Imports until nothing is due; how many files."""
    count = 0
    while due := _due():
        for identity in due:
            _import(identity)
        count += len(due)
    return count


def refusal_of(row: Upload) -> BenkanError | None:
    """Why the worker did not import it."""
    said = row.refusal
    if not said:
        return None
    return Invalid(said["code"], said["text"], said["remedy"], place=said["place"], **said["facts"])


def _due() -> list[uuid.UUID]:
    return list(Upload.objects.filter(import_at__lte=timezone.now()).order_by("import_at").values_list("pk", flat=True))


def _import(identity: uuid.UUID) -> None:
    row = Upload.objects.filter(pk=identity, import_at__isnull=False).first()
    if row is None:
        return
    # Counted before a byte is read: a file that kills the process is counted too.
    Upload.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1, read_rows=0)
    try:
        if row.attempts >= MOST_ATTEMPTS:
            _give_up(row, _unread())
            return
        _store(row)
    except BenkanError as error:
        _give_up(row, error)
    except Exception as error:  # noqa: BLE001 - the others go on; the error's text may name somebody
        logger.warning("a file of transfers could not be imported now: %s", type(error).__name__)
        Upload.objects.filter(pk=row.pk).update(import_at=timezone.now() + (row.attempts + 1) * WAIT)


def _give_up(row: Upload, error: BenkanError) -> None:
    """The file stays with why it was not imported, until its officer deletes it or answers."""
    facts = {name: value if isinstance(value, int) else str(value)[:200] for name, value in error.facts.items()}
    said = {"code": error.code, "text": error.text, "remedy": error.remedy, "place": error.place[:200]}
    Upload.objects.filter(pk=row.pk).update(import_at=None, refusal={**said, "facts": facts})


def _unread() -> Invalid:
    return Invalid(
        "flows.unread",
        N_("The file could not be imported, though it was tried %(limit)d times."),
        N_("Divide it, or import it by the command."),
        limit=MOST_ATTEMPTS,
    )


def _store(row: Upload) -> None:
    """The transfers stored and the file gone, or kept for the answers that are lacking."""

    def read(rows: Iterable[MoneyRow]) -> list[MoneyRow]:
        return list(_told(row.pk, islice(rows, uploading.MOST_ROWS + 1)))

    if row.kind == "statement":
        done = uploading.imported_statement(row, read)
        # Killed between the two, it is imported again, and all of it is known.
        _end(row, kept=bool(done.asked_rows))
        return
    found = Report(listed=statements.LISTED)
    rows = read(uploading.rows_of(row.kind, bytes(row.content), found))
    source = Source(row.kind, row.file_name, row.sha256, None, row.pk, Noted(found))
    with transaction.atomic():
        _held(row)
        store(rows, source, officer=row.officer, most_rows=uploading.MOST_ROWS)
        _end(row, kept=False)


def _held(row: Upload) -> None:
    """Holds the file until the transaction ends; it was not deleted meanwhile."""
    Upload.objects.select_for_update().only("pk").get(pk=row.pk)


def _end(row: Upload, *, kept: bool) -> None:
    if kept:
        Upload.objects.filter(pk=row.pk).update(import_at=None)
    else:
        row.delete()


def _told(identity: uuid.UUID, rows: Iterable[MoneyRow]) -> Iterator[MoneyRow]:
    for number, row in enumerate(rows, 1):
        if number % TOLD_EACH == 0:
            Upload.objects.filter(pk=identity).update(read_rows=number)
        yield row
