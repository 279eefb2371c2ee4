"""The JSON API of conventions in work: begin, read, change, propose, comment, prepare, sign; compare and ask.

The same services as the pages, so the same rights: four eyes hold here too, since each officer has their own session.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accords import drafts, proposing, reading, services, signing, simulating, states
from benkan.apps.accords.draft_views import DRAFTERS, MAX_YEARS, day
from benkan.apps.accords.models import Draft, Stance
from benkan.apps.accords.telling import Told, tell
from benkan.apps.accords.text_views import pair
from benkan.apps.accords.views import chosen
from benkan.apps.accounts import services as accounts
from benkan.core import conventions
from benkan.core.conventions import TEMPLATES, Agreement
from benkan.core.errors import N_, Invalid
from benkan.web import json_body

LONGEST_LIST = 300


@require_GET
@accounts.officer()
def templates(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """The kinds of convention to start from."""
    return JsonResponse(
        {
            "templates": [
                {
                    "code": each.code,
                    "title": dict(each.title),
                    "about": dict(each.about),
                    "parties": [each.least, each.most],
                }
                for each in TEMPLATES.values()
            ]
        }
    )


@require_http_methods(["GET", "POST"])
@accounts.officer(*DRAFTERS)
def in_work(request: HttpRequest) -> JsonResponse:
    """Lists the drafts, or begins one from a template (with parties, first day and years) or from a text."""
    officer = accounts.signed_in(request)
    if request.method == "GET":
        return JsonResponse({"drafts": [_as_object(row) for row in drafts.listed()]})
    given = json_body.read(request)
    if "text" in given:
        row = drafts.take(_word(given, "text"), officer)
    else:
        years = given.get("years", 2)
        if not isinstance(years, int) or isinstance(years, bool) or not 1 <= years <= MAX_YEARS:
            raise _wrong("years")
        row = drafts.start(
            _word(given, "identifier"),
            _words(given, "parties"),
            _word(given, "template"),
            officer,
            starts_on=day(_word(given, "starts_on"), "starts_on"),
            years=years,
        )
    return JsonResponse(_as_object(row), status=201)


@require_POST
@accounts.officer(*DRAFTERS)
def amend(request: HttpRequest, identifier: str) -> JsonResponse:
    """Begins the next version of a convention."""
    return JsonResponse(_as_object(drafts.amend(identifier, accounts.signed_in(request))), status=201)


@require_http_methods(["GET", "PUT"])
@accounts.officer(*DRAFTERS)
def one(request: HttpRequest, identifier: str, version: int) -> JsonResponse:
    """Reads a draft with its text and what the parties say, or replaces its text: ``{"text", "stamp"}``."""
    row = drafts.get(identifier, version)
    officer = accounts.signed_in(request)
    if request.method == "PUT":
        given = json_body.read(request)
        row = drafts.save_text(row, _word(given, "text"), _word(given, "stamp"), officer)
    else:
        proposing.see(row, officer)
    said = Stance.objects.filter(convention=identifier, version=version)
    return JsonResponse(
        {
            **_as_object(row),
            "text": row.text,
            "stamp": drafts.stamp(row),
            "proposed": signing.signed_text(row) if row.on_table else None,
            "said": [
                {
                    "party": each.party,
                    "stance": each.kind,
                    "comment": each.comment,
                    "article": each.article,
                    "officer": each.officer,
                    "sha256": each.sha256,
                    "at": each.at.isoformat(),
                }
                for each in said
            ],
        }
    )


def _act(done: Callable[[Draft, accounts.Officer, dict[str, Any]], object]) -> Callable[..., HttpResponseBase]:
    @require_POST
    @accounts.officer(*DRAFTERS)
    def view(request: HttpRequest, identifier: str, version: int) -> JsonResponse:
        row = drafts.get(identifier, version)
        done(row, accounts.signed_in(request), json_body.read(request))
        return JsonResponse(_as_object(drafts.get(identifier, version)))

    return view


propose = _act(lambda row, officer, given: proposing.propose(row, officer, _word(given, "note", "")))
say = _act(
    lambda row, officer, given: proposing.say(
        row, officer, _word(given, "stance"), _word(given, "comment", ""), _word(given, "article", "")
    )
)
prepare = _act(lambda row, officer, _given: signing.prepare(row, officer))
sign = _act(lambda row, officer, given: signing.sign(row, officer, _word(given, "sha256")))
put_aside = _act(lambda row, officer, _given: drafts.put_aside(row, officer))


@require_GET
@accounts.officer()
def difference(request: HttpRequest, identifier: str) -> JsonResponse:
    """What changed between two versions: ``?from=1&to=2``, in the language of the session."""
    old, new, _versions = pair(identifier, request.GET.get("from", ""), request.GET.get("to", ""))
    return JsonResponse({"from": old.version, "to": new.version, "changes": _changes(old, new)})


@require_GET
@accounts.officer(*DRAFTERS)
def draft_difference(request: HttpRequest, identifier: str, version: int) -> JsonResponse:  # noqa: ARG001 - Django's
    """What the draft changes compared with the newest signed version before it; everything is new without one."""
    row = drafts.get(identifier, version)
    new = conventions.parse(row.text)
    signed = [conventions.parse(text) for text in services.texts(identifier)]
    before = [each for each in signed if each.version < version]
    return JsonResponse(
        {
            "from": before[-1].version if before else None,
            "to": version,
            "changes": _changes(before[-1], new) if before else [],
        }
    )


@require_GET
@accounts.officer()
def allows(request: HttpRequest, identifier: str) -> JsonResponse:
    """“What does this allow?”: ``?act=search&actor=…&counterparty=…&purpose=…&category=…&handling=…``."""
    agreement, _versions = chosen(services.read(), identifier, request.GET.get("version", ""))
    return JsonResponse(_answer(agreement, request))


@require_GET
@accounts.officer()
def draft_allows(request: HttpRequest, identifier: str, version: int) -> JsonResponse:
    """The same question to a draft: the answer says that it is not in force."""
    row = drafts.get(identifier, version)
    return JsonResponse(_answer(simulating.draft_of(conventions.parse(row.text)), request))


def _answer(agreement: Agreement, request: HttpRequest) -> dict[str, Any]:
    given = request.GET
    question = simulating.Question(
        act=given.get("act", ""),
        actor=given.get("actor", ""),
        counterparty=given.get("counterparty", ""),
        purpose=given.get("purpose", ""),
        categories=frozenset(given.getlist("category")),
        handling=given.get("handling", ""),
    )
    return simulating.as_object(simulating.ask(agreement, question, timezone.now()))


def _changes(old: conventions.Convention, new: conventions.Convention) -> list[dict[str, str]]:
    told: list[Told] = tell(old, new, reading.language(), gettext)
    return [
        {"section": each.section, "sentence": each.sentence, "before": each.before, "after": each.after}
        for each in told
    ]


def _as_object(row: Draft) -> dict[str, Any]:
    state = states.of(row)
    table = proposing.on_table(row) if row.on_table else None
    shown = conventions.parse(table.text) if table else drafts.read(row)[0]
    return {
        "identifier": row.identifier,
        "version": row.version,
        "state": state.code,
        "signed": state.signed,
        "on_table": row.on_table or None,
        "prepared": bool(row.on_table) and row.prepared == row.on_table,
        "parties": [
            {"agency": each.agency, "state": each.state, "reachable": each.reachable}
            for each in (states.parties(row, shown) if shown else [])
        ],
    }


def _word(given: dict[str, Any], name: str, otherwise: str | None = None) -> str:
    value = given.get(name, otherwise)
    if not isinstance(value, str):
        raise _wrong(name)
    return value


def _words(given: dict[str, Any], name: str) -> list[str]:
    value = given.get(name)
    if not isinstance(value, list) or len(value) > LONGEST_LIST or any(not isinstance(each, str) for each in value):
        raise _wrong(name)
    return value


def _wrong(place: str) -> Invalid:
    return Invalid(
        "convention.request",
        N_("A value is missing here or is of another kind."),
        N_("Send what docs/operating/conventions.md lists."),
        place=place,
    )


api_urls = [
    path("conventions/in_work/templates", templates),
    path("conventions/in_work", in_work),
    path("conventions/in_work/<slug:identifier>/<int:version>", one),
    path("conventions/in_work/<slug:identifier>/<int:version>/propose", propose),
    path("conventions/in_work/<slug:identifier>/<int:version>/say", say),
    path("conventions/in_work/<slug:identifier>/<int:version>/prepare", prepare),
    path("conventions/in_work/<slug:identifier>/<int:version>/sign", sign),
    path("conventions/in_work/<slug:identifier>/<int:version>/put_aside", put_aside),
    path("conventions/in_work/<slug:identifier>/<int:version>/difference", draft_difference),
    path("conventions/in_work/<slug:identifier>/<int:version>/allows", draft_allows),
    path("conventions/<slug:identifier>/amend", amend),
    path("conventions/<slug:identifier>/difference", difference),
    path("conventions/<slug:identifier>/allows", allows),
]
