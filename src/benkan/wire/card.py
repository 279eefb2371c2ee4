"""A service's visiting card: its name, address and public keys, signed by its own signing key.

The signature proves only that the holder of the key wrote the card. That the key is the partner's is compared by
voice (``core.envelope.fingerprint``); this is not a certificate and there is no authority behind it.
"""

from __future__ import annotations

from typing import Annotated, Literal

import rfc8785

from benkan.core.envelope import ENCRYPTION_PUBLIC_BYTES, SigningKey, verify_signature
from benkan.core.errors import N_, Unverified
from benkan.wire.fields import Agency, Binary, Country, Message, Text, Time, Url
from benkan.wire.messages import decode_as, encode

SIGNATURE_PREFIX = b"benkan-card-1\n"


class Name(Message):
    """The service's name in three languages."""

    fr: Annotated[str, Text(200)]
    en: Annotated[str, Text(200)]
    ar: Annotated[str, Text(200)]


class Card(Message):
    """Who a service is and with which keys it signs and receives."""

    format: Literal["benkan-card-1"] = "benkan-card-1"
    id: Agency
    name: Name
    country: Country
    url: Url
    signing_key: Annotated[bytes, Binary(32, 32)]
    encryption_key: Annotated[bytes, Binary(ENCRYPTION_PUBLIC_BYTES, ENCRYPTION_PUBLIC_BYTES)]
    issued_at: Time
    signature: Annotated[bytes, Binary(64, 64)]


def sign_card(
    *,
    agency: str,
    name: dict[str, str],
    country: str,
    url: str,
    encryption_key: bytes,
    issued_at: str,
    signing_key: SigningKey,
) -> Card:
    """The card of a service, signed with its own key.

    Raises:
        Invalid: ``wire.invalid`` with the place when a value does not fit the card.
    """
    unsigned = Card.model_construct(
        id=agency,
        name=Name.model_construct(None, **name),
        country=country,
        url=url,
        signing_key=signing_key.public,
        encryption_key=encryption_key,
        issued_at=issued_at,
        signature=bytes(64),
    )
    signature = signing_key.sign(_signed_bytes(unsigned))
    return decode_as(Card, encode(unsigned.model_copy(update={"signature": signature})), place="card")


def decode_card(data: bytes) -> Card:
    """The card in the bytes, its own signature checked.

    Raises:
        Invalid: as ``decode_as``.
        Unverified: ``card.signature`` when the card was altered or signed with another key than it names.
    """
    card = decode_as(Card, data, place="card")
    verify_card(card)
    return card


def verify_card(card: Card) -> None:
    """Nothing when the card is signed with the key that it names; else ``Unverified``: ``card.signature``."""
    if not verify_signature(card.signing_key, card.signature, _signed_bytes(card)):
        raise Unverified(
            "card.signature",
            N_("The card of “%(agency)s” was altered or is not signed with its own key."),
            N_("Ask the service for its card again."),
            place="card.signature",
            agency=card.id,
        )


def _signed_bytes(card: Card) -> bytes:
    return SIGNATURE_PREFIX + rfc8785.dumps(card.model_dump(mode="json", exclude={"signature"}))
