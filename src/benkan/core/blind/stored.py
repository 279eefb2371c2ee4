"""A prepared search as bytes: its answer may come by the next satellite window, to another process.

``BKQ1``; number of kinds (1 byte); for each its name with its length (1), tokens (2), elements (2); the scalar of each
element (32, little-endian); each canary (32); SHA-256 of all that and of the elements. Numbers are big-endian. Tokens
and elements are not in it, the elements are computed anew. It opens the answer and is as secret as the tokens; it
never travels.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping, Sequence

from benkan.core.blind.engine import SCALAR_BYTES
from benkan.core.blind.oprf import MAX_BATCH, Blinding
from benkan.core.errors import N_, Invalid

CANARY_BYTES = 32
_MAGIC = b"BKQ1"
_COUNTS = struct.Struct(">HH")  # tokens, elements


def pack(counts: Mapping[str, int], blindings: Mapping[str, Sequence[Blinding]]) -> bytes:
    """The stored form of these blindings, about 2.5 KB for one shape.

    Args:
        counts: how many of each kind, the first ones, are tokens of the subject.
        blindings: those and the canaries after them; the same kinds.
    """
    parts = [_MAGIC, bytes((len(blindings),))]
    for kind, made in blindings.items():
        name = kind.encode()
        parts += [bytes((len(name),)), name, _COUNTS.pack(counts[kind], len(made))]
    parts += [each.to_bytes() for made in blindings.values() for each in made]
    parts += [each.token for kind, made in blindings.items() for each in made[counts[kind] :]]
    body = b"".join(parts)
    return body + _sealed(body, blindings)


def unpack(tokens: Mapping[str, Sequence[bytes]], data: bytes) -> dict[str, tuple[Blinding, ...]]:
    """The blindings of each kind, those of the tokens first.

    Args:
        tokens: the subject's, none twice, in the order in which they were stored.
        data: what ``pack`` made.

    Raises:
        Invalid: ``blind.stored``: truncated, altered, of another version, or of other tokens.
    """
    counts, at = _counts(data)
    if set(tokens) - set(counts) or any(len(tokens.get(kind, ())) != held for kind, (held, _) in counts.items()):
        raise damaged()
    canaries_at = at + SCALAR_BYTES * sum(count for _, count in counts.values())
    blindings: dict[str, tuple[Blinding, ...]] = {}
    for kind, (held, count) in counts.items():
        scalars_end, canaries_end = at + SCALAR_BYTES * count, canaries_at + CANARY_BYTES * (count - held)
        slots = (*tokens.get(kind, ()), *_pieces(data[canaries_at:canaries_end], CANARY_BYTES))
        try:
            blindings[kind] = tuple(map(Blinding.from_bytes, slots, _pieces(data[at:scalars_end], SCALAR_BYTES)))
        except Invalid:
            raise damaged() from None
        at, canaries_at = scalars_end, canaries_end
    # The elements are under the digest: a secret that the disk altered would else look like a partner's fraud.
    if data[canaries_at:] != _sealed(data[:canaries_at], blindings):
        raise damaged()
    return blindings


def _counts(data: bytes) -> tuple[dict[str, tuple[int, int]], int]:
    """The tokens and elements of each kind, and where the scalars begin; the length of all is right."""
    counts: dict[str, tuple[int, int]] = {}
    at = len(_MAGIC) + 1
    try:
        for _ in range(data[at - 1] if data.startswith(_MAGIC) else 0):
            end = at + 1 + data[at]
            counts[data[at + 1 : end].decode()] = _COUNTS.unpack_from(data, end)
            at = end + _COUNTS.size
    except (IndexError, UnicodeDecodeError, struct.error):
        raise damaged() from None
    tokens, elements = (sum(pair[place] for pair in counts.values()) for place in (0, 1))
    size = at + SCALAR_BYTES * elements + CANARY_BYTES * (elements - tokens) + hashlib.sha256().digest_size
    if not counts or len(data) != size or any(not held <= count <= MAX_BATCH for held, count in counts.values()):
        raise damaged()
    return counts, at


def _sealed(body: bytes, blindings: Mapping[str, Sequence[Blinding]]) -> bytes:
    return hashlib.sha256(body + b"".join(each.element for made in blindings.values() for each in made)).digest()


def _pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def damaged() -> Invalid:
    """The error for a stored search that is not what it should be."""
    return Invalid(
        "blind.stored",
        N_("A stored search is damaged or belongs to another subject."),
        N_("Search again; if it stays so, check the disk of this node."),
    )
