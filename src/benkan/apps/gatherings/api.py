"""This slice's JSON API: gatherings, their agenda and documents, the door."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts.services import entitled, officer, signed_in
from benkan.apps.gatherings import agenda as agenda_
from benkan.apps.gatherings import documents, door, door_list, interpreting, keeping, likeness, services
from benkan.apps.gatherings.document_views import as_download
from benkan.apps.gatherings.models import Gathering, Version
from benkan.web import json_body, words
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
        {"place": place, "code": error.code, "message": told.sentence, "remedy": told.remedy}
        for place, error in done.refused
        for told in (explain(error),)
    ]
    return JsonResponse({"taken": taken, "known": done.known, "refused": refused})


@require_GET
@entitled(keeping.RIGHT)
def interpretation(request: HttpRequest, gathering: UUID) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """What each item needs in interpreters, who is booked and how many are missing."""
    return JsonResponse({"items": interpretation_as_objects(keeping.get(gathering))})


def interpretation_as_objects(gathering: Gathering) -> list[dict[str, Any]]:
    """The needs of each item as programs read them."""
    return [
        {
            "item": str(item.pk),
            "title": item.titles,
            "languages": [
                {
                    "language": one.language,
                    "delegations": one.delegations,
                    "booked": [each.interpreter.name for each in one.booked],
                    "missing": one.missing,
                }
                for one in needed
            ],
        }
        for item, needed in interpreting.needs(gathering)
    ]


@require_GET
@entitled(keeping.RIGHT)
def alike(request: HttpRequest, gathering: UUID) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """Pairs of delegates who could be one, with the reasons; nothing follows by itself."""
    return JsonResponse(
        {
            "pairs": [
                {
                    "first": {"id": str(one.first.pk), "name": one.first.name},
                    "second": {"id": str(one.second.pk), "name": one.second.name},
                    "score": round(one.score, 3),
                    "reasons": [words.sentence(reason.text, dict(reason.facts)) for reason in one.reasons],
                }
                for one in likeness.pairs(keeping.get(gathering))
            ]
        }
    )


@require_GET
@entitled(keeping.RIGHT)
def list_of_door(request: HttpRequest, gathering: UUID) -> JsonResponse:
    """The signed list with which a door decides without a link."""
    return JsonResponse(door_list.write(keeping.get(gathering), get_language() or "fr", by=signed_in(request)))


@require_http_methods(["GET", "POST"])
@officer()
def papers(request: HttpRequest, gathering: UUID) -> JsonResponse:
    """The documents that the caller may read; or one more, without a file yet (201).

    POST ``{"titles": {"fr": "…"}, "readers": "organisers|delegations|all", "item": "…"}``.
    """
    row, who = keeping.get(gathering), signed_in(request)
    if request.method == "GET":
        return JsonResponse({"documents": [document_as_object(one) for one in documents.readable(row, who)]})
    given = json_body.read(request)
    titles, item = given.get("titles"), json_body.text(given, "item")
    if not isinstance(titles, dict) or not json_body.is_texts(list(titles.values())):
        raise json_body.wrong("titles", '{"fr": "…"}')
    made = documents.add(
        row, titles, json_body.text(given, "readers"), by=who, item=agenda_.get_item(row, item) if item else None
    )
    return JsonResponse(document_as_object(documents.Listed(made, {})), status=201)


@require_http_methods(["GET", "POST"])
@officer()
def paper(request: HttpRequest, gathering: UUID, document: UUID, language: str) -> HttpResponse:
    """The bytes of the current version in a language; or the bytes of the next one (201)."""
    row = documents.get(keeping.get(gathering), document, signed_in(request))
    if request.method == "GET":
        return as_download(row, documents.version(row, language))
    made = documents.put(row, language, request.read(documents.MOST_BYTES + 1), by=signed_in(request))
    return JsonResponse(version_as_object(made), status=201)


def document_as_object(one: documents.Listed) -> dict[str, Any]:
    """A document as programs read it."""
    return {
        "id": str(one.row.pk),
        "titles": one.row.titles,
        "readers": one.row.readers,
        "item": str(one.row.item_id) if one.row.item_id else None,
        "versions": [version_as_object(each) for each in one.current.values()],
        "missing": one.missing,
    }


def version_as_object(one: Version) -> dict[str, Any]:
    """A version as programs read it."""
    return {
        "language": one.language,
        "number": one.number,
        "type": one.media_type,
        "bytes": one.size_bytes,
        "sha256": one.sha256,
    }


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
    path("gatherings/<uuid:gathering>/documents/", papers),
    path("gatherings/<uuid:gathering>/documents/<uuid:document>/<str:language>/", paper),
    path("gatherings/<uuid:gathering>/alike/", alike),
    path("gatherings/<uuid:gathering>/interpretation/", interpretation),
    path("gatherings/<uuid:gathering>/passages/", passages, name="api-gathering-passages"),
    path("gatherings/<uuid:gathering>/door-list/", list_of_door, name="api-gathering-door-list"),
]
