"""A service's two key pairs: Ed25519 to sign, ML-KEM-768 + X25519 to receive; and their fingerprint.

Standards: RFC 8032; the hybrid KEM is HPKE's MLKEM768-X25519 (0x647a, "X-Wing"), whose 32-byte private key SHAKE256
expands into both halves. Keys live in files of the node, never in its database; this module reads no file.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import uuid
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

from benkan.core.errors import N_, Invalid

SEED_BYTES = 32
SIGNING_PUBLIC_BYTES = 32
SIGNATURE_BYTES = 64
MLKEM_PUBLIC_BYTES = 1_184
ENCRYPTION_PUBLIC_BYTES = MLKEM_PUBLIC_BYTES + 32


class SigningKey:
    """An Ed25519 key pair; ``public`` is 32 bytes."""

    __slots__ = ("_private", "_seed", "public")

    def __init__(self, seed: bytes) -> None:
        self._seed = _seed(seed)
        self._private = Ed25519PrivateKey.from_private_bytes(self._seed)
        self.public = self._private.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> SigningKey:
        """A new key from the system's randomness."""
        return cls(os.urandom(SEED_BYTES))

    @classmethod
    def from_bytes(cls, seed: bytes) -> SigningKey:
        """The key of this 32-byte seed; ``Invalid`` for another length."""
        return cls(seed)

    def to_bytes(self) -> bytes:
        """The 32-byte seed: the secret itself, for the key file only."""
        return self._seed

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature of the message."""
        return self._private.sign(message)


class EncryptionKey:
    """A hybrid key pair to receive with; ``public`` is the ML-KEM key followed by the X25519 key, 1,216 bytes."""

    __slots__ = ("_seed", "private", "public")

    def __init__(self, seed: bytes) -> None:
        self._seed = _seed(seed)
        expanded = hashlib.shake_256(self._seed).digest(96)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
        self.private = MLKEM768X25519PrivateKey(mlkem, x25519)
        self.public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()

    def letter_secret(self, recipient: str, letter_id: str) -> bytes:
        """The 32 secret bytes of a letter of this service: made again when its reply comes, hours later if need be."""
        named = b"benkan-letter-secret-2\n" + uuid.UUID(letter_id).bytes + recipient.encode()
        return hmac.digest(self._seed, named, "sha256")

    def field_salt(self, release: str, version: int, name: str) -> bytes:
        """The 16 secret bytes that hide a field in a statement: the same again when it is shown, sent and proved."""
        named = b"benkan-field-salt-1\n" + uuid.UUID(release).bytes + version.to_bytes(4) + name.encode()
        return hmac.digest(self._seed, named, "sha256")[:16]

    @classmethod
    def generate(cls) -> EncryptionKey:
        """A new key from the system's randomness."""
        return cls(os.urandom(SEED_BYTES))

    @classmethod
    def from_bytes(cls, seed: bytes) -> EncryptionKey:
        """The key of this 32-byte seed; ``Invalid`` for another length."""
        return cls(seed)

    def to_bytes(self) -> bytes:
        """The 32-byte seed: the secret itself, for the key file only."""
        return self._seed


@lru_cache(maxsize=1024)
def encryption_public(public: bytes) -> MLKEM768X25519PublicKey:
    """The recipient's public key in the form that HPKE takes; ``Invalid`` when the bytes are not one.

    Kept: to read a key takes a third as long as to encrypt to it, and a service has few partners.
    """
    try:
        mlkem = MLKEM768PublicKey.from_public_bytes(public[:MLKEM_PUBLIC_BYTES])
        x25519 = X25519PublicKey.from_public_bytes(public[MLKEM_PUBLIC_BYTES:])
    except ValueError as error:
        raise Invalid(
            "key.invalid",
            N_("These bytes are not a public encryption key."),
            N_("Ask the service for its card again."),
            place="encryption_key",
        ) from error
    return MLKEM768X25519PublicKey(mlkem, x25519)


def verify_signature(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature of the message was made by the holder of this Ed25519 key; never raises."""
    try:
        _verifying(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=1024)
def _verifying(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


def fingerprint(public_signing: bytes, public_encryption: bytes) -> str:
    """Ten groups of five digits that two officers read to each other over the telephone.

    Each group is five bytes of SHA-512 modulo 100,000, as in Signal's safety numbers: about 166 bits in all.
    """
    digest = hashlib.sha512(b"benkan-fingerprint-1\n" + public_signing + public_encryption).digest()
    return " ".join(f"{int.from_bytes(digest[start : start + 5]) % 100_000:05d}" for start in range(0, 50, 5))


def _seed(seed: bytes) -> bytes:
    if len(seed) != SEED_BYTES:
        raise Invalid(
            "key.invalid",
            N_("A private key has %(size)d bytes."),
            N_("Restore the key file from its copy."),
            place="key",
            size=SEED_BYTES,
        )
    return bytes(seed)
