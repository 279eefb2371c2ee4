"""How an envelope lies in bytes, and what its signature covers. Reading here trusts nothing and proves nothing.

``BKE1`` | header length, 4 bytes big-endian | header | ciphertext length, 4 bytes | HPKE enc and ciphertext |
Ed25519 signature, 64 bytes. Nothing may follow.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from benkan.core.envelope.header import MAX_HEADER_BYTES, Header, parse_header
from benkan.core.envelope.keys import SIGNATURE_BYTES
from benkan.core.errors import N_, Invalid

MAGIC = b"BKE1"
MAX_ENVELOPE_BYTES = 4 * 1024 * 1024
SALT_BYTES = 32
BLOCK_BYTES = 256
SEAL_INFO = b"benkan-envelope-seal-1\n"
SIGNATURE_PREFIX = b"benkan-envelope-signature-1\n"
SUITE = Suite(KEM.MLKEM768_X25519, KDF.SHAKE256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True, slots=True)
class Parts:
    """The pieces of an envelope; nothing about them is verified."""

    header: Header
    header_bytes: bytes
    ciphertext: bytes
    signature: bytes

    def signed_bytes(self) -> bytes:
        """What the sender's signature covers."""
        return signed_bytes(self.header_bytes, self.ciphertext)


def info_of(header_bytes: bytes) -> bytes:
    """HPKE's info: binds the letter to its header."""
    return SEAL_INFO + hashlib.sha512(header_bytes).digest()


def signed_bytes(header_bytes: bytes, ciphertext: bytes) -> bytes:
    """What a signature covers: both lengths are inside, so no byte can move from one part to the other."""
    digest = hashlib.sha512()
    for part in (header_bytes, ciphertext):
        digest.update(len(part).to_bytes(4))
        digest.update(part)
    return SIGNATURE_PREFIX + digest.digest()


def commitment_of(salt: bytes, payload: bytes) -> str:
    """SHA-256 of salt and payload, in hexadecimal: proves the content later and hides it until then."""
    return hashlib.sha256(salt + payload).hexdigest()


def padded(salt: bytes, payload: bytes) -> bytes:
    """The plaintext: salt, length, payload, and zeros up to a multiple of 256 bytes, so that sizes say little."""
    plain = salt + len(payload).to_bytes(4) + payload
    return plain + bytes(-len(plain) % BLOCK_BYTES)


def unpadded(plain: bytes) -> tuple[bytes, bytes]:
    """Salt and payload of a plaintext; ``Invalid`` when it is not exactly as ``padded`` writes it."""
    payload = plain[SALT_BYTES + 4 :][: int.from_bytes(plain[SALT_BYTES : SALT_BYTES + 4])]
    salt = plain[:SALT_BYTES]
    if padded(salt, payload) != plain:
        raise malformed("plaintext")
    return salt, payload


def split(data: bytes) -> Parts:
    """The pieces of the envelope.

    Raises:
        Invalid: ``envelope.too-large``, ``envelope.malformed`` (truncated, trailing bytes, no envelope at all) or
            ``envelope.header``.
    """
    if len(data) > MAX_ENVELOPE_BYTES:
        raise Invalid(
            "envelope.too-large",
            N_("The envelope is larger than %(limit)d bytes."),
            N_("Send less at once."),
            place="envelope",
            limit=MAX_ENVELOPE_BYTES,
        )
    if data[:4] != MAGIC:
        raise malformed("magic")
    header_bytes, rest = _counted(data[4:], MAX_HEADER_BYTES, "header")
    ciphertext, signature = _counted(rest, MAX_ENVELOPE_BYTES, "ciphertext")
    if len(signature) != SIGNATURE_BYTES:
        raise malformed("signature")
    return Parts(parse_header(header_bytes), header_bytes, ciphertext, signature)


def join(header_bytes: bytes, ciphertext: bytes, signature: bytes) -> bytes:
    """The bytes of an envelope."""
    lengths = [len(part).to_bytes(4) for part in (header_bytes, ciphertext)]
    return MAGIC + lengths[0] + header_bytes + lengths[1] + ciphertext + signature


def malformed(place: str) -> Invalid:
    """The error for bytes that are no envelope."""
    return Invalid(
        "envelope.malformed",
        N_("The envelope is damaged or incomplete."),
        N_("Ask the sender to send it again."),
        place=place,
    )


def _counted(data: bytes, largest: int, place: str) -> tuple[bytes, bytes]:
    length = int.from_bytes(data[:4])
    if len(data) < 4 + length or not 0 < length <= largest:
        raise malformed(place)
    return data[4 : 4 + length], data[4 + length :]
