"""Pages of loans: list, need, one loan with its steps, costs, rates."""

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
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer, entitled, handle, signed_in
from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.deployments import (
    acting,
    asking,
    costing,
    forms,
    listing,
    reading,
    recording,
    showing,
    words,
)
from benkan.apps.deployments.models import Loan, Rate
from benkan.apps.journal import services as journal
from benkan.apps.means import services as means
from benkan.core import deployments as rules
from benkan.core.errors import BenkanError
from benkan.web import csv_file
from benkan.web.errors import explain

PAGE = 50
RATES = 100
"""Rates that the page shows, the latest first."""


@require_GET
@entitled("means")
def index(request: HttpRequest) -> HttpResponseBase:
    """The loans, what waits for this officer first, or the same as CSV."""
    who, asked = signed_in(request), listing.Asked.of(request.GET)
    found = asked.loans()
    if request.GET.get("format") == "csv":
        journal.write("loans-exported", officer=handle(who), count=found.count())
        return listing.as_csv(found)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    context = {
        "page": page,
        "rows": listing.rows(who, list(page)),
        "names": agencies.names(),
        "asked": asked,
        "count_words": ngettext("%(count)d loan", "%(count)d loans", count) % {"count": count},
        "filters": asked.filters(),
        "export": csv_file.address(request),
    }
    return render(request, "deployments/list.html", context)


@require_http_methods(["GET", "POST"])
@entitled("means")
def new(request: HttpRequest) -> HttpResponse:
    """A need; from the page of a case or of a seizure some of it is filled in."""
    who = signed_in(request)
    first = {name: request.GET.get(name, "") for name in ("kind", "place", "case", "lender", "starts", "ends")}
    first = {name: value for name, value in first.items() if value}
    sample = _whole(request.GET.get("sample", ""))
    form = forms.NeedForm(request.POST or None, initial=first)
    refusal = None
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            made = asking.request(
                who,
                sent["kind"],
                sent["place"],
                sent["starts"],
                sent["ends"],
                lender=sent["lender"],
                case=sent["case"],
                serves=sent["serves"],
                text=sent["text"],
                sample=sample,
            )
        except BenkanError as error:
            refusal = explain(error)
        else:
            messages.success(request, _("Asked for: %(number)s.") % {"number": made.number})
            return redirect("deployments:detail", made.pk)
    context = {"form": form, "refusal": refusal, "sample": sample}
    return render(request, "deployments/new.html", context, status=422 if request.method == "POST" else 200)


@require_GET
@entitled("means")
def detail(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """One loan: its way, who acts next, its offers, costs and steps."""
    return _page(request, reading.row(loan_id))


@require_POST
@entitled("means")
def act(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """One act; what was typed stays when it is refused."""
    who, wanted = signed_in(request), request.POST.get("act", "")
    values = {name: request.POST.get(name, "") for name in acting.FIELDS.get(wanted, ())}
    try:
        one = acting.do(who, loan_id, wanted, values)
    except BenkanError as error:
        if error.code == "deployments.unknown":
            raise
        return _page(request, reading.row(loan_id), error, wanted, values)
    messages.success(request, str(words.done(one, wanted)))
    return redirect("deployments:detail", loan_id)


@require_GET
@entitled("means")
def paper(request: HttpRequest, loan_id: UUID) -> HttpResponse:  # noqa: ARG001 - the signature is Django's
    """The text of the agreement with both signatures, as a file that anyone can check."""
    one = reading.row(loan_id)
    response = HttpResponse(showing.signed_text(one), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{one.number}.json"'
    return response


@require_GET
@entitled("means")
def costs(request: HttpRequest) -> HttpResponse:
    """What is under way costs so much today, by loan, case, kind and convention; and the rates."""
    who = signed_in(request)
    return render(request, "deployments/costs.html", _costs(who))


@require_POST
@entitled("lend")
def rate(request: HttpRequest) -> HttpResponse:
    """A rate of the day."""
    who, form = signed_in(request), forms.RateForm(request.POST)
    refusal = None
    if form.is_valid():
        try:
            costing.enter_rate(
                who, "MAD", form.cleaned_data["xof"], form.cleaned_data["day"], form.cleaned_data["source"]
            )
        except BenkanError as error:
            refusal = explain(error)
        else:
            messages.success(request, _("The rate is entered."))
            return redirect("deployments:costs")
    return render(request, "deployments/costs.html", _costs(who) | {"form": form, "refusal": refusal}, status=422)


def _costs(who: Officer) -> dict[str, Any]:
    known, missing = costing.under_way(), None
    tables: list[dict[str, Any]] = []
    try:
        seen = cases.numbers(who, {one.case for one in known if one.case})
        by = {
            _("By loan"): {str(one.pk): one.number for one in known},
            _("By case"): {str(one.pk): _served(one, seen) for one in known},
            _("By kind"): {str(one.pk): means.kind_words(one.kind) for one in known},
            _("By convention"): {str(one.pk): one.convention or _("at home") for one in known},
        }
        tables = [{"title": title, "sums": _lines(costing.sums(known, headings))} for title, headings in by.items()]
    except BenkanError as error:
        missing = explain(error)
    return {
        "tables": tables if known else [],
        "missing": missing,
        "rates": _rates(),
        "form": forms.RateForm() if accounts.may(who, "lend") else None,
    }


def _rates() -> list[dict[str, Any]]:
    """The peg, then the rates that officers entered, the latest first."""
    entered = Rate.objects.order_by("-day")[:RATES]
    peg = {"words": f"1 EUR = {rules.PEG} XOF", "source": _("fixed by treaty"), "day": None}
    return [
        peg,
        *(
            {"words": f"1 {one.currency} = {one.xof.normalize():f} XOF", "source": one.source, "day": one.day}
            for one in entered
        ),
    ]


def _lines(sums: list[costing.Sums]) -> list[dict[str, Any]]:
    """Sums with their amounts in words."""
    return [
        {
            "heading": one.heading,
            "loans": one.loans,
            "total_words": means.money(one.total, "XOF"),
            "lender_words": means.money(one.lender, "XOF"),
            "borrower_words": means.money(one.borrower, "XOF"),
        }
        for one in sums
    ]


def _served(one: Loan, seen: dict[UUID, str]) -> str:
    """What a loan serves, for this reader."""
    if one.case is None:
        return one.serves or "–"
    return seen.get(one.case) or _("a case of others")


def _page(
    request: HttpRequest,
    one: Loan,
    error: BenkanError | None = None,
    wanted: str = "",
    values: dict[str, str] | None = None,
) -> HttpResponse:
    who = signed_in(request)
    context = showing.page(who, one) | {
        "acts": showing.acts(who, one, wanted, values),
        "beside": showing.offers_open_to(who, one),
        "refusal": explain(error) if error else None,
        "own": recording.own(),
    }
    return render(request, "deployments/detail.html", context, status=422 if error else 200)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None
