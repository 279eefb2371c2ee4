"""Votes: their list, the form that opens one, the secretary's page with the result, and the station for badges."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.resolutions import gathered, given, keeping, labels, polling
from benkan.apps.resolutions.models import Seat, Vote
from benkan.core import voting
from benkan.core.errors import N_, BenkanError, Invalid
from benkan.web.errors import Explained, explain

QUORUMS = ("0/1", "1/3", "1/2", "2/3", "3/4", "1/1")


@require_GET
@accounts.officer()
def index(request: HttpRequest) -> HttpResponse:
    """Every vote, the latest first."""
    query, state = (request.GET.get(name, "").strip()[:100] for name in ("q", "state"))
    found = polling.listed(query, state)
    context = {
        "rows": [
            {"vote": one, "rule": labels.MAJORITIES[one.majority], "verdict": labels.VERDICTS.get(one.verdict, "")}
            for one in found
        ],
        "query": query,
        "narrowed": bool(query or state),
        "filters": [{"name": "state", "label": _("State"), "choices": Vote.State.choices, "value": state}],
        "count_words": ngettext("%(count)d vote", "%(count)d votes", len(found)) % {"count": len(found)},
        "may_write": accounts.may(accounts.signed_in(request), keeping.RIGHT),
    }
    return render(request, "resolutions/votes.html", context)


@require_http_methods(["GET", "POST"])
@accounts.entitled(keeping.RIGHT)
def new(request: HttpRequest) -> HttpResponse:
    """The form that opens a vote; what was typed stays when something is refused."""
    typed = request.POST if request.method == "POST" else request.GET
    refusal, row = None, None
    if typed.get("recommendation"):
        row = keeping.get(typed["recommendation"])
    if request.method == "POST":
        try:
            vote = polling.open_vote(
                accounts.signed_in(request),
                given.rule(request.POST),
                recommendation=row,
                subject=request.POST.get("subject", ""),
                gathering=request.POST.get("gathering", ""),
                seats=given.seats(request.POST.get("seats", "")),
            )
        except BenkanError as error:
            refusal = explain(error)
        else:
            return redirect("resolutions:vote", vote.pk)
    language = (get_language() or "fr")[:2]
    context = {
        "typed": typed,
        "row": row,
        "refusal": refusal,
        "text": row.text(language) if row else "",
        "majorities": labels.MAJORITIES.items(),
        "bases": labels.BASES.items(),
        "ties": labels.TIES.items(),
        "quorums": QUORUMS,
        "quorum": typed.get("quorum") or "1/2",
        "gatherings": [
            (one.public_id, one.title.get(language) or one.title.get("fr", "")) for one in gathered.listed()
        ],
    }
    return render(request, "resolutions/vote_new.html", context, status=422 if refusal else 200)


@require_GET
@accounts.officer()
@never_cache
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The vote: while it is open who has voted, afterwards the result with its rule."""
    return _page(request, polling.get(public_id))


@require_POST
@accounts.entitled(keeping.RIGHT)
@never_cache
def act(request: HttpRequest, public_id: UUID, what: str) -> HttpResponse:
    """What the secretary does: enter a voice, mark a delegation, close, another round."""
    who = accounts.signed_in(request)
    delegation = request.POST.get("delegation", "")
    shown = public_id
    try:
        if what == "cast":
            polling.cast(who, public_id, delegation, request.POST.get("choice", ""))
        elif what == "mark":
            polling.mark(who, public_id, delegation, present=request.POST.get("present") == "yes")
        elif what == "close":
            said = request.POST.get("chair", "")
            polling.close(who, public_id, chair={"yes": True, "no": False}.get(said))
        else:
            shown = polling.again(who, public_id).pk
    except BenkanError as error:
        return _page(request, polling.get(public_id), refusal=explain(error))
    return redirect("resolutions:vote", shown)


@require_http_methods(["GET", "POST"])
@accounts.entitled(keeping.RIGHT)
@never_cache
def station(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The page at which delegates vote with their badge: first the code, then the choice; it forgets at once."""
    vote = polling.get(public_id)
    language = (get_language() or "fr")[:2]
    seat: Seat | None = None
    refusal: Explained | None = None
    code = request.POST.get("code", "").strip()[:500]
    if request.method == "POST":
        try:
            if not code:
                raise Invalid(
                    "vote.code", N_("There is no code."), N_("Hold the badge before the reader."), place="code"
                )
            choice = request.POST.get("choice", "")
            if choice:
                polling.cast_by_badge(accounts.signed_in(request), public_id, code, choice)
                messages.success(request, _("The vote was taken. Next delegation, please."))
                return redirect("resolutions:station", public_id)
            seat = polling.delegation_of(public_id, code)
        except BenkanError as error:
            refusal = explain(error)
    context = {
        "vote": vote,
        "text": vote.recommendation.text(language) if vote.recommendation else "",
        "seat": seat,
        "name": seat.name(language) if seat else "",
        "code": code if seat else "",
        "choices": Seat.Choice.choices,
        "refusal": refusal,
        **polling.standing(vote),
    }
    return render(request, "resolutions/station.html", context, status=422 if refusal else 200)


def _page(request: HttpRequest, vote: Vote, refusal: Explained | None = None) -> HttpResponse:
    language = (get_language() or "fr")[:2]
    found = polling.outcome(vote)
    rule = polling.rule_of(vote)
    rows = [_seat(seat, language) for seat in vote.seats.all()]
    rows.sort(key=lambda one: one["name"])
    following = vote.rounds.first()
    context: dict[str, Any] = {
        "vote": vote,
        "refusal": refusal,
        "text": vote.recommendation.text(language) if vote.recommendation else "",
        "majority": labels.MAJORITIES[vote.majority],
        "base": labels.BASES[vote.base]
        if rule.majority in {voting.Majority.SIMPLE, voting.Majority.TWO_THIRDS}
        else "",
        "tie": labels.TIES[vote.tie] if rule.majority is voting.Majority.SIMPLE else "",
        "seats": rows,
        "choices": Seat.Choice.choices,
        "verdict": labels.VERDICTS.get(vote.verdict, ""),
        "sentences": polling.sentences(found) if found else {},
        "following": following,
        "may_write": accounts.may(accounts.signed_in(request), keeping.RIGHT),
        "may_again": found is not None
        and following is None
        and found.verdict in {voting.Verdict.AGAIN, voting.Verdict.NO_QUORUM},
        "needs_chair": found is not None and found.verdict is voting.Verdict.CHAIR,
        "badges": bool(vote.gathering),
        **polling.standing(vote),
    }
    context["quorum_needed"] = rule.quorum.needed(context["members"])
    return render(request, "resolutions/vote.html", context, status=422 if refusal else 200)


def _seat(seat: Seat, language: str) -> dict[str, Any]:
    return {"it": seat, "name": seat.name(language), "choice": seat.get_choice_display() if seat.choice else ""}
