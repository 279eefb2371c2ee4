"""From a payload to a sealed letter or reply and back, with this node's keys and the directory's."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings
from django.utils import timezone

from benkan.apps.agencies import services as agencies
from benkan.core.envelope import (
    EncryptionKey,
    Header,
    Opened,
    SigningKey,
    letter_salt,
    new_id,
    open_reply,
    open_sealed,
    other_reply,
    peek,
    seal,
    seal_reply,
)
from benkan.core.errors import BenkanError
from benkan.wire import Message, Refusal, decode, encode, kind_of, refusal_of, time_text

REPLY_LIFE = dt.timedelta(days=14)
"""A reply may travel back by hand. It opens nothing but its letter, so a long life gives nobody anything."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A sealed letter to one partner; posting it again posts the same bytes."""

    id: str
    thread: str
    recipient: str
    kind: str
    convention: str
    data: bytes = field(repr=False)


def own() -> str:
    """The agency id of this node."""
    return str(settings.BENKAN_NODE.agency)


def make(
    recipient: str,
    payload: Message,
    *,
    convention: str,
    expires_at: dt.datetime,
    thread: str = "",
    previous: str = "",
    envelope_id: str = "",
) -> Letter:
    """The payload, sealed to the partner alone and signed.

    Raises:
        Refused: ``agency.unknown``.
    """
    return make_of(
        recipient,
        kind_of(payload),
        encode(payload),
        convention=convention,
        expires_at=expires_at,
        thread=thread,
        previous=previous,
        envelope_id=envelope_id,
    )


def make_of(
    recipient: str,
    kind: str,
    payload: bytes,
    *,
    convention: str,
    expires_at: dt.datetime,
    thread: str = "",
    previous: str = "",
    envelope_id: str = "",
) -> Letter:
    """The canonical bytes of a message of this kind, sealed; else as ``make``."""
    partner = agencies.keys(recipient)
    identity = envelope_id or new_id()
    header = _header(recipient, kind, convention, identity, thread or identity, previous, expires_at)
    secret = _receiving_key().letter_secret(recipient, identity)
    data = seal(header, payload, _signing_key(), partner.encryption, secret=secret)
    return Letter(identity, header.thread, recipient, kind, convention, data)


def salt(letter: Letter) -> bytes:
    """With the payload it proves to a judge what a letter of ours held."""
    return letter_salt(_receiving_key().letter_secret(letter.recipient, letter.id))


def reply(opened: Opened, payload: Message) -> bytes:
    """The sealed reply to a letter that came in."""
    asked = opened.header
    header = _header(
        asked.sender, kind_of(payload), asked.convention, new_id(), asked.thread, asked.id, timezone.now() + REPLY_LIFE
    )
    return seal_reply(header, encode(payload), _signing_key(), opened.secret)


def open_from(sender: str, data: bytes) -> Opened:
    """The letter of this partner to this node, opened; see ``core.envelope.open_sealed`` for the refusals."""
    return _open(sender, data, timezone.now())


def read_reply(letter: Letter, data: bytes) -> Message:
    """The payload of the partner's reply to exactly this letter; errors as ``opened_reply``."""
    opened = opened_reply(letter, data)
    return decode(opened.header.kind, opened.payload)


def opened_reply(letter: Letter, data: bytes) -> Opened:
    """The partner's reply to exactly this letter, opened.

    Raises:
        Unverified: ``envelope.other-reply``: authentic perhaps, but the answer to something else.
        Invalid, Unverified: it cannot be opened or read.
    """
    opened = _open_reply(letter.recipient, letter.id, data, timezone.now())
    header = opened.header
    if (header.sender, header.previous, header.thread) != (letter.recipient, letter.id, letter.thread):
        raise other_reply()
    return opened


def digest(data: bytes) -> str:
    """SHA-256 of the envelope's bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def open_again(sender: str, data: bytes) -> Opened:
    """A letter that was processed before, opened as of the time at which it was sent: it may have expired since."""
    return _open(sender, data, peek(data).sent())


def open_reply_again(sender: str, letter_id: str, data: bytes) -> Opened:
    """The partner's reply to a letter of ours, which was read before."""
    return _open_reply(sender, letter_id, data, peek(data).sent())


def _open(sender: str, data: bytes, now: dt.datetime) -> Opened:
    return open_sealed(
        data, recipient=own(), key=_receiving_key(), sender_signing_public=agencies.keys(sender).signing, now=now
    )


def _open_reply(sender: str, letter_id: str, data: bytes, now: dt.datetime) -> Opened:
    return open_reply(
        data,
        recipient=own(),
        secret=_receiving_key().letter_secret(sender, letter_id),
        sender_signing_public=agencies.keys(sender).signing,
        now=now,
    )


def _header(
    recipient: str,
    kind: str,
    convention: str,
    identity: str,
    thread: str,
    previous: str,
    expires: dt.datetime,
) -> Header:
    return Header(
        sender=own(),
        recipient=recipient,
        convention=convention,
        kind=kind,
        id=identity,
        thread=thread,
        previous=previous,
        sent_at=time_text(timezone.now()),
        expires_at=time_text(expires),
    )


def _signing_key() -> SigningKey:
    return _signing_key_of(settings.BENKAN_NODE.signing_seed())


def _receiving_key() -> EncryptionKey:
    return _receiving_key_of(settings.BENKAN_NODE.encryption_private())


# To make a key pair of its seed takes longer than to sign or to open a letter with it.
_signing_key_of = lru_cache(maxsize=4)(SigningKey.from_bytes)
_receiving_key_of = lru_cache(maxsize=4)(EncryptionKey.from_bytes)


def refusal(error: BenkanError) -> Refusal:
    """The error as the partner may read it; at least its code, when its facts do not fit the protocol."""
    try:
        return refusal_of(error)
    except ValueError:
        return Refusal(code=error.code, text=error.code, clause="", facts={}, remedy="")
