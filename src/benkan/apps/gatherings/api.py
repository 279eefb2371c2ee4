"""This slice's JSON API: gatherings, their agenda, the door."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts.services import entitled, officer, signed_in
from benkan.apps.gatherings import door, door_list, keeping, services
from benkan.web import json_body
from benkan.web.errors import explain

MOST_BODY = 500_000


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


@require_POST
@entitled(keeping.RIGHT)
def passages(request: HttpRequest, gathering: UUID) -> JsonResponse:
    """Passages of a door without a link: ``{"device": "…", "passages": [{"badge": "…", "at": "…"}]}``.

    ``badge`` is the SHA-256 of the code in hex. The same bundle again changes nothing.
    """
    given = json_body.read(request, MOST_BODY)
    done = door.receive(
        keeping.get(gathering), json_body.text(given, "device"), door.from_object(given.get("passages")),
        by=signed_in(request),
    )  # fmt: skip
    language = get_language() or "fr"
    taken = [
        {
            "place": place,
            "name": one.delegate.name,
            "of": keeping.named(one.delegate.delegation.names, language),
            "role": one.delegate.get_role_display(),
            "again": one.again,
            "withdrawn": one.withdrawn,
        }
        for place, one in done.taken
    ]
    refused = [
        {"place": place, "code": error.code, "message": explain(error).sentence} for place, error in done.refused
    ]
    return JsonResponse({"taken": taken, "known": done.known, "refused": refused})


@require_GET
@entitled(keeping.RIGHT)
def list_of_door(request: HttpRequest, gathering: UUID) -> JsonResponse:
    """The signed list with which a door decides without a link."""
    return JsonResponse(door_list.write(keeping.get(gathering), get_language() or "fr", by=signed_in(request)))


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
    path("gatherings/<uuid:gathering>/passages/", passages, name="api-gathering-passages"),
    path("gatherings/<uuid:gathering>/door-list/", list_of_door, name="api-gathering-door-list"),
]
