"""Opening a letter: every check before the first byte of its content is believed.

Order: form, recipient, sender's signature, expiry, decryption, commitment. A replayed letter opens again with the
same ``id``: recognising it is the store's work. A clock that is a day wrong must not stop an exchange, so expiry is
enforced with 24 hours of grace and a letter from the future is accepted.
"""

from __future__ import annotations

import datetime as dt
import hmac
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag

from benkan.core.envelope.header import Header
from benkan.core.envelope.keys import EncryptionKey, verify_signature
from benkan.core.envelope.layout import SALT_BYTES, SUITE, Parts, commitment_of, info_of, split, unpadded
from benkan.core.errors import N_, Unverified

CLOCK_GRACE = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Opened:
    """A verified letter. ``salt`` with ``payload`` proves the content to a third party."""

    header: Header
    payload: bytes
    salt: bytes


def peek(data: bytes) -> Header:
    """The header as written, NOT verified: to find the sender's key and the way, nothing else.

    Raises:
        Invalid: as ``layout.split``.
    """
    return split(data).header


def verify(data: bytes, sender_public_signing: bytes) -> Header:
    """The header, once the sender's signature holds; the content stays sealed.

    Raises:
        Unverified: ``envelope.signature``.
        Invalid: as ``layout.split``.
    """
    return _verified(data, sender_public_signing).header


def open_sealed(
    data: bytes, *, recipient: str, key: EncryptionKey, sender_signing_public: bytes, now: dt.datetime
) -> Opened:
    """The letter's header and content.

    Args:
        data: the envelope.
        recipient: our own identifier.
        key: our receiving key.
        sender_signing_public: the key we hold for ``peek(data).sender``.
        now: the present time, with its zone.

    Raises:
        Unverified: ``envelope.recipient``, ``envelope.signature``, ``envelope.expired``, ``envelope.sealed-for``
            (made for another key, or altered by the sender), ``envelope.commitment``.
        Invalid: as ``layout.split``.
    """
    named = split(data).header.recipient
    if named != recipient:
        raise _unverified(
            "envelope.recipient",
            N_("The envelope is addressed to “%(recipient)s”, not to this service."),
            N_("Return it to its sender."),
            "header.recipient",
            recipient=named,
        )
    parts = _verified(data, sender_signing_public)
    # A difference of two times never leaves the calendar; the last second of it plus a day would.
    if now - parts.header.expires() > CLOCK_GRACE:
        raise _unverified(
            "envelope.expired",
            N_("The envelope expired at %(expires_at)s."),
            N_("Ask the sender to send the message again; check both clocks."),
            "header.expires_at",
            expires_at=parts.header.expires_at,
        )
    try:
        plain = SUITE.decrypt(parts.ciphertext, key.private, info_of(parts.header_bytes))
    except (InvalidTag, ValueError) as error:
        raise _unverified(
            "envelope.sealed-for",
            N_("The envelope does not open with this service's key."),
            N_("Give the sender this service's present card."),
            "ciphertext",
        ) from error
    salt, payload = unpadded(plain)
    _check_commitment(parts.header, salt, payload)
    return Opened(parts.header, payload, salt)


def verify_content(data: bytes, sender_public_signing: bytes, salt: bytes, payload: bytes) -> Header:
    """The header, once signature and content both hold: proof for a judge, without any private key.

    Raises:
        Unverified: ``envelope.signature``, ``envelope.commitment``.
        Invalid: as ``layout.split``.
    """
    header = _verified(data, sender_public_signing).header
    _check_commitment(header, salt, payload)
    return header


def _verified(data: bytes, sender_public_signing: bytes) -> Parts:
    parts = split(data)
    if not verify_signature(sender_public_signing, parts.signature, parts.signed_bytes()):
        raise _unverified(
            "envelope.signature",
            N_("The envelope is not signed by “%(sender)s” or was altered."),
            N_("Compare the sender's fingerprint by voice and ask for the message again."),
            "signature",
            sender=parts.header.sender,
        )
    return parts


def _check_commitment(header: Header, salt: bytes, payload: bytes) -> None:
    # A salt of another length would move the border between salt and payload and prove another content.
    if len(salt) != SALT_BYTES or not hmac.compare_digest(commitment_of(salt, payload), header.commitment):
        raise _unverified(
            "envelope.commitment",
            N_("The content is not the one that the envelope was signed for."),
            N_("Ask the sender to send the message again."),
            "header.commitment",
        )


def _unverified(code: str, text: str, remedy: str, place: str, **facts: object) -> Unverified:
    return Unverified(code, text, remedy, place=place, clause="", **facts)
