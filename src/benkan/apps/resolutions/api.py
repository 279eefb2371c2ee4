"""Recommendations and votes for programs: list, propose, amend, decide, report, end; open, cast, close."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.resolutions import (
    converters,  # noqa: F401 - the addresses below name them
    given,
    keeping,
    linking,
    papers,
    polling,
    reading,
    reminding,
)
from benkan.core.errors import N_, Invalid
from benkan.web import json_body

LISTED = 500


@require_http_methods(["GET", "POST"])
@officer()
def recommendations(request: HttpRequest) -> HttpResponse:
    """GET lists (``?q=&state=&kind=&owner=``); POST proposes one, with ``gathering`` or none (201)."""
    if request.method == "GET":
        asked = {name: request.GET.get(name, "")[:100] for name in ("state", "kind", "owner", "gathering")}
        found = reading.listed(text=request.GET.get("q", "")[:100], **asked)
        shown = [reading.as_object(one) for one in found[:LISTED]]
        return JsonResponse({"count": found.count(), "recommendations": shown})
    sent = json_body.read(request)
    row = keeping.record(signed_in(request), given.wording(sent), gathering=_text(sent, "gathering"))
    return JsonResponse(reading.as_object(row), status=201)


@require_http_methods(["GET", "PUT"])
@officer()
def recommendation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """GET: one with its history; PUT: amended."""
    row = keeping.get(public_id)
    if request.method == "PUT":
        row = keeping.amend(signed_in(request), public_id, given.wording(json_body.read(request)))
    return JsonResponse(reading.as_object(row, whole=True))


@require_POST
@officer()
def step(request: HttpRequest, public_id: UUID, what: str) -> HttpResponse:
    """The recommendation after a step.

    ``settle`` {adopted, note}, ``report`` {done, on, note, evidence}, ``end`` {state, note}, ``inform`` {partner},
    ``link`` {to, reference}, ``draft`` {}.
    """
    who, sent = signed_in(request), json_body.read(request)
    if what == "settle":
        keeping.settle(who, public_id, adopted=given.flag(sent, "adopted"), note=_text(sent, "note"))
    elif what == "report":
        keeping.progress(
            who,
            public_id,
            done=given.flag(sent, "done"),
            on=given.day(_text(sent, "on"), "on") or timezone.localdate(),
            note=_text(sent, "note"),
            evidence=_text(sent, "evidence"),
        )
    elif what == "end":
        keeping.end(who, public_id, _text(sent, "state"), _text(sent, "note"))
    elif what == "inform":
        keeping.inform(who, public_id, _text(sent, "partner"))
    elif what == "link":
        linking.link(who, public_id, _text(sent, "to"), _text(sent, "reference"))
    else:
        linking.draft_convention(who, public_id)
    return JsonResponse(reading.as_object(keeping.get(public_id), whole=True))


@require_GET
@officer()
def owners(_request: HttpRequest) -> HttpResponse:
    """Each owner's record."""
    rows = [
        {"owner": one.owner, "due": one.due, "on_time": one.on_time, "overdue": one.overdue, "share": one.share}
        for one in reminding.on_time()
    ]
    return JsonResponse({"owners": rows})


@require_http_methods(["GET", "POST"])
@officer()
def votes(request: HttpRequest) -> HttpResponse:
    """GET lists; POST opens one: the rule, ``recommendation`` or ``subject``, ``gathering`` or ``seats`` (201)."""
    if request.method == "GET":
        found = polling.listed(request.GET.get("q", "")[:100], request.GET.get("state", ""))
        return JsonResponse({"count": len(found), "votes": [_short(one) for one in found]})
    sent = json_body.read(request)
    named = sent.get("seats", [])
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
        raise Invalid("resolution.not-list", N_("This must be a list of texts."), N_("Send a list."), place="seats")
    chosen = _text(sent, "recommendation")
    vote = polling.open_vote(
        signed_in(request),
        given.rule(sent),
        recommendation=keeping.get(chosen) if chosen else None,
        subject=_text(sent, "subject"),
        gathering=_text(sent, "gathering"),
        seats=given.seats("\n".join(named)),
    )
    return JsonResponse(reading.vote_as_object(vote), status=201)


@require_GET
@officer()
def vote(_request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One vote: who took part while it is open, afterwards its result and sentence."""
    return JsonResponse(reading.vote_as_object(polling.get(public_id)))


@require_POST
@officer()
def vote_step(request: HttpRequest, public_id: UUID, what: str) -> HttpResponse:
    """``cast`` {delegation or badge, choice}, ``mark`` {delegation, present}, ``close`` {chair}, ``again`` {}."""
    who, sent = signed_in(request), json_body.read(request)
    found = public_id
    if what == "cast" and sent.get("badge"):
        polling.cast_by_badge(who, public_id, _text(sent, "badge"), _text(sent, "choice"))
    elif what == "cast":
        polling.cast(who, public_id, _text(sent, "delegation"), _text(sent, "choice"))
    elif what == "mark":
        polling.mark(who, public_id, _text(sent, "delegation"), present=given.flag(sent, "present"))
    elif what == "close":
        chair = sent.get("chair")
        polling.close(who, public_id, chair=chair if isinstance(chair, bool) else None)
    else:
        found = polling.again(who, public_id).pk
    return JsonResponse(reading.vote_as_object(polling.get(found)))


def _short(one: Any) -> dict[str, Any]:
    return {"id": str(one.pk), "subject": one.subject, "round": one.round, "state": one.state, "verdict": one.verdict}


def _text(sent: dict[str, Any], name: str) -> str:
    value = sent.get(name, "")
    if not isinstance(value, str):
        raise Invalid("resolution.not-text", N_("This must be a text."), N_("Put it in quotes."), place=name)
    return value


@require_POST
@officer()
def paper(request: HttpRequest) -> HttpResponse:
    """The file; asked for with ``paper``, ``language``, ``form``, ``handling``, ``gathering`` or ``title`` and days."""
    sent = json_body.read(request)
    wanted = given.paper(sent)
    return HttpResponse(papers.write(signed_in(request), wanted), content_type=papers.TYPES[wanted.form])


api_urls = [
    path("resolutions/papers/", paper),
    path("resolutions/", recommendations),
    path("resolutions/owners/", owners),
    path("resolutions/votes/", votes),
    path("resolutions/votes/<uuid:public_id>/", vote),
    path("resolutions/votes/<uuid:public_id>/<vote_act:what>/", vote_step),
    path("resolutions/<uuid:public_id>/", recommendation),
    path("resolutions/<uuid:public_id>/<resolution_step:what>/", step),
]
