"""This slice's JSON API: the officer's own dates."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_GET

from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.calendar import services
from benkan.core.errors import N_, Invalid


@require_GET
@officer()
def index(request: HttpRequest) -> JsonResponse:
    """The officer's entries: ``?from=2026-01-01&to=2026-03-01`` (both included; thirty days from today by default)."""
    first = _day(request, "from", timezone.localdate())
    last = _day(request, "to", first + dt.timedelta(days=30))
    found = services.entries(signed_in(request), first, last)
    return JsonResponse(
        {
            "entries": [
                {
                    "id": one.identifier,
                    "starts": one.starts.isoformat(),
                    "ends": one.ends.isoformat(),
                    "summary": one.summary,
                    "place": one.place,
                    "address": one.address,
                    "cancelled": one.cancelled,
                }
                for one in found
            ]
        }
    )


def _day(request: HttpRequest, name: str, otherwise: dt.date) -> dt.date:
    given = request.GET.get(name)
    if not given:
        return otherwise
    try:
        return dt.date.fromisoformat(given)
    except ValueError as error:
        raise Invalid("calendar.day", N_("This is no day."), N_("Write it as 2026-03-01."), place=name) from error


api_urls: list[URLPattern] = [path("calendar/", index)]
