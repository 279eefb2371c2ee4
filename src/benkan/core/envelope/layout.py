"""How an envelope lies in bytes, and what its signature covers. Reading here trusts nothing and proves nothing.

A letter begins with ``BKE2``, a reply to one with ``BKR2``; then the length of the header (2 bytes, big-endian), the
header, the ciphertext and the Ed25519 signature (64). Nothing may follow.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from benkan.core.envelope.header import MAX_HEADER_BYTES, Header, parse_header
from benkan.core.envelope.keys import SIGNATURE_BYTES
from benkan.core.errors import N_, Invalid

LETTER, REPLY = b"BKE2", b"BKR2"
MAX_ENVELOPE_BYTES = 4 * 1024 * 1024
BLOCK_BYTES = 256
FIXED_SIZE = {"search.ask": 32, "search.answer": 8}
"""The block of kinds whose size says nothing of a subject: a smaller one spares a slow link."""
SIGNATURE_PREFIX = b"benkan-envelope-signature-2\n"


@dataclass(frozen=True, slots=True)
class Parts:
    """The pieces of an envelope; nothing about them is verified."""

    magic: bytes
    header: Header
    header_bytes: bytes
    ciphertext: bytes
    signature: bytes

    def signed_bytes(self) -> bytes:
        """What the sender's signature covers."""
        return signed_bytes(self.magic, self.header_bytes, self.ciphertext)


def signed_bytes(magic: bytes, header_bytes: bytes, ciphertext: bytes) -> bytes:
    """What a signature covers: the header's length is inside, so no byte can move from one part to the other."""
    return SIGNATURE_PREFIX + hashlib.sha512(_joined(magic, header_bytes, ciphertext)).digest()


def commitment_of(salt: bytes, payload: bytes) -> str:
    """SHA-256 of salt and payload, in hexadecimal: proves the content later and hides it until then."""
    return hashlib.sha256(salt + payload).hexdigest()


def padded(payload: bytes, kind: str) -> bytes:
    """The payload's length (4 bytes), the payload, and zeros up to a multiple of 256 bytes, so that sizes say little.

    Questions and answers of searches, which have one size whomever they are about, go up to a multiple of 32 and 8.
    """
    plain = len(payload).to_bytes(4) + payload
    return plain + bytes(-len(plain) % FIXED_SIZE.get(kind, BLOCK_BYTES))


def unpadded(plain: bytes, kind: str) -> bytes:
    """The payload; ``Invalid`` when the bytes are not exactly as ``padded`` writes it."""
    payload = plain[4:][: int.from_bytes(plain[:4])]
    if padded(payload, kind) != plain:
        raise malformed("plaintext")
    return payload


def split(data: bytes) -> Parts:
    """The pieces of the envelope.

    Raises:
        Invalid: ``envelope.too-large``, ``envelope.malformed`` (truncated, no envelope at all) or
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
    magic = data[:4]
    if magic not in (LETTER, REPLY):
        raise malformed("magic")
    length = int.from_bytes(data[4:6])
    end = 6 + length
    if not 0 < length <= MAX_HEADER_BYTES or len(data) < end:
        raise malformed("header")
    if len(data) <= end + SIGNATURE_BYTES:
        raise malformed("ciphertext")
    header_bytes = data[6:end]
    return Parts(magic, parse_header(header_bytes), header_bytes, data[end:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:])


def join(magic: bytes, header_bytes: bytes, ciphertext: bytes, signature: bytes) -> bytes:
    """The bytes of an envelope."""
    return _joined(magic, header_bytes, ciphertext) + signature


def malformed(place: str) -> Invalid:
    """The error for bytes that are no envelope."""
    return Invalid(
        "envelope.malformed",
        N_("The envelope is damaged or incomplete."),
        N_("Ask the sender to send it again."),
        place=place,
    )


def _joined(magic: bytes, header_bytes: bytes, ciphertext: bytes) -> bytes:
    return magic + len(header_bytes).to_bytes(2) + header_bytes + ciphertext
