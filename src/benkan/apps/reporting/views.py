"""The officers' pages: the inbox of reports, one report, what is done with it, the statistics of answers."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import handle, officer, signed_in
from benkan.apps.attachments import services as attachments
from benkan.apps.cases import services as cases
from benkan.apps.journal import services as journal
from benkan.apps.records import services as records
from benkan.apps.reporting import arrivals, contents, deciding, informing, listing, registering, sealed, shown, words
from benkan.apps.reporting.listing import Asked
from benkan.apps.reporting.models import Party, Report
from benkan.apps.requests import services as requests
from benkan.apps.screening import services as screening
from benkan.core.errors import BenkanError
from benkan.core.reporting import REASONS, Answer
from benkan.formats.money_rows import MoneyRow
from benkan.web import csv_file
from benkan.web import words as common
from benkan.web.errors import explain

ROLES: Final = ("analyst", "supervisor")
PAGE: Final = 50
SHOWN_PARTIES: Final = 200
SHOWN_ROWS: Final = 10
GRADES: Final = [f"{source}{sureness}" for source in "ABCX" for sureness in "1234"]


@require_GET
@officer(*ROLES)
def index(request: HttpRequest) -> HttpResponseBase:
    """The reports that this officer may see, filtered, sorted and counted, or the same as CSV."""
    who, asked = signed_in(request), Asked.of(request.GET)
    found = asked.reports(who)
    if request.GET.get("format") == "csv":
        journal.write("reports-exported", officer=handle(who), count=found.count())
        return listing.as_csv(found)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    names = accounts.names()
    context = {
        "page": page,
        "rows": [
            {
                "row": row,
                "reporter": words.KINDS[row.reporter.kind],
                "format": words.format_label(row.format),
                "state": words.STATES[row.state],
                "given": names.get(row.given_to, row.given_to),
                "late": row.told_at is None and timezone.now() - row.received_at > listing.LATE,
                "corrected": hasattr(row, "corrected"),
            }
            for row in page
        ],
        "asked": asked,
        "to_read": arrivals.waiting(),
        "count_words": ngettext("%(count)d report", "%(count)d reports", count) % {"count": count},
        "filters": _filters(asked),
        "export": csv_file.address(request),
    }
    return render(request, "reporting/list.html", context)


@require_GET
@officer(*ROLES)
def detail(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """One report; the look is a line in the journal."""
    return _page(request, deciding.opened(signed_in(request), report_id))


@require_GET
@officer(*ROLES)
def transfers(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The transfers of a report, page by page."""
    row = deciding.get(signed_in(request), report_id)
    page = Paginator(row.rows.order_by("position"), PAGE).get_page(request.GET.get("page"))
    context = {"row": row, "page": page, "transfers": [_transfer(contents.of_text(one.row)) for one in page]}
    return render(request, "reporting/transfers.html", context)


@require_GET
@officer(*ROLES)
def download(request: HttpRequest, report_id: UUID) -> HttpResponseBase:
    """The file as it came, as a download: nothing of it is shown or runs in a browser."""
    who = signed_in(request)
    row = deciding.get(who, report_id)
    with sealed.opened(row) as file:
        file.read(1)  # a file that is gone or damaged is an error page, not a download that breaks off
    journal.write("report-file-opened", officer=handle(who), reference=row.number, sha256=row.sha256)
    answer = StreamingHttpResponse(sealed.pieces(row), content_type=attachments.DOWNLOAD_TYPE)
    for name, value in attachments.DOWNLOAD_HEADERS.items():
        answer[name] = value
    answer["Content-Length"] = str(row.data_bytes)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.file_name) or ""
    return answer


