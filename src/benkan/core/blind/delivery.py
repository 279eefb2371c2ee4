"""An index in pieces: 64 KiB chunks that travel in any order and resume after a lost link.

The digests stand in the signed manifest; ``join`` checks each of them, so a chunk from any channel, a partner, a USB
stick, a mirror, is as good as one from the owner. Signing the manifest is the envelope's work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from benkan.core.errors import N_, Invalid, Unverified

CHUNK_BYTES = 65536
DIGEST_BYTES = 32
NAME_BYTES = 16
_DOMAIN = b"benkan-index-part-1"


def chunks(data: bytes) -> list[bytes]:
    """The data in pieces of 65536 bytes, the last one shorter; no data is no piece."""
    return [data[start : start + CHUNK_BYTES] for start in range(0, len(data), CHUNK_BYTES)]


def digests(data: bytes) -> list[str]:
    """The SHA-256 of each chunk, in order, in lower-case hexadecimal."""
    return [hashlib.sha256(chunk).hexdigest() for chunk in chunks(data)]


def root(listed: Sequence[str]) -> str:
    """The digest that names a part of an index by its chunks: SHA-256 of a domain and the chunks' digests in order."""
    return hashlib.sha256(_DOMAIN + b"".join(bytes.fromhex(each) for each in listed)).hexdigest()


def name(data: bytes) -> bytes:
    """The 16 bytes by which the next delta names the part that it follows: the first half of the part's digest."""
    return bytes.fromhex(root(digests(data)))[:NAME_BYTES]


def join(pieces: Sequence[bytes], expected: Sequence[str]) -> bytes:
    """The data whose chunks these are.

    Args:
        pieces: all chunks in order.
        expected: their digests from the signed manifest.

    Raises:
        Invalid: ``blind.chunk-count``: pieces are missing or too many.
        Unverified: ``blind.chunk`` with the number of the piece that is not the one the manifest names.
    """
    if len(pieces) != len(expected):
        raise Invalid(
            "blind.chunk-count",
            N_("The index came in %(given)d pieces; its manifest lists %(expected)d."),
            N_("Fetch the missing pieces; those that arrived are kept."),
            given=len(pieces),
            expected=len(expected),
        )
    for number, (piece, digest) in enumerate(zip(pieces, expected, strict=True)):
        if hashlib.sha256(piece).hexdigest() != digest:
            raise Unverified(
                "blind.chunk",
                N_("Piece %(number)d of the index is not the one that its manifest signs."),
                N_("Fetch this piece again."),
                place=f"chunks[{number}]",
                number=number,
            )
    return b"".join(pieces)
