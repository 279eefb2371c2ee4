"""The list of recommendations with its filters, and each owner's record."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.resolutions import keeping, reading, reminding
from benkan.apps.resolutions.models import Kind, Recommendation, State
from benkan.web import csv_file

PAGE = 50


@require_GET
@accounts.officer()
def index(request: HttpRequest) -> HttpResponseBase:
    """The recommendations, filtered, sorted and counted; with ``?format=csv`` as a table."""
    who = accounts.signed_in(request)
    query, state, kind, owner, gathering = (
        request.GET.get(name, "").replace("\0", "").strip()[:100]
        for name in ("q", "state", "kind", "owner", "gathering")
    )
    sort = request.GET.get("sort", "-moved")
    found = reading.listed(text=query, state=state, kind=kind, owner=owner, gathering=gathering, sort=sort)
    names = agencies.names()
    if request.GET.get("format") == "csv":
        return _csv(found, names)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    language = (get_language() or "fr")[:2]
    keep = request.GET.copy()
    keep.pop("page", None)
    keep["format"] = "csv"
    owners = Recommendation.objects.exclude(owner="").order_by("owner").values_list("owner", flat=True).distinct()
    gatherings = dict(Recommendation.objects.exclude(gathering="").values_list("gathering", "gathering_title"))
    count = page.paginator.count
    context = {
        "page": page,
        "rows": [row(one, language, names) for one in page],
        "query": query,
        "sort": sort,
        "narrowed": bool(query or state or kind or owner or gathering),
        "filters": [
            {
                "name": "state",
                "label": _("State"),
                "choices": [("overdue", _("Overdue")), *State.choices],
                "value": state,
            },
            {"name": "kind", "label": _("Kind"), "choices": Kind.choices, "value": kind},
            {
                "name": "owner",
                "label": _("Responsible"),
                "choices": [(one, names.get(one, one)) for one in owners],
                "value": owner,
            },
            {
                "name": "gathering",
                "label": _("Gathering"),
                "choices": sorted(gatherings.items(), key=lambda one: one[1]),
                "value": gathering,
            },
        ],
        "count_words": ngettext("%(count)d recommendation", "%(count)d recommendations", count) % {"count": count},
        "export": f"?{keep.urlencode()}",
        "may_write": accounts.may(who, keeping.RIGHT),
        "overdue_count": reminding.overdue().count(),
    }
    return render(request, "resolutions/list.html", context)


@require_GET
@accounts.officer()
def owners(request: HttpRequest) -> HttpResponseBase:
    """Who does what was adopted, and how much of it on time."""
    names = agencies.names()
    records = [
        {"name": names.get(one.owner, one.owner), "owner": one.owner, "record": one, "percent": round(100 * one.share)}
        for one in reminding.on_time()
    ]
    return render(request, "resolutions/owners.html", {"records": records})


def row(one: Recommendation, language: str, names: dict[str, str]) -> dict[str, Any]:
    """One line of a list."""
    return {
        "it": one,
        "text": one.text(language),
        "owner": names.get(one.owner, one.owner),
        "author": "" if one.author == keeping.own() else names.get(one.author, one.author),
        "overdue": reading.is_overdue(one),
    }


def _csv(found: Any, names: dict[str, str]) -> HttpResponseBase:
    head = [
        _("Number"), _("Kind"), _("French text"), _("English text"), _("Arabic text"), _("Responsible"), _("Deadline"),
        _("Priority"), _("State"), _("Done on"), _("Evidence"), _("Gathering"),
    ]  # fmt: skip
    lines = (
        [
            one.number, one.get_kind_display(), one.text_fr, one.text_en, one.text_ar,
            names.get(one.owner, one.owner), one.deadline, one.get_priority_display(), one.get_state_display(),
            one.done_on, one.evidence, one.gathering_title,
        ]
        for one in found.iterator(chunk_size=500)
    )  # fmt: skip
    return csv_file.download(f"recommendations-{timezone.localdate():%Y-%m-%d}.csv", head, lines)