@require_POST
@officer(*ROLES)
def give(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Gives the report to an analyst."""
    try:
        deciding.give(signed_in(request), report_id, request.POST.get("to", ""))
    except BenkanError as error:
        return _refused(request, report_id, error)
    messages.success(request, _("Saved."))
    return redirect("reports:detail", report_id)


@require_POST
@officer(*ROLES)
def case(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Puts the report into a case."""
    try:
        deciding.put_into_case(signed_in(request), report_id, request.POST.get("case", ""))
    except BenkanError as error:
        return _refused(request, report_id, error)
    messages.success(request, _("Saved."))
    return redirect("reports:detail", report_id)


@require_POST
@officer(*ROLES)
def answer(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Tells the reporter what becomes of its report."""
    state, _slash, reason = request.POST.get("answer", "").partition("/")
    try:
        deciding.answer(signed_in(request), report_id, Answer(state, reason))
    except BenkanError as error:
        return _refused(request, report_id, error)
    messages.success(request, _("The reporter reads this answer from now on."))
    return redirect("reports:detail", report_id)


@require_POST
@officer(*ROLES)
def inform(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Makes a draft of spontaneous information of the chosen fields; the officer goes on in the notice."""
    given = request.POST
    party = given.get("party", "")
    chosen = informing.Chosen(
        party=int(party) if party.isdecimal() and len(party) < 7 else -1,
        fields=tuple(given.getlist(f"field-{party}")),
        grade=given.get("grade", ""),
        handling=given.get("handling", ""),
        relevance=given.get("relevance", ""),
    )
    try:
        made = informing.draft(signed_in(request), report_id, chosen)
    except BenkanError as error:
        return _refused(request, report_id, error)
    messages.success(request, _("The draft is made. Nothing has left: complete it, then a second officer reads it."))
    return redirect("notices:edit", made.pk)


@require_GET
@officer(*ROLES)
def statistics(request: HttpRequest) -> HttpResponse:
    """How reports were answered: by reporter, by reason."""
    context = {
        "figures": listing.figures(),
        "states": list(words.STATES.items()),
        "reasons": [
            (words.STATES[state], words.REASONS[reason], number) for state, reason, number in listing.reasons()
        ],
    }
    return render(request, "reporting/statistics.html", context)


def _refused(request: HttpRequest, report_id: UUID, error: BenkanError) -> HttpResponse:
    """The page of the report with the refusal, or the error itself when the officer may not see the report."""
    return _page(request, deciding.get(signed_in(request), report_id), error)


def _page(request: HttpRequest, row: Report, error: BenkanError | None = None) -> HttpResponse:
    who = signed_in(request)
    parties = list(row.parties.order_by("position")[:SHOWN_PARTIES])
    rows = list(row.rows.order_by("position").values_list("row", flat=True)[:SHOWN_ROWS])
    linked = cases.get(row.case, who) if row.case and _sees_case(row.case, who) else None
    context = {
        "row": row,
        "refusal": explain(error) if error else None,
        "kind": words.KINDS[row.reporter.kind],
        "format": words.format_label(row.format),
        "state": words.STATES[row.state],
        "reason": words.REASONS.get(row.reason_code, ""),
        "parties": [_party(one) for one in parties],
        "parties_count": row.parties.count(),
        "looked": screening.listed_names(_named(one) for one in parties),
        "transfers": [_transfer(contents.of_text(one)) for one in rows],
        "findings": [words.finding(one) for one in row.findings],
        "cells_answered": [one for one in shown.questions(row) if one["doubt"].answer],
        "chain": deciding.chain(row),
        "steps": [
            (words.STEPS[one.what], one, words.STATES.get(one.state, ""), words.REASONS.get(one.reason_code, ""))
            for one in row.steps.all()
        ],
        "linked": linked,
        "given": accounts.names().get(row.given_to, row.given_to),
        "may_work": deciding.may_work(who, row),
        "may_give": accounts.may(who, "give-report"),
        "readers": [(one.get_username(), str(one)) for one in deciding.readers_of_reports()],
        "cases": cases.open_for(who)[:200] if deciding.may_work(who, row) else [],
        "answers": [
            (words.STATES[state], [(f"{state}/{reason}", words.REASONS[reason]) for reason in reasons])
            for state, reasons in REASONS.items()
            if reasons
        ],
        "answered": f"{row.state}/{row.reason_code}",
        "handling_codes": [(code, f"{code} · {common.handling(code)[0]}") for code in records.Handling.values],
        "grades": [(code, f"{code} · {common.grade(code)[0]}") for code in GRADES],
    }
    return render(request, "reporting/detail.html", context, status=422 if error else 200)


def _party(one: Party) -> dict[str, Any]:
    return {"party": one, "kind": words.PARTIES[one.kind], "fields": requests.fields_of(one.facts)}


def _named(one: Party) -> screening.Named:
    return screening.Named(one.caption, (contents.SCHEMATA[one.kind],), one.facts)


def _transfer(row: MoneyRow) -> dict[str, Any]:
    shown = ("at", "day_only", "amount", "currency", "xof", "text")
    return {"ends": (row.source, row.destination), **{name: getattr(row, name) for name in shown}}


def _sees_case(case_id: UUID, who: accounts.Officer) -> bool:
    try:
        cases.get(case_id, who)
    except BenkanError:
        return False
    return True


def _filters(asked: Asked) -> list[dict[str, Any]]:
    formats = [(code, words.format_label(code)) for code in (*words.FORMATS, "statement")]
    return [
        {
            "name": "reporter",
            "label": _("Reporter"),
            "choices": [(one.code, one.name) for one in registering.listed()],
            "value": asked.reporter,
        },
        {
            "name": "state",
            "label": _("State"),
            "choices": [*words.STATES.items(), ("late", _("late: no answer for a month"))],
            "value": asked.state,
        },
        {"name": "format_", "label": _("Format"), "choices": formats, "value": asked.format},
        {"name": "mine", "label": _("Given to"), "choices": [("1", _("me"))], "value": asked.mine},
    ]
