"""Pages of the means: list, register, change, one means with its calendar, and what fits a need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer, entitled, handle, signed_in
from benkan.apps.agencies import services as agencies
from benkan.apps.journal import services as journal
from benkan.apps.means import (
    booking,
    committing,
    fitting,
    forms,
    importing,
    listing,
    reading,
    registering,
    strip,
    words,
)
from benkan.apps.means.models import Booking, Commitment, Mean
from benkan.core import means as rules
from benkan.core import territories
from benkan.core.errors import BenkanError
from benkan.formats import mean_list
from benkan.web import csv_file
from benkan.web import words as common
from benkan.web.errors import explain

PAGE = 50
SUGGESTED = 8
HISTORY = 50
"""Times of one means that a page shows, the latest first."""
LISTED = 500
"""Refused rows of a list that a page shows."""
DONE = {
    "certify": gettext_lazy("Certified."),
    "commit": gettext_lazy("Committed. It can be offered during this time."),
    "maintain": gettext_lazy("Noted. Nobody can reserve it during this time."),
    "suspend": gettext_lazy("Suspended. It is not offered until somebody resumes it."),
    "withdraw": gettext_lazy("Withdrawn. Its history stays."),
    "resume": gettext_lazy("Resumed. It can be offered again."),
    "release": gettext_lazy("The commitment is ended."),
    "free": gettext_lazy("Given back. The means is free again."),
}


@require_GET
@entitled("means")
def index(request: HttpRequest) -> HttpResponseBase:
    """The means, filtered, sorted and counted, or the same as CSV."""
    asked = listing.Asked.of(request.GET)
    found = asked.means()
    if request.GET.get("format") == "csv":
        journal.write("means-exported", officer=handle(signed_in(request)), count=found.count())
        return listing.as_csv(found)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    return render(
        request,
        "means/list.html",
        {
            "page": page,
            "rows": listing.rows(list(page)),
            "names": agencies.names(),
            "asked": asked,
            "count_words": ngettext("%(count)d means", "%(count)d means", count) % {"count": count},
            "filters": _filters(asked),
            "export": csv_file.address(request),
            "states": words.STATES,
        },
    )


@require_http_methods(["GET", "POST"])
@entitled("lend")
def new(request: HttpRequest) -> HttpResponse:
    """First the kind, then its sheet; what was typed stays when it is refused."""
    kind = request.GET.get("kind", "")
    if kind not in rules.SHEETS:
        return render(request, "means/kinds.html", {"kinds": words.kinds(), "page": "means:new"})
    who = signed_in(request)
    form = forms.MeanForm(request.POST or None, kind=kind, initial={"contact": handle(who)})
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            made = registering.register(who, form.given())
        except BenkanError as error:
            refusal = explain(error)
        else:
            messages.success(request, _("Registered. Another officer certifies it."))
            return redirect("means:detail", made.pk)
    context = {"form": form, "kind": words.kind(kind), "refusal": refusal, "expert": kind == "expert"}
    return render(request, "means/form.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@entitled("lend")
def edit(request: HttpRequest, mean_id: UUID) -> HttpResponse:
    """What is said of a means, changed."""
    one = reading.row(mean_id)
    form = forms.MeanForm(request.POST or None, kind=one.kind, one=one, initial=forms.MeanForm.of(one))
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            registering.change(signed_in(request), one.pk, form.given(one))
        except BenkanError as error:
            refusal = explain(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("means:detail", one.pk)
    context = {
        "form": form,
        "one": one,
        "kind": words.kind(one.kind),
        "refusal": refusal,
        "expert": one.kind == "expert",
    }
    return render(request, "means/form.html", context, status=422 if request.method == "POST" else 200)


@require_GET
@entitled("means")
def detail(request: HttpRequest, mean_id: UUID) -> HttpResponse:
    """One means with everything that is known of it."""
    return _page(request, reading.row(mean_id))


@require_POST
@entitled("lend")
def act(request: HttpRequest, mean_id: UUID) -> HttpResponse:
    """Certify, commit, end a commitment, maintain, give back, suspend, resume, withdraw."""
    who, one = signed_in(request), reading.row(mean_id)
    wanted = request.POST.get("act", "")
    form = _form(wanted, one, request.POST)
    if form is not None and not form.is_valid():
        return _page(request, one, forms_given={wanted: form}, status=422)
    try:
        told = _act(who, one, wanted, form, request.POST.get("which", ""))
    except BenkanError as error:
        return _page(request, one, error, {wanted: form} if form is not None else {}, 422)
    messages.success(request, told)
    return redirect("means:detail", one.pk)


@require_GET
@entitled("means")
def find(request: HttpRequest) -> HttpResponse:
    """What fits a need, the best first, and why the others do not."""
    kind = request.GET.get("kind", "")
    if kind not in rules.SHEETS:
        return render(request, "means/kinds.html", {"kinds": words.kinds(), "page": "means:find"})
    asked = "starts" in request.GET
    first = {"starts": forms.in_days(7), "ends": forms.in_days(14)}
    form = forms.NeedForm(request.GET if asked else None, kind=kind, initial=first)
    found: list[fitting.Fit] = []
    refusal = None
    if asked and form.is_valid():
        try:
            found = fitting.fitting(form.need(), limit=PAGE)
        except BenkanError as error:
            refusal = explain(error)
    shown = [_fit(one) for one in found]
    context = {
        "form": form,
        "kind": words.kind(kind),
        "kind_code": kind,
        "asked": asked and form.is_valid() and refusal is None,
        "refusal": refusal,
        "fits": [one for one in shown if one["fits"]],
        "misses": [one for one in shown if not one["fits"]],
    }
    return render(request, "means/find.html", context, status=422 if asked and (refusal or form.errors) else 200)


@require_http_methods(["GET", "POST"])
@entitled("lend")
def import_(request: HttpRequest) -> HttpResponse:
    """A list is sent; what was registered and every row that was refused are shown."""
    file, refusal, done = request.FILES.get("list"), None, None
    if request.method == "POST":
        try:
            data = file.read(mean_list.MAX_BYTES + 1) if file is not None else b""
            added, report = importing.import_list(signed_in(request), data)
        except BenkanError as error:
            refusal = explain(error)
        else:
            lines = [(one.place, common.sentence(one.text, one.facts)) for one in report.findings[:LISTED]]
            done = {"added": added, "refused": report.refused, "lines": lines}
    context = {"refusal": refusal, "done": done, "columns": (*mean_list.PLAIN, *mean_list.FIELDS)}
    return render(request, "means/import.html", context, status=422 if refusal else 200)


@require_GET
@entitled("means")
def places(request: HttpRequest) -> JsonResponse:
    """Places that fit the letters typed so far."""
    found = territories.suggest(request.GET.get("q", "")[:100], settings.BENKAN_NODE.country, limit=SUGGESTED)
    options = [
        {
            "code": one.code,
            "label": words.place(one.code, one.name),
            "hint": common.country(territories.PLACES[one.code].country),
        }
        for one in found
    ]
    return JsonResponse({"options": options})


def _act(who: Officer, one: Mean, wanted: str, form: django_forms.Form | None, which: str) -> str:
    sent = form.cleaned_data if form is not None else {}
    if isinstance(form, forms.CertificateForm):
        registering.certify(who, one.pk, form.given())
    elif isinstance(form, forms.CommitForm):
        goal, convention = sent["goal"] or None, sent["convention"]
        committing.commit(who, one.pk, sent["starts"], form.after, goal=goal, convention=convention)
    elif isinstance(form, forms.MaintenanceForm):
        booking.maintain(who, one.pk, sent["starts"], form.after, sent["note"])
    elif isinstance(form, forms.ReasonForm):
        move = registering.suspend if wanted == "suspend" else registering.withdraw
        move(who, one.pk, sent["reason"])
    elif wanted == "resume":
        registering.resume(who, one.pk)
    elif wanted == "release":
        found = one.commitments.filter(pk__in=_ids(which)).first()
        committing.release(who, found.pk if found else "")
    elif wanted == "free":
        held = one.bookings.filter(pk__in=_ids(which), maintenance=True).first()
        booking.free(held.pk if held else "", officer=handle(who))
    else:
        raise reading.unknown()
    return str(DONE[wanted])


def _form(wanted: str, one: Mean, sent: Any = None) -> django_forms.Form | None:
    """The form of an act, with what was sent or with what is proposed."""
    today = {"starts": forms.in_days(0)}
    made: dict[str, Callable[[], django_forms.Form]] = {
        "certify": lambda: forms.CertificateForm(sent, prefix="certify", initial={"until": forms.in_days(365)}),
        "commit": lambda: forms.CommitForm(
            sent, one=one, prefix="commit", initial=today | {"ends": forms.in_days(committing.LEAST_DAYS)}
        ),
        "maintain": lambda: forms.MaintenanceForm(sent, prefix="maintain", initial=today | {"ends": forms.in_days(2)}),
        "suspend": lambda: forms.ReasonForm(sent, prefix="suspend"),
        "withdraw": lambda: forms.ReasonForm(sent, prefix="withdraw"),
    }
    return made[wanted]() if wanted in made else None


def _page(
    request: HttpRequest,
    one: Mean,
    error: BenkanError | None = None,
    forms_given: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one means, with a refusal on it if there is one."""
    who, now = signed_in(request), timezone.now()
    commitments = list(one.commitments.filter(ended_at=None).select_related("goal").order_by("starts"))
    live = [each for each in commitments if each.ends > now]
    bookings = list(one.bookings.order_by("-starts")[:HISTORY])
    state = one.state([each.span for each in live])
    lends = accounts.may(who, "lend")
    allowed = {name for name, states in rules.MOVES.items() if lends and state in states}
    given = forms_given or {}
    acts = {
        name: given.get(name) or _form(name, one)
        for name in ("certify", "commit", "maintain", "suspend", "withdraw")
        if name in allowed
    }
    mine = handle(who) == one.described_by
    context: dict[str, Any] = {
        "one": one,
        "kind": words.kind(one.kind),
        "state": state,
        "state_words": words.STATES[state],
        "owner": agencies.name(one.owner),
        "place": words.place(one.place_code, one.place),
        "spoken": words.languages(one.languages),
        "sheet": words.sheet_lines(one.kind, one.described),
        "cost": words.money(one.daily_cost, one.currency),
        "certificate": listing.certificate(one),
        "contact": accounts.names().get(one.contact, one.contact),
        "commitments": [(each, _days(each), forms.goal_words(each.goal) if each.goal else "") for each in live],
        "bookings": [(each, _days(each), _booking_words(each)) for each in bookings],
        "strip": strip.draw(live, bookings, timezone.localdate()),
        "acts": acts,
        "open": next(iter(given), ""),
        "may": allowed,
        "mine": mine,
        "refusal": explain(error) if error else None,
    }
    return render(request, "means/detail.html", context, status=status)


