"""Correcting, withdrawing and extending what has left: one page each, first shown as the partner will read it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.requests import changing, fields, phrases, rules, shown
from benkan.apps.requests.forms import day_of
from benkan.apps.requests.models import Change, ChangeState, Release
from benkan.apps.requests.onward import extending
from benkan.apps.requests.views import RELEASING
from benkan.core.errors import BenkanError
from benkan.web.errors import Explained, explain


@require_http_methods(["GET", "POST"])
@accounts.officer(*RELEASING)
def correct(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """New values for fields that have left: first shown as the partner will read them, then confirmed."""
    who = accounts.signed_in(request)
    release = _released(release_id)
    reason_code, reason = request.POST.get("reason_code", ""), request.POST.get("reason", "")
    typed = {name: request.POST.get(f"field-{name}", "").splitlines() for name in release.properties}
    wanted = {name: lines for name, lines in typed.items() if _kept(lines) != release.properties[name]}
    if request.method == "GET":
        typed = dict(release.properties)
    panel: dict[str, object] = {}
    refusal: Explained | None = None
    if request.method == "POST":
        try:
            payload = changing.preview_correction(release, wanted, reason_code, reason, str(who))
            panel = _panel(release, payload)
            if request.POST.get("step") == "confirm":
                seen = request.POST.get("seen_sha256", "-")
                made = changing.correct(who, release_id, wanted, reason_code, reason, seen_sha256=seen)
                return _done(request, made)
        except BenkanError as error:
            refusal = explain(error)
    context = {
        "release": release,
        "asked": release.request,
        "partner": agencies.name(release.partner),
        "rows": [(one, "\n".join(typed[one.name])) for one in fields.fields_of(release.properties)],
        "reasons": phrases.choices(phrases.CORRECTION),
        "reason_code": reason_code,
        "reason": reason,
        "two_persons": rules.convention_of(release.convention).two_persons,
        "refusal": refusal,
        **panel,
    }
    return render(request, "requests/correct.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
@accounts.officer(*RELEASING)
def withdraw(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Fields, or everything, taken back: first shown as the partner will read it, then confirmed."""
    who = accounts.signed_in(request)
    release = _released(release_id)
    reason_code, reason = request.POST.get("reason_code", ""), request.POST.get("reason", "")
    everything = request.POST.get("what") == "everything"
    chosen = [] if everything else request.POST.getlist("fields")
    panel: dict[str, object] = {}
    refusal: Explained | None = None
    if request.method == "POST":
        try:
            payload = changing.preview_withdrawal(release, chosen, reason_code, reason, str(who), everything=everything)
            panel = _panel(release, payload)
            if request.POST.get("step") == "confirm":
                seen = request.POST.get("seen_sha256", "-")
                made = changing.withdraw(who, release_id, chosen, reason_code, reason, seen_sha256=seen)
                return _done(request, made)
        except BenkanError as error:
            refusal = explain(error)
    context = {
        "release": release,
        "asked": release.request,
        "partner": agencies.name(release.partner),
        "ticks": fields.fields_of(release.properties, chosen),
        "everything": everything,
        "reasons": phrases.choices(phrases.WITHDRAWAL),
        "reason_code": reason_code,
        "reason": reason,
        "refusal": refusal,
        **panel,
    }
    return render(request, "requests/withdraw.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
@accounts.officer(*RELEASING)
def extend(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """A later end for every copy: first shown as the partner will read it, then confirmed."""
    who = accounts.signed_in(request)
    release = _released(release_id)
    reason_code, reason = request.POST.get("reason_code", ""), request.POST.get("reason", "")
    latest = rules.latest_retention(rules.convention_of(release.convention), timezone.localdate())
    panel: dict[str, object] = {}
    refusal: Explained | None = None
    if request.method == "POST":
        try:
            until = day_of(request.POST, "retained_until") or latest
            payload = extending.preview(release, until, reason_code, reason, str(who))
            panel = _panel(release, payload)
            if request.POST.get("step") == "confirm":
                seen = request.POST.get("seen_sha256", "-")
                return _done(request, extending.extend(who, release_id, until, reason_code, reason, seen_sha256=seen))
        except BenkanError as error:
            refusal = explain(error)
    context = {
        "release": release,
        "asked": release.request,
        "partner": agencies.name(release.partner),
        "until": request.POST.get("retained_until", latest.isoformat()),
        "earliest": (release.retained_until + dt.timedelta(days=1)).isoformat(),
        "latest": latest.isoformat(),
        "possible": release.retained_until < latest,
        "reasons": phrases.choices(phrases.EXTENSION),
        "reason_code": reason_code,
        "reason": reason,
        "refusal": refusal,
        **panel,
    }
    return render(request, "requests/extend.html", context, status=422 if refusal else 200)


@require_POST
@accounts.officer(*RELEASING)
def second(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """The second officer approves a correction, or sends it back."""
    who = accounts.signed_in(request)
    if request.POST.get("act") == "return":
        change = changing.send_correction_back(who, change_id)
        messages.success(request, _("Sent back to the first officer. Nothing has left."))
    else:
        change = changing.approve_correction(who, change_id, seen_sha256=request.POST.get("seen_sha256", "-"))
        messages.success(request, _("Approved. It leaves now."))
    return redirect("requests:detail", change.release.request_id)


def _released(release_id: UUID) -> Release:
    return changing.readable(release_id)


def _kept(lines: list[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip()]


def _panel(release: Release, payload: wire.Correction | wire.Withdrawal | wire.Extension) -> dict[str, object]:
    language = release.answers.language
    size, digest = shown.size_and_digest(payload)
    panel = shown.change_as_read(payload, language, agencies.name(rules.own(), language))
    return {"panel": panel, "size": size, "digest": digest}


def _done(request: HttpRequest, change: Change) -> HttpResponse:
    if change.state == ChangeState.PROPOSED:
        messages.success(request, _("Your correction waits for a second officer. Nothing has left."))
    else:
        messages.success(request, _("It leaves now; the partner's copy follows and acknowledges."))
    return redirect("requests:detail", change.release.request_id)
