"""One notice of a partner: what it says, what we know about it, and how to answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.notices import comparing, reading, shown, words
from benkan.apps.notices.models import ReceivedState
from benkan.apps.notices.views import WRITING


@require_GET
@accounts.officer(*WRITING)
def detail(request: HttpRequest, received_id: UUID) -> HttpResponse:
    """The notice; opening it the first time is noted."""
    who = accounts.signed_in(request)
    row = reading.read(received_id, who)
    name = next(iter(row.fields.get("name") or row.properties.get("name") or ()), "")
    answered = reading.ours(who).filter(pk=row.about).first() if row.about else None
    context = {
        "row": row,
        "partner": agencies.name(row.partner),
        "type": words.type_label(row.type),
        "shown": shown.of_row(row, row.type, row.version),
        "giver": agencies.name(row.partner),
        "active": row.state == ReceivedState.ACTIVE,
        "known": comparing.known(row),
        "search_name": name,
        "cases": cases.open_for(who)[:200] if row.case is None else [],
        "case": row.case if row.case and _sees(row.case.pk, who) else None,
        "ours": [(one, words.type_label(one.type)) for one in reading.answers_to(row, who)],
        "answered": answered,
        "answered_type": words.type_label(answered.type) if answered else "",
    }
    return render(request, "notices/open.html", context)


@require_POST
@accounts.officer(*WRITING)
def link(request: HttpRequest, received_id: UUID) -> HttpResponse:
    """Puts the notice into a case."""
    row = reading.link(accounts.signed_in(request), received_id, request.POST.get("case", ""))
    messages.success(request, _("The notice is in the case."))
    return redirect("notices:open", row.pk)


def _sees(case_id: UUID, who: accounts.Officer) -> bool:
    return cases.listed(who, cases.CaseFilter(state="")).filter(pk=case_id).exists()
