"""Onward training for programs: trees, figures, persons page by page, sessions in."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts.services import entitled, officer, signed_in
from benkan.apps.cascade import exporting, figures, importing, planting, recording, seeing, services
from benkan.apps.cascade.models import Cascade, Session
from benkan.apps.cascade.people import Named
from benkan.core import cascade as rules
from benkan.core.errors import N_, Invalid
from benkan.web import json_body

LIMIT = 1_000


@require_http_methods(["GET", "POST"])
@officer()
def trees(request: HttpRequest) -> HttpResponse:
    """GET lists (``?q=``); POST ``{"title", "began_on", "attendees"}`` begins one (201)."""
    who = signed_in(request)
    if request.method == "POST":
        sent = json_body.read(request)
        made = planting.begin(who, _text(sent, "title"), _day(sent, "began_on"), _attendees(sent))
        return JsonResponse(_as_object(made), status=201)
    found = services.listed(request.GET.get("q", "").replace("\0", "")[:100])
    return _answer({"cascades": [_as_object(one) for one in found]})


@require_GET
@officer()
def reach(request: HttpRequest, cascade_id: UUID) -> HttpResponse:  # noqa: ARG001 - the signature is Django's
    """The figures of a tree and its targets; no names."""
    cascade = services.get(cascade_id)
    found = figures.figures(cascade).as_object()
    return _answer(_as_object(cascade) | found | {"targets": services.targets_of(cascade)})


@require_GET
@officer()
def persons(request: HttpRequest, cascade_id: UUID) -> HttpResponse:
    """Persons in the order of the tree, a thousand at a time (``?after=``); names only for who may read them."""
    cascade = services.get(cascade_id)
    sight = seeing.sight(signed_in(request), cascade)
    return _answer(exporting.as_objects(cascade, sight, after=request.GET.get("after", "")[:300], limit=LIMIT))


@require_POST
@entitled("train")
def sessions(request: HttpRequest, cascade_id: UUID) -> HttpResponse:
    """Records a session: ``{"trainer", "day", "topic", "hours", "attendees", …}`` (201; 200 when it was there)."""
    cascade = services.get(cascade_id)
    sent = json_body.read(request)
    try:
        hours = Decimal(str(sent.get("hours", "")))
    except InvalidOperation as error:
        raise _missing("hours") from error
    held = recording.Held(
        trainer=_uuid(sent, "trainer"),
        day=_day(sent, "day"),
        topic=_text(sent, "topic"),
        hours=hours,
        attendees=_attendees(sent),
        **{name: _text(sent, name) for name in ("country", "region", "service", "materials", "reference")},
    )
    done = recording.record(signed_in(request), cascade, held, Session.Way.API)
    told = {
        "session": str(done.session.public_id),
        "new": done.is_new,
        "persons": done.persons,
        "trainings": done.trainings,
        "alike": done.alike,
    }
    return JsonResponse(told, status=201 if done.is_new else 200)


@require_POST
@entitled("train")
def lists(request: HttpRequest, cascade_id: UUID) -> HttpResponse:
    """A list of sessions as CSV or XLSX in the body: what was taken, and the rows that were not."""
    cascade = services.get(cascade_id)
    return _answer(importing.import_list(signed_in(request), cascade, request.body, "api").as_object())


def _as_object(one: Cascade) -> dict[str, Any]:
    return {
        "id": str(one.public_id),
        "title": one.title,
        "run": str(one.run) if one.run else None,
        "began_on": one.began_on.isoformat(),
        "persons": one.persons,
        "levels": one.levels,
        "sessions": one.sessions,
        "last_session_on": one.last_on.isoformat() if one.last_on else None,
    }


def _answer(told: dict[str, Any]) -> JsonResponse:
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


def _attendees(sent: dict[str, Any]) -> list[Named]:
    given = sent.get("attendees")
    if not isinstance(given, list) or len(given) > max(rules.MOST_ATTENDEES, planting.MOST_AT_ONCE):
        raise _missing("attendees")
    found = []
    for one in given:
        if not isinstance(one, dict):
            raise _missing("attendees")
        learner = _uuid(one, "learner") if one.get("learner") else None
        name, service, country, region = (_text(one, key) for key in ("name", "service", "country", "region"))
        found.append(Named(name, service, country, region, learner))
    return found


def _text(sent: dict[str, Any], name: str) -> str:
    found = sent.get(name, "")
    if not isinstance(found, str) or len(found) > 1_000 or "\0" in found:
        raise _missing(name)
    return found


def _day(sent: dict[str, Any], name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(_text(sent, name))
    except ValueError as error:
        raise _missing(name) from error


def _uuid(sent: dict[str, Any], name: str) -> UUID:
    try:
        return UUID(_text(sent, name))
    except ValueError as error:
        raise _missing(name) from error


def _missing(name: str) -> Invalid:
    return Invalid(
        "cascade.body",
        N_("“%(name)s” is missing or cannot be read."),
        N_("See docs/cascade.md for what a program sends."),
        place=name,
        name=name,
    )


api_urls: list[URLPattern] = [
    path("cascades/", trees),
    path("cascades/<uuid:cascade_id>/", reach),
    path("cascades/<uuid:cascade_id>/persons/", persons),
    path("cascades/<uuid:cascade_id>/sessions/", sessions),
    path("cascades/<uuid:cascade_id>/lists/", lists),
]
