"""The one door for partners: a sealed letter in, a sealed reply out. Letters prove their sender; no session is used."""

from __future__ import annotations

import logging

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from benkan.apps.exchange.inbox import receive
from benkan.core.envelope import MAX_ENVELOPE_BYTES
from benkan.core.errors import BenkanError, Invalid

CONTENT_TYPE = "application/octet-stream"
logger = logging.getLogger("benkan.exchange")


@csrf_exempt
@require_POST
def wire(request: HttpRequest) -> HttpResponse:
    """The reply to a letter; a plain code when the letter is not authentic, because then nobody can read a seal."""
    if request.content_type != CONTENT_TYPE:
        return _plain("wire.content-type", 415)
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return _plain("wire.length", 400)
    if not 0 < length <= MAX_ENVELOPE_BYTES:
        return _plain("wire.too-large" if length > 0 else "wire.length", 413 if length > 0 else 411)
    try:
        reply = receive(request.read(length))
    except BenkanError as error:
        return _plain(error.code, 400 if isinstance(error, Invalid) else 403)
    except OperationalError as error:
        # A locked or full database: nothing was kept, and the sender sends the same bytes again.
        logger.warning("the database could not take a letter: %s", type(error).__name__)
        return _plain("node.busy", 503)
    return HttpResponse(reply, content_type=CONTENT_TYPE)


def _plain(code: str, status: int) -> JsonResponse:
    return JsonResponse({"code": code}, status=status)
