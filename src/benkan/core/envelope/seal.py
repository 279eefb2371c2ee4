"""Sealing a letter: encrypted to one recipient with HPKE (RFC 9180), then signed by the sender.

The signature is made after encrypting and the recipient stands in the header, so a letter cannot be re-addressed or
taken over by another sender. There is no forward secrecy towards a stolen receiving key: letters must open days
later, offline. A reply is sealed under the secret of the letter that it answers.
"""

from __future__ import annotations

import dataclasses
import os

from benkan.core.envelope.header import Header
from benkan.core.envelope.keys import SigningKey, encryption_public
from benkan.core.envelope.layout import (
    LETTER,
    MAX_ENVELOPE_BYTES,
    REPLY,
    commitment_of,
    join,
    malformed,
    padded,
    signed_bytes,
)
from benkan.core.envelope.secrets import SECRET_BYTES, SUITE, info_of, letter_salt, reply_cipher, reply_salt
from benkan.core.errors import N_, Invalid

MAX_PAYLOAD_BYTES = MAX_ENVELOPE_BYTES - 8_192


def seal(
    header: Header,
    payload: bytes,
    signing_key: SigningKey,
    recipient_encryption_public: bytes,
    *,
    secret: bytes | None = None,
) -> bytes:
    """The letter with the payload inside, for the recipient alone.

    Args:
        header: its ``commitment`` is computed here and replaces whatever it holds.
        payload: at most ``MAX_PAYLOAD_BYTES``.
        signing_key: the sender's.
        recipient_encryption_public: the recipient's 1,216 bytes.
        secret: 32 bytes that nobody else can guess (``EncryptionKey.letter_secret``); who has them reads the reply.

    Raises:
        Invalid: wrong header, payload too large, secret of another length, not a public key.
    """
    _fits(payload)
    secret = os.urandom(SECRET_BYTES) if secret is None else secret
    header_bytes = _committed(header, letter_salt(secret), payload)
    ciphertext = SUITE.encrypt(
        secret + padded(payload, header.kind), encryption_public(recipient_encryption_public), info_of(header_bytes)
    )
    return join(LETTER, header_bytes, ciphertext, signing_key.sign(signed_bytes(LETTER, header_bytes, ciphertext)))


def seal_reply(header: Header, payload: bytes, signing_key: SigningKey, secret: bytes) -> bytes:
    """The reply to a letter, readable by who wrote the letter and by who opened it.

    Args:
        header: with the letter's id as ``previous``; its ``commitment`` is computed here.
        payload: at most ``MAX_PAYLOAD_BYTES``.
        signing_key: that of whoever replies.
        secret: that of the letter (``Opened.secret``).

    Raises:
        Invalid: wrong header, payload too large, secret of another length.
    """
    _fits(payload)
    if not header.previous:
        raise malformed("header.previous")
    header_bytes = _committed(header, reply_salt(secret, header.id), payload)
    cipher, nonce = reply_cipher(secret, header_bytes)
    ciphertext = cipher.encrypt(nonce, padded(payload, header.kind), None)
    return join(REPLY, header_bytes, ciphertext, signing_key.sign(signed_bytes(REPLY, header_bytes, ciphertext)))


def _committed(header: Header, salt: bytes, payload: bytes) -> bytes:
    return dataclasses.replace(header, commitment=commitment_of(salt, payload)).to_bytes()


def _fits(payload: bytes) -> None:
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise Invalid(
            "envelope.too-large",
            N_("The message is larger than %(limit)d bytes."),
            N_("Send less at once."),
            place="payload",
            limit=MAX_PAYLOAD_BYTES,
        )
