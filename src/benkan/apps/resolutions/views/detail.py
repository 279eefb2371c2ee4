"""One recommendation: its words, its history, who was told, and what an officer may do with it; and its form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.resolutions import gathered, given, keeping, labels, linking, reading
from benkan.apps.resolutions.models import DRAFTS, OPEN, Kind, Link, Priority, Recommendation, State
from benkan.core.errors import BenkanError
from benkan.web.errors import Explained, explain


@require_GET
@accounts.officer()
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The recommendation as it stands, with its history."""
    return _page(request, keeping.get(public_id))


@require_POST
@accounts.officer()
def act(request: HttpRequest, public_id: UUID, what: str) -> HttpResponse:
    """What an officer does to it; a refusal is said on the page itself, and a draft that was begun opens."""
    try:
        begun = _ACTS[what](request, accounts.signed_in(request), public_id)
    except BenkanError as error:
        return _page(request, keeping.get(public_id), refusal=explain(error, agencies.names()))
    if begun is not None:
        return redirect("accords:draft", begun.reference, begun.version)
    return redirect("resolutions:detail", public_id)


@require_http_methods(["GET", "POST"])
@accounts.entitled(keeping.RIGHT)
def new(request: HttpRequest) -> HttpResponse:
    """The form for a new one; what was typed stays when something is refused."""
    refusal = None
    typed = request.POST if request.method == "POST" else request.GET
    if request.method == "POST":
        try:
            row = keeping.record(
                accounts.signed_in(request), given.wording(request.POST), gathering=request.POST.get("gathering", "")
            )
        except BenkanError as error:
            refusal = explain(error)
        else:
            return redirect("resolutions:detail", row.pk)
    context = {"typed": typed, "refusal": refusal, "gatherings": _gatherings(), **_choices()}
    return render(request, "resolutions/edit.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
@accounts.entitled(keeping.RIGHT)
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The form for an amendment."""
    row = keeping.get(public_id)
    refusal = None
    if request.method == "POST":
        try:
            keeping.amend(accounts.signed_in(request), public_id, given.wording(request.POST))
        except BenkanError as error:
            refusal = explain(error)
        else:
            return redirect("resolutions:detail", row.pk)
    typed: Any = request.POST or {
        "fr": row.text_fr,
        "en": row.text_en,
        "ar": row.text_ar,
        "kind": row.kind,
        "owner": row.owner,
        "owner_officer": row.owner_officer,
        "deadline": row.deadline.isoformat() if row.deadline else "",
        "priority": row.priority,
    }
    context = {"row": row, "typed": typed, "refusal": refusal, "words_stand": row.state not in DRAFTS, **_choices()}
    return render(request, "resolutions/edit.html", context, status=422 if refusal else 200)


def _page(request: HttpRequest, row: Recommendation, refusal: Explained | None = None) -> HttpResponse:
    who = accounts.signed_in(request)
    names, officers = agencies.names(), accounts.names()
    language = (get_language() or "fr")[:2]
    ours, entitled = row.author == keeping.own(), accounts.may(who, keeping.RIGHT)
    we_own = row.owner in {"", keeping.own()}
    open_now = row.state in OPEN and not row.closed
    told = list(row.told.order_by("partner"))
    context = {
        "row": row,
        "refusal": refusal,
        "texts": [
            (code, labels.FIELDS[code], text)
            for code in labels.LANGUAGES
            if (text := {"fr": row.text_fr, "en": row.text_en, "ar": row.text_ar}[code])
        ],
        "missing": [labels.LANGUAGES[code] for code in row.missing],
        "language": language,
        "owner_name": names.get(row.owner, row.owner),
        "officer_name": officers.get(row.owner_officer, row.owner_officer),
        "author_name": "" if ours else names.get(row.author, row.author),
        "overdue": reading.is_overdue(row),
        "history": _history(row, names, officers),
        "told": [{"it": one, "name": names.get(one.partner, one.partner)} for one in told],
        "links": [_link(one, who) for one in row.links.order_by("at")],
        "votes": list(row.votes.order_by("opened_at")),
        "may_edit": entitled and ours and (row.state in DRAFTS or open_now),
        "may_decide": entitled and ours and row.state in DRAFTS and not row.closed,
        "may_report": open_now and we_own and (entitled or accounts.handle(who) == row.owner_officer),
        "may_end": entitled and ours and not row.closed and row.state in {*DRAFTS, *OPEN, State.DONE},
        "may_link": entitled,
        "may_draft": accounts.may(who, "draft") and not row.links.filter(to=Link.To.CONVENTION).exists(),
        "partners": _informable(row, told, names)
        if entitled and ours and (open_now or row.state == State.DONE)
        else [],
        "link_kinds": [choice for choice in Link.To.choices if choice[0] != Link.To.CONVENTION],
        "today": timezone.localdate().isoformat(),
    }
    return render(request, "resolutions/detail.html", context, status=422 if refusal else 200)


def _history(row: Recommendation, names: dict[str, str], officers: dict[str, str]) -> list[dict[str, Any]]:
    """The steps, the latest first."""
    own = keeping.own()
    return [
        {
            "it": one,
            "act": labels.ACTS.get(one.act, one.act),
            "by": officers.get(one.by, one.by) if one.agency == own else one.by,
            "agency": "" if one.agency == own else names.get(one.agency, one.agency),
            "fields": [
                (labels.FIELDS.get(name, name), _said(name, before, names), _said(name, after, names))
                for name, (before, after) in one.fields.items()
            ],
        }
        for one in row.changes.order_by("-at", "-pk")
    ]


def _said(name: str, value: str, names: dict[str, str]) -> object:
    if name == "owner":
        return names.get(value, value)
    if name == "priority" and value in Priority.values:
        return Priority(value).label
    if name in {"deadline", "on"} and value:
        return dt.date.fromisoformat(value)
    return value


def _link(one: Link, who: accounts.Officer) -> dict[str, Any]:
    """A link as this officer may see it: a case by its number only for those in its circle."""
    from benkan.apps.cases import services as cases

    reference, address = one.reference, ""
    if one.to == Link.To.CASE:
        case = cases.seen(who, one.reference)
        reference, address = (case.number, _address("cases:detail", case.pk)) if case else ("", "")
    elif one.to == Link.To.CONVENTION:
        address = _address("accords:draft", one.reference, one.version)
    return {"it": one, "reference": reference, "address": address}


def _address(name: str, *arguments: Any) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def _informable(row: Recommendation, told: list[Any], names: dict[str, str]) -> list[tuple[str, str]]:
    known = {one.partner for one in told} | {row.owner}
    return [(one.id, names.get(one.id, one.id)) for one in agencies.partners() if one.id not in known]


def _gatherings() -> list[tuple[str, str]]:
    language = (get_language() or "fr")[:2]
    return [(one.public_id, one.title.get(language) or one.title.get("fr", "")) for one in gathered.listed()]


def _choices() -> dict[str, Any]:
    return {
        "kinds": Kind.choices,
        "priorities": Priority.choices,
        "owners": sorted(agencies.names().items(), key=lambda one: one[1]),
        "officers": [(one["username"], one["name"]) for one in accounts.listed() if one["active"]],
    }


def _settle(request: HttpRequest, who: accounts.Officer, public_id: UUID) -> None:
    keeping.settle(who, public_id, adopted=request.POST.get("adopted") == "yes", note=request.POST.get("note", ""))


def _report(request: HttpRequest, who: accounts.Officer, public_id: UUID) -> None:
    keeping.progress(
        who,
        public_id,
        done=request.POST.get("done") == "yes",
        on=given.day(request.POST.get("on", ""), "on") or timezone.localdate(),
        note=request.POST.get("note", ""),
        evidence=request.POST.get("evidence", ""),
    )


def _end(request: HttpRequest, who: accounts.Officer, public_id: UUID) -> None:
    keeping.end(who, public_id, request.POST.get("state", ""), request.POST.get("note", ""))


def _inform(request: HttpRequest, who: accounts.Officer, public_id: UUID) -> None:
    keeping.inform(who, public_id, request.POST.get("partner", ""))


def _make_link(request: HttpRequest, who: accounts.Officer, public_id: UUID) -> None:
    linking.link(who, public_id, request.POST.get("to", ""), request.POST.get("reference", ""))


def _unlink(request: HttpRequest, who: accounts.Officer, public_id: UUID) -> None:
    number = request.POST.get("link", "")
    linking.unlink(who, public_id, int(number) if number.isascii() and number.isdigit() and len(number) < 16 else 0)


def _draft(_request: HttpRequest, who: accounts.Officer, public_id: UUID) -> Link:
    return linking.draft_convention(who, public_id)


_ACTS: dict[str, Callable[[HttpRequest, accounts.Officer, UUID], Link | None]] = {
    "settle": _settle,
    "report": _report,
    "end": _end,
    "inform": _inform,
    "link": _make_link,
    "unlink": _unlink,
    "draft": _draft,
}
