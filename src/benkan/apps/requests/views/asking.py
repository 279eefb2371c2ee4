"""From a hit to a request, and the request as its asker and its owner see it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.attachments import services as attachments
from benkan.apps.cases import services as cases
from benkan.apps.requests import asking, drafting, evidence, phrases, reading, rules, shown
from benkan.apps.requests.forms import AskForm, FeedbackForm
from benkan.apps.requests.models import ChangeState, Direction, Release, ReleaseState, Request, RequestState
from benkan.apps.requests.onward.reading import consents_of, tree
from benkan.apps.requests.views import WORKING, deciding
from benkan.apps.search import services as search
from benkan.core.errors import BenkanError
from benkan.web import times
from benkan.web.errors import explain


@require_http_methods(["GET", "POST"])
@accounts.officer(*WORKING)
def ask(request: HttpRequest, inquiry: UUID, handle: str) -> HttpResponse:
    """The form that turns a hit into a request; nothing has to be typed again."""
    who = accounts.signed_in(request)
    hit = asking.hit(who, inquiry, handle)
    form = AskForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = asking.send(
                who,
                inquiry,
                handle,
                given["urgency"],
                given["question"],
                given["legal_ground"],
                given["urgency_code"],
            )
        except BenkanError as error:
            refusal = explain(error)
        else:
            return redirect("requests:detail", made.pk)
    convention = rules.convention_of(hit.convention)
    context = {
        "form": form,
        "refusal": refusal,
        "hit": hit,
        "what": search.what_matched(hit.what),
        "partner": agencies.name(hit.partner),
        "case": cases.get(hit.case_id, who),
        "purpose": cases.purpose_label(hit.purpose),
        "clause": rules.clause(convention, "answers"),
        "delays": {urgency: times.span(hours * 3600) for urgency, hours in convention.answer_hours.items()},
    }
    return render(request, "requests/ask.html", context, status=422 if request.method == "POST" else 200)


@require_GET
@accounts.officer(*WORKING)
def detail(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The request: to decide for its owner's officers, with its answer for its asker."""
    who = accounts.signed_in(request)
    found = reading.open_(request_id, who)
    release = reading.release_of(found)
    if found.direction == Direction.IN and found.state == RequestState.RECEIVED and release is None:
        return deciding.page(request, found)
    return render(request, "requests/detail.html", detail_context(who, found, release))


def detail_context(who: accounts.Officer, found: Request, release: Release | None) -> dict[str, object]:
    """What the page of a decided, waiting or sent request shows."""
    incoming = found.direction == Direction.IN
    context: dict[str, object] = {
        "asked": found,
        "incoming": incoming,
        "partner": agencies.name(found.partner),
        "purpose": cases.purpose_label(found.purpose),
        "release": release,
        "shown": shown.of_release(release) if release else None,
        "giver": agencies.name(rules.own()) if incoming else agencies.name(found.partner),
        "changes": shown.changes_of(release) if release else [],
        "branches": tree(release) if release else [],
        "returned": [one for one in found.releases.all() if one.state == ReleaseState.RETURNED],
        "overdue": found.is_overdue,
        **shown.along(found),
    }
    if release is not None:
        files = attachments.of_subject(drafting.HOLDER, str(release.pk))
        context |= attachments.context(files, drafting.HOLDER, str(found.pk))
        context["files_subject"] = str(release.pk)
    if not incoming and release is not None:
        context |= {
            "may_tell": release.state != ReleaseState.PROPOSED,
            "feedback_form": FeedbackForm(),
            "usefulness_choices": phrases.choices(phrases.USEFULNESS),
            "outcome_choices": phrases.choices(phrases.OUTCOMES),
        }
    context["feedback"] = shown.feedback(release) if release is not None else None
    if incoming and release is not None and accounts.may(who, "release"):
        context |= _second_person(who, found, release)
        context["consents"] = consents_of(release)
        context["can_change"] = release.state == ReleaseState.ACTIVE and bool(release.properties)
    return context


def _second_person(who: accounts.Officer, found: Request, release: Release) -> dict[str, object]:
    """The panel and the digest of what waits for a second person, when this officer may be that person."""
    own = agencies.name(rules.own(), found.language)
    waiting = [change for change in release.changes.all() if change.state == ChangeState.PROPOSED]
    if release.state == ReleaseState.PROPOSED:
        mine = release.officer_account_id == who.pk
        payload = deciding.payload_for(release, who)
        if payload is None:
            return {"proposed": True, "mine": True}
        size, digest = shown.size_and_digest(payload)
        panel = shown.as_read(payload, found.language, own)
        return {"proposed": True, "mine": mine, "panel": panel, "size": size, "digest": digest}
    if waiting:
        change = waiting[-1]
        correction = deciding.correction_of(change)
        size, digest = shown.size_and_digest(correction)
        panel = shown.change_as_read(correction, found.language, own)
        mine = change.officer_account_id == who.pk
        return {"waiting": change, "mine": mine, "panel": panel, "size": size, "digest": digest}
    return {}


@require_GET
@accounts.officer(*WORKING)
def evidence_file(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The evidence file of the request, to be kept or handed to a judge."""
    data = evidence.evidence(request_id, accounts.signed_in(request))
    response = HttpResponse(data, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="evidence-{request_id}.json"'
    return response
