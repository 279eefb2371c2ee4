"""Joint cases for programs: list, propose, sign, put in, choose, withdraw, leave, end, export."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.jointcases import agreeing, circle, given, reading, writing
from benkan.apps.jointcases.exporting import export
from benkan.apps.jointcases.views import PROPOSING, WORKING
from benkan.core.errors import N_, Invalid
from benkan.web import json_body

LISTED = 500


@require_http_methods(["GET", "POST"])
@officer(*WORKING)
def joint_cases(request: HttpRequest) -> HttpResponse:
    """GET lists (``?q=&state=``); POST ``{"agreement": text, "note", "local_case"}`` proposes one (201)."""
    who = signed_in(request)
    if request.method == "GET":
        found = circle.listed(who, text=request.GET.get("q", "")[:100], state=request.GET.get("state", ""))
        shown = [reading.as_object(case) for case in found[:LISTED]]
        return JsonResponse({"count": found.count(), "joint_cases": shown})
    sent = json_body.read(request)
    case = agreeing.propose(
        who,
        given.text(sent, "agreement"),
        note=given.text(sent, "note"),
        local_case=given.text(sent, "local_case") or None,
    )
    return JsonResponse(reading.as_object(case), status=201)


@require_GET
@officer(*WORKING)
def joint_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One joint case with every version of every field; ``?format=export`` adds all signed items."""
    who = signed_in(request)
    case = circle.get(case_id, who)
    if request.GET.get("format") == "export":
        return JsonResponse(export(who, case))
    return JsonResponse(reading.as_object(case, whole=True))


@require_POST
@officer(*WORKING)
def items(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Puts something in (201): ``{"kind", "fields": {name: [values]}, "of", "handling", "grade", …}``.

    ``of`` (``party:number``) changes a thing; with ``"choose": name`` it ends the dispute about that field.
    """
    who = signed_in(request)
    sent = json_body.read(request)
    of, conditions, values = (
        given.reference(given.text(sent, "of")),
        given.conditions_of(sent),
        given.lists(sent, "fields"),
    )
    field = given.text(sent, "choose")
    if field and of is not None:
        entry = writing.choose(who, case_id, of, field, values.get(field, []), conditions)
    elif given.text(sent, "record"):
        entry = writing.put_record(who, case_id, given.text(sent, "record"), given.texts(sent, "names"), conditions)
    else:
        entry = writing.put(who, case_id, given.text(sent, "kind"), values, conditions, of)
    return JsonResponse({"item": f"{entry.party}:{entry.number}", "sha256": entry.sha256}, status=201)


@require_POST
@officer(*WORKING)
def withdraw(request: HttpRequest, case_id: UUID, number: int) -> HttpResponse:
    """Takes an item of ours back: ``{"reason"}``."""
    entry = writing.withdraw(signed_in(request), case_id, number, given.text(json_body.read(request), "reason"))
    return JsonResponse({"item": f"{entry.party}:{entry.number}", "sha256": entry.sha256})


@require_POST
@officer(*PROPOSING)
def standing(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """``{"act": "prepare" | "sign" | "aside" | "link" | "leave" | "end", "reason", "keep", "local_case"}``."""
    who = signed_in(request)
    sent = json_body.read(request)
    act, reason = given.text(sent, "act"), given.text(sent, "reason")
    if act == "prepare":
        case = agreeing.prepare(who, case_id)
    elif act == "sign":
        case = agreeing.sign(who, case_id)
    elif act == "aside":
        case = agreeing.put_aside(who, case_id)
    elif act == "link":
        case = circle.link(who, case_id, given.text(sent, "local_case"))
    elif act == "leave":
        case = writing.leave(who, case_id, reason, keep=sent.get("keep") is True)
    elif act == "end":
        case = writing.end(who, case_id, reason)
    else:
        raise Invalid(
            "joint-case.act",
            N_("There is no such act."),
            N_("Send prepare, sign, aside, link, leave or end."),
            place="act",
        )
    return JsonResponse(reading.as_object(case))


api_urls = [
    path("joint-cases", joint_cases),
    path("joint-cases/<uuid:case_id>", joint_case),
    path("joint-cases/<uuid:case_id>/items", items),
    path("joint-cases/<uuid:case_id>/items/<int:number>/withdraw", withdraw),
    path("joint-cases/<uuid:case_id>/standing", standing),
]
