"""What other slices, the worker and the commands may do with reports and their reporters."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.reporting import arrivals, contents, entering, receiving, sealed, words
from benkan.apps.reporting.arrivals import run_due as read_due
from benkan.apps.reporting.deciding import answer, by_number, expire_due, get, give, put_into_case, visible
from benkan.apps.reporting.handing_over import hand_over
from benkan.apps.reporting.handing_over import run_due as hand_over_due
from benkan.apps.reporting.informing import Chosen
from benkan.apps.reporting.informing import draft as inform
from benkan.apps.reporting.listing import LATE, Asked, report_as_object
from benkan.apps.reporting.models import Report, Reporter
from benkan.apps.reporting.readers import Content, Named, Reader
from benkan.apps.reporting.readers import register as register_reader
from benkan.apps.reporting.registering import (
    add_machine,
    as_object,
    close_machine,
    close_person,
    invite,
    invite_again,
    listed,
    register,
    resume,
    suspend,
)
from benkan.core.reporting import Answer
from benkan.formats.money_rows import MoneyRow

__all__ = [
    "Answer",
    "Asked",
    "Chosen",
    "Content",
    "Named",
    "Reader",
    "Report",
    "Reporter",
    "add_machine",
    "answer",
    "as_object",
    "by_number",
    "close_machine",
    "close_person",
    "expire_due",
    "get",
    "give",
    "hand_over",
    "hand_over_due",
    "inform",
    "invite",
    "invite_again",
    "listed",
    "of_case",
    "put_into_case",
    "read_due",
    "register",
    "register_reader",
    "report_as_object",
    "resume",
    "rows_of",
    "send_file",
    "suspend",
    "tend",
    "visible",
    "waiting_for",
]


SHOWN: Final = 8
"""Reports that the page of the day lists."""


def rows_of(report: Report | uuid.UUID | str) -> Iterator[MoneyRow]:
    """The transfers of a report, in the order of its file: what the flows of money are made of.

    The caller asks ``get`` first whether its officer may see the report. A report that another one corrects gives its
    rows as before; ``report.corrected`` says whether there is a later one.

    Raises:
        Report.DoesNotExist: there is no such report.
    """
    return contents.rows_of(report if isinstance(report, Report) else Report.objects.get(pk=report))


def of_case(case_id: uuid.UUID | str) -> list[cases.Item]:
    """The reports of a case, as items of its timeline; without the reporter, whom the circle need not know."""
    return [
        cases.Item(
            row.received_at,
            "report",
            words.REPORT,
            text=" · ".join(part for part in (words.format_label(row.format), row.kind) if part),
            state=words.STATES[row.state],
            url=f"/reports/{row.pk}/",
        )
        for row in Report.objects.filter(case=case_id)
    ]


def waiting_for(who: Officer) -> dict[str, Any]:
    """The reports that wait for this officer, the oldest first: given and unanswered; for a supervisor, nobody's too.

    Empty when none waits, or for a role that reads no reports.
    """
    if not accounts.may(who, "report"):
        return {}
    mine = Q(given_to=accounts.handle(who))
    found = Report.objects.filter(mine | Q(given_to="", case=None) if accounts.may(who, "give-report") else mine)
    found = found.filter(told_at=None, corrected=None).order_by("received_at")
    first = list(found[:SHOWN])
    if not first:
        return {}
    late = {row.pk for row in first if timezone.now() - row.received_at > LATE}
    return {"first": first, "count": found.count() if len(first) == SHOWN else len(first), "late": late}


def send_file(reporter_code: str, sent_by: str, name: str, data: bytes, corrects: str = "") -> receiving.Taken:
    """Takes a file in for a reporter and reads it here and now: for commands and demonstrations.

    Raises:
        Refused, Invalid: as the door says.
    """
    from benkan.apps.reporting.registering import unknown

    found = Reporter.objects.filter(code=reporter_code).first()
    if found is None:
        raise unknown()
    receiving.allow(found, len(data))
    draft = sealed.Draft(name, len(data))
    try:
        draft.feed(data)
        return receiving.take(found, sent_by, draft, corrects, now=True)
    finally:
        draft.done()


def tend() -> None:
    """What a worker does now and then: ended sessions, old counts, forgotten files, reports past their time."""
    entering.tend()
    sealed.tend()
    arrivals.forget()
    expire_due()
