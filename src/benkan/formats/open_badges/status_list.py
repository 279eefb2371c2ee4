"""Bitstring Status List: one bit a certificate, set when it was revoked; signed and dated like a certificate.

A list has so many entries that whoever asks for it tells nobody whose certificate is looked at.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import gzip
import io
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from benkan.formats.open_badges import jws
from benkan.formats.open_badges.credential import CONTEXTS, KIND, _instant, _moment, _short
from benkan.formats.open_badges.did_key import key_in, name_of

ENTRIES: Final = 131_072
"""Of one list: the least that the standard allows."""
_MOST_ENTRIES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list as its issuer signed it: its address, when it was made and until when it may be relied on."""

    issuer_key: bytes
    url: str
    made: dt.datetime
    until: dt.datetime
    bits: bytes = field(repr=False)

    def revoked(self, place: int) -> bool:
        """Whether the certificate at this place was revoked when the list was made; a place beyond it counts as so."""
        if not 0 <= place < 8 * len(self.bits):
            return True
        return bool(self.bits[place >> 3] & (0x80 >> (place & 7)))


def write_list(
    *, key: bytes, url: str, revoked: Iterable[int], made: dt.datetime, until: dt.datetime, sign: jws.Sign
) -> str:
    """The list as compact JWS. The same list gives the same text.

    Raises:
        ValueError: a place beyond the list.
    """
    bits = bytearray(ENTRIES // 8)
    for place in revoked:
        if not 0 <= place < ENTRIES:
            raise ValueError("a place beyond the list")
        bits[place >> 3] |= 0x80 >> (place & 7)
    packed = base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")
    issuer = name_of(key)
    payload: dict[str, Any] = {
        "@context": [CONTEXTS[0]],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": _instant(made),
        "validUntil": _instant(until),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": f"u{packed}",
        },
        "iss": issuer,
        "jti": url,
        "nbf": int(made.timestamp()),
        "exp": int(until.timestamp()),
    }
    return jws.protect(payload, kind=KIND, key_name=f"{issuer}#{issuer.removeprefix('did:key:')}", sign=sign)


def read_list(text: str) -> StatusList:
    """The list, its signature checked against the key that its issuer's name is.

    Raises:
        Invalid: ``certificate.unreadable``, ``certificate.issuer-name``; also for a list that unpacks to more than
            a million entries.
        Unverified: ``certificate.forged``.
    """
    issuer = jws.payload_of(text).get("issuer")
    if not isinstance(issuer, str):
        raise jws.unreadable("issuer")
    payload = jws.verified(text, key_in(issuer))
    try:
        subject = payload["credentialSubject"]
        _check_kind(payload, subject)
        return StatusList(
            key_in(issuer),
            _short(payload["id"]),
            _moment(payload["validFrom"]),
            _moment(payload["validUntil"]),
            _unpacked(subject["encodedList"]),
        )
    except (KeyError, TypeError, ValueError, EOFError, OSError, zlib.error, binascii.Error, OverflowError) as error:
        raise jws.unreadable("list") from error


def _check_kind(payload: dict[str, Any], subject: dict[str, Any]) -> None:
    if "BitstringStatusListCredential" not in payload["type"] or subject["type"] != "BitstringStatusList":
        raise ValueError("type")
    if subject["statusPurpose"] != "revocation":
        raise ValueError("statusPurpose")


def _unpacked(text: str) -> bytes:
    if not text.startswith("u"):
        raise ValueError("encodedList")
    data = base64.b64decode(text[1:] + "=" * (-len(text[1:]) % 4), altchars=b"-_", validate=True)
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
        bits = packed.read(_MOST_ENTRIES // 8 + 1)
    if not ENTRIES // 8 <= len(bits) <= _MOST_ENTRIES // 8:
        raise ValueError("size")
    return bits
