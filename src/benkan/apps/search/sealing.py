"""Secrets of searches as the database keeps them: sealed under a key that is a file of the home, never in the database.

ChaCha20-Poly1305 (RFC 8439) with a random nonce of 12 bytes, under a key derived from the node's blind seed. What a box
is about is bound to it, so that a box cannot be moved to another row.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from benkan.apps.search import keys
from benkan.core.errors import N_, Invalid

NONCE_BYTES = 12


def seal(data: bytes, about: str) -> bytes:
    """The data, sealed for the row that ``about`` names; 28 bytes longer."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + ChaCha20Poly1305(keys.sealing_key()).encrypt(nonce, data, about.encode())


def opened(box: bytes, about: str) -> bytes:
    """The data of a box.

    Raises:
        Invalid: ``search.sealed``: altered, of another row, or sealed under another key file.
    """
    try:
        return ChaCha20Poly1305(keys.sealing_key()).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], about.encode())
    except (InvalidTag, ValueError):
        raise Invalid(
            "search.sealed",
            N_("The stored secrets of a search cannot be opened."),
            N_("Restore the keys folder that belongs to this database."),
        ) from None
