"""This slice's JSON API: list and read conventions, suspend and resume them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accords import reading, services
from benkan.apps.accords.standing import Standings
from benkan.apps.accords.views import SUSPENDERS, chosen, today
from benkan.apps.accounts import services as accounts
from benkan.core.conventions import Agreement
from benkan.core.errors import N_, Invalid
from benkan.web import json_body


@require_GET
@accounts.officer()
def conventions(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """Every convention of this node and how it stands."""
    standings = services.read()
    return JsonResponse({"conventions": [_as_object(each, standings) for each in standings.agreements]})


@require_GET
@accounts.officer()
def convention(request: HttpRequest, identifier: str) -> JsonResponse:
    """The newest version of a convention, or the one of ``?version=``, with its signed text."""
    standings = services.read()
    agreement, _versions = chosen(standings, identifier, request.GET.get("version", ""))
    return JsonResponse({**_as_object(agreement, standings), "text": agreement.convention.text})


@require_POST
@accounts.officer(*SUSPENDERS)
def suspend(request: HttpRequest, identifier: str) -> JsonResponse:
    """Stops the convention: ``{"reason": "…"}``."""
    assert isinstance(request.user, accounts.Officer)
    row = services.suspend(identifier, request.user, _reason(request))
    return JsonResponse({"convention": identifier, "party": row.party, "suspended_at": row.at.isoformat()}, status=201)


@require_POST
@accounts.officer(*SUSPENDERS)
def resume(request: HttpRequest, identifier: str) -> JsonResponse:
    """Lifts this service's suspension: ``{"reason": "…"}``."""
    assert isinstance(request.user, accounts.Officer)
    row = services.resume(identifier, request.user, _reason(request))
    lifted = row.lifted_at.isoformat() if row.lifted_at else None
    return JsonResponse({"convention": identifier, "party": row.party, "lifted_at": lifted})


def _reason(request: HttpRequest) -> str:
    reason = json_body.read(request).get("reason", "")
    if not isinstance(reason, str):
        raise Invalid("convention.reason", N_("A reason is needed, as text."), place="reason")
    return reason


def _as_object(agreement: Agreement, standings: Standings) -> dict[str, Any]:
    one = agreement.convention
    return {
        "identifier": one.identifier,
        "version": one.version,
        "title": dict(one.title),
        "sha256": one.sha256,
        "parties": list(one.parties),
        "starts_on": one.starts_on.isoformat(),
        "ends_on": one.ends_on.isoformat(),
        "purposes": list(one.purposes),
        "state": reading.state_of(agreement, standings, today()),
        "suspended_by": sorted(agreement.suspended_by),
    }


api_urls = [
    path("conventions", conventions),
    path("conventions/<slug:identifier>", convention),
    path("conventions/<slug:identifier>/suspend", suspend),
    path("conventions/<slug:identifier>/resume", resume),
]
