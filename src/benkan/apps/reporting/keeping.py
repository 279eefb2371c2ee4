"""A report as rows: with its number, whom it names, its signed receipt and its line in the journal, together or not."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from benkan.apps.journal import services as journal
from benkan.apps.reporting import contents
from benkan.apps.reporting.models import Arrival, Report, Reporter
from benkan.apps.reporting.reading import Reading, listed
from benkan.core import reporting as rules
from benkan.core.envelope import SigningKey
from benkan.core.errors import N_, Refused


@dataclass(frozen=True, slots=True)
class Came:
    """A file that came whole and lies sealed under its identity."""

    identity: uuid.UUID
    reporter: Reporter
    sent_by: str
    received_at: dt.datetime
    file_name: str
    data_bytes: int
    sha256: str
    salt: bytes


def number_for(reporter: Reporter, at: dt.datetime) -> str:
    """The next number of a reporter; in a transaction that holds the reporter's row.

    Numbers of one reporter follow each other; they say nothing about how many others sent.
    """
    year = timezone.localtime(at).year
    given = sum(
        kind.objects.filter(reporter=reporter, number__contains=f"-{year}-").count() for kind in (Report, Arrival)
    )
    return f"{reporter.code.upper()}-{year}-{given + 1:04d}"


def held(reporter: Reporter) -> None:
    """Holds the reporter's row until the transaction ends: two files cannot take one number."""
    Reporter.objects.select_for_update().get(pk=reporter.pk)


def store(came: Came, number: str, corrects: Report | None, read: Reading) -> Report:
    """The report of a reading; in the caller's transaction, which holds the reporter's row; its rows are apart."""
    content = read.content
    made = Report(
        id=came.identity,
        number=number,
        reporter=came.reporter,
        sent_by=came.sent_by[:200],
        received_at=came.received_at,
        corrects=corrects,
        file_name=came.file_name,
        data_bytes=came.data_bytes,
        sha256=came.sha256,
        salt=came.salt,
        format=read.format,
        kind=content.kind[:40],
        reference=content.reference[:100],
        reason=content.reason[: contents.MAX_TEXT],
        case=corrects.case if corrects else None,
        given_to=corrects.given_to if corrects else "",
    )
    counted(made, read)
    sign(made)
    made.save(force_insert=True)
    contents.store(made, read.found)
    contents.store_doubts(made, content)
    journal.write(
        "report-received",
        reference=made.number,
        reporter=came.reporter.code,
        format=made.format,
        count=made.kept,
        refused=made.refused,
        data_bytes=made.data_bytes,
        sha256=made.sha256,
        corrects=corrects is not None,
    )
    return made


def counted(row: Report, read: Reading) -> None:
    """What a reading counted, in the row; not saved."""
    content, found = read.content, read.found
    row.kept, row.refused, row.doubtful = len(found.rows), content.findings.refused, content.doubtful
    row.findings, row.unlisted = listed(content.findings), content.findings.unlisted
    row.first_day, row.last_day = found.days
    row.total_xof = found.total_xof


def sign(row: Report) -> None:
    """The receipt of what the row says now, signed; not saved."""
    receipt = receipt_of(row)
    row.receipt = receipt.text.decode()
    row.signature = rules.sign(receipt, SigningKey.from_bytes(settings.BENKAN_NODE.signing_seed()).sign)


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


def earlier(reporter: Reporter, number: str) -> Report | None:
    """The report that is corrected; another reporter's is as unknown as one that does not exist.

    Raises:
        Refused: ``report.unknown``, ``report.being-read`` or ``report.corrected-already``.
    """
    if not number:
        return None
    wanted = number.replace("\0", "").strip().upper()
    found = Report.objects.filter(reporter=reporter, number=wanted).first()
    if found is None:
        if Arrival.objects.filter(reporter=reporter, number=wanted, refused_at=None).exists():
            raise Refused(
                "report.being-read",
                N_("This report is still being read."),
                N_("Wait until its page says what was read of it."),
                place="corrects",
            )
        raise Refused(
            "report.unknown",
            N_("You have sent no report of this number."),
            N_("Take the number from the receipt of your report."),
            place="corrects",
        )
    uncorrected(found)
    return found


def uncorrected(row: Report) -> None:
    """Nothing, when no later report corrects this one.

    Raises:
        Refused: ``report.corrected-already``.
    """
    later = Report.objects.filter(corrects=row).first()
    waiting = Arrival.objects.filter(corrects=row, refused_at=None).first() if later is None else None
    number = later.number if later else waiting.number if waiting else ""
    if number:
        raise Refused(
            "report.corrected-already",
            N_("This report was corrected already, by %(number)s."),
            N_("Correct the latest one."),
            place="corrects",
            number=number,
        )
