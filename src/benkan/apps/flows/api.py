"""This slice's JSON API: alerts, one alert with its transfers, the decision on it, an account, the rules."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts.services import handle, officer, signed_in
from benkan.apps.flows import (
    converters,  # noqa: F401 - importing registers them
    judging,
    linking,
    looking,
    reading,
    showing,
    telling,
    tuning,
    uploading,
    withdrawing,
)
from benkan.apps.flows.listing import Asked
from benkan.apps.flows.models import Account, Alert, Transfer
from benkan.apps.flows.reading import Window
from benkan.apps.flows.views import ROLES
from benkan.apps.journal import services as journal
from benkan.core.errors import N_, Invalid
from benkan.core.flows.settings import known
from benkan.web import json_body

PAGE = 100


@require_GET
@officer(*ROLES)
def alerts(request: HttpRequest) -> JsonResponse:
    """A page of the alerts that the officer may see, with the filters of the list."""
    page = Paginator(Asked.of(request.GET).alerts(signed_in(request)), PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    told = [showing.as_object(one, said) for one, said in zip(rows, telling.sentences(rows), strict=True)]
    return JsonResponse({"count": page.paginator.count, "page": page.number, "alerts": told})


@require_GET
@officer(*ROLES)
def alert(request: HttpRequest, alert_id: UUID) -> JsonResponse:
    """One alert with its accounts, transfers and decisions."""
    who = signed_in(request)
    row = looking.alert(who, alert_id)
    journal.write("alert-opened", officer=handle(who), alert=str(row.pk), rule=row.pattern)
    return JsonResponse(_whole(row))


@require_POST
@officer(*ROLES)
def decide(request: HttpRequest, alert_id: UUID, what: str) -> JsonResponse:
    """Dismiss ``{"reason": "shop", "remark": "…"}``, take ``{"case": id}``, or reopen ``{}``."""
    who, given = signed_in(request), _body(request)
    if what == "dismiss":
        row = judging.dismiss(who, alert_id, given.get("reason", ""), given.get("remark", ""))
    elif what == "take":
        row = judging.take(who, alert_id, given.get("case"))
    else:
        row = judging.reopen(who, alert_id)
    return JsonResponse(_whole(row))


@require_POST
@officer(*ROLES)
def look_up(request: HttpRequest) -> JsonResponse:
    """The accounts of a number, for a case: ``{"number": "+223…", "case": id}``."""
    given = _body(request)
    found = looking.look_up(signed_in(request), given.get("number", ""), given.get("case", ""))
    return JsonResponse({"accounts": [_account(one) for one in found]})


@require_GET
@officer(*ROLES)
def account(request: HttpRequest, account_id: UUID) -> JsonResponse:
    """One account on the ground of ``?case=`` or ``?alert=``: sums, counterparties, a page of transfers."""
    who = signed_in(request)
    row = looking.account(who, account_id)
    ground = looking.ground_of(who, row, case=request.GET.get("case", ""), alert_id=request.GET.get("alert", ""))
    looking.looked(who, row, ground)
    window = Window.of(request.GET)
    totals = reading.totals(row, window)
    page = Paginator(reading.transfers(row, window), PAGE).get_page(request.GET.get("page"))
    return JsonResponse(
        {
            **_account(row),
            "received_xof": totals.received,
            "paid_xof": totals.paid,
            "without_rate": totals.without_rate,
            "counterparties": [
                {**_account(one.account), "received_xof": one.received, "paid_xof": one.paid, "transfers": one.count}
                for one in reading.counterparties(row, window)
            ],
            "count": page.paginator.count,
            "page": page.number,
            "transfers": [_transfer(one) for one in page],
        }
    )


@require_GET
@officer(*ROLES)
def of_case(request: HttpRequest, case_id: UUID) -> JsonResponse:
    """The accounts of a case with why they are there."""
    from benkan.apps.cases import services as cases

    who = signed_in(request)
    case = cases.get(case_id, who)
    journal.write("money-of-case-opened", officer=handle(who), reference=case.number, case=str(case.pk))
    return JsonResponse(
        {
            "accounts": [
                {
                    **_account(one.account),
                    "shared": one.number,
                    "record": str(one.record.pk) if one.record is not None else None,
                    "by_hand": one.by_hand,
                    "alerts": one.alerts,
                }
                for one in linking.of_case(who, case.pk)
            ]
        }
    )


@require_GET
@officer(*ROLES)
def rules(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """Every rule with its settings and how its alerts ended."""
    tallies = judging.tallies()
    return JsonResponse(
        {
            "rules": [
                {
                    "rule": code,
                    "name": telling.pattern_name(code),
                    "meaning": telling.meaning(code),
                    "source": telling.source(code),
                    "settings": tuning.shown(code),
                    "open": (tally := tallies.get(code, judging.Tally())).open,
                    "in_case": tally.in_case,
                    "dismissed": tally.dismissed,
                    "reasons": dict(tally.reasons),
                }
                for code in telling.PATTERNS
            ]
        }
    )


@require_http_methods(["PUT"])
@officer("supervisor")
def rule(request: HttpRequest, pattern: str) -> JsonResponse:
    """Changes settings: ``{"pass_through.least_pairs": "4"}``; answers with those that hold now."""
    tuning.change(signed_in(request), known(pattern), _body(request))
    return JsonResponse({"rule": pattern, "settings": tuning.shown(pattern)})


def _whole(row: Alert) -> dict[str, Any]:
    return {
        **showing.as_object(row, telling.sentence(row)),
        "accounts": [{**_account(one.account), "role": one.role} for one in row.parts.select_related("account")],
        "stands_on": [_transfer(one) for one in showing.transfers_of(row)],
        "decisions": [
            {"verdict": one.verdict, "reason": one.reason, "officer": one.officer, "at": one.at.isoformat()}
            for one in row.judgements.all()
        ],
    }


def _account(row: Account) -> dict[str, Any]:
    plain = ("number", "sort", "holder", "holder_kind", "country", "institution")
    return {"id": str(row.pk), **{name: getattr(row, name) for name in plain}}


def _transfer(row: Transfer) -> dict[str, Any]:
    return {
        "id": row.pk,
        "at": row.at.isoformat(),
        "day_only": row.day_only,
        "payer": str(row.payer_id),
        "payee": str(row.payee_id),
        "amount": f"{row.amount.normalize():f}",
        "currency": row.currency,
        "xof": row.xof,
        "channel": row.channel,
        "reference": row.reference,
        "file": row.brought.file_name,
        "place": row.place,
    }


@require_GET
@officer(*ROLES)
def imports(request: HttpRequest) -> JsonResponse:
    """A page of the imported files that the officer may see, the newest first."""
    page = Paginator(uploading.imports(signed_in(request)), PAGE).get_page(request.GET.get("page"))
    told = [uploading.import_as_object(one) for one in page.object_list]
    return JsonResponse({"count": page.paginator.count, "page": page.number, "imports": told})


@require_GET
@officer(*ROLES)
def imported(request: HttpRequest, import_id: UUID) -> JsonResponse:
    """One imported file with what was found in it."""
    row = uploading.imported(signed_in(request), import_id)
    return JsonResponse({**uploading.import_as_object(row), "findings": row.findings})


@require_POST
@officer(*ROLES)
def withdraw(request: HttpRequest, import_id: UUID) -> JsonResponse:
    """Takes a file back: ``{"reason": "wrong-file"}``."""
    row = withdrawing.withdraw(signed_in(request), import_id, _body(request).get("reason", ""))
    return JsonResponse(uploading.import_as_object(row))


def _body(request: HttpRequest) -> dict[str, str]:
    given = json_body.read(request)
    if not all(isinstance(one, str) for one in given.values()):
        raise Invalid(
            "flows.body",
            N_("The request is not what this address takes: see the place."),
            N_("Send JSON with the fields of the API."),
            place="body",
        )
    return given


api_urls: list[URLPattern] = [
    path("flows/alerts/", alerts, name="api-alerts"),
    path("flows/alerts/<uuid:alert_id>/", alert, name="api-alert"),
    path("flows/alerts/<uuid:alert_id>/<alert_decision:what>/", decide, name="api-alert-decide"),
    path("flows/accounts/look-up/", look_up, name="api-account-look-up"),
    path("flows/accounts/<uuid:account_id>/", account, name="api-account"),
    path("flows/cases/<uuid:case_id>/", of_case, name="api-money-of-case"),
    path("flows/imports/", imports, name="api-imports"),
    path("flows/imports/<uuid:import_id>/", imported, name="api-imported"),
    path("flows/imports/<uuid:import_id>/withdraw/", withdraw, name="api-withdraw"),
    path("flows/rules/", rules, name="api-rules"),
    path("flows/rules/<slug:pattern>/", rule, name="api-rule"),
]
