"""The journal's pages: what, who, when, under which clause; one button that reads everything again."""

from __future__ import annotations

import json
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.journal import services
from benkan.apps.journal.events import EVENTS
from benkan.apps.journal.export import exported
from benkan.apps.journal.listing import Asked, as_csv
from benkan.apps.journal.models import Line, SplitView
from benkan.apps.journal.status import provable
from benkan.apps.journal.verification import Report
from benkan.apps.journal.waiting import said
from benkan.apps.journal.witnessing import lines_waiting
from benkan.core.errors import N_, Refused
from benkan.web import times

READERS = ("supervisor", "control", "administrator")
PAGE = 50


@require_GET
@accounts.officer(*READERS)
def index(request: HttpRequest) -> HttpResponseBase:
    """The lines, filtered, sorted and counted, or the same as CSV."""
    asked = Asked.of(request.GET)
    if request.GET.get("format") == "csv":
        return as_csv(asked.lines())
    return _page(request, asked)


@require_POST
@accounts.officer(*READERS)
def verify(request: HttpRequest) -> HttpResponse:
    """Reads everything again and says in a sentence whether it holds."""
    verdict = _said(services.verify())
    if request.headers.get("HX-Request"):
        return render(request, "journal/_verdict.html", {"verdict": verdict})
    return _page(request, Asked.of(request.GET), verdict)


@require_POST
@accounts.officer(*READERS)
def export(request: HttpRequest) -> HttpResponseBase:
    """The whole journal as a file that anyone with the cards can verify."""
    assert isinstance(request.user, accounts.Officer)
    _size, records = exported(officer=accounts.handle(request.user))
    response = StreamingHttpResponse(records, content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="journal.jsonl"'
    return response


@require_POST
@accounts.officer(*READERS)
def split_view(request: HttpRequest, number: int) -> HttpResponse:
    """The two signed notes of a split view as a file that anyone can verify."""
    assert isinstance(request.user, accounts.Officer)
    data = services.split_view_file(number, officer=accounts.handle(request.user))
    response = HttpResponse(data, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="split-view-{number}.json"'
    return response


@require_GET
@accounts.officer(*READERS)
def detail(request: HttpRequest, seq: int) -> HttpResponse:
    """One line with the bytes that are hashed into the tree."""
    from benkan.apps.agencies import services as agencies

    line = Line.objects.filter(seq=seq).first()
    if line is None:
        raise Refused(
            "journal.line.unknown",
            N_("The journal has no line %(seq)d."),
            N_("Choose a line of the journal's list."),
            seq=seq,
        )
    context = {
        "line": line,
        "what": _what(line.event),
        "partner": agencies.name(line.partner) if line.partner else "",
        "entry": json.dumps(json.loads(bytes(line.entry)), ensure_ascii=False, indent=2),
        "leaf": bytes(line.leaf_hash).hex(),
        "last": services.size(),
    }
    return render(request, "journal/detail.html", context)


def _page(request: HttpRequest, asked: Asked, verdict: dict[str, Any] | None = None) -> HttpResponse:
    from benkan.apps.agencies import services as agencies

    page = Paginator(asked.lines(), PAGE).get_page(request.GET.get("page"))
    count, names = page.paginator.count, agencies.names()
    keep = request.GET.copy()
    keep.pop("page", None)
    keep["format"] = "csv"
    partners = [(each.id, names[each.id]) for each in agencies.partners()]
    standings, split_views = services.standing(), services.split_views()
    context = {
        "page": page,
        "rows": [(line, _what(line.event), names.get(line.partner, line.partner)) for line in page],
        "asked": asked,
        "count_words": ngettext("%(count)d line", "%(count)d lines", count) % {"count": count},
        "filters": [
            {
                "name": "event",
                "label": _("Event"),
                "choices": [(code, _(words)) for code, words in EVENTS.items()],
                "value": asked.event,
            },
            {"name": "partner", "label": _("Partner"), "choices": partners, "value": asked.partner},
        ],
        "export": f"?{keep.urlencode()}",
        "standings": [
            (each, names.get(each.partner, each.partner), times.span(each.clock.ahead_s) if each.clock else "")
            for each in standings
        ],
        "flags": [
            (flag.loud, said(flag, names)) for flag in services.flags(standings=standings, split_views=split_views)
        ],
        "split_views": [
            (row, names.get(row.partner, row.partner), _shown_by(row, names), provable(row)) for row in split_views
        ],
        "unsigned": lines_waiting(),
        "verdict": verdict,
    }
    return render(request, "journal/list.html", context)


def _shown_by(row: SplitView, names: dict[str, str]) -> str:
    """Who showed us the other note; empty when its owner did."""
    return "" if row.reporter == row.partner else names.get(row.reporter, row.reporter)


def _what(event: str) -> str:
    return _(EVENTS[event]) if event in EVENTS else event


def _said(report: Report) -> dict[str, Any]:
    """The report in the reader's language."""
    from benkan.apps.agencies import services as agencies

    names = agencies.names()
    return {
        "ok": report.ok,
        "sentence": _(report.text) % report.facts,
        "problems": [(each.seq, _(each.text) % each.facts) for each in report.problems[:100]],
        "witnesses": [(names.get(agency, agency), size) for agency, size in sorted(report.witnesses.items())],
        "unsigned": report.unsigned,
        "jumps": report.jumps,
    }
