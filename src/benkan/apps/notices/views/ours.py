"""One notice of ours: what it says, what will leave, who received it, and the acts of the second officer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.notices import addressing, drafting, ending, payloads, reading, reviewing, shown, words
from benkan.apps.notices.models import Edition, EditionState, Notice, NoticeState
from benkan.apps.notices.views import REVIEWING, WRITING
from benkan.core.errors import BenkanError
from benkan.web.errors import explain


@require_GET
@accounts.officer(*WRITING)
def detail(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """The notice with its editions and addressees."""
    who = accounts.signed_in(request)
    notice = reading.get(notice_id, who)
    return render(request, "notices/detail.html", _context(notice, who))


@require_POST
@accounts.officer(*REVIEWING)
def second(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """The second officer sends, or sends back with a remark."""
    who = accounts.signed_in(request)
    if request.POST.get("act") == "return":
        edition = reviewing.send_back(who, edition_id, request.POST.get("remark", ""))
        messages.success(request, _("Sent back to its author. Nothing has left."))
    else:
        edition = reviewing.approve(who, edition_id, seen_sha256=request.POST.get("seen_sha256", "-"))
        messages.success(request, _("The notice leaves now, one sealed letter for each addressee."))
    return redirect("notices:detail", edition.notice_id)


@require_http_methods(["GET", "POST"])
@accounts.officer(*WRITING)
def withdraw(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Takes the notice back from everybody who has it."""
    who = accounts.signed_in(request)
    notice = reading.get(notice_id, who)
    refusal = None
    if request.method == "POST":
        try:
            ending.withdraw(who, notice.pk, request.POST.get("reason", ""))
        except BenkanError as error:
            refusal = explain(error)
        else:
            messages.success(request, _("Withdrawn. Each partner erases it and acknowledges."))
            return redirect("notices:detail", notice.pk)
    context = {
        "notice": notice,
        "type": words.type_label(notice.type),
        "reason": request.POST.get("reason", ""),
        "refusal": refusal,
        "count": notice.addressees.filter(version__gt=0).count(),
    }
    return render(request, "notices/withdraw.html", context, status=422 if refusal else 200)


def _context(notice: Notice, who: accounts.Officer) -> dict[str, Any]:
    names = agencies.names()
    editions = list(notice.editions.order_by("-number").exclude(state=EditionState.DROPPED))
    open_edition = drafting.open_edition(notice)
    sent = next((one for one in editions if one.state == EditionState.SENT), None)
    waiting = open_edition if open_edition and open_edition.state == EditionState.PROPOSED else None
    mine = waiting is not None and (waiting.officer_account_id == who.pk or waiting.officer == str(who))
    reviewer = accounts.may(who, "review-notice") and not mine
    standing = sent or open_edition
    return {
        "notice": notice,
        "type": words.type_label(notice.type),
        "sent": sent,
        "shown": shown.of_row(standing, notice.type, standing.number) if standing and not waiting else None,
        "standing": standing,
        "draft": open_edition if open_edition and not waiting else None,
        "waiting": waiting,
        "mine": mine,
        "reviewer": reviewer,
        **(_review(waiting, str(who)) if waiting else {}),
        "answers": shown.answers(waiting.answers) if waiting else [],
        "addressees": [
            {"row": one, "name": names.get(one.partner, one.partner)} for one in notice.addressees.order_by("partner")
        ],
        "editions": [one for one in editions if one.state == EditionState.SENT],
        "may_withdraw": notice.state == NoticeState.ACTIVE
        and (accounts.may(who, "review-notice") or notice.officer_id == who.pk),
        "may_edit": waiting is None and notice.state in (NoticeState.DRAFT, NoticeState.ACTIVE),
        "giver": agencies.name(addressing.own()),
    }


def _review(waiting: Edition, second_officer: str) -> dict[str, Any]:
    """Exactly what would leave, in each language, and its digest; or what stands in the way now."""
    name = second_officer if second_officer != waiting.officer else "–"
    try:
        reviewing.ready(waiting.notice, waiting)
        payload = payloads.of_edition(waiting, name)
    except BenkanError as error:
        return {"hindrance": explain(error), "panels": [], "digest": ""}
    return {
        "hindrance": None,
        "panels": [(code, label, shown.as_read(payload, code)) for code, label in settings.LANGUAGES],
        "digest": payloads.sha256(payload),
        "size": len(wire.encode(payload)),
    }
