"""Large files: the number at once, the reading by the worker, one file of a reporter at a time.

An arrival is a row and a sealed file. Its transfers are stored piece by piece; then one short transaction puts the
report into its place, or it is refused with its reasons. A killed worker leaves the arrival as it was, and the next one
reads it again; a file at which workers die again and again is refused in the end.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.reporting import answering, contents, keeping, limits, reading, sealed
from benkan.apps.reporting.models import Arrival, Report, Reporter
from benkan.apps.reporting.turns import turn
from benkan.core.errors import N_, BenkanError, Invalid

logger = logging.getLogger("benkan.reporting")
MOST_ATTEMPTS: Final = 5
"""So often a file may end the process that reads it, or fail for no fault of its own."""
WAIT: Final = dt.timedelta(seconds=30)
_lanes = exchange.Lanes("reports", 1)


def queue(came: keeping.Came, corrects: str) -> Arrival:
    """The file with its number, to be read by the worker; in one transaction with its line in the journal.

    Raises:
        Refused: as ``keeping.earlier``.
    """
    with transaction.atomic():
        keeping.held(came.reporter)
        earlier = keeping.earlier(came.reporter, corrects)
        made = Arrival(
            id=came.identity,
            number=keeping.number_for(came.reporter, came.received_at),
            reporter=came.reporter,
            sent_by=came.sent_by[:200],
            received_at=came.received_at,
            corrects=earlier,
            file_name=came.file_name,
            data_bytes=came.data_bytes,
            sha256=came.sha256,
            salt=came.salt,
            next_at=came.received_at,
        )
        made.save(force_insert=True)
        journal.write(
            "report-arrived",
            reference=made.number,
            reporter=came.reporter.code,
            data_bytes=made.data_bytes,
            sha256=made.sha256,
            corrects=earlier is not None,
        )
    return made


def waiting(reporter: Reporter | None = None) -> int:
    """How many files are still to be read."""
    found = Arrival.objects.filter(refused_at=None)
    return (found if reporter is None else found.filter(reporter=reporter)).count()


def run_due(*, threads: bool = True, wait_for: bool = False) -> int:
    """Starts the reading of what waits, where it is not under way; how many readings were started.

    Args:
        threads: False reads here and now; then how many files were read.
    """
    now = timezone.now()
    arrived = Arrival.objects.filter(refused_at=None, next_at__lte=now).exists()
    if not arrived and not Report.objects.filter(read_again_at__lte=now).exists():
        return 0
    return read_all() if not threads else _lanes.start([("read", read_all)], wait_for=wait_for)


def read_all() -> int:
    """Reads until nothing is due, answered files first; how many.

    In turn: who sent many does not keep the others waiting.
    """
    count = answering.read_due()
    while firsts := _first_of_each():
        done = sum(_read(identity) for identity in firsts)
        if not done:
            break  # another process reads them
        count += done
    return count


def forget() -> int:
    """Deletes refusals of an earlier year, whose numbers nobody counts any more; how many."""
    until = timezone.now() - dt.timedelta(days=limits.SHORTEST_DAYS)
    return Arrival.objects.filter(refused_at__lt=until).delete()[0]


def _first_of_each() -> list[uuid.UUID]:
    """The oldest file of each reporter, the one that waits longest first."""
    due = Arrival.objects.filter(refused_at=None, next_at__lte=timezone.now()).order_by("received_at", "number")
    firsts: dict[uuid.UUID, uuid.UUID] = {}
    for identity, reporter in due.values_list("pk", "reporter"):
        firsts.setdefault(reporter, identity)
    return list(firsts.values())


def _read(identity: uuid.UUID) -> bool:
    """Whether this file was read or refused, or is put off; False when another process has the turn."""
    row = Arrival.objects.select_related("reporter", "corrects").filter(pk=identity, refused_at=None).first()
    if row is None:
        return True
    with turn(row.reporter) as mine:
        if not mine:
            return False
        # Counted before a byte is read: a file that kills the process is counted too.
        Arrival.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1, read_rows=0)
        if row.attempts >= MOST_ATTEMPTS:
            _refuse(row, _unread(), reading.empty())
            return True
        try:
            _finish(row)
        except Exception as error:  # noqa: BLE001 - the others go on; the error's text may name somebody
            code = error.code if isinstance(error, BenkanError) else type(error).__name__
            logger.warning("report %s could not be read now: %s", row.number, code)
            Arrival.objects.filter(pk=row.pk).update(next_at=timezone.now() + (row.attempts + 1) * WAIT)
    return True


def _finish(row: Arrival) -> None:
    """The report in the place of its arrival, or the refusal."""

    def told(rows: int) -> None:
        Arrival.objects.filter(pk=row.pk).update(read_rows=rows)

    with sealed.opened(row) as file:
        done = reading.read(lambda: file, told)
    if done.error is not None:
        _refuse(row, done.error, done)
        return
    contents.drop_rows(row.pk)  # what a killed worker stored
    contents.store_rows(row.pk, done.found)
    came = keeping.Came(
        row.pk, row.reporter, row.sent_by, row.received_at, row.file_name, row.data_bytes, row.sha256, bytes(row.salt)
    )
    with transaction.atomic():
        keeping.held(row.reporter)
        earlier = Report.objects.filter(pk=row.corrects_id).first() if row.corrects_id else None
        Arrival.objects.filter(pk=row.pk).delete()
        keeping.store(came, row.number, earlier, done)


def _refuse(row: Arrival, error: BenkanError, done: reading.Reading) -> None:
    """The number stays with its reasons; the file goes."""
    with transaction.atomic():
        row.refused_at = timezone.now()
        row.refusal = {
            "code": error.code,
            "text": error.text,
            "remedy": error.remedy,
            "place": error.place[:200],
            "facts": reading.facts_of(error.facts),
        }
        row.findings, row.unlisted = reading.listed(done.findings), done.findings.unlisted
        row.save(update_fields=["refused_at", "refusal", "findings", "unlisted"])
        journal.write(
            "report-refused", reference=row.number, reporter=row.reporter.code, code=error.code, sha256=row.sha256
        )
    contents.drop_rows(row.pk)
    sealed.remove(row.pk)


def refusal_of(row: Arrival) -> BenkanError:
    """Why nothing of it was kept."""
    said = row.refusal
    return Invalid(said["code"], said["text"], said["remedy"], place=said["place"], **said["facts"])


def _unread() -> Invalid:
    return Invalid(
        "report.unread",
        N_("The file could not be read here, though it was tried %(limit)d times."),
        N_("Send it in parts, or tell the service."),
        limit=MOST_ATTEMPTS,
    )
