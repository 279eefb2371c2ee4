"""Pages of the seizures: list, short form, one seizure, its second reading and its withdrawal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import handle, officer, signed_in
from benkan.apps.cases import services as cases
from benkan.apps.journal import services as journal
from benkan.apps.seizures import alike, catalogue, choices, custody, entering, involving, reading, validating
from benkan.apps.seizures.forms import DetailsForm, ShortForm
from benkan.apps.seizures.listing import Asked, as_csv, drugs_words
from benkan.apps.seizures.models import Seizure
from benkan.core.errors import BenkanError
from benkan.web import csv_file, words
from benkan.web.errors import explain

ROLES = ("analyst", "liaison", "supervisor")
PAGE = 50
SUGGESTED = 8
GRADES = [f"{source}{sureness}" for source in "ABCX" for sureness in "1234"]


@require_GET
@officer(*ROLES)
def index(request: HttpRequest) -> HttpResponseBase:
    """The seizures, ours and those that partners share, filtered, sorted and counted, or the same as CSV."""
    asked = Asked.of(request.GET)
    found = asked.seizures()
    if request.GET.get("format") == "csv":
        journal.write("seizures-exported", officer=handle(signed_in(request)), count=found.count())
        return as_csv(found)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    return render(
        request,
        "seizures/list.html",
        {
            "page": page,
            "rows": [(one, drugs_words(one), reading.ours(one)) for one in page],
            "asked": asked,
            "count_words": ngettext("%(count)d seizure", "%(count)d seizures", count) % {"count": count},
            "filters": _filters(asked),
            "export": csv_file.address(request),
            "waiting": validating.waiting_for(signed_in(request)).count(),
            "states": choices.STATES,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officer(*ROLES)
def new(request: HttpRequest) -> HttpResponse:
    """The short form; what was typed stays when something is refused or must be asked."""
    who = signed_in(request)
    home = settings.BENKAN_NODE.country
    form = ShortForm(request.POST or None, home=home, initial={"service": _last_service(who), "country": home})
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            row = entering.record(who, form.given())
        except BenkanError as error:
            refusal = explain(error)
        else:
            messages.success(
                request, _("Recorded as %(number)s. A second officer validates it.") % {"number": row.number}
            )
            return redirect("seizures:detail", row.pk)
    context = {"form": form, "doubts": form.doubts, "refusal": refusal, "officer_handle": handle(who)}
    return render(request, "seizures/new.html", context, status=422 if request.method == "POST" else 200)


@require_GET
@officer(*ROLES)
def detail(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """One seizure with everything that is known of it."""
    return page_of(request, reading.get(seizure_id))


@require_http_methods(["GET", "POST"])
@officer(*ROLES)
def details(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """What is known beyond the short form."""
    row = reading.get(seizure_id)
    form = DetailsForm(request.POST or None, initial=DetailsForm.of(row))
    refusal = None
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        drug = {name: told.pop(name) for name in ("packages", "price", "price_currency")}
        given = entering.given_of(row)
        first = replace(given.drugs[0], **drug, price_unit=_price_unit(given.drugs[0]) if drug["price"] else "")
        try:
            entering.change(signed_in(request), row.pk, replace(given, **told, drugs=(first, *given.drugs[1:])))
        except BenkanError as error:
            refusal = explain(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("seizures:detail", row.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "seizures/details.html", {"form": form, "row": row, "refusal": refusal}, status=status)


@require_POST
@officer("liaison", "supervisor")
def validate(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """The second officer has read it."""
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0
    try:
        validating.validate(signed_in(request), seizure_id, seen_version=version)
    except BenkanError as error:
        return page_of(request, reading.get(seizure_id), error)
    messages.success(request, _("Validated. It counts in the statistics now."))
    return redirect("seizures:detail", seizure_id)


@require_POST
@officer("liaison", "supervisor")
def withdraw(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """It was wrong: it counts nowhere any more."""
    try:
        validating.withdraw(signed_in(request), seizure_id, request.POST.get("reason", ""))
    except BenkanError as error:
        return page_of(request, reading.get(seizure_id), error)
    messages.success(request, _("Withdrawn. It counts nowhere any more."))
    return redirect("seizures:detail", seizure_id)


@require_GET
@officer(*ROLES)
def suggest(request: HttpRequest, what: str) -> JsonResponse:
    """What fits the letters typed so far: drugs by any of their names, places by any spelling, own records."""
    text = request.GET.get("q", "")[:100]
    if what == "record":
        return JsonResponse({"options": involving.suggested(text, SUGGESTED)})
    country = request.GET.get("country", "")
    found = catalogue.suggested(what, text, country or settings.BENKAN_NODE.country, SUGGESTED)
    return JsonResponse({"options": found})


def page_of(request: HttpRequest, row: Seizure, error: BenkanError | None = None) -> HttpResponse:
    """The page of one seizure, with a refusal on it if there is one."""
    from benkan.apps.flows import services as flows  # the slices know each other only here, at call time

    who = signed_in(request)
    mine = reading.ours(row)
    context: dict[str, Any] = {
        "row": row,
        "ours": mine,
        "drugs": reading.drugs(row),
        "facts": reading.facts(row),
        "legs": reading.legs(row),
        "involved": involving.linked(row) if mine else [],
        "involvements": list(choices.INVOLVEMENTS.items()),
        "roles": list(choices.LEG_ROLES.items()),
        "all_countries": catalogue.all_countries(),
        "grades": [(code, ", ".join(words.grade(code))) for code in GRADES],
        "username": handle(who),
        "colleagues": [(handle(one), str(one)) for one in cases.colleagues(who)],
        "cases": list(cases.open_for(who)[:50]) if mine else [],
        "shares": reading.shares(row) if mine else [],
        "money": flows.of_seizure(who, row) if mine else [],
        "case": cases.seen(who, row.case) if mine else None,
        "kept_until": None if mine else reading.kept_until(row),
        "photos": list(row.photos.all()) if mine else [],
        "bags": custody.bags(row) if mine else [],
        "similar": alike.similar(row) if row.state != Seizure.State.WITHDRAWN else [],
        "samples": reading.samples(row) if mine else [],
        "destructions": reading.destructions(row) if mine else [],
        "may_validate": mine and accounts.may(who, "release") and row.state == Seizure.State.RECORDED,
        "entered_by_me": row.entered_by == handle(who),
        "may_change": mine and accounts.may(who, "case") and row.state != Seizure.State.WITHDRAWN,
        "refusal": explain(error) if error else None,
        "saved_draft": row.source_key if row.source == entering.PAGE_SOURCE else "",
    }
    return render(request, "seizures/detail.html", context, status=422 if error else 200)


def _price_unit(drug: entering.DrugGiven) -> str:
    if drug.count is not None:
        return drug.count_kind
    return "litre" if drug.litres is not None else "gram"


def _last_service(who: Any) -> str:
    """What this officer wrote last time: usually it is the same unit again."""
    last = Seizure.objects.filter(entered_by=handle(who)).order_by("-entered_at").values_list("service", flat=True)
    return last.first() or ""


def _filters(asked: Asked) -> list[dict[str, Any]]:
    return [
        {"name": "substance", "label": _("Drug"), "choices": catalogue.used(), "value": asked.substance},
        {"name": "country", "label": _("Country"), "choices": catalogue.countries(), "value": asked.country},
        {
            "name": "conveyance",
            "label": _("Conveyance"),
            "choices": choices.choices("conveyance"),
            "value": asked.conveyance,
        },
        {
            "name": "state",
            "label": _("State"),
            "choices": [(code, str(words)) for code, words in choices.STATES.items()],
            "value": asked.state,
        },
        {
            "name": "owner",
            "label": _("Whose"),
            "choices": [("own", _("Ours")), ("partners", _("Our partners’"))],
            "value": asked.owner,
        },
    ]
