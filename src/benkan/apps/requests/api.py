"""Requests for programs: ask, list, read, release, approve, correct, withdraw, take the evidence file.

Errors are ``{"code", "message", "remedy", "clause", "place"}``, made by ``benkan.web.errors``.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.records import services as records
from benkan.apps.requests import services
from benkan.apps.requests.models import Direction
from benkan.apps.requests.views import RELEASING, WORKING
from benkan.core.errors import N_, Invalid

MAX_BODY = 262_144
LISTED = 500


@require_http_methods(["GET", "POST"])
@accounts.officer(*WORKING)
def requests(request: HttpRequest) -> HttpResponse:
    """GET lists what this officer may see (``?direction=in|out&state=``); POST turns a hit into a request (201)."""
    who = accounts.signed_in(request)
    if request.method == "POST":
        given = _body(request)
        made = services.send(
            who,
            _text(given, "inquiry"),
            _text(given, "handle"),
            _text(given, "urgency", "routine"),
            _text(given, "question"),
            _text(given, "legal_ground"),
        )
        return JsonResponse(as_object(made), status=201)
    direction, state = request.GET.get("direction", ""), request.GET.get("state", "")
    found: list[services.Request] = []
    if direction in ("", Direction.IN):
        found += services.inbox(who, services.InboxFilter(state=state))[:LISTED]
    if direction in ("", Direction.OUT):
        ours = services.sent(who)
        found += (ours.filter(state=state) if state else ours)[:LISTED]
    return JsonResponse({"count": len(found), "requests": [as_object(one) for one in found]})


@require_GET
@accounts.officer(*WORKING)
def request_(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request with its releases and their changes; for its owner also the records that its handle stands for."""
    found = services.open_(request_id, accounts.signed_in(request))
    told = as_object(found)
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
    given = _body(request)
    until = _text(given, "retained_until")
    try:
        retained_until = dt.date.fromisoformat(until) if until else None
    except ValueError as error:
        raise _wrong("retained_until", "2026-12-31") from error
    made = services.release(
        accounts.signed_in(request),
        request_id,
        _text(given, "decision"),
        _texts(given, "fields"),
        reason_code=_text(given, "reason_code"),
        reason=_text(given, "reason"),
        handling=_text(given, "handling"),
        grade=_text(given, "grade"),
        retained_until=retained_until,
        record=_text(given, "record"),
        seen_sha256=_text(given, "seen_sha256"),
    )
    return JsonResponse(release_as_object(made), status=201)


