"""Alerts: the list by rank, one alert with its reasons, and the decision on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts.services import handle, officer, signed_in
from benkan.apps.cases import services as cases
from benkan.apps.flows import judging, looking, reading, showing, telling
from benkan.apps.flows.listing import LEAST_AMOUNTS, SINCE_DAYS, Asked, as_csv
from benkan.apps.flows.models import Alert, Import
from benkan.apps.flows.views import PAGE, ROLES
from benkan.apps.flows.words import STATES, xof_words
from benkan.apps.journal import services as journal
from benkan.core.errors import BenkanError
from benkan.web import csv_file
from benkan.web.errors import explain

MOST_TRANSFERS = 500


@require_GET
@officer(*ROLES)
def index(request: HttpRequest) -> HttpResponseBase:
    """The alerts that this officer may see, in the order of their rank, or the same as CSV."""
    asked = Asked.of(request.GET)
    found = asked.alerts(signed_in(request))
    if request.GET.get("format") == "csv":
        journal.write("alerts-exported", officer=handle(signed_in(request)), count=found.count())
        return as_csv(found)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    return render(
        request,
        "flows/alerts.html",
        {
            "page": page,
            "rows": showing.rows(page.object_list),
            "asked": asked,
            "count_words": ngettext("%(count)d alert", "%(count)d alerts", count) % {"count": count},
            "filters": _filters(asked),
            "export": csv_file.address(request),
            "anything": Import.objects.exists(),
        },
    )


@require_GET
@officer(*ROLES)
def detail(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """One alert: the sentence, what was measured, what was checked, the transfers, the picture, the decision."""
    who = signed_in(request)
    row = looking.alert(who, alert_id)
    journal.write("alert-opened", officer=handle(who), alert=str(row.pk), rule=row.pattern)
    return page_of(request, row)


@require_POST
@officer(*ROLES)
def act(request: HttpRequest, alert_id: UUID, what: str) -> HttpResponse:
    """Dismiss, take into a case, or take a decision back; then the alert again."""
    who = signed_in(request)
    try:
        if what == "dismiss":
            judging.dismiss(who, alert_id, request.POST.get("reason", ""), request.POST.get("remark", ""))
            messages.success(request, _("Dismissed. It comes back only when more transfers join it."))
        elif what == "take":
            row = judging.take(who, alert_id, request.POST.get("case"))
            messages.success(request, _("Taken into the case. Only the case’s circle sees it now."))
        else:
            judging.reopen(who, alert_id)
            messages.success(request, _("The decision was taken back."))
    except BenkanError as error:
        row = looking.alert(who, alert_id)
        return page_of(request, row, error)
    return redirect("flows:alert", alert_id)


def page_of(request: HttpRequest, row: Alert, error: BenkanError | None = None) -> HttpResponse:
    """The page of one alert, with a refusal on it if there is one."""
    who = signed_in(request)
    transfers = showing.transfers_of(row)
    flows, known = reading.flows_of(transfers)
    context: dict[str, Any] = {
        "row": row,
        "name": telling.pattern_name(row.pattern),
        "meaning": telling.meaning(row.pattern),
        "sentence": telling.sentence(row),
        "amount": xof_words(row.xof),
        "measured": telling.measured(row),
        "checked": telling.checked(row),
        "parts": showing.parts(row),
        "transfers": showing.transfer_rows(transfers[:MOST_TRANSFERS]),
        "left_out": max(0, len(transfers) - MOST_TRANSFERS),
        "picture": showing.sankey(flows, known, f"?alert={row.pk}"),
        "decisions": showing.judgements(row),
        "case": cases.get(row.case, who) if row.case else None,
        "cases": list(cases.open_for(who)[:50]) if row.state == Alert.State.OPEN else [],
        "reasons": list(judging.REASONS.items()),
        "state_words": STATES[row.state],
        "refusal": explain(error) if error else None,
        "sent": request.POST,
    }
    return render(request, "flows/alert.html", context, status=422 if error else 200)


def _filters(asked: Asked) -> list[dict[str, Any]]:
    return [
        {
            "name": "rule",
            "label": _("Rule"),
            "choices": [(code, telling.pattern_name(code)) for code in telling.PATTERNS],
            "value": asked.pattern,
        },
        {
            "name": "state",
            "label": _("State"),
            "choices": [(code, str(words)) for code, words in STATES.items()],
            "value": asked.state,
        },
        {
            "name": "amount",
            "label": _("Amount from"),
            "choices": [(str(one), xof_words(one)) for one in LEAST_AMOUNTS],
            "value": str(asked.least_xof),
        },
        {
            "name": "days",
            "label": _("Last transfer"),
            "choices": [
                (str(one), ngettext("within %(count)d day", "within %(count)d days", one) % {"count": one})
                for one in SINCE_DAYS
            ],
            "value": str(asked.days),
        },
    ]