def _days(one: Booking | Commitment) -> tuple[str, str]:
    return words.beginning(one.starts), words.end(one.ends)


def _booking_words(one: Booking) -> str:
    if one.maintenance and one.state == Booking.State.RESERVED:
        return str(words.BOOKINGS["maintenance"])
    if one.state == Booking.State.ENDED and one.condition:
        return f"{words.BOOKINGS['ended']}, {words.CONDITIONS[one.condition]}"
    return str(words.BOOKINGS[one.state])


def _fit(one: fitting.Fit) -> dict[str, Any]:
    place = one.mean.base.partition("/")[2]
    return {
        "fits": one.fits,
        "mean": one.mean,
        "place": words.place(one.mean.base, place),
        "km": None if one.km is None else round(one.km),
        "reasons": [words.said(each, one.mean.kind) for each in one.reasons],
        "obstacles": [words.said(each, one.mean.kind) for each in one.obstacles],
    }


def _ids(text: str) -> list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        return []


def _filters(asked: listing.Asked) -> list[dict[str, Any]]:
    used = Mean.objects.order_by("country").values_list("country", flat=True).distinct()
    return [
        {"name": "kind", "label": _("Kind"), "choices": words.kinds(), "value": asked.kind},
        {
            "name": "country",
            "label": _("Country"),
            "choices": [(code, common.country(code)) for code in used],
            "value": asked.country,
        },
        {"name": "state", "label": _("State"), "choices": list(words.STATES.items()), "value": asked.state},
        {
            "name": "owner",
            "label": _("Whose"),
            "choices": [("own", pgettext("means", "Ours")), ("partners", pgettext("means", "Our partners’"))],
            "value": asked.owner,
        },
    ]
