"""Opening a letter: every check before the first byte of its content is believed.

Order: form, recipient, sender's signature, expiry, decryption, commitment. A replayed letter opens again with the
same ``id``: recognising it is the store's work, by identity, whatever the clocks say. A clock that is a day wrong must
not stop an exchange, so expiry is enforced with 48 hours of grace (a day of error, and a day that the letter was late)
and a letter from the future is accepted.
"""

from __future__ import annotations

import datetime as dt
import hmac
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag

from benkan.core.envelope.header import Header
from benkan.core.envelope.keys import EncryptionKey, verify_signature
from benkan.core.envelope.layout import LETTER, REPLY, Parts, commitment_of, malformed, split, unpadded
from benkan.core.envelope.secrets import (
    SALT_BYTES,
    SECRET_BYTES,
    SUITE,
    info_of,
    letter_salt,
    reply_cipher,
    reply_salt,
)
from benkan.core.errors import N_, Unverified

CLOCK_GRACE = dt.timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Opened:
    """A verified letter or reply.

    Args:
        salt: with ``payload`` it proves the content to a third party.
        secret: what a letter's two ends share, to seal the reply; of a reply, that of its letter.
    """

    header: Header
    payload: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    secret: bytes = field(repr=False)


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
    parts = _addressed(data, LETTER, recipient, sender_signing_public, now)
    try:
        plain = SUITE.decrypt(parts.ciphertext, key.private, info_of(parts.header_bytes))
    except (InvalidTag, ValueError) as error:
        raise _unverified(
            "envelope.sealed-for",
            N_("The envelope does not open with this service's key."),
            N_("Give the sender this service's present card."),
            "ciphertext",
        ) from error
    secret = plain[:SECRET_BYTES]
    payload = unpadded(plain[SECRET_BYTES:], parts.header.kind)
    salt = letter_salt(secret)
    _check_commitment(parts.header, salt, payload)
    return Opened(parts.header, payload, salt, secret)


def open_reply(data: bytes, *, recipient: str, secret: bytes, sender_signing_public: bytes, now: dt.datetime) -> Opened:
    """The header and content of a reply; that it answers the right letter is the caller's to compare.

    Args:
        data: the envelope.
        recipient: our own identifier.
        secret: of the letter that it answers.
        sender_signing_public: the key we hold for ``peek(data).sender``.
        now: the present time, with its zone.

    Raises:
        Unverified, Invalid: as ``open_sealed``; ``envelope.other-reply`` when it was sealed under another secret.
    """
    parts = _addressed(data, REPLY, recipient, sender_signing_public, now)
    cipher, nonce = reply_cipher(secret, parts.header_bytes)
    try:
        plain = cipher.decrypt(nonce, parts.ciphertext, None)
    except InvalidTag as error:
        raise other_reply() from error
    payload = unpadded(plain, parts.header.kind)
    salt = reply_salt(secret, parts.header.id)
    _check_commitment(parts.header, salt, payload)
    return Opened(parts.header, payload, salt, secret)


def other_reply() -> Unverified:
    """The error for a reply that does not answer the letter that was sent."""
    return _unverified(
        "envelope.other-reply",
        N_("The reply belongs to another letter."),
        N_("Do not use it; ask again and tell the partner's administrator if it stays so."),
        "header.previous",
    )


def verify_content(data: bytes, sender_public_signing: bytes, salt: bytes, payload: bytes) -> Header:
    """The header, once signature and content both hold: proof for a judge, without any private key.

    Raises:
        Unverified: ``envelope.signature``, ``envelope.commitment``.
        Invalid: as ``layout.split``.
    """
    header = _verified(data, sender_public_signing).header
    _check_commitment(header, salt, payload)
    return header


def _addressed(data: bytes, magic: bytes, recipient: str, sender_signing_public: bytes, now: dt.datetime) -> Parts:
    parts = split(data)
    if parts.magic != magic:
        raise malformed("magic")
    named = parts.header.recipient
    if named != recipient:
        raise _unverified(
            "envelope.recipient",
            N_("The envelope is addressed to “%(recipient)s”, not to this service."),
            N_("Return it to its sender."),
            "header.recipient",
            recipient=named,
        )
    _verify(parts, sender_signing_public)
    # A difference of two times never leaves the calendar; the last second of it plus a day would.
    if now - parts.header.expires() > CLOCK_GRACE:
        raise _unverified(
            "envelope.expired",
            N_("The envelope expired at %(expires_at)s."),
            N_("Ask the sender to send the message again; check both clocks."),
            "header.expires_at",
            expires_at=parts.header.expires_at,
        )
    return parts


def _verified(data: bytes, sender_public_signing: bytes) -> Parts:
    parts = split(data)
    _verify(parts, sender_public_signing)
    return parts


def _verify(parts: Parts, sender_public_signing: bytes) -> None:
    if not verify_signature(sender_public_signing, parts.signature, parts.signed_bytes()):
        raise _unverified(
            "envelope.signature",
            N_("The envelope is not signed by “%(sender)s” or was altered."),
            N_("Compare the sender's fingerprint by voice and ask for the message again."),
            "signature",
            sender=parts.header.sender,
        )


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
