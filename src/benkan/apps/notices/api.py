"""Notices for programs: draft, propose, approve, return, renew, withdraw, list, read, put into a case.

Errors are ``{"code", "message", "remedy", "clause", "place"}``, made by ``benkan.web.errors``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.notices import given, payloads, services
from benkan.apps.notices.api_objects import as_object, edition_as_object, received_as_object
from benkan.apps.notices.reading import NoticeFilter
from benkan.apps.notices.reviewing import default_day
from benkan.apps.notices.views import REVIEWING, WRITING
from benkan.core.errors import N_, Invalid
from benkan.web import json_body

LISTED = 500


@require_http_methods(["GET", "POST"])
@accounts.officer(*WRITING)
def notices(request: HttpRequest) -> HttpResponse:
    """GET lists (``?direction=in|out&type=&partner=&state=``); POST keeps a draft (201)."""
    who = accounts.signed_in(request)
    if request.method == "POST":
        body = json_body.read(request)
        made = services.begin(
            who,
            _text(body, "type"),
            given.of_object(body),
            case=_text(body, "case") or None,
            about=_text(body, "about"),
        )
        return JsonResponse(as_object(made), status=201)
    asked = request.GET
    wanted = NoticeFilter(type=asked.get("type", ""), partner=asked.get("partner", ""), state=asked.get("state", ""))
    found: list[dict[str, Any]] = []
    if asked.get("direction", "") in ("", "in"):
        found += [received_as_object(one) for one in services.received(who, wanted)[:LISTED]]
    if asked.get("direction", "") in ("", "out"):
        ours = services.ours(who, wanted).prefetch_related("editions", "addressees")
        found += [as_object(one) for one in ours[:LISTED]]
    return JsonResponse({"count": len(found), "notices": found})


@require_http_methods(["GET", "POST"])
@accounts.officer(*WRITING)
def notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """GET reads a notice of ours; POST gives its draft, or its next edition, another content."""
    who = accounts.signed_in(request)
    if request.method == "POST":
        services.revise(who, notice_id, given.of_object(json_body.read(request)))
    return JsonResponse(as_object(services.get(notice_id, who)))


@require_POST
@accounts.officer(*WRITING)
def propose(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """The draft goes to the second officer, when it is complete and its checklist allows it."""
    return JsonResponse(edition_as_object(services.propose(accounts.signed_in(request), notice_id)))


@require_POST
@accounts.officer(*WRITING)
def renew(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """A draft of the same words until ``expires_on`` (201)."""
    who = accounts.signed_in(request)
    found = services.get(notice_id, who)
    until = given.day(_text(json_body.read(request), "expires_on")) or default_day(found)
    return JsonResponse(edition_as_object(services.renewal(who, notice_id, until)), status=201)


@require_POST
@accounts.officer(*WRITING)
def withdraw(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Takes the notice back for a ``reason``."""
    made = services.withdraw(accounts.signed_in(request), notice_id, _text(json_body.read(request), "reason"))
    return JsonResponse(as_object(made))


@require_POST
@accounts.officer(*WRITING)
def drop(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Drops the draft."""
    services.drop(accounts.signed_in(request), notice_id)
    return JsonResponse({"id": str(notice_id), "state": "dropped"})


@require_GET
@accounts.officer(*REVIEWING)
def payload(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """Exactly what would leave when this officer approves, and its ``sha256`` for the approval."""
    who = accounts.signed_in(request)
    edition = services.waiting_edition(edition_id, who)
    message = payloads.of_edition(edition, str(who))
    told = json.loads(wire.encode(message))
    return JsonResponse({"payload": told, "sha256": payloads.sha256(message)})


@require_POST
@accounts.officer(*REVIEWING)
def approve(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """The second officer's act; ``seen_sha256`` names what he read. One letter leaves for each addressee."""
    seen = _text(json_body.read(request), "seen_sha256")
    made = services.approve(accounts.signed_in(request), edition_id, seen_sha256=seen)
    return JsonResponse(as_object(made.notice))


@require_POST
@accounts.officer(*REVIEWING)
def send_back(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """The second officer's refusal, with ``remark``; nothing leaves."""
    made = services.send_back(accounts.signed_in(request), edition_id, _text(json_body.read(request), "remark"))
    return JsonResponse(edition_as_object(made))


@require_GET
@accounts.officer(*WRITING)
def received(request: HttpRequest, received_id: UUID) -> HttpResponse:
    """A partner's notice; reading it the first time is noted."""
    return JsonResponse(received_as_object(services.read(received_id, accounts.signed_in(request))))


@require_POST
@accounts.officer(*WRITING)
def link(request: HttpRequest, received_id: UUID) -> HttpResponse:
    """Puts a partner's notice into a ``case``."""
    made = services.link(accounts.signed_in(request), received_id, _text(json_body.read(request), "case"))
    return JsonResponse(received_as_object(made))


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name) or ""
    if not isinstance(value, str):
        raise Invalid(
            "api.field",
            N_("The field “%(field)s” has another form than expected."),
            N_("Send a text."),
            place=name,
            field=name,
        )
    return value


api_urls = [
    path("notices", notices),
    path("notices/<uuid:notice_id>", notice),
    path("notices/<uuid:notice_id>/propose", propose),
    path("notices/<uuid:notice_id>/renew", renew),
    path("notices/<uuid:notice_id>/withdraw", withdraw),
    path("notices/<uuid:notice_id>/drop", drop),
    path("notices/editions/<uuid:edition_id>/payload", payload),
    path("notices/editions/<uuid:edition_id>/approve", approve),
    path("notices/editions/<uuid:edition_id>/return", send_back),
    path("notices/received/<uuid:received_id>", received),
    path("notices/received/<uuid:received_id>/case", link),
]
