"""This slice's JSON API: the newest editions, and a package as bytes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from benkan.apps.accounts.services import officer
from benkan.apps.library import keeping
from benkan.apps.library.models import Edition


@require_GET
@officer()
def materials(request: HttpRequest) -> JsonResponse:
    """The newest edition of each material and language: ``?course=CODE``."""
    found = keeping.newest(request.GET.get("course", "")[:64])
    return JsonResponse({"materials": [as_object(one) for one in found]})


def as_object(one: Edition) -> dict[str, Any]:
    """An edition as programs read it."""
    return {
        "id": str(one.pk),
        "material": str(one.material_id),
        "origin": one.material.origin,
        "course": one.material.course,
        "titles": one.material.titles,
        "licence": one.material.licence,
        "language": one.language,
        "version": one.version,
        "kind": one.kind,
        "bytes": one.size,
        "sha256": one.sha256,
    }


api_urls: list[URLPattern] = [path("library/materials/", materials)]
