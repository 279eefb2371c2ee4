"""Requests for programs: ask, list, read, release, approve, correct, withdraw, take the evidence file.

What is told beside the answer and what is counted is in ``api_telling``.

Errors are ``{"code", "message", "remedy", "clause", "place"}``, made by ``benkan.web.errors``.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.records import services as records
from benkan.apps.requests import services
from benkan.apps.requests.api_objects import as_object, change_as_object, conversation, release_as_object
from benkan.apps.requests.api_onward import onward_urls
from benkan.apps.requests.api_telling import telling_urls
from benkan.apps.requests.models import Direction
from benkan.apps.requests.views import RELEASING, WORKING
from benkan.web import json_body
from benkan.web.json_body import is_texts, text, texts, wrong

LISTED = 500


@require_http_methods(["GET", "POST"])
@accounts.officer(*WORKING)
def requests(request: HttpRequest) -> HttpResponse:
    """GET lists what this officer may see (``?direction=in|out&state=&clock=``); POST makes a hit a request (201)."""
    who = accounts.signed_in(request)
    if request.method == "POST":
        given = json_body.read(request)
        made = services.send(
            who,
            text(given, "inquiry"),
            text(given, "handle"),
            text(given, "urgency", "routine"),
            text(given, "question"),
            text(given, "legal_ground"),
            text(given, "urgency_code"),
        )
        return JsonResponse(as_object(made), status=201)
    direction, state = request.GET.get("direction", ""), request.GET.get("state", "")
    which = request.GET.get("clock", "")
    found: list[services.Request] = []
    if direction in ("", Direction.IN):
        found += services.inbox(who, services.InboxFilter(state=state, clock=which))[:LISTED]
    if direction in ("", Direction.OUT):
        ours = services.by_clock(services.sent(who), which)
        found += (ours.filter(state=state) if state else ours)[:LISTED]
    return JsonResponse({"count": len(found), "requests": [as_object(one) for one in found]})


@require_GET
@accounts.officer(*WORKING)
def request_(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request with its releases and their changes; for its owner also the records that its handle stands for."""
    found = services.open_(request_id, accounts.signed_in(request))
    told = as_object(found) | conversation(found)
    told["releases"] = [release_as_object(one) for one in found.releases.all()]
    if found.direction == Direction.IN:
        ours = records.by_ids(found.records)
        told["records"] = [
            {
                "id": one,
                "schema": ours[one].schema,
                "caption": ours[one].caption,
                "properties": services.properties_of(ours[one]),
                "handling": ours[one].handling,
                "grade": ours[one].source_grade,
            }
            for one in found.records
            if one in ours and ours[one].withdrawn_at is None
        ]
    return JsonResponse(told)


@require_POST
@accounts.officer(*RELEASING)
def release(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Decides; ``state`` is ``active`` when it left and ``proposed`` when a second officer must approve."""
    given = json_body.read(request)
    until = text(given, "retained_until")
    try:
        retained_until = dt.date.fromisoformat(until) if until else None
    except ValueError as error:
        raise wrong("retained_until", "2026-12-31") from error
    made = services.release(
        accounts.signed_in(request),
        request_id,
        text(given, "decision"),
        texts(given, "fields"),
        reason_code=text(given, "reason_code"),
        reason=text(given, "reason"),
        handling=text(given, "handling"),
        grade=text(given, "grade"),
        retained_until=retained_until,
        record=text(given, "record"),
        seen_sha256=text(given, "seen_sha256"),
    )
    return JsonResponse(release_as_object(made), status=201)


@require_POST
@accounts.officer(*RELEASING)
def approve(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """The second officer's act; the release leaves."""
    made = services.approve(
        accounts.signed_in(request), release_id, seen_sha256=text(json_body.read(request), "seen_sha256")
    )
    return JsonResponse(release_as_object(made))


@require_POST
@accounts.officer(*RELEASING)
def send_back(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """The second officer's refusal, with ``remark``; nothing leaves."""
    made = services.send_back(accounts.signed_in(request), release_id, text(json_body.read(request), "remark"))
    return JsonResponse(release_as_object(made))


@require_POST
@accounts.officer(*RELEASING)
def correct(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Corrects ``properties`` for a ``reason_code``, with a ``reason`` if need be; ``state`` as in ``release``."""
    given = json_body.read(request)
    properties = given.get("properties")
    if not isinstance(properties, dict) or not all(is_texts(values) for values in properties.values()):
        raise wrong("properties", '{"phone": ["+223…"]}')
    made = services.correct(
        accounts.signed_in(request),
        release_id,
        properties,
        text(given, "reason_code"),
        text(given, "reason"),
    )
    return JsonResponse(change_as_object(made), status=201)


@require_POST
@accounts.officer(*RELEASING)
def withdraw(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Takes back ``fields`` (none named: everything) for a ``reason_code``, with a ``reason`` if need be."""
    given = json_body.read(request)
    made = services.withdraw(
        accounts.signed_in(request),
        release_id,
        texts(given, "fields"),
        text(given, "reason_code"),
        text(given, "reason"),
    )
    return JsonResponse(change_as_object(made), status=201)


@require_POST
@accounts.officer(*RELEASING)
def approve_change(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """The second officer's act on a correction; it leaves."""
    made = services.approve_correction(
        accounts.signed_in(request), change_id, seen_sha256=text(json_body.read(request), "seen_sha256")
    )
    return JsonResponse(change_as_object(made))


@require_GET
@accounts.officer(*WORKING)
def evidence(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The evidence file."""
    data = services.evidence(request_id, accounts.signed_in(request))
    return HttpResponse(data, content_type="application/json")


api_urls = [
    path("requests", requests),
    *telling_urls,
    *onward_urls,
    path("requests/<uuid:request_id>", request_),
    path("requests/<uuid:request_id>/release", release),
    path("requests/<uuid:request_id>/evidence", evidence),
    path("releases/<uuid:release_id>/approve", approve),
    path("releases/<uuid:release_id>/return", send_back),
    path("releases/<uuid:release_id>/correct", correct),
    path("releases/<uuid:release_id>/withdraw", withdraw),
    path("changes/<uuid:change_id>/approve", approve_change),
]
