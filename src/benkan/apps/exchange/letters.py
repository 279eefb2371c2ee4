"""From a payload to a sealed letter and back, with this node's keys and the directory's."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings
from django.utils import timezone

from benkan.apps.agencies import services as agencies
from benkan.core.envelope import EncryptionKey, Header, Opened, SigningKey, new_id, open_sealed, peek, seal
from benkan.core.errors import N_, BenkanError, Unverified
from benkan.wire import Message, Refusal, decode, encode, kind_of, refusal_of, time_text

REPLY_LIFE = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """A sealed letter to one partner; posting it again posts the same bytes."""

    id: str
    thread: str
    recipient: str
    kind: str
    convention: str
    data: bytes = field(repr=False)
    salt: bytes = field(repr=False)


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
    partner = agencies.keys(recipient)
    kind = kind_of(payload)
    identity = envelope_id or new_id()
    header = Header(
        sender=own(),
        recipient=recipient,
        convention=convention,
        kind=kind,
        id=identity,
        thread=thread or identity,
        previous=previous,
        sent_at=time_text(timezone.now()),
        expires_at=time_text(expires_at),
    )
    # The salt is kept with the letter: with it the sender can prove to a judge what the letter held.
    salt = secrets.token_bytes(32)
    data = seal(
        header,
        encode(payload),
        _signing(settings.BENKAN_NODE.signing_seed()),
        partner.encryption,
        salt=salt,
    )
    return Letter(identity, header.thread, recipient, kind, convention, data, salt)


def open_from(sender: str, data: bytes) -> Opened:
    """The letter of this partner to this node, opened; see ``core.envelope.open_sealed`` for the refusals."""
    return _open(sender, data, timezone.now())


def read_reply(letter: Letter, data: bytes) -> Message:
    """The payload of the partner's reply to exactly this letter.

    Raises:
        Unverified: ``envelope.other-reply``: authentic perhaps, but the answer to something else.
        Invalid, Unverified: it cannot be opened or read.
    """
    opened = open_from(letter.recipient, data)
    header = opened.header
    if (header.sender, header.previous, header.thread) != (letter.recipient, letter.id, letter.thread):
        raise other_reply()
    return decode(header.kind, opened.payload)


def other_reply() -> Unverified:
    """The error for a reply that does not answer the letter that was sent."""
    return Unverified(
        "envelope.other-reply",
        N_("The reply belongs to another letter."),
        N_("Do not use it; ask again and tell the partner's administrator if it stays so."),
    )


def digest(data: bytes) -> str:
    """SHA-256 of the envelope's bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def open_again(sender: str, data: bytes) -> Opened:
    """A letter that was processed before, opened as of the time at which it was sent: it may have expired since."""
    return _open(sender, data, peek(data).sent())


def _open(sender: str, data: bytes, now: dt.datetime) -> Opened:
    return open_sealed(
        data,
        recipient=own(),
        key=_receiving(settings.BENKAN_NODE.encryption_private()),
        sender_signing_public=agencies.keys(sender).signing,
        now=now,
    )


def refusal(error: BenkanError) -> Refusal:
    """The error as the partner may read it; at least its code, when its facts do not fit the protocol."""
    try:
        return refusal_of(error)
    except ValueError:
        return Refusal(code=error.code, text=error.code, clause="", facts={}, remedy="")


@lru_cache(maxsize=2)
def _signing(seed: bytes) -> SigningKey:
    return SigningKey.from_bytes(seed)


@lru_cache(maxsize=2)
def _receiving(seed: bytes) -> EncryptionKey:
    """Making the key anew from its seed takes as long as opening a letter with it."""
    return EncryptionKey.from_bytes(seed)
