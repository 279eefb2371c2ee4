"""A copy that we hold: whose it is and how that is proved, and what we may ask its owner or do with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.requests import fields, phrases, rules, shown
from benkan.apps.requests.forms import day_of
from benkan.apps.requests.models import Consent, ConsentState, Release, ReleaseState
from benkan.apps.requests.onward import answering, asking, deleting, reading
from benkan.apps.requests.views import RELEASING, WORKING
from benkan.core.errors import BenkanError
from benkan.web.errors import Explained, explain


@require_GET
@accounts.officer(*WORKING)
def held(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """The copy with its owner, its way, its changes and what can be asked."""
    return _page(request, release_id)


@require_http_methods(["POST"])
@accounts.officer(*RELEASING)
def pass_on(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Asks the owner to let fields go to another service; without a confirmation what it would read is shown first."""
    who = accounts.signed_in(request)
    if request.POST.get("step") != "confirm":
        return _page(request, release_id, passing=True)
    try:
        asking.ask_onward(
            who,
            release_id,
            request.POST.get("receiver", ""),
            request.POST.getlist("names"),
            request.POST.get("reason_code", ""),
            request.POST.get("reason", ""),
        )
    except BenkanError as error:
        return _page(request, release_id, refusal=explain(error), passing=True)
    messages.success(request, _("The owner is asked. When it agrees, this leaves by itself."))
    return redirect("requests:held", release_id)


@require_POST
@accounts.officer(*RELEASING)
def keep(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Asks the owner to let our copy be kept longer."""
    who = accounts.signed_in(request)
    try:
        until = day_of(request.POST, "retained_until") or timezone.localdate()
        asking.ask_extension(
            who, release_id, until, request.POST.get("reason_code", ""), request.POST.get("reason", "")
        )
    except BenkanError as error:
        return _page(request, release_id, refusal=explain(error))
    messages.success(request, _("The owner is asked."))
    return redirect("requests:held", release_id)


@require_POST
@accounts.officer(*RELEASING)
def delete(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Erases our copy, once that was confirmed."""
    who = accounts.signed_in(request)
    if request.POST.get("confirm") != "yes":
        return _page(request, release_id)
    try:
        deleting.delete(who, release_id, request.POST.get("reason_code", ""))
    except BenkanError as error:
        return _page(request, release_id, refusal=explain(error))
    messages.success(request, _("The copy is erased. Its owner is told."))
    return redirect("requests:held", release_id)


@require_POST
@accounts.officer(*RELEASING)
def into_case(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Takes what was passed on to us into a case."""
    who = accounts.signed_in(request)
    try:
        deleting.into_case(who, release_id, request.POST.get("case", ""))
    except BenkanError as error:
        return _page(request, release_id, refusal=explain(error))
    messages.success(request, _("It is in the case now."))
    return redirect("requests:held", release_id)


@require_http_methods(["GET", "POST"])
@accounts.officer(*RELEASING)
def consent(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """A holder's question to us, and our answer; a second person approves where the convention says so."""
    who = accounts.signed_in(request)
    found = reading.consent_of(consent_id, who)
    refusal: Explained | None = None
    if request.method == "POST":
        act, words = request.POST.get("act", ""), request.POST.get("words", "")
        try:
            if act == "refuse":
                answering.refuse(who, consent_id, request.POST.get("reason_code", ""), words)
                messages.success(request, _("Refused. The partner reads why."))
            elif act == "approve":
                answering.approve(who, consent_id)
                messages.success(request, _("Approved. It leaves now."))
            else:
                made = answering.grant(who, consent_id, words)
                waits = made.state == ConsentState.PROPOSED
                messages.success(
                    request,
                    _("Your consent waits for a second officer. Nothing has left.") if waits else _("Agreed."),
                )
        except BenkanError as error:
            refusal = explain(error)
        else:
            return redirect("requests:consent", consent_id)
    return render(
        request, "requests/consent.html", _consent_context(found, who, refusal), status=422 if refusal else 200
    )


def _consent_context(found: Consent, who: accounts.Officer, refusal: Explained | None) -> dict[str, object]:
    onward = found.kind == "onward"
    release = found.release
    refusals = {code: text for code, text in phrases.ONWARD_ANSWER.items() if code != answering.AGREED}
    given = {name: release.properties[name] for name in found.names if name in release.properties}
    convention = rules.convention_of(release.convention)
    return {
        "consent": found,
        "release": release,
        "onward": onward,
        "ours": found.direction == "in",
        "holder": agencies.name(found.holder),
        "receiver": agencies.name(found.receiver) if found.receiver else "",
        "fields": fields.fields_of(given),
        "gone": [fields.label(name) for name in found.names if name not in release.properties],
        "reason_words": phrases.said(phrases.ONWARD if onward else phrases.EXTENSION, found.reason_code),
        "answer_words": phrases.said(phrases.ONWARD_ANSWER if onward else phrases.EXTENSION_REFUSAL, found.answer_code),
        "refusals": phrases.choices(refusals if onward else phrases.EXTENSION_REFUSAL),
        "mine": found.answer_account_id == who.pk,
        "two_persons": onward and convention.two_persons,
        "clause": rules.clause(convention, "onward" if onward else "retention"),
        "refusal": refusal,
    }


def _page(
    request: HttpRequest, release_id: UUID, *, refusal: Explained | None = None, passing: bool = False
) -> HttpResponse:
    who = accounts.signed_in(request)
    copy = reading.copy_of(release_id, who)
    live = copy.state == ReleaseState.ACTIVE and bool(copy.properties)
    may = accounts.may(who, "release") and live
    latest = rules.latest_retention(rules.convention_of(copy.convention), timezone.localdate())
    receivers = [(one, agencies.name(one)) for one in asking.receivers(copy)] if may else []
    wanted = request.POST if passing else None
    context: dict[str, object] = {
        "copy": copy,
        "shown": shown.of_release(copy),
        "giver": agencies.name(copy.partner),
        "changes": shown.changes_of(copy),
        "branches": reading.tree(copy),
        "consents": reading.consents_of(copy),
        "may": may,
        "receivers": receivers,
        "receiver": wanted.get("receiver", "") if wanted else "",
        "ticks": fields.fields_of(copy.properties, wanted.getlist("names") if wanted else ()),
        "onward_reasons": phrases.choices(phrases.ONWARD),
        "onward_code": wanted.get("reason_code", "") if wanted else "",
        "reason": wanted.get("reason", "") if wanted else "",
        "preview": _preview(copy, wanted.getlist("names")) if wanted and not refusal else [],
        "extension_reasons": phrases.choices(phrases.EXTENSION),
        "deletion_reasons": phrases.choices(phrases.DELETION),
        "latest": latest.isoformat(),
        "can_keep": may and copy.retained_until < latest,
        "cases": [one for one in cases.listed(who, cases.CaseFilter()) if one.purpose == copy.purpose]
        if may and copy.request_id is None
        else [],
        "refusal": refusal,
        **reading.provenance(copy),
    }
    return render(request, "requests/held.html", context, status=422 if refusal else 200)


def _preview(copy: Release, names: list[str]) -> list[fields.Field]:
    """The fields that the other service would read, as they are now."""
    return fields.fields_of({name: copy.properties[name] for name in names if name in copy.properties})
