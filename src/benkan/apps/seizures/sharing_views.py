"""The page on which one sees what partners have of ours, and gives them what is older than the convention."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.agencies import services as agencies
from benkan.apps.seizures import offering
from benkan.core.errors import BenkanError
from benkan.web.errors import explain

ROLES = ("analyst", "liaison", "supervisor")


@require_GET
@officer(*ROLES)
def index(request: HttpRequest) -> HttpResponse:
    """Partner by partner: what it confirmed, what waits, what it never got."""
    return _page(request, *_period(request.GET))


@require_POST
@officer("liaison", "supervisor")
def offer(request: HttpRequest) -> HttpResponse:
    """Gives a partner the seizures of a period that it never got."""
    since, until = _period(request.POST)
    try:
        count = offering.offer(signed_in(request), request.POST.get("partner", ""), since, until)
    except BenkanError as error:
        return _page(request, since, until, error)
    messages.success(
        request,
        ngettext("%(count)d seizure is on its way.", "%(count)d seizures are on their way.", count) % {"count": count},
    )
    return redirect("seizures:sharing")


@require_POST
@officer("liaison", "supervisor")
def send_again(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Sends a letter again that ended without a receipt."""
    try:
        count = offering.again(signed_in(request), seizure_id)
    except BenkanError as error:
        return _page(request, *_period(request.GET), error)
    messages.success(
        request,
        ngettext("%(count)d letter is on its way.", "%(count)d letters are on their way.", count) % {"count": count},
    )
    return redirect("seizures:sharing")


def _page(request: HttpRequest, since: dt.date, until: dt.date, error: BenkanError | None = None) -> HttpResponse:
    names = agencies.names()
    return render(
        request,
        "seizures/sharing.html",
        {
            "since": since.isoformat(),
            "until": until.isoformat(),
            "standings": [(names.get(one.partner, one.partner), one) for one in offering.standings(since, until)],
            "portion": offering.PORTION,
            "unacknowledged": [(names.get(one.partner, one.partner), one) for one in offering.unacknowledged()],
            "refusal": explain(error) if error else None,
        },
        status=422 if error else 200,
    )


def _period(given: Mapping[str, str]) -> tuple[dt.date, dt.date]:
    """The days that were chosen, by default the last three years."""
    today = timezone.localdate()
    return _day(given, "since") or today.replace(year=today.year - 2, month=1, day=1), _day(given, "until") or today


def _day(given: Mapping[str, str], name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(given.get(name, ""))
    except ValueError:
        return None
