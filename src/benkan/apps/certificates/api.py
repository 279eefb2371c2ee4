"""This slice's JSON API: certificates, verdicts, the competence matrix."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts.services import entitled, officer, signed_in
from benkan.apps.certificates import forms, issuing, matrix, paper, verifying
from benkan.apps.certificates.listing import Asked
from benkan.apps.certificates.models import Certificate
from benkan.formats.open_badges.credential import LANGUAGES
from benkan.web import json_body

PAGE = 100
MOST_BODY = 32_768


@require_http_methods(["GET", "POST"])
@entitled(issuing.RIGHT)
def index(request: HttpRequest) -> JsonResponse:
    """A page of certificates (``?state=valid&competence=search``), or issues one (201)."""
    if request.method == "POST":
        given = _body(request)
        row = issuing.issue(
            forms.holder(given),
            forms.achievement(given),
            by=signed_in(request),
            since=forms.day(given, "since"),
            until=forms.day(given, "until"),
        )
        return JsonResponse(as_object(row), status=201)
    page = Paginator(Asked.of(request.GET).certificates(), PAGE).get_page(request.GET.get("page"))
    return JsonResponse(
        {"count": page.paginator.count, "page": page.number, "certificates": [as_object(one) for one in page]}
    )


@require_POST
@entitled(issuing.RIGHT)
def revoke(request: HttpRequest, certificate: UUID) -> JsonResponse:
    """Revokes one: ``{"reason": "…"}``."""
    return JsonResponse(as_object(issuing.revoke(certificate, _body(request).get("reason", ""), by=signed_in(request))))


@require_POST
@officer()
def verify(request: HttpRequest) -> JsonResponse:
    """What a certificate is worth: ``{"text": "…", "status": "…", "fetch": true}``.

    The list of its issuer may come with it; ``fetch`` asks the issuer for the list of this moment first.
    """
    given = _body(request)
    verdict = verifying.verify(
        given.get("text", ""), status=given.get("status", ""), fetch=given.get("fetch") == "True"
    )
    return JsonResponse(verdict.as_object())


@require_GET
@entitled(issuing.RIGHT)
def papers(request: HttpRequest, run: UUID) -> HttpResponse:
    """The papers of everybody who completed a run as one PDF: ``?language=ar``."""
    language = request.GET.get("language", "")
    made = paper.of_run(run, language if language in LANGUAGES else "fr", by=signed_in(request))
    return HttpResponse(made, content_type="application/pdf")


@require_GET
@officer()
def competences(request: HttpRequest) -> JsonResponse:
    """Holders of each competence by service: ``?country=ML``."""
    cells = matrix.cells(request.GET.get("country", "").upper()[:2])
    return JsonResponse(
        {
            "cells": [
                {
                    "service": one.service,
                    "competence": one.competence,
                    "holders": one.holders,
                    "running_out": one.soon,
                    "wanted": one.wanted,
                    "missing": one.missing,
                }
                for one in cells
            ]
        }
    )


def as_object(row: Certificate) -> dict[str, Any]:
    """A certificate as programs read it; ``credential`` is what verifiers take."""
    return {
        "id": str(row.pk),
        "holder": row.holder,
        "service": row.service,
        "country": row.country,
        "course": row.course,
        "competence": row.competence,
        "names": row.names,
        "hours": row.hours,
        "since": row.since.date().isoformat(),
        "until": row.until.date().isoformat() if row.until else None,
        "state": issuing.state_of(row).value,
        "credential": row.text,
    }


def _body(request: HttpRequest) -> dict[str, str]:
    given = json_body.read(request, MOST_BODY)
    return {str(name): str(value) for name, value in given.items() if isinstance(value, str | int)}


api_urls: list[URLPattern] = [
    path("certificates/", index),
    path("certificates/verify/", verify),
    path("certificates/competences/", competences),
    path("certificates/of-run/<uuid:run>/papers/", papers),
    path("certificates/<uuid:certificate>/revoke/", revoke),
]
