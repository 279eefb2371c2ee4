"""This slice's JSON API: gatherings, their agenda, the door."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts.services import entitled, officer, signed_in
from benkan.apps.gatherings import door, keeping, services
from benkan.web import json_body


@require_GET
@officer()
def index(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """The gatherings, the latest first."""
    return JsonResponse({"gatherings": [as_object(one) for one in services.listed()]})


@require_GET
@officer()
def agenda(request: HttpRequest, gathering: UUID) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """The agenda of a gathering."""
    return JsonResponse(
        {
            "items": [
                {
                    "id": str(one.public_id),
                    "title": one.title,
                    "starts": one.starts.isoformat(),
                    "ends": one.ends.isoformat(),
                    "speakers": one.speakers,
                }
                for one in services.agenda(gathering)
            ]
        }
    )


@require_POST
@entitled(keeping.RIGHT)
def check_in(request: HttpRequest, gathering: UUID) -> JsonResponse:
    """Lets the holder of a badge in: ``{"code": "…"}``."""
    code = json_body.text(json_body.read(request), "code")
    passed = door.check_in(keeping.get(gathering), code, by=signed_in(request))
    return JsonResponse(
        {"name": passed.delegate.name, "delegation": passed.delegate.delegation.names, "again": passed.again}
    )


def as_object(one: services.GatheringView) -> dict[str, Any]:
    """A gathering as programs read it."""
    return {
        "id": str(one.public_id),
        "title": one.title,
        "kind": one.kind,
        "starts": one.starts.isoformat(),
        "ends": one.ends.isoformat(),
        "place": one.place,
    }


api_urls: list[URLPattern] = [
    path("gatherings/", index),
    path("gatherings/<uuid:gathering>/agenda/", agenda),
    path("gatherings/<uuid:gathering>/check-in/", check_in),
]
