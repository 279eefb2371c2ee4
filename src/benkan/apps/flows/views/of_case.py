"""The money of a case: its accounts and alerts, and one timeline of goods, people and money with its table."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from benkan.apps.accounts.services import handle, officer, signed_in
from benkan.apps.cases import services as cases
from benkan.apps.flows import linking, looking, showing, together
from benkan.apps.flows.views import ROLES
from benkan.apps.journal import services as journal


@require_GET
@officer(*ROLES)
def detail(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Goods, people and money of a case on one time."""
    who = signed_in(request)
    case = cases.get(case_id, who)
    journal.write("money-of-case-opened", officer=handle(who), reference=case.number, case=str(case.pk))
    things, left_out = together.of_case(who, case)
    context = {
        "case": case,
        "purpose": cases.purpose_label(case.purpose),
        "accounts": showing.shared_rows(linking.of_case(who, case.pk)),
        "alerts": showing.rows(looking.visible_alerts(who).filter(case=case.pk)[:50]),
        "picture": showing.lanes(things),
        "things": things,
        "left_out": left_out,
    }
    return render(request, "flows/case.html", context)
