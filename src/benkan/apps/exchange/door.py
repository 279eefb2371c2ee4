"""The one door for partners: a sealed letter in, a sealed reply out, without a page's session, language or headers.

It stands before all that a browser needs. A letter proves its sender and names its recipient, so a cookie, a token
against forged forms or the name of the host would add nothing; headers that protect a browser would be a third of the
bytes of an answer over a satellite, and making them half of its processor time.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from benkan.apps.exchange.inbox import receive, received_together
from benkan.apps.exchange.transport import BUNDLE_TYPE, CONTENT_TYPE
from benkan.core.envelope import MAX_ENVELOPE_BYTES
from benkan.core.errors import BenkanError, Invalid
from benkan.web.database import is_trouble

PATH = "/wire"
THREADS = "BENKAN_SERVE_THREADS"
"""Where ``node serve`` tells its processes how many threads each has."""
WAIT_S = 0.25
# A letter that never ends holds the thread that reads it, and the server has no way to let go of it: half of the
# threads never read letters, so that strangers with a few idle connections cannot take the pages away.
_reading = threading.BoundedSemaphore(max(1, int(os.environ.get(THREADS, "4")) // 2))
logger = logging.getLogger("benkan.exchange")


class PartnersDoor:
    """Middleware, the first of all: letters are answered here, everything else goes on to the pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The reply to a letter, or the page."""
        if request.path_info != PATH:
            return self.get_response(request)
        try:
            return _reply(request)
        except Exception as error:  # noqa: BLE001 - a partner gets a code and never a page
            if is_trouble(error):
                # A locked or full database: nothing was kept, and the sender sends the same bytes again.
                logger.warning("the database could not take a letter: %s", type(error).__name__)
                return _plain("node.busy", 503)
            # Never the error's text: it may name what was searched.
            logger.error("a letter could not be handled: %s", type(error).__name__)  # noqa: TRY400 - same
            return _plain("node.failed", 500)


def _reply(request: HttpRequest) -> HttpResponse:
    """The reply to a letter; a plain code when the letter is not authentic, because then nobody can read a seal."""
    turned_away = _no_letter(request)
    if turned_away is not None:
        return turned_away
    data = _read(request)
    if data is None:
        return _plain("node.busy", 503)
    bundled = request.content_type == BUNDLE_TYPE
    try:
        reply = received_together(data) if bundled else receive(data)
    except BenkanError as error:
        return _plain(error.code, 400 if isinstance(error, Invalid) else 403)
    return _answer(reply, BUNDLE_TYPE if bundled else CONTENT_TYPE, 200)


def _no_letter(request: HttpRequest) -> HttpResponse | None:
    """The answer to what cannot be a letter, before a byte of it is read; None when it may be one."""
    if request.method != "POST":
        return _plain("wire.method", 405, Allow="POST")
    if request.content_type not in (CONTENT_TYPE, BUNDLE_TYPE):
        return _plain("wire.content-type", 415)
    length = _length(request)
    if length is None:
        return _plain("wire.length", 400)
    if length <= 0:
        return _plain("wire.length", 411)
    return _plain("wire.too-large", 413) if length > MAX_ENVELOPE_BYTES else None


def _length(request: HttpRequest) -> int | None:
    """The length that the sender states, 0 for none; None when it is no number."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return None


def _read(request: HttpRequest) -> bytes | None:
    """The letter, or None when as many others are being read as may be."""
    if not _reading.acquire(timeout=WAIT_S):
        return None
    try:
        return request.read(_length(request))
    finally:
        _reading.release()


def _plain(code: str, status: int, **headers: str) -> HttpResponse:
    return _answer(json.dumps({"code": code}).encode(), "application/json", status, **headers)


def _answer(body: bytes, content_type: str, status: int, **headers: str) -> HttpResponse:
    """The answer with its length: without one the server would send it in pieces."""
    return HttpResponse(
        body, content_type=content_type, status=status, headers={"Content-Length": str(len(body)), **headers}
    )
