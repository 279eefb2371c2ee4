"""Means for programs: list, register, move, match, goals."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts.services import Officer, entitled, handle, signed_in
from benkan.apps.means import booking, committing, fitting, listing, reading, registering
from benkan.apps.means.models import Mean
from benkan.core.errors import N_, Invalid
from benkan.web import json_body

LISTED = 500
MANY = 100
"""Entries of a list within a body that are believed."""


@require_http_methods(["GET", "POST"])
@entitled("means")
def means(request: HttpRequest) -> JsonResponse:
    """GET lists as the page does (``?q=&kind=&country=&state=&owner=&sort=``); POST registers one (201)."""
    if request.method == "POST":
        made = registering.register(signed_in(request), given_of(json_body.read(request)))
        return _json(listing.as_object(reading.view(made)), 201)
    found = listing.Asked.of(request.GET).means()
    shown = list(found[:LISTED])
    live = reading.commitments_of([one.pk for one in shown])
    views = [reading.view(one, live.get(one.pk, [])) for one in shown]
    return _json({"count": found.count(), "means": [listing.as_object(one) for one in views]})


@require_GET
@entitled("means")
def mean(request: HttpRequest, mean_id: UUID) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """One means with its commitments and the times at which it is taken."""
    one = reading.row(mean_id)
    live = one.commitments.filter(ended_at=None).order_by("starts")
    told = listing.as_object(reading.view(one)) | {
        "certificate": {
            "what": one.certificate_what,
            "number": one.certificate_number,
            "issuer": one.certificate_issuer,
        },
        "commitments": [
            {"id": str(each.pk), "starts": each.starts.isoformat(), "ends": each.ends.isoformat()} for each in live
        ],
        "bookings": [listing.booking_as_object(each) for each in one.bookings.order_by("-starts")[:LISTED]],
    }
    return _json(told)


@require_POST
@entitled("lend")
def act(request: HttpRequest, mean_id: UUID, wanted: str) -> JsonResponse:
    """``change`` as for registering; ``certify``, ``commit``, ``maintain`` and the others of docs/means.md."""
    who, one, sent = signed_in(request), reading.row(mean_id), json_body.read(request)
    told = _act(who, one, wanted, sent)
    return _json(listing.as_object(reading.mean(one.pk)) | told)


@require_POST
@entitled("means")
def match(request: HttpRequest) -> JsonResponse:
    """What fits, then near misses: POST ``{"kind", "place", "starts", "ends", "specification", "languages"}``."""
    need = need_of(json_body.read(request))
    return _json({"means": [listing.fit_as_object(one) for one in fitting.fitting(need)]})


@require_http_methods(["GET", "POST"])
@entitled("means")
def goals(request: HttpRequest) -> JsonResponse:
    """GET: goals with what is missing. POST ``{"kind", "count", "by", …}`` sets one (201)."""
    if request.method == "GET":
        return _json({"goals": [goal_as_object(one) for one in committing.goals()]})
    sent = json_body.read(request)
    made = committing.set_goal(
        signed_in(request),
        committing.GoalGiven(
            kind=_text(sent, "kind"),
            count=sent.get("count", ""),
            by=_day(sent, "by"),
            country=_text(sent, "country"),
            convention=_text(sent, "convention"),
            least_days=sent.get("least_days", committing.LEAST_DAYS),
            specification=_table(sent, "specification"),
        ),
    )
    return _json({"id": str(made.pk)}, 201)


def given_of(sent: dict[str, Any]) -> registering.MeanGiven:
    """The means that a body describes."""
    titles = _table(sent, "titles")
    return registering.MeanGiven(
        kind=_text(sent, "kind"),
        code=_text(sent, "code"),
        titles={name: str(titles[name]) for name in ("fr", "en", "ar") if titles.get(name)},
        place=_text(sent, "place"),
        specification=_table(sent, "specification"),
        country=_text(sent, "country"),
        languages=_codes(sent, "languages"),
        self_sufficiency_days=sent.get("self_sufficiency_days", 0),
        consumables=_text(sent, "consumables"),
        notice_hours=sent.get("notice_hours", 24),
        daily_cost=sent.get("daily_cost"),
        currency=_text(sent, "currency") or "XOF",
        contact=_text(sent, "contact"),
        owner=_text(sent, "owner"),
    )


def need_of(sent: dict[str, Any]) -> fitting.Need:
    """The need that a body describes."""
    notice = sent.get("notice_hours")
    return fitting.Need(
        kind=_text(sent, "kind"),
        place=_text(sent, "place"),
        starts=_when(sent, "starts"),
        ends=_when(sent, "ends"),
        specification=_table(sent, "specification"),
        languages=_codes(sent, "languages"),
        notice_hours=notice if isinstance(notice, int) else None,
    )


def goal_as_object(one: committing.GoalStands) -> dict[str, Any]:
    """A goal beside what there will be, as programs read it."""
    return {
        "id": str(one.goal.pk),
        "kind": one.goal.kind,
        "country": one.goal.country,
        "by": one.goal.by.isoformat(),
        "convention": one.goal.convention,
        "least_days": one.goal.least_days,
        "specification": one.goal.specification,
        "wanted": one.goal.count,
        "there": [str(each.pk) for each in one.counted],
        "lapsed": [str(each.pk) for each in one.lapsed],
        "missing": one.missing,
        "others": one.others,
    }


def _act(who: Officer, one: Mean, wanted: str, sent: dict[str, Any]) -> dict[str, Any]:
    if wanted == "change":
        registering.change(who, one.pk, given_of(sent))
    elif wanted == "certify":
        certificate = registering.CertificateGiven(
            _text(sent, "what"), _text(sent, "number"), _text(sent, "issuer"), _day(sent, "until")
        )
        registering.certify(who, one.pk, certificate)
    elif wanted == "commit":
        made = committing.commit(
            who,
            one.pk,
            _when(sent, "starts"),
            _when(sent, "ends"),
            goal=_text(sent, "goal") or None,
            convention=_text(sent, "convention"),
        )
        return {"commitment": str(made.pk)}
    elif wanted == "release":
        kept = [str(each) for each in one.commitments.values_list("pk", flat=True)]
        committing.release(who, _text(sent, "commitment") if _text(sent, "commitment") in kept else "")
    elif wanted == "maintain":
        taken = booking.maintain(who, one.pk, _when(sent, "starts"), _when(sent, "ends"), _text(sent, "note"))
        return {"booking": str(taken.pk)}
    elif wanted == "free":
        kept = [str(each) for each in one.bookings.filter(maintenance=True).values_list("pk", flat=True)]
        booking.free(_text(sent, "booking") if _text(sent, "booking") in kept else "", officer=handle(who))
    elif wanted == "resume":
        registering.resume(who, one.pk)
    elif wanted in ("suspend", "withdraw"):
        move = registering.suspend if wanted == "suspend" else registering.withdraw
        move(who, one.pk, _text(sent, "reason"))
    else:
        raise reading.unknown()
    return {}


def _text(sent: dict[str, Any], name: str) -> str:
    value = sent.get(name, "")
    if not isinstance(value, str):
        raise _wrong(name)
    return value


def _table(sent: dict[str, Any], name: str) -> dict[str, Any]:
    value = sent.get(name, {})
    if not isinstance(value, dict) or len(value) > MANY:
        raise _wrong(name)
    return value


def _codes(sent: dict[str, Any], name: str) -> tuple[str, ...]:
    value = sent.get(name, [])
    if not isinstance(value, list) or len(value) > MANY or not all(isinstance(one, str) for one in value):
        raise _wrong(name)
    return tuple(value)


def _day(sent: dict[str, Any], name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(_text(sent, name))
    except ValueError as error:
        raise _wrong(name) from error


def _when(sent: dict[str, Any], name: str) -> dt.date:
    """A day, or an instant with its zone."""
    text = _text(sent, name)
    try:
        return dt.date.fromisoformat(text) if len(text) == len("2026-01-01") else dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise _wrong(name) from error


def _wrong(name: str) -> Invalid:
    return Invalid(
        "means.body",
        N_("This value is missing or has the wrong form."),
        N_("docs/means.md shows what a body holds; days are written 2026-03-01."),
        place=name,
    )


def _json(told: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})


api_urls: list[URLPattern] = [
    path("means", means, name="api-means"),
    path("means/match", match, name="api-means-match"),
    path("means/goals", goals, name="api-means-goals"),
    path("means/<uuid:mean_id>", mean, name="api-mean"),
    path("means/<uuid:mean_id>/<slug:wanted>", act, name="api-mean-act"),
]
