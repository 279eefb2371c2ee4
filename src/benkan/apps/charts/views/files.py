"""A chart as a file, and as a page for paper."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.agencies import services as agencies
from benkan.apps.charts import circle, exporting, listing, reading
from benkan.apps.charts.asked import Asked
from benkan.apps.charts.views import ROLES

ROWS_ON_PAPER = 2_000


@require_GET
@officer(*ROLES)
def export(request: HttpRequest, chart_id: UUID) -> HttpResponse:
    """The file in the form that ``format`` names."""
    who = signed_in(request)
    asked = Asked.of(request.GET)
    file = exporting.export(who, circle.get(chart_id, who), request.GET.get("format", ""), asked.narrowing)
    response = HttpResponse(file.data, content_type=file.media_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


@require_GET
@officer(*ROLES)
def paper(request: HttpRequest, chart_id: UUID) -> HttpResponse:
    """Picture and ties for paper or PDF, with the handling code on every sheet; as much of an export as any file."""
    who = signed_in(request)
    chart = circle.get(chart_id, who)
    asked = Asked.of(request.GET)
    file = exporting.export(who, chart, "svg", asked.narrowing)
    found = exporting.leaving(who, chart, asked.narrowing)
    names, sources = agencies.names(), reading.source_words()
    ties = [listing.tie_line(tie, found.graph, names, sources) for tie in found.graph.ties[:ROWS_ON_PAPER]]
    context = {
        "chart": chart,
        "picture": mark_safe(file.data.decode()),  # noqa: S308 - our own drawing; every text in it is escaped
        "leaving": found,
        "ties": ties,
        "more": max(0, len(found.graph.ties) - ROWS_ON_PAPER),
    }
    return render(request, "charts/paper.html", context)
