"""A report as its reporter may see it: number, receipt, validation, answer. Nothing of what officers do is here."""

from __future__ import annotations

import base64
import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from benkan.apps.reporting import arrivals, words
from benkan.apps.reporting.models import Arrival, Report, Reporter
from benkan.core.envelope import SigningKey
from benkan.core.errors import N_, Invalid, Refused
from benkan.formats.statements import FIELDS, LEAVE_OUT, WHY
from benkan.web.errors import explain
from benkan.web.times import day
from benkan.web.words import sentence


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a report, in the reader's words.

    Args:
        code: of the state.
        at: when it was told; None while nothing was.
    """

    code: str
    state: str
    reason: str
    at: dt.datetime | None


def own(reporter: Reporter, number: str) -> Report:
    """The reporter's own report of this number.

    Raises:
        Refused: ``report.unknown``; the same for another reporter's report and for none.
    """
    found = (
        Report.objects.select_related("reporter", "corrects")
        .filter(reporter=reporter, number=number.replace("\0", ""))
        .first()
    )
    if found is None:
        waits = arrival(reporter, number)
        if waits is not None and waits.waits:
            raise Refused(
                "report.being-read",
                N_("This report is still being read."),
                N_("Wait until its page says what was read of it."),
            )
        raise Refused(
            "report.unknown",
            N_("You have sent no report of this number."),
            N_("Choose one of the list of your reports."),
        )
    return found


def arrival(reporter: Reporter, number: str) -> Arrival | None:
    """The reporter's own file of this number that is still to be read, or of which nothing could be kept."""
    found = Arrival.objects.select_related("reporter", "corrects")
    return found.filter(reporter=reporter, number=number.replace("\0", "")).first()


def told(row: Report) -> Told:
    """What its reporter reads."""
    return Told(row.state, str(words.STATES[row.state]), str(words.REASONS.get(row.reason_code, "")), row.told_at)


def as_object(row: Report) -> dict[str, Any]:
    """The report as its reporter's program reads it."""
    later = Report.objects.filter(corrects=row).values_list("number", flat=True).first()
    return {
        "number": row.number,
        "reference": row.reference,
        "received_at": row.received_at.isoformat(),
        "sha256": row.sha256,
        "format": row.format,
        "kept": row.kept,
        "refused": row.refused,
        "doubtful": row.doubtful,
        "corrects": row.corrects.number if row.corrects else "",
        "corrected_by": later or "",
        "state": row.state,
        "reason": row.reason_code,
        "told_at": row.told_at.isoformat() if row.told_at else None,
    }


def arrival_as_object(row: Arrival) -> dict[str, Any]:
    """A file that is no report yet, as its reporter's program reads it."""
    told = {
        "number": row.number,
        "received_at": row.received_at.isoformat(),
        "sha256": row.sha256,
        "data_bytes": row.data_bytes,
        "corrects": row.corrects.number if row.corrects else "",
        "state": "reading" if row.waits else "refused",
        "read_so_far": row.read_rows,
    }
    if row.waits:
        return told
    why = explain(arrivals.refusal_of(row))
    refused = {"code": why.code, "message": why.sentence, "remedy": why.remedy, "place": why.place}
    findings = [words.finding(one) for one in row.findings]
    return {**told, **refused, "findings": findings, "unlisted": row.unlisted}


def questions(row: Report) -> list[dict[str, Any]]:
    """What the reporter is asked, in the reader's language: what stands there, why it is in doubt, what it can mean."""
    return [
        {
            "doubt": one,
            "label": sentence(FIELDS[one.field], {}) if one.field in FIELDS else one.field,
            "why": sentence(WHY[one.why], {}) if one.why in WHY else one.why,
            "choices": [(code, meaning(one.field, code)) for code in one.codes],
            "answer": _("Leave these rows out") if one.answer == LEAVE_OUT else meaning(one.field, one.answer),
        }
        for one in row.doubts.all()
    ]


def questions_as_objects(row: Report) -> list[dict[str, Any]]:
    """The same as a program reads it."""
    return [
        {
            "field": one["doubt"].field,
            "written": one["doubt"].written,
            "why": one["why"],
            "rows": one["doubt"].rows,
            "first_row": one["doubt"].first_row,
            "can_mean": one["doubt"].codes,
            "answer": one["doubt"].answer,
        }
        for one in questions(row)
    ]


def meaning(field: str, code: str) -> str:
    """A reading as people write it."""
    if field not in ("date", "value_date"):
        return code
    try:
        return day(dt.date.fromisoformat(code))
    except ValueError:
        return code


def receipt(row: Report) -> dict[str, Any]:
    """The receipt as a file: its text as it was signed, the signature, and the key to compare with the service's."""
    return {
        "receipt": json.loads(row.receipt),
        "text": row.receipt,
        "signature": row.signature,
        "public_key": public_key(),
    }


def public_key() -> str:
    """The service's Ed25519 key, in base64."""
    return base64.b64encode(SigningKey.from_bytes(settings.BENKAN_NODE.signing_seed()).public).decode()


def no_file() -> Invalid:
    """The error of a form without a file."""
    return Invalid("report.no-file", N_("No file was chosen."), N_("Choose a file, then send it."), place="file")


def not_the_same() -> Invalid:
    """The error of a password that was typed twice, in two ways."""
    return Invalid(
        "reporter.again", N_("The two passwords are not the same."), N_("Type the same one twice."), place="again"
    )


def stale_page() -> Refused:
    """The error of a page that was left open too long."""
    return Refused("reporter.page", N_("This page is too old."), N_("Begin again with your invitation."))
