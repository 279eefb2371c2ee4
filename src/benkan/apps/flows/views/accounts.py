"""Accounts: looked up by their number for a case, one account with what passed through it, and its flows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.cases import services as cases
from benkan.apps.flows import holders, linking, looking, reading, showing
from benkan.apps.flows.models import Account
from benkan.apps.flows.reading import HOPS, Window
from benkan.apps.flows.views import PAGE, ROLES
from benkan.apps.flows.words import account_label, account_words, xof_words
from benkan.apps.search import services as search
from benkan.core.errors import BenkanError, Refused
from benkan.web.errors import explain


@require_http_methods(["GET", "POST"])
@officer(*ROLES)
def look_up(request: HttpRequest) -> HttpResponse:
    """An account by its number; the number is sent, never put into an address."""
    who = signed_in(request)
    number, case = request.POST.get("number", ""), request.POST.get("case", request.GET.get("case", ""))
    found: list[Account] | None = None
    refusal = None
    if request.method == "POST":
        try:
            found = looking.look_up(who, number, case)
        except BenkanError as error:
            refusal = explain(error)
    if found is not None and len(found) == 1:
        return redirect(f"{showing.address(found[0])}?case={case}")
    context = {
        "number": number,
        "case": case,
        "cases": list(cases.open_for(who)[:200]),
        "found": None if found is None else [(one, account_label(one), account_words(one)) for one in found],
        "refusal": refusal,
    }
    return render(request, "flows/look_up.html", context, status=422 if refusal else 200)


@require_GET
@officer(*ROLES)
def detail(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One account; without a ground the page asks for the case and shows nothing else."""
    who = signed_in(request)
    row = looking.account(who, account_id)
    try:
        ground = _ground(request, row)
    except Refused as error:
        if error.code != "account.ground":
            raise
        context = {"cases": list(cases.open_for(who)[:200]), "refusal": explain(error), "row": row}
        return render(request, "flows/ground.html", context)
    looking.looked(who, row, ground)
    return page_of(request, row, ground)


@require_POST
@officer(*ROLES)
def act(request: HttpRequest, account_id: UUID, what: str) -> HttpResponse:
    """Put the account into a case or out of it, or ask partners about its numbers in a case."""
    who = signed_in(request)
    row = looking.account(who, account_id)
    case = request.POST.get("case", "")
    ground = looking.ground_of(who, row, case=request.GET.get("case", case), alert_id=request.GET.get("alert", ""))
    try:
        if what == "ask":
            asked = linking.identifiers_of(row)
            made = search.make(who, case, asked)
            return redirect("search:result", made.pk)
        if what == "keep":
            linking.put_into_case(who, row.pk, case)
            messages.success(request, _("The account is part of the case."))
        else:
            linking.take_out_of_case(who, row.pk, case)
            messages.success(request, _("The account is no longer part of the case."))
    except BenkanError as error:
        return page_of(request, row, ground, error)
    return redirect(f"{showing.address(row)}?case={case}")


@require_GET
@officer(*ROLES)
def flow(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """What flows to an account and from it, up to two steps away: picture, time and table."""
    who = signed_in(request)
    row = looking.account(who, account_id)
    ground = _ground(request, row)
    looking.looked(who, row, ground)
    window = Window.of(request.GET)
    asked = request.GET.get("steps", "")
    hops = int(asked) if asked in {str(one) for one in HOPS} else 1
    flows, known, left_out = reading.around(row, window, hops)
    context = {
        "row": row,
        "label": account_label(row),
        "words": account_words(row),
        "ground": ground,
        "window": window,
        "hops": hops,
        "steps": [(one, ngettext("%(count)d step", "%(count)d steps", one) % {"count": one}) for one in HOPS],
        "picture": showing.sankey(flows, known, ground.query, centre=str(row.pk)),
        "table": showing.flow_rows(flows, known, ground.query),
        "time": showing.bars(reading.by_day(row, window)),
        "left_out": left_out,
    }
    return render(request, "flows/flow.html", context)


def page_of(
    request: HttpRequest, row: Account, ground: looking.Ground, error: BenkanError | None = None
) -> HttpResponse:
    """The page of one account, with a refusal on it if there is one."""
    who = signed_in(request)
    window = Window.of(request.GET)
    totals = reading.totals(row, window)
    page = Paginator(reading.transfers(row, window), PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    counterparties = reading.counterparties(row, window)
    context: dict[str, Any] = {
        "row": row,
        "label": account_label(row),
        "words": account_words(row),
        "facts": showing.account_facts(row),
        "ground": ground,
        "window": window,
        "totals": totals,
        "received": xof_words(totals.received),
        "paid": xof_words(totals.paid),
        "kept": xof_words(totals.kept),
        "time": showing.bars(reading.by_day(row, window)),
        "counterparties": showing.counterparty_rows(counterparties, ground.query),
        "looked": holders.on_lists(row, [one.account for one in counterparties]),
        "alerts": showing.rows(looking.visible_alerts(who).filter(parts__account=row)[:20]),
        "back": linking.back(who, row),
        "numbers": linking.identifiers_of(row),
        "in_case": ground.case is not None and row.cases.filter(case=ground.case.pk).exists(),
        "cases": list(cases.open_for(who)[:50]) if ground.case is None else [],
        "page": page,
        "transfers": showing.transfer_rows(page.object_list, of=row),
        "count_words": ngettext("%(count)d transfer", "%(count)d transfers", count) % {"count": count},
        "refusal": explain(error) if error else None,
    }
    return render(request, "flows/account.html", context, status=422 if error else 200)


def _ground(request: HttpRequest, row: Account) -> looking.Ground:
    return looking.ground_of(
        signed_in(request), row, case=request.GET.get("case", ""), alert_id=request.GET.get("alert", "")
    )
