"""Reports for programs: the reporters' own door (a token), and the officers' (their session).

Errors are ``{"code", "message", "remedy", "clause", "place"}``, made by ``benkan.web.errors``.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.reporting import (
    answering,
    contents,
    deciding,
    guard,
    listing,
    receiving,
    registering,
    sealed,
    shown,
    words,
)
from benkan.apps.reporting.listing import report_as_object
from benkan.apps.reporting.models import Machine, Report
from benkan.apps.reporting.reporter_views import REGISTERING
from benkan.apps.reporting.views import ROLES
from benkan.core.attachments import CHUNK_BYTES
from benkan.core.errors import N_, Invalid
from benkan.core.reporting import Answer
from benkan.web import json_body
from benkan.web.errors import explain

LISTED = 500
TYPES = ("application/octet-stream", "application/xml", "text/xml", "text/csv")


@require_http_methods(["GET", "POST"])
@guard.machine
def own_reports(request: HttpRequest, who: Machine) -> HttpResponseBase:
    """GET lists the reporter's own reports, the latest first (``?since=<number>``).

    POST takes one in: ``?name=<file>&corrects=<number>``, the bytes of the file as the body. 201 with the report, its
    receipt and its findings; 202 with its number when the worker is still to read it; 200 when the same file was here
    before; 422 with the findings when nothing could be kept.
    """
    if request.method == "GET":
        found = (
            Report.objects.filter(reporter=who.reporter).select_related("corrects").order_by("-received_at", "-number")
        )
        if since := request.GET.get("since", ""):
            found = found.filter(received_at__gte=shown.own(who.reporter, since).received_at)
        waits = who.reporter.arrivals.select_related("corrects").order_by("-received_at", "-number")[:LISTED]
        return JsonResponse(
            {
                "count": found.count(),
                "reports": [shown.as_object(one) for one in found[:LISTED]],
                "no_reports_yet": [shown.arrival_as_object(one) for one in waits],
            }
        )
    if request.content_type not in TYPES:
        raise Invalid(
            "api.content-type",
            N_("The body is not a file."),
            N_("Send the bytes of the file as application/octet-stream."),
            place="Content-Type",
        )
    length = request.META.get("CONTENT_LENGTH") or "0"
    announced = int(length) if length.isdecimal() else 0
    receiving.allow(who.reporter, announced)
    draft = sealed.Draft(request.GET.get("name", ""), announced)
    try:
        while data := request.read(CHUNK_BYTES):
            draft.feed(data)
        taken = receiving.take(who.reporter, guard.sender(who), draft, request.GET.get("corrects", "")[:60])
    finally:
        draft.done()
    if taken.arrival is not None:
        return _json(shown.arrival_as_object(taken.arrival), 202)
    findings = [words.finding(one) for one in taken.findings]
    if taken.report is None:
        assert taken.error is not None
        told = explain(taken.error)
        refused = {"code": told.code, "message": told.sentence, "remedy": told.remedy, "place": told.place}
        return _json({**refused, "findings": findings, "unlisted": taken.unlisted}, 422)
    given = {**shown.as_object(taken.report), **shown.receipt(taken.report)}
    return _json({**given, "findings": findings, "unlisted": taken.unlisted}, 200 if taken.again else 201)


@require_GET
@guard.machine
def own_report(_request: HttpRequest, who: Machine, number: str) -> HttpResponseBase:
    """One of the reporter's own reports, with the answer and the findings; or a file that is no report yet."""
    if (waits := shown.arrival(who.reporter, number)) is not None:
        return _json(shown.arrival_as_object(waits))
    row = shown.own(who.reporter, number)
    return _json({**shown.as_object(row), "findings": [words.finding(one) for one in row.findings]})


