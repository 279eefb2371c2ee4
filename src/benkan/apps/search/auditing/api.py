"""The audit for programs: what it proves, its samples, its alarms; the same rights as its pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.search.alarms import ringing, words
from benkan.apps.search.auditing import coverage, drawing, judging, reading
from benkan.apps.search.auditing.views import ROLES
from benkan.apps.search.models import Draw
from benkan.core.errors import BenkanError
from benkan.web import json_body

MAX_BODY = 4_096
SHOWN = 100


@require_GET
@accounts.officer(*ROLES)
def read(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the signature is Django's
    """Coverage, samples and alarms, the newest first."""
    return JsonResponse(
        {
            "coverage": coverage_object(),
            "samples": [sample_object(each) for each in reading.samples()[:SHOWN]],
            "alarms": alarm_objects(),
        }
    )


@require_POST
@accounts.officer(*ROLES)
def draw(request: HttpRequest) -> HttpResponse:
    """Draws from ``{"count": 60, "days": 30}``, both optional; 201 with the sample."""
    given = json_body.read(request, MAX_BODY)
    made = drawing.draw(
        accounts.signed_in(request), given.get("count", drawing.USUAL_COUNT), given.get("days", drawing.USUAL_DAYS)
    )
    return JsonResponse(opened_object(made, request.user), status=201)


@require_GET
@accounts.officer(*ROLES)
def sample(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    """One sample with its searches; ``?proofs=1`` adds tokens and scalars."""
    found = judging.find(draw_id)
    return JsonResponse(opened_object(found, request.user, proofs=bool(request.GET.get("proofs"))))


@require_POST
@accounts.officer(*ROLES)
def judge(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    """Judges ``{"search": …, "verdict": "fits" | "unfit"}``."""
    given = json_body.read(request, MAX_BODY)
    count = judging.judge(
        accounts.signed_in(request),
        judging.find(draw_id),
        str(given.get("search", "")),
        str(given.get("verdict", "")),
    )
    return JsonResponse({"judged": count})


@require_POST
@accounts.officer(*ROLES)
def seen(request: HttpRequest, alarm_id: int) -> HttpResponse:
    """Notes that an alarm was looked at."""
    ringing.seen(accounts.signed_in(request), alarm_id)
    return JsonResponse({"seen": alarm_id})


def coverage_object(days: int = coverage.DAYS) -> dict[str, Any]:
    """What the audits of the last days prove."""
    found = coverage.coverage(days)
    return {
        "days": found.days,
        "searches": found.searches,
        "elements": found.elements,
        "opened": found.opened,
        "padding": found.canaries,
        "broken": found.broken,
        "judged": found.judged,
        "unfit": found.unfit,
        "waiting": found.waiting,
        "abuse_share": coverage.SHARE,
        "chance": round(found.chance, 4),
        "missing_for_95_percent": found.missing,
    }


def sample_object(draw: Draw) -> dict[str, Any]:
    """One sample as its line in a list; the draw comes from ``reading.samples``."""
    return {
        "id": str(draw.pk),
        "at": draw.at.isoformat(),
        "officer": draw.officer.get_username(),
        "journal_line": draw.line,
        "seed": draw.seed,
        "days": draw.days,
        "wanted": draw.wanted,
        "population": draw.population,
        **{name: getattr(draw, name) for name in ("waiting", "fits", "unfit", "canary", "broken")},
    }


def opened_object(draw: Draw, reader: Any, *, proofs: bool = False) -> dict[str, Any]:
    """One sample with its searches.

    Args:
        proofs: adds token, scalar and element of each opening: enough to recompute it elsewhere.
    """
    told = sample_object(reading.samples().get(pk=draw.pk))
    told["searches"] = [
        {
            "search": str(one.search),
            "subject": one.title,
            "case": one.case_number,
            "case_title": one.case_title,
            "purpose": one.purpose,
            "officer": one.officer,
            "made_at": one.made_at.isoformat(),
            "opened": [{"what": what, "tier": tier, "partners": partners} for what, tier, partners in one.matters],
            "verdict": one.verdict,
            "judged_by": one.judged_by,
            **({"proofs": _proofs(draw, one.search)} if proofs else {}),
        }
        for one in reading.sampled(draw, reader)
    ]
    told["faults"] = [{"case": case, "message": said, "code": code} for case, said, code in reading.broken(draw)]
    return told


def alarm_objects(*, unseen: bool = False) -> list[dict[str, Any]]:
    """The alarms, the newest first."""
    names, officers = agencies.names(), accounts.names()
    return [
        {
            "id": row.pk,
            "rule": row.rule,
            "day": row.day.isoformat(),
            "officer": row.officer,
            "case": row.case,
            "partner": row.partner,
            "count": row.count,
            "limit": row.limit,
            "message": words.sentence(row, names, officers),
            "journal_line": row.line,
            "seen_by": row.seen_by,
        }
        for row in reading.alarms(unseen=unseen)[:SHOWN]
    ]


def _proofs(draw: Draw, search: UUID) -> list[dict[str, str]]:
    try:
        found = reading.proofs(draw, search)
    except BenkanError as error:
        return [{"code": error.code}]
    return [
        {name: getattr(each, name) for name in ("token", "scalar", "element", "message", "elements_sha256")}
        for each in found
    ]


api_urls = [
    path("search/audit", read, name="api_audit"),
    path("search/audit/draw", draw, name="api_audit_draw"),
    path("search/audit/<uuid:draw_id>", sample, name="api_audit_sample"),
    path("search/audit/<uuid:draw_id>/judge", judge, name="api_audit_judge"),
    path("search/audit/alarms/<int:alarm_id>/seen", seen, name="api_alarm_seen"),
]
