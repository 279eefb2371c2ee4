"""Addresses of this slice's JSON API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET

from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import network, services
from benkan.apps.agencies.models import Agency


@require_GET
@accounts.officer()
def agencies(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """Every service of the directory."""
    bound = network.bound()
    return JsonResponse({"agencies": [_as_object(row, bound) for row in services.everyone()]})


@require_GET
@accounts.officer()
def agency(request: HttpRequest, agency: str) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """One service of the directory."""
    return JsonResponse(_as_object(services.get(agency), network.bound()))


def _as_object(row: Agency, bound: set[str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": {"fr": row.name_fr, "en": row.name_en, "ar": row.name_ar},
        "country": row.country,
        "url": row.url,
        "own": row.own,
        "fingerprint": services.fingerprint(row),
        "voice_checked_by": row.voice_checked_by,
        "voice_checked_at": row.voice_checked_at.isoformat() if row.voice_checked_at else None,
        "convention_in_force": row.id in bound,
        "link": "own" if row.own else services.link(row, bound=row.id in bound)[0],
        "last_seen_at": row.last_seen_at.isoformat() if row.last_seen_at else None,
    }


api_urls = [path("agencies", agencies), path("agencies/<slug:agency>", agency)]
