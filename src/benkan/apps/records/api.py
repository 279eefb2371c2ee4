"""This slice's JSON API: list, read and add records, in FollowTheMoney's words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_http_methods

from benkan.apps.accounts.services import handle, officer, signed_in
from benkan.apps.records import services
from benkan.apps.records.listing import Asked
from benkan.apps.records.models import Record
from benkan.core.errors import N_, Invalid
from benkan.web import json_body

ROLES = ("analyst", "liaison", "supervisor")
PAGE = 100


@require_http_methods(["GET", "POST"])
@officer(*ROLES)
def records(request: HttpRequest) -> JsonResponse:
    """GET: a page of records with the filters of the list. POST: a new record."""
    if request.method == "POST":
        return JsonResponse(as_object(_added(request)), status=201)
    page = Paginator(Asked.of(request.GET).records(), PAGE).get_page(request.GET.get("page"))
    return JsonResponse(
        {"count": page.paginator.count, "page": page.number, "records": [as_object(record) for record in page]}
    )


@require_GET
@officer(*ROLES)
def record(request: HttpRequest, record_id: UUID) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """One record with what belongs to it."""
    found = services.get(record_id)
    return JsonResponse(as_object(found) | {"held": [as_object(one) for one in services.held_by(found)]})


def as_object(one: Record) -> dict[str, Any]:
    """A record as programs read it."""
    return {
        "id": str(one.pk),
        "schema": one.schema,
        "caption": one.caption,
        "properties": one.properties,
        "owner": one.owner,
        "holder": str(one.holder_id) if one.holder_id else None,
        "subject_category": one.subject_category,
        "crime_area": one.crime_area,
        "purpose": one.purpose,
        "handling": one.handling,
        "grade": one.source_grade,
        "review_on": one.review_on.isoformat(),
        "dataset": one.dataset,
        "withdrawn": one.withdrawn_at is not None,
    }


def _added(request: HttpRequest) -> Record:
    given = json_body.read(request)
    try:
        properties = dict(given["properties"])
        schema = str(given["schema"])
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid(
            "records.body",
            N_("The request is not a record."),
            N_("Send JSON with “schema” and “properties”."),
            place="body",
        ) from error
    options = {
        name: str(given[name])
        for name in ("subject_category", "crime_area", "purpose", "handling", "grade")
        if given.get(name)
    }
    return services.add(schema, properties, officer=handle(signed_in(request)), **options)  # type: ignore[arg-type]


api_urls: list[URLPattern] = [
    path("records/", records, name="api-records"),
    path("records/<uuid:record_id>/", record, name="api-record"),
]
