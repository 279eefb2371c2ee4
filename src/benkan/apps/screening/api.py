"""This slice's JSON API: lists, likenesses, judgements."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.screening import judging
from benkan.apps.screening.models import Likeness, Watchlist
from benkan.core.errors import N_, Invalid

ROLES = ("analyst", "liaison", "supervisor")
PAGE = 100


@require_GET
@officer(*ROLES)
def likenesses(request: HttpRequest) -> JsonResponse:
    """A page of likenesses, the likeliest first: ``?state=waiting|confirmed|dismissed|all&list=CODE``."""
    page = Paginator(judging.Asked.of(request.GET).likenesses(), PAGE).get_page(request.GET.get("page"))
    return JsonResponse(
        {"count": page.paginator.count, "page": page.number, "likenesses": [as_object(one) for one in page]}
    )


@require_GET
@officer(*ROLES)
def lists(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """The lists of this node and what their last loading did."""
    return JsonResponse({"lists": [list_as_object(one) for one in judging.lists()]})


@require_POST
@officer(*ROLES)
def judge(request: HttpRequest, likeness: UUID) -> JsonResponse:
    """Says what a likeness is: ``{"reason": "namesake"}``."""
    try:
        reason = str(json.loads(request.body)["reason"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Invalid(
            "screening.body",
            N_("The request is not a judgement."),
            N_("Send JSON with “reason”."),
            place="body",
        ) from error
    return JsonResponse(as_object(judging.judge(signed_in(request), likeness, reason)))


def as_object(one: Likeness) -> dict[str, Any]:
    """A likeness as programs read it."""
    return {
        "id": str(one.pk),
        "list": one.entry.watchlist_id,
        "entry": one.entry.source_id,
        "caption": one.entry.caption,
        "record": str(one.record),
        "score": round(one.score, 3),
        "by_number": one.by_number,
        "state": one.state,
        "reason": one.reason,
        "still_listed": one.entry.gone_at is None,
    }


def list_as_object(one: Watchlist) -> dict[str, Any]:
    """A list as programs read it."""
    return {
        "list": one.code,
        "form": one.form,
        "loaded_at": one.loaded_at.isoformat(),
        "sha256": one.sha256,
        "entries": one.entries,
        "added": one.added,
        "changed": one.changed,
        "removed": one.removed,
        "left_out": one.left_out,
        "anomalies": one.anomalies,
    }


api_urls: list[URLPattern] = [
    path("screening/likenesses/", likenesses, name="api-likenesses"),
    path("screening/likenesses/<uuid:likeness>/judge/", judge, name="api-likeness-judge"),
    path("screening/lists/", lists, name="api-screening-lists"),
]
