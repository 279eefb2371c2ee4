"""The page of couriers: what waits for which partner, and when one last went and came."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from benkan.apps.accounts import services as accounts
from benkan.apps.courier import services

READERS = ("liaison", "supervisor", "administrator")


@require_GET
@accounts.officer(*READERS)
def index(request: HttpRequest) -> HttpResponse:
    """Every partner; the stick itself is written where it can be plugged in, by a command."""
    return render(request, "courier/index.html", {"rows": services.status()})
