"""The pages of the conventions: what was agreed, in plain words, who signed, and the lever that stops everything."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accords import asking_pages, draft_views, labels, reading, services, states
from benkan.apps.accords.models import Draft, Suspension
from benkan.apps.accords.standing import Standings
from benkan.apps.accounts import services as accounts
from benkan.core.conventions import Agreement
from benkan.core.errors import BenkanError
from benkan.web import csv_file
from benkan.web.errors import explain

SUSPENDERS = ("supervisor", "control", "administrator")
MAX_UPLOAD = 300_000


@require_GET
@accounts.officer()
def index(request: HttpRequest) -> HttpResponseBase:
    """Every convention with its state; ``?format=csv`` for a spreadsheet."""
    return _index(request)


def _index(request: HttpRequest, refused: BenkanError | None = None) -> HttpResponseBase:
    query, state, sort = (request.GET.get(name, "") for name in ("q", "state", "sort"))
    standings, day = services.read(), today()
    rows = [
        {
            "agreement": each,
            "convention": each.convention,
            "title": each.convention.title[reading.language()],
            "state": reading.state_of(each, standings, day),
            "review_due": states.review_due(each.convention, day),
        }
        for each in standings.agreements
    ]
    for row in rows:
        row["state_words"] = labels.word(labels.STATES, str(row["state"]))
    rows = [row for row in rows if _fits(row, query, state)]
    keys: dict[str, Any] = {
        "title": lambda row: row["title"].casefold(),
        "ends": lambda row: row["convention"].ends_on,
        "state": lambda row: row["state"],
    }
    rows.sort(key=keys.get(sort.lstrip("-"), lambda row: row["convention"].identifier), reverse=sort.startswith("-"))
    if request.GET.get("format") == "csv":
        return _csv(rows)
    keep = request.GET.copy()
    keep["format"] = "csv"
    context = {
        "rows": rows,
        "query": query,
        "sort": sort,
        "count_words": ngettext("%(count)d convention", "%(count)d conventions", len(rows)) % {"count": len(rows)},
        "filters": [
            {
                "name": "state",
                "label": _("State"),
                "choices": [(code, _(words)) for code, words in labels.STATES.items()],
                "value": state,
            }
        ],
        "export": f"?{keep.urlencode()}",
        "none_at_all": not standings.agreements,
        "in_work": draft_views.rows(),
        "may_draft": accounts.may(request.user, "draft"),
        "refusal": explain(refused) if refused else None,
    }
    return render(request, "accords/list.html", context, status=422 if refused else 200)


@require_GET
@accounts.officer()
def detail(request: HttpRequest, identifier: str) -> HttpResponse:
    """One convention: clauses as cards, signatures, what it allows, and the lever."""
    return _detail(request, identifier)


def _detail(request: HttpRequest, identifier: str, refused: BenkanError | None = None) -> HttpResponse:
    standings = services.read()
    agreement, versions = chosen(standings, identifier, request.GET.get("version", ""))
    convention = agreement.convention
    parties = reading.parties_of(agreement)
    state = reading.state_of(agreement, standings, today())
    own = next((party.agency for party in parties if party.own), "")
    context: dict[str, Any] = {
        "agreement": agreement,
        "convention": convention,
        "title": convention.title[reading.language()],
        "versions": versions,
        "state": state,
        "state_words": labels.word(labels.STATES, state),
        "parties": parties,
        "cards": reading.cards_of(convention),
        "suspensions": [
            (row, next((party.name for party in parties if party.agency == row.party), row.party))
            for row in Suspension.objects.filter(convention=identifier)[:20]
        ],
        "may_suspend": getattr(request.user, "role", "") in SUSPENDERS,
        "suspended_by_us": own in agreement.suspended_by,
        "may_draft": accounts.may(request.user, "draft"),
        "negotiated": Draft.objects.filter(identifier=identifier, version=convention.version).exists(),
        "review_due": states.review_due(convention, today()) and state == "in-force",
        "refusal": explain(refused) if refused else None,
        "reason": request.POST.get("reason", ""),
    }
    context |= asking_pages.context(agreement, request)
    return render(request, "accords/detail.html", context, status=422 if refused else 200)


@require_GET
@accounts.officer()
def text(request: HttpRequest, identifier: str) -> HttpResponse:
    """The signed text itself, to keep or to verify elsewhere."""
    agreement, _versions = chosen(services.read(), identifier, request.GET.get("version", ""))
    response = HttpResponse(agreement.convention.text, content_type="text/plain; charset=utf-8")
    name = f"{identifier}-v{agreement.convention.version}.toml"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@accounts.officer(*SUSPENDERS)
def suspend(request: HttpRequest, identifier: str) -> HttpResponse:
    """Stops the convention, with a reason that the partners read."""
    assert isinstance(request.user, accounts.Officer)
    try:
        services.suspend(identifier, request.user, request.POST.get("reason", ""))
    except BenkanError as error:
        return _detail(request, identifier, error)
    messages.warning(request, _("The convention is suspended. Nothing moves under it any more; the partners are told."))
    return redirect("accords:detail", identifier)


@require_POST
@accounts.officer(*SUSPENDERS)
def resume(request: HttpRequest, identifier: str) -> HttpResponse:
    """Lifts this service's suspension."""
    assert isinstance(request.user, accounts.Officer)
    try:
        services.resume(identifier, request.user, request.POST.get("reason", ""))
    except BenkanError as error:
        return _detail(request, identifier, error)
    messages.success(request, _("The suspension is lifted. What was stopped is not sent by itself."))
    return redirect("accords:detail", identifier)


@require_POST
@accounts.officer("administrator")
def add(request: HttpRequest) -> HttpResponseBase:
    """Takes in a signed convention, from a file or pasted."""
    assert isinstance(request.user, accounts.Officer)
    upload = request.FILES.get("file")
    data = upload.read(MAX_UPLOAD).decode("utf-8", "replace") if upload else request.POST.get("text", "")
    try:
        row = services.add(data, officer=accounts.handle(request.user))
    except BenkanError as error:
        return _index(request, error)
    messages.success(request, _("The convention is in this node."))
    return redirect("accords:detail", row.identifier)


def chosen(standings: Standings, identifier: str, version: str) -> tuple[Agreement, list[int]]:
    """The version of the convention that was asked for, or its newest; and all versions that are here."""
    found = {each.convention.version: each for each in standings.agreements if each.convention.identifier == identifier}
    if not found:
        raise services.unknown(identifier)
    wanted = int(version) if version.isascii() and version.isdecimal() and int(version) in found else max(found)
    return found[wanted], sorted(found)


def _fits(row: dict[str, Any], query: str, state: str) -> bool:
    convention = row["convention"]
    names = [name for party in convention.parties.values() for name in (party.identifier, *party.name.values())]
    said = " ".join((convention.identifier, *convention.title.values(), *names)).casefold()
    return query.strip().casefold() in said and state in ("", row["state"])


def _csv(rows: list[dict[str, Any]]) -> HttpResponseBase:
    head = [
        _("Convention"),
        _("Version"),
        _("Title"),
        _("Parties"),
        _("In force from"),
        _("In force until"),
        _("State"),
    ]
    return csv_file.download("conventions.csv", head, map(_cells, rows))


def _cells(row: dict[str, Any]) -> list[object]:
    one = row["convention"]
    parties = " ".join(one.parties)
    return [one.identifier, one.version, row["title"], parties, one.starts_on, one.ends_on, row["state_words"]]


def today() -> dt.date:
    """The day by which conventions are judged, in UTC."""
    return timezone.now().astimezone(dt.UTC).date()
