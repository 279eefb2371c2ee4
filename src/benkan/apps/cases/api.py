"""Cases for programs: open one, list the officer's."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.cases import services
from benkan.apps.cases.models import Case
from benkan.apps.cases.views import ROLES
from benkan.web import json_body
from benkan.web.json_body import text

LISTED = 500


@require_http_methods(["GET", "POST"])
@officer(*ROLES)
def cases(request: HttpRequest) -> HttpResponse:
    """GET lists the officer's cases; POST ``{"title", "purpose", "number", "summary"}`` opens one (201)."""
    who = signed_in(request)
    if request.method == "GET":
        wanted = services.CaseFilter(
            text=request.GET.get("q", "")[:100],
            purpose=request.GET.get("purpose", ""),
            state=request.GET.get("state", ""),
            sort=request.GET.get("sort", "-moved"),
        )
        found = services.listed(who, wanted)
        return JsonResponse({"count": found.count(), "cases": [as_object(case) for case in found[:LISTED]]})
    given = json_body.read(request)
    case = services.open_case(
        who,
        text(given, "title"),
        text(given, "purpose"),
        text(given, "number"),
        text(given, "summary"),
    )
    return JsonResponse(as_object(case), status=201)


def as_object(case: Case) -> dict[str, Any]:
    """The case as programs read it."""
    return {
        "id": str(case.pk),
        "number": case.number,
        "title": case.title,
        "purpose": case.purpose,
        "summary": case.summary,
        "opened_by": str(case.opened_by),
        "opened_at": case.opened_at.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
    }


api_urls = [path("cases", cases)]
