"""Taking a report in: counted, read, stored with its receipt and its line in the journal, or refused with its reasons.

The file is read before the transaction begins, so that a long one keeps nobody waiting; then the report, its rows, the
receipt and the line exist together or not at all. The same file again is the same report with the same receipt.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from benkan import disk
from benkan.apps.journal import services as journal
from benkan.apps.reporting import contents, limits, readers, sealed
from benkan.apps.reporting.models import Attempt, Report, Reporter
from benkan.core import reporting as rules
from benkan.core.envelope import SigningKey
from benkan.core.errors import N_, BenkanError, Invalid, Refused
from benkan.formats.report import Report as Findings


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file.

    Args:
        report: None when nothing of it could be kept.
        again: the same file was here before.
        error: why it was refused.
        findings: as the validation report lists them, bounded.
        unlisted: findings that are only counted.
    """

    report: Report | None
    findings: list[dict[str, Any]]
    unlisted: int = 0
    again: bool = False
    error: BenkanError | None = None


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


def take(reporter: Reporter, sent_by: str, draft: sealed.Draft, corrects: str = "") -> Taken:
    """The report with its receipt, or why there is none; the draft is kept or given up.

    Args:
        sent_by: who, as the service reads it.
        corrects: the number of an earlier report of the same reporter.

    Raises:
        Refused: ``report.busy``, ``report.unknown`` or ``report.corrected-already``.
    """
    try:
        known = Report.objects.filter(reporter=reporter, sha256=draft.sha256).first()
        if known is not None:
            return Taken(known, known.findings, known.unlisted, again=True)
        _earlier(reporter, corrects)
        with _alone(reporter):
            return _read(reporter, sent_by, draft, corrects)
    finally:
        draft.done()


def _read(reporter: Reporter, sent_by: str, draft: sealed.Draft, corrects: str) -> Taken:
    findings = Findings(listed=readers.LISTED)
    try:
        file = draft.whole()
        reader = readers.of(file)
        content = reader.read(file)
        findings = content.findings
        found = contents.gather(content)
        if not found.rows and not found.parties:
            raise Invalid(
                "report.nothing",
                N_("Nothing of the file could be read."),
                N_("Correct what the list says, then send it again."),
                place="file",
            )
    except BenkanError as error:
        return Taken(None, listed(findings), findings.unlisted, error=error)
    try:
        made = _store(reporter, sent_by, draft, corrects, reader.name, content, found)
    except IntegrityError:
        # The same file by another way at the same moment: the first one is the report.
        known = Report.objects.filter(reporter=reporter, sha256=draft.sha256).first()
        if known is None:
            raise
        return Taken(known, known.findings, known.unlisted, again=True)
    return Taken(made, made.findings, made.unlisted)


def _store(
    reporter: Reporter,
    sent_by: str,
    draft: sealed.Draft,
    corrects: str,
    format_: str,
    content: readers.Content,
    found: contents.Gathered,
) -> Report:
    now = timezone.now().replace(microsecond=0)
    first, last = found.days
    draft.keep()
    try:
        with transaction.atomic():
            # Numbers of one reporter follow each other; they say nothing about how many others sent.
            Reporter.objects.select_for_update().get(pk=reporter.pk)
            earlier = _earlier(reporter, corrects)
            year = timezone.localtime(now).year
            count = Report.objects.filter(reporter=reporter, number__contains=f"-{year}-").count()
            made = Report(
                id=draft.identity,
                number=f"{reporter.code.upper()}-{year}-{count + 1:04d}",
                reporter=reporter,
                sent_by=sent_by[:200],
                received_at=now,
                corrects=earlier,
                file_name=draft.name,
                data_bytes=draft.size,
                sha256=draft.sha256,
                salt=draft.salt,
                format=format_,
                kind=content.kind[:40],
                reference=content.reference[:100],
                reason=content.reason[: contents.MAX_TEXT],
                kept=len(found.rows),
                refused=content.findings.refused,
                findings=listed(content.findings),
                unlisted=content.findings.unlisted,
                first_day=first,
                last_day=last,
                total_xof=found.total_xof,
                case=earlier.case if earlier else None,
                given_to=earlier.given_to if earlier else "",
            )
            receipt = receipt_of(made)
            made.receipt = receipt.text.decode()
            made.signature = rules.sign(receipt, SigningKey.from_bytes(settings.BENKAN_NODE.signing_seed()).sign)
            made.save(force_insert=True)
            contents.store(made, found)
            journal.write(
                "report-received",
                reference=made.number,
                reporter=reporter.code,
                format=format_,
                count=made.kept,
                refused=made.refused,
                data_bytes=made.data_bytes,
                sha256=made.sha256,
                corrects=earlier is not None,
            )
    except BaseException:
        draft.give_up()
        raise
    return made


def receipt_of(row: Report) -> rules.Receipt:
    """What the receipt of this report says."""
    return rules.Receipt(
        service=settings.BENKAN_NODE.agency,
        number=row.number,
        reporter=row.reporter.code,
        received_at=row.received_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        sha256=row.sha256,
        data_bytes=row.data_bytes,
        corrects=row.corrects.number if row.corrects else "",
        kept=row.kept,
        refused=row.refused,
    )


def listed(findings: Findings) -> list[dict[str, Any]]:
    """The findings as a row keeps them: the sentence with its facts apart, so that pages can translate it."""
    return [
        {
            "place": one.place[:200],
            "line": one.line,
            "code": one.code,
            "text": one.text,
            "done": one.done,
            "remedy": one.remedy,
            "facts": {name: str(value)[:200] for name, value in one.facts.items()},
            "refused": one.refused,
        }
        for one in findings.findings[: readers.LISTED * 5]
    ]


def _earlier(reporter: Reporter, number: str) -> Report | None:
    """The report that is corrected; another reporter's is as unknown as one that does not exist."""
    if not number:
        return None
    found = Report.objects.filter(reporter=reporter, number=number.replace("\0", "").strip().upper()).first()
    if found is None:
        raise Refused(
            "report.unknown",
            N_("You have sent no report of this number."),
            N_("Take the number from the receipt of your report."),
            place="corrects",
        )
    later = Report.objects.filter(corrects=found).first()
    if later is not None:
        raise Refused(
            "report.corrected-already",
            N_("This report was corrected already, by %(number)s."),
            N_("Correct the latest one."),
            place="corrects",
            number=later.number,
        )
    return found


@contextmanager
def _alone(reporter: Reporter) -> Iterator[None]:
    """One file of a reporter is read at a time: nobody keeps all of the node's cores; a killed process lets go."""
    descriptor = os.open(sealed.folder() / f"{reporter.pk}.lock", os.O_RDWR | os.O_CREAT, disk.PRIVATE)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(
                "report.busy", N_("Another file of yours is being read."), N_("Wait until it has its receipt.")
            ) from error
        yield
    finally:
        os.close(descriptor)
