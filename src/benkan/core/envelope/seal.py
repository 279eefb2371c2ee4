"""Sealing a letter: encrypted to one recipient with HPKE (RFC 9180), then signed by the sender.

The signature is made after encrypting and the recipient stands in the header, so a letter cannot be re-addressed or
taken over by another sender. There is no forward secrecy towards a stolen receiving key: letters must open days
later, offline.
"""

from __future__ import annotations

import dataclasses
import os

from benkan.core.envelope.header import Header, parse_header
from benkan.core.envelope.keys import SigningKey, encryption_public
from benkan.core.envelope.layout import (
    MAX_ENVELOPE_BYTES,
    SALT_BYTES,
    SUITE,
    commitment_of,
    info_of,
    join,
    malformed,
    padded,
    signed_bytes,
)
from benkan.core.errors import N_, Invalid

MAX_PAYLOAD_BYTES = MAX_ENVELOPE_BYTES - 8_192


def seal(
    header: Header,
    payload: bytes,
    signing_key: SigningKey,
    recipient_encryption_public: bytes,
    *,
    salt: bytes | None = None,
) -> bytes:
    """The envelope with the payload inside, for the recipient alone.

    Args:
        header: its ``commitment`` is computed here and replaces whatever it holds.
        payload: at most ``MAX_PAYLOAD_BYTES``.
        signing_key: the sender's.
        recipient_encryption_public: the recipient's 1,216 bytes.
        salt: 32 fresh random bytes, given by a sender who keeps them to prove the content later. A salt that can be
            guessed would let anybody test guesses of the payload against the header.

    Raises:
        Invalid: wrong header, payload too large, salt of another length, not a public key.
    """
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise Invalid(
            "envelope.too-large",
            N_("The message is larger than %(limit)d bytes."),
            N_("Send less at once."),
            place="payload",
            limit=MAX_PAYLOAD_BYTES,
        )
    salt = os.urandom(SALT_BYTES) if salt is None else salt
    if len(salt) != SALT_BYTES:
        raise malformed("salt")
    header_bytes = dataclasses.replace(header, commitment=commitment_of(salt, payload)).to_bytes()
    parse_header(header_bytes)
    ciphertext = SUITE.encrypt(
        padded(salt, payload), encryption_public(recipient_encryption_public), info_of(header_bytes)
    )
    return join(header_bytes, ciphertext, signing_key.sign(signed_bytes(header_bytes, ciphertext)))
