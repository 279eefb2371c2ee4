"""This slice's JSON API: list, read, record, change, validate and withdraw seizures."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.seizures import alike, catalogue, entering, prices, reading, validating
from benkan.apps.seizures import statistics as figures
from benkan.apps.seizures.entering import DrugGiven, LegGiven, SeizureGiven
from benkan.apps.seizures.listing import Asked
from benkan.apps.seizures.statistics import Question
from benkan.core.errors import N_, Invalid
from benkan.core.substances import FACTORS_VERSION
from benkan.web import json_body

ROLES = ("analyst", "liaison", "supervisor")
PAGE = 100
DECIMALS = frozenset({"kilograms", "litres", "purity", "price"})
NUMBERS = frozenset({"count", "packages", "persons_count"})
FLOATS = frozenset({"latitude", "longitude"})


@require_http_methods(["GET", "POST"])
@officer(*ROLES)
def seizures(request: HttpRequest) -> JsonResponse:
    """GET: a page of seizures with the filters of the list. POST: a new seizure."""
    if request.method == "POST":
        made = entering.record(signed_in(request), _given(request))
        return JsonResponse(reading.as_object(reading.get(made.pk)), status=201)
    page = Paginator(Asked.of(request.GET).seizures().prefetch_related("legs"), PAGE).get_page(request.GET.get("page"))
    return JsonResponse(
        {"count": page.paginator.count, "page": page.number, "seizures": [reading.as_object(row) for row in page]}
    )


@require_http_methods(["GET", "PUT"])
@officer(*ROLES)
def seizure(request: HttpRequest, seizure_id: UUID) -> JsonResponse:
    """GET: one seizure. PUT: the same with other values."""
    if request.method == "PUT":
        entering.change(signed_in(request), seizure_id, _given(request))
    return JsonResponse(reading.as_object(reading.get(seizure_id)))


@require_POST
@officer("liaison", "supervisor")
def validate(request: HttpRequest, seizure_id: UUID) -> JsonResponse:
    """The second officer has read this version: ``{"version": 1}``."""
    version = json_body.read(request).get("version")
    row = validating.validate(signed_in(request), seizure_id, seen_version=version if isinstance(version, int) else 0)
    return JsonResponse(reading.as_object(row))


@require_POST
@officer("liaison", "supervisor")
def withdraw(request: HttpRequest, seizure_id: UUID) -> JsonResponse:
    """It was wrong: ``{"reason": "…"}``."""
    row = validating.withdraw(signed_in(request), seizure_id, str(json_body.read(request).get("reason", "")))
    return JsonResponse(reading.as_object(row))


@require_GET
@officer(*ROLES)
def statistics(request: HttpRequest) -> JsonResponse:
    """The sums by one dimension (``by``), with the filters of the page; amounts as texts."""
    question, by = Question.of(request.GET), request.GET.get("by", "substance")
    if by not in figures.DIMENSIONS:
        raise _wrong("by")
    spots = catalogue.spots_by_id() if by == "place" else {}
    rows = [
        {
            "key": spots.get(row.key, row.key),
            "seizures": row.seizures,
            "kilograms": f"{row.kilograms:f}",
            "litres": f"{row.litres:f}",
            "pieces": row.pieces,
            "pieces_by_kind": dict(row.counts),
            "kilogram_equivalent": None if row.equivalent is None else f"{row.equivalent:f}",
            "pieces_without_factor": row.unconverted,
            "amount_unknown": row.unknown,
            "persons": row.persons,
        }
        for row in figures.table(question, by)
    ]
    told = {"since": question.since_text, "until": question.until_text, "validated_only": question.sure}
    return JsonResponse({**told, "by": by, "factor_table": FACTORS_VERSION, "rows": rows})


@require_GET
@officer(*ROLES)
def price_table(request: HttpRequest) -> JsonResponse:
    """Prices by drug, country, unit and currency."""
    rows = prices.table(Question.of(request.GET))
    texts = ("median", "low", "high")
    return JsonResponse(
        {
            "rows": [
                {name: getattr(row, name) for name in ("substance", "country", "unit", "currency", "count")}
                | {name: f"{getattr(row, name):f}" for name in texts}
                for row in rows
            ]
        }
    )


@require_GET
@officer(*ROLES)
def similar(request: HttpRequest, seizure_id: UUID) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """The seizures most like this one, with the reasons; a likeness is no proof."""
    return JsonResponse({"similar": [one.as_object() for one in alike.similar(reading.get(seizure_id))]})


def _given(request: HttpRequest) -> SeizureGiven:
    told = json_body.read(request)
    drugs, legs = told.pop("drugs", []), told.pop("legs", [])
    if not isinstance(drugs, list) or not isinstance(legs, list):
        raise _wrong("drugs")
    parts: dict[str, Any] = {
        "drugs": tuple(_part(DrugGiven, one, f"drugs.{each}.") for each, one in enumerate(drugs)),
        "legs": tuple(_part(LegGiven, one, f"legs.{each}.") for each, one in enumerate(legs)),
    }
    found: SeizureGiven = _part(SeizureGiven, told, "", **parts)
    return found


def _part(kind: Any, told: Any, place: str, **parts: Any) -> Any:
    if not isinstance(told, dict):
        raise _wrong(place.rstrip("."))
    unknown = sorted(set(told) - set(kind.__dataclass_fields__))
    if unknown:
        raise _wrong(f"{place}{unknown[0]}")
    values = {name: _value(name, value, f"{place}{name}") for name, value in told.items() if value is not None}
    try:
        return kind(**values, **parts)
    except TypeError as error:
        missing = str(error).rpartition("'")[0].rpartition("'")[2]
        raise _wrong(f"{place}{missing}") from error


def _value(name: str, value: Any, place: str) -> Any:
    try:
        if name == "happened_on":
            return dt.date.fromisoformat(value)
        if name == "happened_at":
            return dt.time.fromisoformat(value)
        if name == "case":
            return uuid.UUID(value)
        if name in DECIMALS:
            return Decimal(value if isinstance(value, str) else str(int(value)))
        if name in FLOATS:
            return float(value)
    except (TypeError, ValueError, AttributeError, InvalidOperation, OverflowError) as error:
        raise _wrong(place) from error
    if isinstance(value, bool) or not isinstance(value, int if name in NUMBERS else str):
        raise _wrong(place)
    return value


def _wrong(place: str) -> Invalid:
    return Invalid(
        "seizure.body",
        N_("The request is not a seizure: see the place."),
        N_("Send JSON with the fields of the API; amounts as texts, such as “1.417”."),
        place=place or "body",
    )


api_urls: list[URLPattern] = [
    path("seizures/statistics/", statistics, name="api-seizure-statistics"),
    path("seizures/prices/", price_table, name="api-seizure-prices"),
    path("seizures/", seizures, name="api-seizures"),
    path("seizures/<uuid:seizure_id>/", seizure, name="api-seizure"),
    path("seizures/<uuid:seizure_id>/similar/", similar, name="api-seizure-similar"),
    path("seizures/<uuid:seizure_id>/validate/", validate, name="api-seizure-validate"),
    path("seizures/<uuid:seizure_id>/withdraw/", withdraw, name="api-seizure-withdraw"),
]
