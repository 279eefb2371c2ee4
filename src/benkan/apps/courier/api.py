"""Addresses of this slice's JSON API."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET

from benkan.apps.accounts import services as accounts
from benkan.apps.courier import services
from benkan.apps.courier.views import READERS


@require_GET
@accounts.officer(*READERS)
def couriers(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """What waits for each partner, and when a courier last went and came."""
    return JsonResponse({"partners": [services.as_object(row) for row in services.status()]})


api_urls = [path("couriers", couriers)]
