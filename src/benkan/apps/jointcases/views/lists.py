"""The list of joint cases."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from benkan.apps.accounts import services as accounts
from benkan.apps.jointcases import circle, reading
from benkan.apps.jointcases.models import JointCase, State
from benkan.apps.jointcases.views import WORKING
from benkan.web import csv_file, words

PAGE = 50


@require_GET
@accounts.officer(*WORKING)
def index(request: HttpRequest) -> HttpResponseBase:
    """The officer's joint cases, filtered, sorted and counted; with ``?format=csv`` as a table."""
    who = accounts.signed_in(request)
    query, state = request.GET.get("q", "").strip()[:100], request.GET.get("state", "")
    sort = request.GET.get("sort", "-moved")
    found = circle.listed(who, text=query, state=state, sort=sort)
    if request.GET.get("format") == "csv":
        return _csv(found)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    new = reading.unread(who, shown)
    known = reading.names()
    keep = request.GET.copy()
    keep.pop("page", None)
    keep["format"] = "csv"
    count = page.paginator.count
    context = {
        "page": page,
        "rows": [
            {
                "case": case,
                "parties": [known.get(party, party) for party in case.agreement.parties],
                "purpose": words.purpose(case.purpose),
                "unread": new.get(case.pk, 0),
            }
            for case in shown
        ],
        "query": query,
        "sort": sort,
        "narrowed": bool(query or state),
        "filters": [{"name": "state", "label": _("State"), "choices": State.choices, "value": state}],
        "count_words": ngettext("%(count)d joint case", "%(count)d joint cases", count) % {"count": count},
        "export": f"?{keep.urlencode()}",
        "may_propose": accounts.may(who, "draft"),
    }
    return render(request, "jointcases/list.html", context)


def _csv(found: QuerySet[JointCase]) -> HttpResponseBase:
    head = [_("Reference"), _("Title"), _("Purpose"), _("Parties"), _("Ends on"), _("State")]
    return csv_file.download(f"joint-cases-{timezone.localdate():%Y-%m-%d}.csv", head, map(_cells, found))


def _cells(case: JointCase) -> list[object]:
    parties = " ".join(case.agreement.parties)
    return [
        case.reference, case.title, words.purpose(case.purpose), parties, case.ends_on, case.get_state_display()
    ]  # fmt: skip
