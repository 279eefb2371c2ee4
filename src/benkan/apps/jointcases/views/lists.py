"""The list of joint cases."""

from __future__ import annotations

import csv

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from benkan.apps.accounts import services as accounts
from benkan.apps.jointcases import circle, reading
from benkan.apps.jointcases.models import JointCase, State
from benkan.apps.jointcases.views import WORKING
from benkan.web import words

PAGE = 50
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_GET
@accounts.officer(*WORKING)
def index(request: HttpRequest) -> HttpResponse:
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


def _csv(found: QuerySet[JointCase]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="joint-cases-{timezone.localdate():%Y-%m-%d}.csv"'
    response.write("\ufeff")  # without it a spreadsheet reads Arabic and accents as another encoding
    rows = csv.writer(response)
    rows.writerow([_("Reference"), _("Title"), _("Purpose"), _("Parties"), _("Ends on"), _("State")])
    for case in found:
        cells = [case.reference, case.title, words.purpose(case.purpose), " ".join(case.agreement.parties)]
        rows.writerow([_cell(one) for one in (*cells, case.ends_on, case.get_state_display())])
    return response


def _cell(value: object) -> str:
    """The value as a spreadsheet may open it: a title that begins like a formula stays a title."""
    text = str(value)
    return f"'{text}" if text[:1] in FORMULA else text
