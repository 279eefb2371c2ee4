"""The liaison inbox, by time left, and the list of our own requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.requests import clock, reading
from benkan.apps.requests.models import Change, ChangeState, ReleaseState, Request, RequestState, Urgency
from benkan.apps.requests.onward import holders
from benkan.apps.requests.onward import reading as holding
from benkan.apps.requests.views import RELEASING, WORKING
from benkan.web import csv_file

PAGE = 50


@require_GET
@accounts.officer(*WORKING)
def inbox(request: HttpRequest) -> HttpResponseBase:
    """What partners ask, the least time left first; officers who do not release see what was asked of partners."""
    who = accounts.signed_in(request)
    if not accounts.may(who, "release"):
        return redirect("requests:sent")
    wanted = reading.InboxFilter(
        text=request.GET.get("q", "").strip()[:100],
        partner=request.GET.get("partner", ""),
        urgency=request.GET.get("urgency", ""),
        state=request.GET.get("state", RequestState.RECEIVED),
        clock=request.GET.get("clock", ""),
        sort=request.GET.get("sort", "due"),
    )
    found = reading.inbox(who, wanted)
    if request.GET.get("format") == "csv":
        return _as_csv(found)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    names = _names()
    states = (RequestState.RECEIVED, RequestState.ANSWERED, RequestState.STOPPED)
    filters = [
        _filter("partner", _("Partner"), sorted(names.items(), key=lambda item: item[1]), wanted.partner),
        _filter("urgency", _("Urgency"), Urgency.choices, wanted.urgency),
        _filter("state", _("State"), [(state.value, state.label) for state in states], wanted.state),
        _filter("clock", _("Time left"), _clocks(), wanted.clock),
    ]
    count = page.paginator.count
    context = {
        "page": page,
        "rows": [_row(one, names) for one in page],
        "filters": filters,
        "wanted": wanted,
        "count_words": ngettext("%(count)d request", "%(count)d requests", count) % {"count": count},
        "export": _export(request),
        "narrowed": bool(
            wanted.text or wanted.partner or wanted.urgency or wanted.clock or wanted.state != RequestState.RECEIVED
        ),
        "overdue_count": clock.overdue().count(),
        "corrections": [
            (one, names.get(one.release.partner, ""), reading.reason_of_change(one)) for one in _corrections(who)
        ],
        "consents": [
            (one, names.get(one.holder, one.holder), names.get(one.receiver, one.receiver))
            for one in holding.to_answer(who)
        ],
        "unacknowledged": _owing(names),
        "ended": [(one, names.get(one.partner, one.partner)) for one in holding.of_ended_records(who)],
        "held_count": holding.passed_on(who).count(),
    }
    return render(request, "requests/inbox.html", context)


@require_GET
@accounts.officer(*WORKING)
def sent(request: HttpRequest) -> HttpResponseBase:
    """What we asked partners, in the cases that this officer sees."""
    found = reading.sent(accounts.signed_in(request))
    text, state = request.GET.get("q", "").strip()[:100], request.GET.get("state", "")
    if text:
        found = found.filter(question__icontains=text)
    if state:
        found = found.filter(state=state)
    which = request.GET.get("clock", "")
    found = reading.by_clock(found, which)
    if request.GET.get("format") == "csv":
        return _as_csv(found)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    names = _names()
    states = [(one.value, one.label) for one in RequestState if one != RequestState.RECEIVED]
    count = page.paginator.count
    context = {
        "page": page,
        "rows": [_row(one, names) for one in page],
        "filters": [
            _filter("state", _("State"), states, state),
            _filter("clock", _("Time left"), _clocks(), which),
        ],
        "query": text,
        "count_words": ngettext("%(count)d request", "%(count)d requests", count) % {"count": count},
        "export": _export(request),
        "narrowed": bool(text or state or which),
        "releases": accounts.may(request.user, "release"),
    }
    return render(request, "requests/sent.html", context)


@require_GET
@accounts.officer(*RELEASING)
def held(request: HttpRequest) -> HttpResponse:
    """What third services passed on to us, with its owner."""
    who, state = accounts.signed_in(request), request.GET.get("state", ReleaseState.ACTIVE)
    names = _names()
    found = holding.passed_on(who, state).select_related("case")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    kept = (ReleaseState.ACTIVE, ReleaseState.WITHDRAWN, ReleaseState.EXPIRED, ReleaseState.DELETED)
    count = page.paginator.count
    context = {
        "page": page,
        "rows": [(one, names.get(one.owner, one.owner), names.get(one.partner, one.partner)) for one in page],
        "filters": [_filter("state", _("State"), [(one.value, one.label) for one in kept], state)],
        "count_words": ngettext("%(count)d copy", "%(count)d copies", count) % {"count": count},
        "narrowed": state != ReleaseState.ACTIVE,
    }
    return render(request, "requests/held_list.html", context)


def _owing(names: dict[str, str]) -> list[dict[str, Any]]:
    """Who owes us a word about a change: first receivers and everybody below them, the longest waiting first."""
    owing = list(holders.unacknowledged())
    if not owing:
        return []
    late = set(holders.overdue().values_list("pk", flat=True))
    made = Change.objects.filter(release__in={one.release_id for one in owing}, state=ChangeState.MADE)
    last = {change.release_id: change for change in made.order_by("version")}
    return [
        {
            "holder": one,
            "kind": last[one.release_id].get_kind_display() if one.release_id in last else "",
            "words": reading.reason_of_change(last[one.release_id]) if one.release_id in last else "",
            "name": names.get(one.agency, one.agency),
            "url": reverse("requests:detail", args=[one.release.request_id]),
            "overdue": one.pk in late,
        }
        for one in owing
    ]


def _corrections(who: accounts.Officer) -> Iterable[Any]:
    return reading.corrections_to_approve(who)


def _names() -> dict[str, str]:
    """The partners' names in the reader's language, in one query."""
    return {row.id: agencies.localised(row) for row in agencies.partners()}


def _row(one: Request, names: dict[str, str]) -> dict[str, Any]:
    return {
        "request": one,
        "partner": names.get(one.partner, one.partner),
        "purpose": cases.purpose_label(one.purpose),
        "proposed": getattr(one, "proposed", False),
        "waits": one.is_open,
    }


def _clocks() -> list[tuple[str, str]]:
    return [("overdue", _("Overdue")), ("soon", _("Due soon")), ("paused", _("Clock stopped"))]


def _filter(name: str, label: str, choices: Any, value: str) -> dict[str, Any]:
    return {"name": name, "label": label, "choices": choices, "value": value}


def _export(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    kept["format"] = "csv"
    return f"?{kept.urlencode()}"


def _as_csv(found: QuerySet[Request]) -> HttpResponseBase:
    """The list without questions and names: a file on a desk is not a case."""
    head = [_("Request"), _("Partner"), _("Convention"), _("Purpose"), _("Urgency"), _("Due"), _("State")]
    return csv_file.download(f"requests-{timezone.localdate():%Y-%m-%d}.csv", head, map(_cells, found))


def _cells(one: Request) -> list[object]:
    purpose, urgency = cases.purpose_label(one.purpose), Urgency(one.urgency).label
    due = timezone.localtime(one.due_at).strftime("%Y-%m-%d %H:%M")
    return [one.pk, one.partner, one.convention, purpose, urgency, due, RequestState(one.state).label]
