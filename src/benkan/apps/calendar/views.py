"""The calendar's page, its feed, and the feed's address."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.calendar import services
from benkan.formats import calendar_feed

AHEAD = dt.timedelta(days=120)
BEHIND = dt.timedelta(days=30)
"""What a feed holds: calendar programs ask again every few hours."""


@require_GET
@officer()
def index(request: HttpRequest) -> HttpResponse:
    """What comes, day by day."""
    who = signed_in(request)
    today = timezone.localdate()
    found = services.entries(who, today, today + AHEAD)
    days = [(day, list(of)) for day, of in groupby(found, key=lambda one: max(_day(one.starts), today))]
    context = {"days": days, "last": today + AHEAD, "has_feed": services.has_feed(who)}
    return render(request, "calendar/index.html", context)


@require_POST
@officer()
@never_cache
def new_address(request: HttpRequest) -> HttpResponse:
    """Makes the feed's address and shows it, this once."""
    secret = services.new_feed(signed_in(request))
    address = f"{settings.BENKAN_NODE.url.rstrip('/')}/calendar/{secret}.ics"
    return render(request, "calendar/address.html", {"address": address})


@require_POST
@officer()
def end(request: HttpRequest) -> HttpResponse:
    """Ends the feed."""
    services.end_feed(signed_in(request))
    return redirect("calendar:index")


@require_GET
@never_cache
def feed(request: HttpRequest, secret: str) -> HttpResponse:  # noqa: ARG001 - the signature is Django's
    """The calendar for whoever knows the address: calendar programs cannot sign in."""
    who = services.whose(secret)
    if who is None:
        # Django's log of what was not found would hold the address: one that was ended, or the typing error beside one.
        gone = HttpResponse(status=404)
        gone._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - its own way to say so
        return gone
    now = timezone.now()
    with translation.override(who.language):
        found = services.entries(who, (now - BEHIND).date(), (now + 3 * AHEAD).date())
        made = calendar_feed.write(_("Benkan"), settings.BENKAN_NODE.url, found, now)
    return HttpResponse(made, content_type=calendar_feed.CONTENT_TYPE)


def _day(at: dt.date) -> dt.date:
    return timezone.localtime(at).date() if isinstance(at, dt.datetime) else at
