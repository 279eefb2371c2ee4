"""Deciding about a request: the release page, its live panel, and the second person's act."""

from __future__ import annotations

import datetime as dt
import uuid
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.attachments import services as attachments
from benkan.apps.cases import services as cases
from benkan.apps.records import services as records
from benkan.apps.requests import changing, drafting, fields, phrases, reading, rules, shown
from benkan.apps.requests import deciding as decisions
from benkan.apps.requests.forms import DelayForm, QuestionForm, draft_of
from benkan.apps.requests.models import Decision, Release, ReleaseState, Request
from benkan.apps.requests.views import RELEASING
from benkan.core.errors import BenkanError
from benkan.web import words
from benkan.web.errors import Explained, explain

correction_of = changing.correction_of


def payload_for(release: Release, who: accounts.Officer) -> wire.Release | None:
    """The message as it would leave with this officer as second person; None when he is the first."""
    if str(who) == release.officer:
        return None
    return drafting.payload_of(release, str(who))


def page(request: HttpRequest, found: Request, *, refusal: Explained | None = None, status: int = 200) -> HttpResponse:
    """The release page: left the request, right our record, and what the partner will read."""
    convention = rules.convention_of(found.convention)
    latest = rules.latest_retention(convention, timezone.localdate())
    given = (request.POST if request.method == "POST" else QueryDict()).copy()
    opened_now = not given
    given.setdefault("release_id", str(uuid.uuid4()))
    record = drafting.record_for(found, given.get("record", ""))
    decision = given.get("decision", Decision.PART if record else Decision.NOTHING)
    own_handling = record.handling if record else convention.handling[-1]
    codes = [code for code in convention.handling if code >= own_handling] or list(convention.handling)
    candidates = list(records.by_ids(found.records).values()) if len(found.records) > 1 else []
    along = shown.along(found)
    context = {
        "asked": found,
        "partner": agencies.name(found.partner),
        "purpose": cases.purpose_label(found.purpose),
        "clause": rules.clause(convention, "exchange"),
        "record": record,
        "candidates": [one for one in candidates if one.withdrawn_at is None],
        "schema": fields.schema_label(record.schema) if record else "",
        "ticks": fields.fields_of(drafting.properties_of(record), given.getlist("fields")) if record else [],
        "decisions": [(one, one.label) for one in Decision if record or one == Decision.NOTHING],
        "decision": decision,
        "reasons": [
            (
                Decision(kind).label,
                [(code, told, given.get("reason_code") == code) for code, told in phrases.choices(listed)],
            )
            for kind, listed in phrases.RELEASE.items()
            if record or kind == Decision.NOTHING
        ],
        "reason": given.get("reason", ""),
        "handling_codes": [(code, f"{code} · {words.handling(code)[0]}") for code in codes],
        "handling": given.get("handling", codes[0] if record else codes[-1]),
        "grades": [(code, f"{code} · {words.grade(code)[0]}") for code in records.Grade.values],
        "grade": given.get("grade", record.source_grade if record else drafting.NO_GRADE),
        "retained_until": given.get("retained_until", latest.isoformat()),
        "earliest": (timezone.localdate() + dt.timedelta(days=1)).isoformat(),
        "latest": latest.isoformat(),
        "two_persons": convention.two_persons,
        "release_id": given["release_id"],
        "refusal": refusal,
        **along,
        "question_open": along["question"] is not None,
        "delay_form": DelayForm(),
        "question_form": QuestionForm(),
        "returned": [one for one in found.releases.all() if one.state == ReleaseState.RETURNED],
        **attachments.context(attachments.waiting(drafting.HOLDER, str(found.pk)), drafting.HOLDER, str(found.pk)),
        **_panel(found, QueryDict() if opened_now else given, accounts.signed_in(request)),
    }
    return render(request, "requests/decide.html", context, status=status)


@require_POST
@accounts.officer(*RELEASING)
def preview(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The live panel: exactly what the partner would read of what is ticked now."""
    who = accounts.signed_in(request)
    found = reading.open_(request_id, who)
    return render(request, "requests/_panel.html", {"asked": found, **_panel(found, request.POST, who)})


@require_POST
@accounts.officer(*RELEASING)
def release(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The decision; without a digest of what was seen, or when it changed, the panel is shown first."""
    who = accounts.signed_in(request)
    found = reading.open_(request_id, who)
    seen = request.POST.get("seen_sha256", "")
    if not seen or request.POST.get("step") == "preview":
        return page(request, found)
    try:
        convention = rules.convention_of(found.convention)
        draft = draft_of(request.POST, rules.latest_retention(convention, timezone.localdate()))
        made = decisions.release(
            who,
            found.pk,
            draft.decision,
            draft.fields,
            reason_code=draft.reason_code,
            reason=draft.reason,
            handling=draft.handling,
            grade=draft.grade,
            retained_until=draft.retained_until,
            record=draft.record,
            release_id=draft.release,
            seen_sha256=seen,
        )
    except BenkanError as error:
        found = reading.open_(request_id, who)
        if not found.is_open or reading.release_of(found) is not None:
            raise
        return page(request, found, refusal=explain(error), status=422)
    if made.state == ReleaseState.PROPOSED:
        messages.success(request, _("Your decision waits for a second officer. Nothing has left."))
    else:
        messages.success(request, _("Your decision leaves now. The partner reads exactly what you saw."))
    return redirect("requests:detail", found.pk)


@require_POST
@accounts.officer(*RELEASING)
def second(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """The second officer approves, or sends back with a remark."""
    who = accounts.signed_in(request)
    if request.POST.get("act") == "return":
        made = decisions.send_back(who, release_id, request.POST.get("remark", ""))
        messages.success(request, _("Sent back to the first officer. Nothing has left."))
    else:
        made = decisions.approve(who, release_id, seen_sha256=request.POST.get("seen_sha256", "-"))
        messages.success(request, _("Approved. It leaves now."))
    return redirect("requests:detail", made.request_id)


def _panel(found: Request, given: QueryDict, who: accounts.Officer) -> dict[str, object]:
    """The partner's view of the draft, its size and digest; or what is still missing."""
    convention = rules.convention_of(found.convention)
    try:
        draft = draft_of(given, rules.latest_retention(convention, timezone.localdate()))
        payload = drafting.preview(found, draft, str(who))
    except BenkanError as error:
        return {"missing": explain(error) if given else None, "panel": "", "digest": ""}
    size, digest = shown.size_and_digest(payload)
    own = agencies.name(rules.own(), found.language)
    return {"panel": shown.as_read(payload, found.language, own), "size": size, "digest": digest}
