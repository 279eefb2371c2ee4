"""What is overdue, and who answers in time: pages of supervisors, liaison officers and the control officer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.requests import phrases, reading
from benkan.apps.requests import statistics as counting
from benkan.apps.requests.forms import day_of
from benkan.apps.requests.models import Direction, Urgency
from benkan.apps.requests.views import COUNTING
from benkan.core.errors import BenkanError
from benkan.web import csv_file
from benkan.web.errors import explain


@require_GET
@accounts.officer(*COUNTING)
def overdue(request: HttpRequest) -> HttpResponse:
    """Overdue requests of both directions; the control officer sees those that were escalated, without questions."""
    who = accounts.signed_in(request)
    found = reading.overdue(who)
    names = _names()
    rows = [
        {
            "request": one,
            "partner": names.get(one.partner, one.partner),
            "purpose": cases.purpose_label(one.purpose),
            "readable": accounts.may(who, "release") and reading.may_see(who, one),
        }
        for one in found
    ]
    context = {
        "rows": rows,
        "releases": accounts.may(who, "release"),
        "count_words": ngettext("%(count)d request", "%(count)d requests", len(rows)) % {"count": len(rows)},
    }
    return render(request, "requests/overdue.html", context)


@require_GET
@accounts.officer(*COUNTING)
def statistics(request: HttpRequest) -> HttpResponseBase:
    """On-time statistics and usefulness, both ways, for a span of days."""
    refusal, counted = None, None
    try:
        counted = counting.statistics(day_of(request.GET, "since"), day_of(request.GET, "until"))
    except BenkanError as error:
        refusal = explain(error)
        counted = counting.Statistics([], [])
    if request.GET.get("format") == "csv" and refusal is None:
        return _as_csv(counted.rows)
    names = _names()
    kept = request.GET.copy()
    kept["format"] = "csv"
    context = {
        "refusal": refusal,
        "since": request.GET.get("since", ""),
        "until": request.GET.get("until", ""),
        "export": f"?{kept.urlencode()}",
        "ways": [
            (_("What partners ask us"), _rows(counted.rows, Direction.IN, names)),
            (_("What we ask partners"), _rows(counted.rows, Direction.OUT, names)),
        ],
        "feedback": [
            (_("What partners said of our releases"), _told(counted.feedback, Direction.OUT, names)),
            (_("What we said of partners' releases"), _told(counted.feedback, Direction.IN, names)),
        ],
        "releases": accounts.may(request.user, "release"),
    }
    return render(request, "requests/statistics.html", context, status=422 if refusal else 200)


def _rows(rows: list[counting.Row], direction: Direction, names: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"row": row, "partner": names.get(row.partner, row.partner), "urgency": Urgency(row.urgency).label}
        for row in rows
        if row.direction == direction
    ]


def _told(rows: list[counting.FeedbackRow], direction: Direction, names: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "partner": names.get(row.partner, row.partner),
            "outcomes": [(phrases.said(phrases.OUTCOMES, code), count) for code, count in sorted(row.outcomes.items())],
        }
        for row in rows
        if row.direction == direction
    ]


def _names() -> dict[str, str]:
    return {row.id: agencies.localised(row) for row in agencies.partners()}


def _as_csv(rows: list[counting.Row]) -> HttpResponseBase:
    told = [row.as_object() for row in rows]
    head = list(told[0]) if told else ["direction", "partner", "urgency"]
    return csv_file.download(
        f"statistics-{timezone.localdate():%Y-%m-%d}.csv", head, (list(row.values()) for row in told)
    )  # fmt: skip
