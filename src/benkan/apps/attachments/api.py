"""Files for programs: list, add, read, stop, let go on, erase, verify, download.

Errors are ``{"code", "message", "remedy", "clause", "place"}``, made by ``benkan.web.errors``.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.attachments import services, views
from benkan.core.attachments import CHUNK_BYTES
from benkan.core.errors import N_, Invalid

ACTS = {"pause": services.pause, "resume": services.resume, "erase": services.erase_here, "discard": services.discard}


@require_http_methods(["GET", "POST"])
@accounts.officer(*views.WORKING)
def attachments(request: HttpRequest) -> HttpResponseBase:
    """GET lists what this officer may see (``?state=&partner=``).

    POST adds a file to a letter that is not decided (201): ``?holder=release&thread=<request>&name=<file>``, the bytes
    of the file as the body, of the type application/octet-stream.
    """
    who = accounts.signed_in(request)
    if request.method == "GET":
        state, partner = request.GET.get("state", ""), request.GET.get("partner", "")
        found = services.seen_by(who, state=state, partner=partner)
        return JsonResponse({"count": len(found), "attachments": [services.as_object(one) for one in found]})
    if request.content_type != views.TYPE:
        raise Invalid(
            "api.content-type",
            N_("The body is not a file."),
            N_("Send the bytes of the file as application/octet-stream."),
            place="Content-Type",
        )
    holder, thread = request.GET.get("holder", ""), request.GET.get("thread", "")
    services.holder(holder).add(who, thread)
    intake = services.Intake(request.GET.get("name", ""), _length(request))
    try:
        while data := request.read(CHUNK_BYTES):
            intake.feed(data)
        return JsonResponse(services.as_object(intake.keep(who, holder, thread)), status=201)
    finally:
        intake.give_up()


@require_GET
@accounts.officer(*views.WORKING)
def attachment(request: HttpRequest, identity: UUID) -> HttpResponseBase:
    """One file with how far it is."""
    return JsonResponse(services.as_object(services.open_(accounts.signed_in(request), identity)))


@require_POST
@accounts.officer(*views.WORKING)
def act(request: HttpRequest, identity: UUID, act: str) -> HttpResponseBase:
    """``pause``, ``resume``, ``erase`` a partner's file; ``discard`` one of ours that has not left."""
    return JsonResponse(services.as_object(ACTS[act](accounts.signed_in(request), identity)))


@require_GET
@accounts.officer(*views.WORKING)
def content(request: HttpRequest, identity: UUID) -> HttpResponseBase:
    """The file itself; ``Range`` is understood."""
    return views.handed(request, identity)


def _length(request: HttpRequest) -> int:
    try:
        return max(0, int(request.META.get("CONTENT_LENGTH") or 0))
    except ValueError:
        return 0


api_urls = [
    path("attachments", attachments),
    path("attachments/<uuid:identity>", attachment),
    path("attachments/<uuid:identity>/content", content),
    *(path(f"attachments/<uuid:identity>/{name}", act, {"act": name}) for name in ACTS),
]
