"""Pages of the audit, for control officers and supervisors: coverage, alarms, samples, and the proof behind a line."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.search.alarms import ringing, words
from benkan.apps.search.auditing import coverage, drawing, judging, reading
from benkan.core.errors import BenkanError
from benkan.web.errors import Explained, explain

ROLES = ("supervisor", "control")
PAGE = 20
ALARMS = 50


@require_GET
@accounts.officer(*ROLES)
def index(request: HttpRequest) -> HttpResponse:
    """What the audits prove, the alarms, the samples."""
    return _index(request)


@require_POST
@accounts.officer(*ROLES)
def draw(request: HttpRequest) -> HttpResponse:
    """A new sample."""
    try:
        made = drawing.draw(
            accounts.signed_in(request), _number(request.POST.get("count")), _number(request.POST.get("days"))
        )
    except BenkanError as error:
        return _index(request, explain(error))
    return redirect("audit:sample", made.pk)


@require_POST
@accounts.officer(*ROLES)
def seen(request: HttpRequest, alarm_id: int) -> HttpResponse:
    """Notes that an alarm was looked at."""
    try:
        ringing.seen(accounts.signed_in(request), alarm_id)
    except BenkanError as error:
        return _index(request, explain(error))
    return redirect("audit:index")


@require_GET
@accounts.officer(*ROLES)
def sample(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    """The searches of a sample, to be judged."""
    return _sample(request, draw_id)


@require_GET
@accounts.officer(*ROLES)
def proof(request: HttpRequest, draw_id: UUID, search_id: UUID) -> HttpResponse:
    """The elements of one search of a sample, recomputed."""
    found = judging.find(draw_id)
    context = {"draw": found, "one": reading.one(found, search_id, request.user)}
    try:
        context["proofs"] = reading.proofs(found, search_id)
    except BenkanError as error:
        context["refusal"] = explain(error)
    return render(request, "search/audit_proof.html", context)


@require_POST
@accounts.officer(*ROLES)
def judge(request: HttpRequest, draw_id: UUID, search_id: UUID) -> HttpResponse:
    """Fits, or does not."""
    try:
        judging.judge(accounts.signed_in(request), judging.find(draw_id), search_id, request.POST.get("verdict", ""))
    except BenkanError as error:
        return _sample(request, draw_id, explain(error))
    return redirect("audit:sample", draw_id)


def _index(request: HttpRequest, refusal: Explained | None = None) -> HttpResponse:
    names = agencies.names()
    page = Paginator(reading.samples(), PAGE).get_page(request.GET.get("page"))
    officers = accounts.names()
    rows = list(reading.alarms()[:ALARMS])
    context = {
        "refusal": refusal,
        "coverage": coverage.coverage(),
        "aim": round(100 * coverage.AIM),
        "alarms": [(row, words.sentence(row, names, officers), words.remedy(row)) for row in rows],
        "unseen": sum(row.seen_at is None for row in rows),
        "page": page,
        "count": drawing.USUAL_COUNT,
        "most": drawing.MOST_WANTED,
        "days": min(drawing.USUAL_DAYS, settings.BENKAN_NODE.audit_days - 1),
        "most_days": settings.BENKAN_NODE.audit_days - 1,
    }
    return render(request, "search/audit.html", context, status=422 if refusal else 200)


def _sample(request: HttpRequest, draw_id: UUID, refusal: Explained | None = None) -> HttpResponse:
    found = reading.samples().filter(pk=judging.find(draw_id).pk).get()
    rows = reading.sampled(found, request.user)
    context = {
        "refusal": refusal,
        "draw": found,
        "rows": rows,
        "broken_rows": reading.broken(found),
        "judged": sum(row.verdict != "waiting" for row in rows),
    }
    return render(request, "search/audit_sample.html", context, status=422 if refusal else 200)


def _number(text: str | None) -> int:
    """The number that was typed; 0, which is refused in words, when it is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else 0
