"""Rows in doubt: what the reporter says that a cell means, and the file read again with it.

Nothing is guessed and nothing is lost in silence: each written cell without one meaning is a row here until its
reporter answers it, or sends a correction. The file is read again as it came, on its own day; what becomes sure joins
the report, the receipt is signed anew with the new counts, and the flows of money get what is new.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benkan.apps.journal import services as journal
from benkan.apps.reporting import contents, keeping, limits, reading, sealed
from benkan.apps.reporting.models import Doubt, Report
from benkan.apps.reporting.readers import Said
from benkan.apps.reporting.turns import turn
from benkan.core.errors import N_, BenkanError, Invalid
from benkan.formats.statements import understood

logger = logging.getLogger("benkan.reporting")
MOST_ANSWER: Final = 200
WAIT: Final = dt.timedelta(minutes=10)
"""After a reading that failed for no fault of the file."""


def answer(row: Report, given: Mapping[tuple[str, str], str], by: str) -> Report:
    """The report with these answers, read again at once when it is small, else by the worker.

    Args:
        given: for a field and what is written, a reading, a value, or ``-`` to leave its rows out.
        by: who answers, as the service reads it.

    Raises:
        Refused: ``report.corrected-already``. Invalid: ``report.answer``, ``report.doubt-unknown``.
    """
    keeping.uncorrected(row)
    wanted = {key: value.strip() for key, value in given.items() if value.strip()}
    with transaction.atomic():
        held = {(one.field, one.written): one for one in Doubt.objects.select_for_update().filter(report=row)}
        changed = []
        for (field, written), value in wanted.items():
            doubt = held.get((field, written))
            if doubt is None:
                raise _unknown(written)
            if len(value) > MOST_ANSWER or not understood(field, doubt.codes, value):
                raise _meaningless(written)
            doubt.answer, doubt.answered_by, doubt.answered_at = value, by[:200], timezone.now()
            changed.append(doubt)
        Doubt.objects.bulk_update(changed, ["answer", "answered_by", "answered_at"], batch_size=contents.BATCH)
        if changed:
            row.read_again_at = timezone.now()
            row.save(update_fields=["read_again_at"])
    if changed and row.data_bytes <= settings.BENKAN_NODE.reporting["at_once_kb"] * limits.KILOBYTE:
        read_again(row)
        row.refresh_from_db()
    return row


def read_due() -> int:
    """Reads the reports again whose reporters answered; how many."""
    due = Report.objects.filter(read_again_at__lte=timezone.now()).select_related("reporter", "corrects")
    return sum(read_again(row) for row in due.order_by("read_again_at"))


def read_again(row: Report) -> bool:
    """Whether the report holds its answers now; False when the turn is another's, or it failed and is put off."""
    with turn(row.reporter) as mine:
        if not mine:
            return False
        try:
            _read_again(row)
        except Exception as error:  # noqa: BLE001 - the answers stay, and it is read later; the text may name somebody
            code = error.code if isinstance(error, BenkanError) else type(error).__name__
            logger.warning("report %s could not be read again now: %s", row.number, code)
            Report.objects.filter(pk=row.pk).update(read_again_at=timezone.now() + WAIT)
            return False
    return True


def _read_again(row: Report) -> None:
    answers = {(one.field, one.written): one.answer for one in row.doubts.exclude(answer="")}
    asked_at = Report.objects.values_list("read_again_at", flat=True).get(pk=row.pk)
    with sealed.opened(row) as file:
        said = Said(answers, timezone.localtime(row.received_at).date())
        done = reading.read(lambda: file, said=said)
    if done.error is not None:
        raise done.error
    contents.store_rows(row.pk, done.found)
    with transaction.atomic():
        keeping.held(row.reporter)
        kept = Report.objects.select_for_update(of=("self",)).select_related("reporter", "corrects").get(pk=row.pk)
        before = kept.kept
        keeping.counted(kept, done)
        keeping.sign(kept)
        contents.store_again(kept, done.found)
        kept.doubts.filter(answer="").delete()
        done.content.doubts = {key: one for key, one in done.content.doubts.items() if key not in answers}
        contents.store_doubts(kept, done.content)
        kept.handed_at = None
        if kept.read_again_at == asked_at:
            kept.read_again_at = None  # else somebody answered more meanwhile
        kept.save()
        journal.write(
            "report-doubts-answered",
            reference=kept.number,
            reporter=kept.reporter.code,
            count=kept.kept,
            added=kept.kept - before,
            refused=kept.refused,
        )


def _unknown(written: str) -> Invalid:
    return Invalid(
        "report.doubt-unknown",
        N_("Nothing of the report waits for this answer."),
        N_("Open the questions of the report again."),
        place=written[:60],
    )


def _meaningless(written: str) -> Invalid:
    return Invalid(
        "report.answer",
        N_("The answer cannot be read."),
        N_("Choose one of the readings, or write it like 2026-04-03 for a day and 1500.50 for an amount."),
        place=written[:60],
    )