@require_http_methods(["GET", "POST"])
@guard.machine
def own_doubts(request: HttpRequest, who: Machine, number: str) -> HttpResponseBase:
    """GET lists what is in doubt. POST answers it: ``{"answers": [{"field", "written", "answer"}]}``.

    A large file is read again by the worker: ``doubtful`` goes down then.
    """
    row = shown.own(who.reporter, number)
    if request.method == "POST":
        listed = json_body.read(request).get("answers")
        given = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        texts = [tuple(str(one.get(name) or "") for name in ("field", "written", "answer")) for one in given]
        row = answering.answer(row, {(field, written): value for field, written, value in texts}, guard.sender(who))
    return _json({**shown.as_object(row), "doubts": shown.questions_as_objects(row)})


@require_GET
@guard.machine
def own_receipt(_request: HttpRequest, who: Machine, number: str) -> HttpResponseBase:
    """The receipt of a report, as it was signed."""
    return _json(shown.receipt(shown.own(who.reporter, number)))


@require_GET
@officer(*ROLES)
def reports(request: HttpRequest) -> HttpResponseBase:
    """The reports that this officer may see (``?q=&reporter=&state=&format_=&mine=1&sort=``)."""
    found = listing.Asked.of(request.GET).reports(signed_in(request))
    return _json({"count": found.count(), "reports": [report_as_object(one) for one in found[:LISTED]]})


@require_GET
@officer(*ROLES)
def report(request: HttpRequest, report_id: UUID) -> HttpResponseBase:
    """One report with whom it names, its first transfers and what was done with it; a line in the journal."""
    row = deciding.opened(signed_in(request), report_id)
    first = row.rows.order_by("position").values_list("row", flat=True)[:LISTED]
    return _json(
        {
            **report_as_object(row),
            "parties": [
                {"position": one.position, "kind": one.kind, "caption": one.caption, "facts": one.facts}
                for one in row.parties.order_by("position")[:LISTED]
            ],
            "transfers": [contents.of_text(one).as_object() for one in first],
            "findings": [words.finding(one) for one in row.findings],
            "steps": [
                {
                    "at": one.at.isoformat(),
                    "officer": one.officer,
                    "what": one.what,
                    "state": one.state,
                    "reason": one.reason_code,
                    "reference": one.reference,
                }
                for one in row.steps.all()
            ],
        }
    )


@require_POST
@officer(*ROLES)
def act(request: HttpRequest, report_id: UUID, wanted: str) -> HttpResponseBase:
    """``answer`` (state, reason), ``case`` (case) or ``give`` (to)."""
    who, given = signed_in(request), json_body.read(request)

    def text(name: str) -> str:
        return str(given.get(name) or "")

    if wanted == "answer":
        row = deciding.answer(who, report_id, Answer(text("state"), text("reason")))
    elif wanted == "case":
        row = deciding.put_into_case(who, report_id, text("case"))
    else:
        row = deciding.give(who, report_id, text("to"))
    return _json(report_as_object(row))


@require_http_methods(["GET", "POST"])
@officer(*REGISTERING)
def reporters(request: HttpRequest) -> HttpResponseBase:
    """GET lists the reporters; POST registers one (code, name, kind, country, contact)."""
    if request.method == "GET":
        return _json({"reporters": [registering.as_object(one) for one in registering.listed()]})
    given = {name: str(value) for name, value in json_body.read(request).items()}
    made = registering.register(
        signed_in(request),
        given.get("code", ""),
        given.get("name", ""),
        given.get("kind", ""),
        country=given.get("country", ""),
        contact=given.get("contact", ""),
    )
    return _json(registering.as_object(made), 201)


def _json(given: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(given, status=status, json_dumps_params={"ensure_ascii": False})


api_urls = [
    path("reporting/reports", own_reports),
    path("reporting/reports/<str:number>", own_report),
    path("reporting/reports/<str:number>/receipt", own_receipt),
    path("reporting/reports/<str:number>/doubts", own_doubts),
    path("reports", reports),
    path("reports/<uuid:report_id>", report),
    *(path(f"reports/<uuid:report_id>/{wanted}", act, {"wanted": wanted}) for wanted in ("answer", "case", "give")),
    path("reporters", reporters),
]
