"""HTTPS POST of a letter and its reply, nothing more: no retry, no trust, bounded in size and in time.

The bytes that come back are judged by whoever opens them. A slow partner is cut off by a deadline for the whole
exchange, because a time limit on each read lets one byte a second hold a connection for ever.
"""

from __future__ import annotations

import json
import re
import time
from functools import lru_cache

import httpx

from benkan.core.envelope import MAX_ENVELOPE_BYTES
from benkan.core.errors import N_, Invalid, Unreachable

CONTENT_TYPE = "application/octet-stream"
BUNDLE_TYPE = "application/vnd.benkan.bundle"
"""Several letters at once; a node that knows no bundles answers 415 before it reads a byte."""
DEADLINE_S = 60.0
TIMEOUT = httpx.Timeout(15.0, connect=5.0)
MAX_ERROR_BYTES = 4096
KEPT_S = 25.0
"""So long an unused connection stays open: on a satellite a new one costs two or three times there and back. Less than
the 30 seconds after which a node's server closes it, so that no letter meets a closing door."""
MAX_CONNECTIONS = 256
NO_BUNDLES = "wire.content-type"
"""The plain code of a node that does not know what a bundle is."""
_CODE = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*", re.ASCII)


@lru_cache(maxsize=1)
def client() -> httpx.Client:
    """The one connection pool of the process; httpx's client is safe to share between threads."""
    limits = httpx.Limits(
        max_connections=MAX_CONNECTIONS, max_keepalive_connections=MAX_CONNECTIONS, keepalive_expiry=KEPT_S
    )
    made = httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False, limits=limits)
    # Nothing travels that says nothing: a node answers every letter in one form, whatever the asker's program is.
    made.headers.clear()
    return made


def post(url: str, data: bytes, *, deadline_s: float = DEADLINE_S, content_type: str = CONTENT_TYPE) -> bytes:
    """The reply to a letter that is posted to a partner's door.

    Args:
        url: the partner's address, without ``/wire``.
        data: the sealed letter, or a bundle of them.
        deadline_s: seconds for everything.
        content_type: which of the two it is.

    Raises:
        Unreachable: ``partner.unreachable`` no link or no answer in time; ``partner.busy`` try again;
            ``partner.turned-away`` it does not recognise the letter (its plain code is in the facts).
        Invalid: ``partner.reply-too-large``.
    """
    until = time.monotonic() + deadline_s
    try:
        with client().stream("POST", f"{url}/wire", content=data, headers={"Content-Type": content_type}) as response:
            limit = MAX_ENVELOPE_BYTES if response.status_code == 200 else MAX_ERROR_BYTES
            reply = _bounded(response, limit, until)
            status = response.status_code
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:  # a card's address may be no address at all
        raise _unreachable() from error
    if status == 200:
        return reply
    if status >= 500 or status == 429:
        raise Unreachable(
            "partner.busy", N_("The partner's node cannot answer just now."), N_("It is asked again by itself.")
        )
    raise Unreachable(
        "partner.turned-away",
        N_("The partner's node turned the letter away (%(reason)s)."),
        N_("Compare cards and fingerprints with the partner by voice."),
        reason=_reason(reply, status),
    )


def _bounded(response: httpx.Response, limit: int, until: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in response.iter_raw():
        size += len(part)
        if size > limit:
            raise Invalid(
                "partner.reply-too-large",
                N_("The partner's reply is larger than %(limit)d bytes."),
                N_("Tell the partner's administrator."),
                limit=limit,
            )
        if time.monotonic() > until:
            raise _unreachable()
        parts.append(part)
    return b"".join(parts)


def _unreachable() -> Unreachable:
    return Unreachable(
        "partner.unreachable",
        N_("The partner's node does not answer."),
        N_("Nothing is lost; it is asked again by itself when the link is up."),
    )


def _reason(reply: bytes, status: int) -> str:
    """The plain code of an unauthenticated refusal, or the status: nothing else of it is believed or shown."""
    try:
        code = str(json.loads(reply)["code"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return str(status)
    return code if len(code) <= 64 and _CODE.fullmatch(code) else str(status)
