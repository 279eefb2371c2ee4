"""This slice's JSON API: lists, likenesses, judgements."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.screening import judging, named
from benkan.apps.screening.models import Likeness, Watchlist
from benkan.web import json_body, words

ROLES = ("analyst", "liaison", "supervisor")
PAGE = 100
SCHEMATA = ("Person", "Company", "Organization", "LegalEntity")
MOST_VALUES = 50
LONGEST = 300
_EXAMPLE = '[{"schema": "Person", "properties": {"name": ["…"]}}]'


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
    reason = json_body.text(json_body.read(request), "reason")
    return JsonResponse(as_object(judging.judge(signed_in(request), likeness, reason)))


@require_POST
@officer(*ROLES)
def names(request: HttpRequest) -> JsonResponse:
    """Compares names in a case: ``{"case": ID, "names": [{"schema": "Person", "properties": {"name": ["…"]}}]}``."""
    given = json_body.read(request)
    wanted = given.get("names")
    if not isinstance(wanted, list):
        raise json_body.wrong("names", _EXAMPLE)
    told = [_named(f"names.{at}", one) for at, one in enumerate(wanted[: named.MOST_NAMES + 1])]
    found = named.screen(signed_in(request), json_body.text(given, "case"), told)
    return JsonResponse({"compared": len(told), "likenesses": [_likely(one) for one in found]})


def _named(place: str, one: Any) -> named.Named:
    given = one if isinstance(one, dict) else {}
    properties = given.get("properties")
    if not isinstance(properties, dict) or not all(_is_short(each) for each in properties.values()):
        raise json_body.wrong(place, _EXAMPLE)
    schema = given.get("schema")
    if schema not in SCHEMATA:
        raise json_body.wrong(f"{place}.schema", " | ".join(SCHEMATA))
    return named.Named("", (schema,), properties)


def _is_short(value: object) -> bool:
    return json_body.is_texts(value) and len(value) <= MOST_VALUES and all(len(one) <= LONGEST for one in value)  # type: ignore[arg-type, attr-defined]


def _likely(one: named.Likely) -> dict[str, Any]:
    entry = one.listed.entry
    return {
        "name": one.at,
        "list": entry.watchlist_id,
        "entry": entry.source_id,
        "caption": entry.caption,
        "score": round(one.listed.score, 3),
        "by_number": one.listed.by_number,
        "reasons": [words.sentence(reason.text, dict(reason.facts)) for reason in one.reasons],
    }


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
    path("screening/names/", names, name="api-screening-names"),
    path("screening/lists/", lists, name="api-screening-lists"),
]
