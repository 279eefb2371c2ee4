"""Loans for programs: list, ask, one loan, its acts, rates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts.services import entitled, signed_in
from benkan.apps.deployments import acting, asking, costing, listing, reading
from benkan.apps.deployments.models import Rate
from benkan.core.errors import N_, Invalid
from benkan.web import json_body

LISTED = 500


@require_http_methods(["GET", "POST"])
@entitled("means")
def loans(request: HttpRequest) -> JsonResponse:
    """GET lists (``?q=&kind=&state=&side=``); POST asks for a means (201)."""
    who = signed_in(request)
    if request.method == "POST":
        sent = json_body.read(request)
        sample = sent.get("sample")
        made = asking.request(
            who,
            json_body.text(sent, "kind"),
            json_body.text(sent, "place"),
            json_body.day(sent, "starts"),
            json_body.day(sent, "ends"),
            lender=json_body.text(sent, "lender"),
            convention=json_body.text(sent, "convention"),
            case=json_body.text(sent, "case"),
            serves=json_body.text(sent, "serves"),
            text=json_body.text(sent, "text"),
            sample=sample if type(sample) is int else None,
        )
        return _json(reading.as_object(made, who), 201)
    found = listing.Asked.of(request.GET).loans()
    return _json({"count": found.count(), "loans": [reading.as_object(one, who) for one in found[:LISTED]]})


@require_GET
@entitled("means")
def loan(request: HttpRequest, loan_id: UUID) -> JsonResponse:
    """One loan with its offers, costs and steps."""
    return _json(reading.whole(reading.row(loan_id), signed_in(request)))


@require_POST
@entitled("means")
def act(request: HttpRequest, loan_id: UUID, wanted: str) -> JsonResponse:
    """One act; its fields are those of docs/loans.md, all of them texts."""
    sent, who = json_body.read(request), signed_in(request)
    for name, value in sent.items():
        if not isinstance(value, str):
            raise Invalid("deployments.not-text", N_("This must be a text."), N_("Put it in quotes."), place=name)
    one = acting.do(who, loan_id, wanted, sent)
    return _json(reading.whole(one, who))


@require_http_methods(["GET", "POST"])
@entitled("means")
def rates(request: HttpRequest) -> JsonResponse:
    """GET: the rates, the latest first. POST ``{"currency", "xof", "day", "source"}`` enters one (201)."""
    if request.method == "POST":
        sent = json_body.read(request)
        made = costing.enter_rate(
            signed_in(request),
            json_body.text(sent, "currency"),
            json_body.text(sent, "xof"),
            json_body.day(sent, "day"),
            json_body.text(sent, "source"),
        )
        return _json(_rate(made), 201)
    return _json({"rates": [_rate(one) for one in Rate.objects.order_by("-day")[:LISTED]]})


def _rate(one: Rate) -> dict[str, str]:
    day = one.day.isoformat()
    return {"currency": one.currency, "xof": f"{one.xof.normalize():f}", "day": day, "source": one.source}


def _json(told: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})


api_urls = [
    path("loans/", loans),
    path("loans/rates/", rates),
    path("loans/<uuid:loan_id>/", loan),
    path("loans/<uuid:loan_id>/<slug:wanted>/", act),
]
