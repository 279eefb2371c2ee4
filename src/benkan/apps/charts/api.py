"""Charts for programs: list, make, read, change, export."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_http_methods

from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.charts import circle, editing, exporting
from benkan.apps.charts.asked import Asked
from benkan.apps.charts.models import Chart
from benkan.apps.charts.views import ROLES
from benkan.web import json_body

LISTED = 500


@require_http_methods(["GET", "POST"])
@officer(*ROLES)
def charts(request: HttpRequest) -> HttpResponse:
    """GET lists (``?q=&case=``); POST ``{"title", "case"}`` or ``{"title", "joint_case"}`` makes one (201)."""
    who = signed_in(request)
    if request.method == "POST":
        sent = json_body.read(request)
        made = editing.make(who, str(sent.get("title", "")), case=sent.get("case"), joint_case=sent.get("joint_case"))
        return JsonResponse(_as_object(made), status=201)
    found = circle.listed(who, text=request.GET.get("q", "")[:100], case=request.GET.get("case", ""))
    return JsonResponse({"count": found.count(), "charts": [_as_object(one) for one in found[:LISTED]]})


@require_GET
@officer(*ROLES)
def chart(request: HttpRequest, chart_id: UUID) -> HttpResponse:
    """What of the chart may leave, as JSON; a line in the journal like any other file. Narrowed as the page is."""
    who = signed_in(request)
    file = exporting.export(who, circle.get(chart_id, who), "json", Asked.of(request.GET).narrowing)
    return HttpResponse(file.data, content_type=file.media_type)


@require_http_methods(["GET", "POST"])
@officer(*ROLES)
def changes(request: HttpRequest, chart_id: UUID) -> HttpResponse:
    """GET: every change. POST ``{"kind", "body"}`` adds one (201)."""
    who = signed_in(request)
    if request.method == "POST":
        sent = json_body.read(request)
        body = sent.get("body")
        made = editing.change(who, chart_id, str(sent.get("kind", "")), body if isinstance(body, dict) else {})
        return JsonResponse({"number": made.number, "kind": made.kind}, status=201)
    rows = circle.get(chart_id, who).changes.order_by("number")
    listed = [
        {"number": row.number, "kind": row.kind, "body": row.body, "officer": row.officer, "at": row.at.isoformat()}
        for row in rows
    ]
    return JsonResponse({"changes": listed}, json_dumps_params={"ensure_ascii": False})


def _as_object(one: Chart) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "title": one.title,
        "case": str(one.case_id) if one.case_id else None,
        "joint_case": str(one.joint_case_id) if one.joint_case_id else None,
        "made_at": one.made_at.isoformat(),
        "moved_at": one.moved_at.isoformat(),
    }


api_urls: list[URLPattern] = [
    path("charts", charts, name="api-charts"),
    path("charts/<uuid:chart_id>", chart, name="api-chart"),
    path("charts/<uuid:chart_id>/changes", changes, name="api-chart-changes"),
]
