"""A certificate small enough for a QR code on paper: what must be known, and the issuer's signature over it.

The whole credential takes about 2,500 letters, more than a worn printer and a cheap camera can carry in a code. The
short form is a JSON array, canonical (RFC 8785), and an Ed25519 signature over a prefix and these bytes: it needs no
network and says as much as the paper around it.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from dataclasses import dataclass
from typing import Any, Final

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from benkan.formats.open_badges import jws
from benkan.formats.open_badges.credential import Certificate

PREFIX: Final = b"benkan-certificate-1\n"
_MOST: Final = 1_700
_LONGEST: Final = 300
_FIELDS: Final = 9


@dataclass(frozen=True, slots=True)
class ShortForm:
    """What the code on the paper says; ``issuer`` is the id of a service, whose key the reader must have."""

    identifier: str
    issuer: str
    holder: str
    service: str
    competence: str
    name: str
    since: dt.date
    until: dt.date | None
    place: int


def write_short(one: Certificate, language: str, sign: jws.Sign) -> str:
    """The short form of a certificate, its achievement named in this language."""
    said: list[Any] = [
        one.identifier.rsplit(":", 1)[-1],
        one.issuer.agency,
        one.holder.name[:_LONGEST],
        one.holder.service[:_LONGEST],
        one.achievement.competence,
        one.achievement.named(language)[:_LONGEST],
        one.since.date().isoformat(),
        one.until.date().isoformat() if one.until else "",
        one.place,
    ]
    data = rfc8785.dumps(said)
    return f"{_text(data)}.{_text(sign(PREFIX + data))}"


def issuer_in(text: str) -> str:
    """The service that is said to have issued it, not yet verified.

    Raises:
        Invalid: ``certificate.unreadable``.
    """
    return _parts(text)[0].issuer


def read_short(text: str, key: bytes) -> ShortForm:
    """What the short form says, signed with this key.

    Raises:
        Invalid: ``certificate.unreadable``.
        Unverified: ``certificate.forged``.
    """
    form, data, signature = _parts(text)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, PREFIX + data)
    except (InvalidSignature, ValueError) as error:
        raise jws.forged() from error
    return form


def _parts(text: str) -> tuple[ShortForm, bytes, bytes]:
    pieces = text.strip().split(".")
    if len(text) <= _MOST and text.isascii() and len(pieces) == 2:
        try:
            data, signature = (_bytes(piece) for piece in pieces)
            said = json.loads(data)
            if rfc8785.dumps(said) == data:
                return _form(said), data, signature
        except (ValueError, TypeError, RecursionError, binascii.Error):
            pass
    raise jws.unreadable()


def _form(said: Any) -> ShortForm:
    if not isinstance(said, list) or len(said) != _FIELDS:
        raise ValueError("fields")
    *texts, place = said
    if not all(isinstance(each, str) and len(each) <= _LONGEST for each in texts) or type(place) is not int:
        raise ValueError("fields")
    since, until = texts[6:8]
    identifier, issuer, holder, service, competence, name = texts[:6]
    ends = dt.date.fromisoformat(until) if until else None
    return ShortForm(identifier, issuer, holder, service, competence, name, dt.date.fromisoformat(since), ends, place)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
