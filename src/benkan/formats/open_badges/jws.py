"""Compact JWS with Ed25519 and nothing else: the header never chooses how it is verified."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from benkan.core.errors import N_, Invalid, Unverified

MOST_BYTES: Final = 64 * 1024
"""Of a certificate or a list: a list of 131,072 entries, half of them revoked at random, takes 22 kB."""
DEEPEST: Final = 12

Sign = Callable[[bytes], bytes]


def protect(payload: Mapping[str, Any], *, kind: str, key_name: str, sign: Sign) -> str:
    """The payload, canonical, signed: ``header.payload.signature``.

    Args:
        kind: of media, such as ``vc+jwt``.
        key_name: of the signing key, as ``kid``.
        sign: Ed25519 of these bytes, 64 bytes.
    """
    header = {"alg": "EdDSA", "kid": key_name, "typ": kind}
    signed = f"{_text(rfc8785.dumps(header))}.{_text(rfc8785.dumps(dict(payload)))}"
    return f"{signed}.{_text(sign(signed.encode()))}"


def payload_of(text: str) -> dict[str, Any]:
    """What the JWS says, not yet verified: who is said to have signed it must be known first.

    Raises:
        Invalid: ``certificate.unreadable``.
    """
    _header, payload, _signature, _signed = _parts(text)
    return payload


def verified(text: str, key: bytes) -> dict[str, Any]:
    """What the JWS says.

    Raises:
        Invalid: ``certificate.unreadable``.
        Unverified: ``certificate.forged``: another algorithm, another key, or an altered text.
    """
    header, payload, signature, signed = _parts(text)
    # Another algorithm in the header is never tried: the key says which one it is for.
    if header.get("alg") not in ("EdDSA", "Ed25519") or "crit" in header:
        raise forged()
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, signed)
    except (InvalidSignature, ValueError) as error:
        raise forged() from error
    return payload


def forged() -> Unverified:
    """The error for a signature that does not hold."""
    return Unverified(
        "certificate.forged",
        N_("The signature does not hold: this was not issued by the service that it names, or it was altered."),
        N_("Ask the service that is named whether it issued this."),
    )


def _parts(text: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    pieces = text.strip().split(".") if len(text) <= MOST_BYTES and text.isascii() else []
    if len(pieces) == 3:
        try:
            header, payload = (_object(_bytes(piece)) for piece in pieces[:2])
            return header, payload, _bytes(pieces[2]), f"{pieces[0]}.{pieces[1]}".encode()
        except (ValueError, RecursionError, binascii.Error):
            pass
    raise unreadable()


def unreadable(place: str = "") -> Invalid:
    """The error for what is no certificate and no list."""
    return Invalid(
        "certificate.unreadable",
        N_("This is not a certificate in a form that can be read here."),
        N_("Give the file as it was issued, or the text of its QR code."),
        place=place,
    )


def _object(data: bytes) -> dict[str, Any]:
    found = json.loads(data.decode(), parse_constant=_refuse, object_pairs_hook=_once)
    if not isinstance(found, dict) or _depth(found) > DEEPEST:
        raise ValueError("no object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice: two readers would read two things")
    return found


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _text(data) != text:
        raise ValueError("more than one spelling of the same bytes")
    return data
