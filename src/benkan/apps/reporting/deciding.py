"""What officers do with a report: open it, give it to an analyst, put it into a case, answer its reporter.

Who may see one: the supervisors; everybody with the right while it is nobody's; then the analyst to whom it was given
and the circle of its case. Each look is a line in the journal, so that who opens the report on a friend is found.
"""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.journal import services as journal
from benkan.apps.reporting import sealed
from benkan.apps.reporting.models import Report, Step
from benkan.core.errors import N_, Invalid, Refused
from benkan.core.reporting import Answer


def visible(officer: Officer) -> QuerySet[Report]:
    """The reports that this officer may see."""
    if not accounts.may(officer, "report"):
        return Report.objects.none()
    found = Report.objects.all()
    if accounts.may(officer, "give-report"):
        return found
    handle = accounts.handle(officer)
    circle = cases.listed(officer, cases.CaseFilter(state="")).order_by().values("pk")
    return found.filter(Q(given_to="", case=None) | Q(given_to=handle) | Q(case__in=circle))


def get(officer: Officer, report_id: uuid.UUID | str) -> Report:
    """The report, if this officer may see it.

    Raises:
        Refused: ``role.not-allowed``, ``report.unknown``.
    """
    accounts.need(officer, "report")
    try:
        wanted = uuid.UUID(str(report_id))
    except ValueError:
        raise unknown() from None
    found = visible(officer).select_related("reporter", "corrects").filter(pk=wanted).first()
    if found is None:
        raise unknown()
    return found


def by_number(officer: Officer, number: str) -> Report:
    """The report of this number; errors as ``get``."""
    accounts.need(officer, "report")
    found = (
        visible(officer)
        .select_related("reporter", "corrects")
        .filter(number=number.replace("\0", "").strip().upper())
        .first()
    )
    if found is None:
        raise unknown()
    return found


def opened(officer: Officer, report_id: uuid.UUID | str) -> Report:
    """The report, with the line that this officer looked at it."""
    found = get(officer, report_id)
    _write("report-opened", officer, found)
    return found


def give(officer: Officer, report_id: uuid.UUID | str, username: str) -> Report:
    """The report, given to an analyst, or to nobody again.

    Raises:
        Refused: no right. Invalid: nobody of this name reads reports.
    """
    accounts.need(officer, "give-report")
    if username and not any(one.get_username() == username for one in readers_of_reports()):
        raise Invalid(
            "report.reader", N_("No officer of this name reads reports."), N_("Choose one of the list."), place="to"
        )
    with transaction.atomic():
        row = _locked(officer, report_id)
        if row.given_to != username:
            row.given_to = username
            row.save(update_fields=["given_to"])
            _step(officer, row, "given", reference=username)
            _write("report-given", officer, row, account=username or None)
    return row


def put_into_case(officer: Officer, report_id: uuid.UUID | str, case_id: str) -> Report:
    """The report as part of a case, or of none again.

    Raises:
        Refused: no right, or the case is not this officer's or closed.
    """
    with transaction.atomic():
        row = _locked(officer, report_id)
        _may_work(officer, row)
        case = cases.usable(case_id, officer) if case_id else None
        if row.case != (case.pk if case else None):
            row.case = case.pk if case else None
            row.save(update_fields=["case"])
            _step(officer, row, "case", reference=case.number if case else "")
            if case:
                cases.moved(case.pk)
            _write("report-in-case", officer, row, linked=case is not None)
    return row


def answer(officer: Officer, report_id: uuid.UUID | str, given: Answer) -> Report:
    """The report, about which its reporter reads this from now on.

    Raises:
        Refused: no right. Invalid: ``report.feedback``: not of the closed list.
    """
    given.checked()
    with transaction.atomic():
        row = _locked(officer, report_id)
        _may_work(officer, row)
        if (row.state, row.reason_code) != (given.state, given.reason):
            row.state, row.reason_code, row.told_at = given.state, given.reason, timezone.now()
            row.save(update_fields=["state", "reason_code", "told_at"])
            _step(officer, row, "answered", state=given.state, reason_code=given.reason)
            _write("report-answered", officer, row, state=given.state, reason_code=given.reason)
    return row


def noted(officer: Officer, row: Report, what: str, reference: str) -> None:
    """Notes what an officer made of a report; in the caller's transaction."""
    _step(officer, row, what, reference=reference)


def may_work(officer: Officer, row: Report) -> bool:
    """Whether the officer may answer it and put it into a case: a supervisor, or the analyst to whom it was given."""
    return accounts.may(officer, "give-report") or (
        accounts.may(officer, "report") and row.given_to == accounts.handle(officer)
    )


def readers_of_reports() -> list[Officer]:
    """Active officers to whom a report can be given."""
    return accounts.with_right("report")


def chain(row: Report) -> list[Report]:
    """The report with what it corrects and what corrects it, the oldest first."""
    found = [row]
    while found[0].corrects_id and len(found) < 100:
        found.insert(0, Report.objects.select_related("corrects").get(pk=found[0].corrects_id))
    while len(found) < 200 and (later := Report.objects.filter(corrects=found[-1]).first()) is not None:
        found.append(later)
    return found


def expire_due() -> int:
    """Erases reports past their time that are in no case, the latest of a chain first; how many."""
    until = timezone.now() - dt.timedelta(days=settings.BENKAN_NODE.reporting["kept_days"])
    old = Report.objects.filter(received_at__lt=until, case=None, corrected=None)
    count = 0
    for row in old.order_by("received_at")[:200]:
        with transaction.atomic():
            identity = row.pk
            row.delete()
            journal.write("report-erased", reference=row.number)
            transaction.on_commit(partial(sealed.remove, identity))
        count += 1
    return count


def unknown() -> Refused:
    """The error of a report that is not here, or not for this officer."""
    return Refused("report.unknown", N_("There is no such report for you."), N_("Open it from the list of reports."))


def not_given() -> Refused:
    """The error of an officer to whom the report was not given."""
    return Refused(
        "report.not-given", N_("This report was not given to you."), N_("Ask a supervisor to give it to you.")
    )


def _may_work(officer: Officer, row: Report) -> None:
    if not may_work(officer, row):
        raise not_given()


def _locked(officer: Officer, report_id: uuid.UUID | str) -> Report:
    found = get(officer, report_id)
    return Report.objects.select_for_update(of=("self",)).select_related("reporter").get(pk=found.pk)


def _step(officer: Officer, row: Report, what: str, **facts: str) -> None:
    Step.objects.create(report=row, at=timezone.now(), officer=str(officer), what=what, **facts)


def _write(event: str, officer: Officer, row: Report, **facts: Any) -> None:
    journal.write(event, officer=accounts.handle(officer), reference=row.number, **facts)
