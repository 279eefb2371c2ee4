"""Taking a file in: counted, then read at once and stored with its receipt, or given its number and read later.

A small file is read before the transaction begins, so that it keeps nobody waiting; then the report, its rows, the
receipt and the line exist together or not at all. A large one, or one that comes while another of its reporter is
being read, waits for the worker (``arrivals``). The same file again is the same report with the same number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from benkan.apps.reporting import arrivals, contents, keeping, limits, readers, reading, sealed
from benkan.apps.reporting.models import Arrival, Attempt, Report, Reporter
from benkan.apps.reporting.turns import turn
from benkan.core.errors import N_, BenkanError, Refused


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file.

    Args:
        report: None when nothing of it could be kept, or when it is still to be read.
        findings: as the validation report lists them, bounded.
        unlisted: findings that are only counted.
        again: the same file was here before.
        error: why it was refused.
        arrival: its number, while the worker is still to read it.
    """

    report: Report | None
    findings: list[dict[str, Any]]
    unlisted: int = 0
    again: bool = False
    error: BenkanError | None = None
    arrival: Arrival | None = None

    @property
    def number(self) -> str:
        """Under which it is found; empty when nothing of it is here."""
        found = self.report or self.arrival
        return found.number if found else ""


def allow(reporter: Reporter, announced_bytes: int) -> Attempt:
    """Counts a file that is about to come; before a byte of it is read.

    Raises:
        Refused: ``report.too-many`` or ``report.too-much`` today.
    """
    given, now = settings.BENKAN_NODE.reporting, timezone.now()
    key = f"sent:{reporter.code}"
    made = Attempt.objects.create(key=key, at=now, weight_bytes=max(0, announced_bytes))
    today = Attempt.objects.filter(key=key, at__gt=now - limits.DAY)
    if today.count() > given["files_a_day"]:
        made.delete()
        raise Refused(
            "report.too-many",
            N_("You have sent %(limit)d files within a day."),
            N_("Send the next one tomorrow, or put several reports into one file."),
            limit=given["files_a_day"],
        )
    if int(today.aggregate(total=Sum("weight_bytes"))["total"] or 0) > given["mb_a_day"] * limits.MEGABYTE:
        made.delete()
        raise Refused(
            "report.too-much",
            N_("Your files of one day have %(limit)d MB at most."),
            N_("Send the next one tomorrow, or ask the service."),
            limit=given["mb_a_day"],
        )
    return made


def take(reporter: Reporter, sent_by: str, draft: sealed.Draft, corrects: str = "", *, now: bool = False) -> Taken:
    """The report with its receipt, its number alone, or why there is neither; the draft is kept or given up.

    Args:
        sent_by: who, as the service reads it.
        corrects: the number of an earlier report of the same reporter.
        now: reads a large file too here and now, for commands.

    Raises:
        Refused: as ``keeping.earlier``. Invalid: the file is empty or of no format that the door takes.
    """
    try:
        if (known := _known(reporter, draft.sha256)) is not None:
            return known
        keeping.earlier(reporter, corrects)
        small = draft.size <= settings.BENKAN_NODE.reporting["at_once_kb"] * limits.KILOBYTE
        if not (small or now):
            return _later(reporter, sent_by, draft, corrects)
        with turn(reporter) as mine:
            if mine:
                return _at_once(reporter, sent_by, draft, corrects)
        return _later(reporter, sent_by, draft, corrects)
    finally:
        draft.done()


def _at_once(reporter: Reporter, sent_by: str, draft: sealed.Draft, corrects: str) -> Taken:
    done = reading.read(draft.whole)
    if done.error is not None:
        return Taken(None, reading.listed(done.findings), done.findings.unlisted, error=done.error)

    def kept(came: keeping.Came) -> Taken:
        with transaction.atomic():
            keeping.held(reporter)
            earlier = keeping.earlier(reporter, corrects)
            contents.store_rows(came.identity, done.found)
            made = keeping.store(came, keeping.number_for(reporter, came.received_at), earlier, done)
        return Taken(made, made.findings, made.unlisted)

    return _kept(reporter, sent_by, draft, kept)


def _later(reporter: Reporter, sent_by: str, draft: sealed.Draft, corrects: str) -> Taken:
    readers.of(draft.whole())
    return _kept(reporter, sent_by, draft, lambda came: Taken(None, [], arrival=arrivals.queue(came, corrects)))


def _kept(reporter: Reporter, sent_by: str, draft: sealed.Draft, store: Callable[[keeping.Came], Taken]) -> Taken:
    """The file under its final name and its row, or neither."""
    now = timezone.now().replace(microsecond=0)
    came = keeping.Came(draft.identity, reporter, sent_by, now, draft.name, draft.size, draft.sha256, draft.salt)
    draft.keep()
    try:
        return store(came)
    except IntegrityError:
        # The same file by another way at the same moment: the first one is the report.
        draft.give_up()
        known = _known(reporter, draft.sha256)
        if known is None:
            raise
        return known
    except BaseException:
        draft.give_up()
        raise


def _known(reporter: Reporter, sha256: str) -> Taken | None:
    """What became of the same file before."""
    row = Report.objects.filter(reporter=reporter, sha256=sha256).first()
    if row is not None:
        return Taken(row, row.findings, row.unlisted, again=True)
    waits = Arrival.objects.filter(reporter=reporter, sha256=sha256, refused_at=None).first()
    return None if waits is None else Taken(None, [], again=True, arrival=waits)