@require_POST
@accounts.officer(*RELEASING)
def approve(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """The second officer's act; the release leaves."""
    made = services.approve(accounts.signed_in(request), release_id, seen_sha256=_text(_body(request), "seen_sha256"))
    return JsonResponse(release_as_object(made))


@require_POST
@accounts.officer(*RELEASING)
def send_back(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """The second officer's refusal, with ``remark``; nothing leaves."""
    made = services.send_back(accounts.signed_in(request), release_id, _text(_body(request), "remark"))
    return JsonResponse(release_as_object(made))


@require_POST
@accounts.officer(*RELEASING)
def correct(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Corrects ``properties`` for a ``reason``; ``state`` as in ``release``."""
    given = _body(request)
    properties = given.get("properties")
    if not isinstance(properties, dict) or not all(_is_texts(values) for values in properties.values()):
        raise _wrong("properties", '{"phone": ["+223…"]}')
    made = services.correct(accounts.signed_in(request), release_id, properties, _text(given, "reason"))
    return JsonResponse(change_as_object(made), status=201)


@require_POST
@accounts.officer(*RELEASING)
def withdraw(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Takes back ``fields`` (none named: everything) for a ``reason``."""
    given = _body(request)
    made = services.withdraw(accounts.signed_in(request), release_id, _texts(given, "fields"), _text(given, "reason"))
    return JsonResponse(change_as_object(made), status=201)


@require_POST
@accounts.officer(*RELEASING)
def approve_change(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """The second officer's act on a correction; it leaves."""
    made = services.approve_correction(
        accounts.signed_in(request), change_id, seen_sha256=_text(_body(request), "seen_sha256")
    )
    return JsonResponse(change_as_object(made))


@require_GET
@accounts.officer(*WORKING)
def evidence(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The evidence file."""
    data = services.evidence(request_id, accounts.signed_in(request))
    return HttpResponse(data, content_type="application/json")


def as_object(one: services.Request) -> dict[str, Any]:
    """The request as programs read it."""
    return {
        "id": str(one.pk),
        "direction": one.direction,
        "partner": one.partner,
        "convention": one.convention,
        "case": str(one.case_id) if one.case_id else None,
        "case_reference": one.case_reference,
        "purpose": one.purpose,
        "urgency": one.urgency,
        "officer": one.officer_name,
        "question": one.question,
        "legal_ground": one.legal_ground,
        "handle": one.handle,
        "tier": one.tier,
        "sent_at": one.sent_at.isoformat(),
        "received_at": one.received_at.isoformat() if one.received_at else None,
        "due_at": one.due_at.isoformat(),
        "state": one.state,
        "stop_clause": one.stop_clause,
    }


def release_as_object(one: services.Release) -> dict[str, Any]:
    """The release as programs read it, its changes applied."""
    return {
        "id": str(one.pk),
        "request": str(one.request_id),
        "decision": one.decision,
        "reason_code": one.reason_code,
        "reason": one.reason,
        "schema": one.schema or None,
        "properties": one.properties,
        "withheld": one.withheld,
        "handling": one.handling,
        "grade": one.grade,
        "retained_until": one.retained_until.isoformat(),
        "officer": one.officer,
        "second_officer": one.second_officer or None,
        "version": one.version,
        "state": one.state,
        "at": one.at.isoformat(),
        "changes": [change_as_object(change) for change in one.changes.all()],
    }


def change_as_object(one: services.Change) -> dict[str, Any]:
    """The correction or withdrawal as programs read it."""
    return {
        "id": str(one.pk),
        "release": str(one.release_id),
        "kind": one.kind,
        "version": one.version,
        "properties": one.properties,
        "fields": one.fields,
        "reason": one.reason,
        "officer": one.officer,
        "state": one.state,
        "at": one.at.isoformat(),
        "acknowledged_at": one.acknowledged_at.isoformat() if one.acknowledged_at else None,
    }


def _body(request: HttpRequest) -> Mapping[str, Any]:
    try:
        given = json.loads(request.body or b"{}") if len(request.body) <= MAX_BODY else None
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise Invalid("api.body", N_("The body is not a JSON object."), N_("Send a JSON object."), place="body")
    return given


def _text(given: Mapping[str, Any], name: str, default: str = "") -> str:
    value = given.get(name, default)
    if not isinstance(value, str):
        raise _wrong(name, '"…"')
    return value


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _texts(given: Mapping[str, Any], name: str) -> list[str]:
    value = given.get(name, [])
    if not _is_texts(value):
        raise _wrong(name, '["name", "phone"]')
    return list(value)


def _wrong(name: str, example: str) -> Invalid:
    return Invalid(
        "api.field",
        N_("The field “%(field)s” has another form than expected."),
        N_("Send it like this: %(example)s"),
        place=name,
        field=name,
        example=example,
    )


api_urls = [
    path("requests", requests),
    path("requests/<uuid:request_id>", request_),
    path("requests/<uuid:request_id>/release", release),
    path("requests/<uuid:request_id>/evidence", evidence),
    path("releases/<uuid:release_id>/approve", approve),
    path("releases/<uuid:release_id>/return", send_back),
    path("releases/<uuid:release_id>/correct", correct),
    path("releases/<uuid:release_id>/withdraw", withdraw),
    path("changes/<uuid:change_id>/approve", approve_change),
]
