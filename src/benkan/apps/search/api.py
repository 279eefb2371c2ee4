"""Searches for programs: make one, read it, and the same rows as a fragment for pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts.services import officer
from benkan.apps.search import services
from benkan.apps.search.here import USUAL
from benkan.apps.search.overview import Overview
from benkan.apps.search.views import ROLES, rows
from benkan.web import json_body, words

MAX_BODY = 16_384


@require_POST
@officer(*ROLES)
def make(request: HttpRequest) -> HttpResponse:
    """Makes a search from ``{"case": …, "name": …, …}``; 201 with its id and address."""
    given = json_body.read(request, MAX_BODY)
    case = given.pop("case", None)
    search = services.make(request.user, case if isinstance(case, str) else None, given)
    return JsonResponse({"id": str(search.id), "url": f"/api/search/{search.id}"}, status=201)


@require_POST
@officer(*ROLES)
def here(request: HttpRequest) -> HttpResponse:
    """Searches this service's own records from ``{"case": …, "name": …, "limit": 10, "reasons": false}``."""
    given = json_body.read(request, MAX_BODY)
    case, limit, why = given.pop("case", None), given.pop("limit", USUAL), given.pop("reasons", False)
    looked = services.look_here(request.user, case if isinstance(case, str) else None, given, limit)
    return JsonResponse({"journal_line": looked.line, "here": [_found(one, why=bool(why)) for one in looked.hits]})


@require_GET
@officer(*ROLES)
def read(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """The search with what is held here and each partner's answer."""
    search = services.get(search_id, request.user)
    return JsonResponse(as_object(services.overview(search), local=services.local(search.subject)))


def as_object(overview: Overview, local: list[services.LocalLine] | None = None) -> dict[str, Any]:
    """The overview as programs read it."""
    search = overview.search
    told: dict[str, Any] = {
        "id": str(search.id),
        "case": str(search.case_id),
        "purpose": search.purpose,
        "finished": overview.finished,
        "elements": search.elements,
        "left_out": search.left_out,
        "undated_only": overview.undated_only,
        "journal_line": search.line,
        "proofs": {"verified": overview.verified, "answers": overview.answered},
        "partners": [
            {
                "inquiry": row.inquiry,
                "partner": row.partner,
                "convention": row.convention,
                "state": row.state,
                "answered_at": row.answered_at.isoformat() if row.answered_at else None,
                "index_built_at": row.index_built_at.isoformat() if row.index_built_at else None,
                "took_s": row.took_s,
                "bytes_up": row.bytes_up,
                "bytes_down": row.bytes_down,
                "code": row.explained.code if row.explained else "",
                "message": row.explained.sentence if row.explained else "",
                "remedy": row.explained.remedy if row.explained else "",
                "clause": row.explained.clause if row.explained else "",
                "hits": list(row.raw),
            }
            for row in overview.rows
        ],
    }
    if local is not None:
        told["here"] = [
            {
                "record": str(line.record.pk),
                "caption": line.record.caption,
                "score": round(line.score, 4),
                "reasons": line.reasons,
            }
            for line in local
        ]
    return told


def _found(one: services.FoundHere, *, why: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "record": str(one.record),
        "caption": one.found.caption,
        "score": round(one.found.score, 4),
    }
    if why:
        told["reasons"] = [words.sentence(reason.text, dict(reason.facts)) for reason in one.reasons()]
    return told


api_urls = [
    path("search", make, name="api_search_make"),
    path("search/here", here, name="api_search_here"),
    path("search/<uuid:search_id>", read, name="api_search_read"),
    path("search/<uuid:search_id>/rows", rows, name="api_search_rows"),
]
