"""Commitments to every element that a search sends: one Merkle tree for each search, its root in the journal.

The leaf of an element binds it to its search, partner, convention, kind, place and case, and to the pair of token and
scalar behind it: ``entry = domain, search, partner, convention, kind, place, case commitment, element, opening`` with
``opening = SHA-256(domain, scalar, token)``, every part with its length before it in two bytes. The scalar is 252
random bits, so a leaf tells nothing about a token; an element r*H(x) can be opened in no second way, since that would
take the discrete logarithm between two hashes to the group, and the hash holds even if that falls. Trees are those of
RFC 6962.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass

from benkan.core import tlog
from benkan.core.blind import Slot

ELEMENT = b"benkan-search-element-1"
OPENING = b"benkan-search-opening-1"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element was sent: all that a commitment binds besides the element.

    Args:
        search: id of the search.
        case_commitment: what the partner learns of the case, 64 hexadecimal digits.
    """

    search: uuid.UUID
    partner: str
    convention: str
    case_commitment: str


def leaf(place: Place, number: int, slot: Slot) -> bytes:
    """The 32-byte commitment to one element.

    Args:
        number: its place in the question, from 0, kinds in the order in which they travel.
    """
    blinding = slot.blinding
    opening = hashlib.sha256(_spelled(OPENING, blinding.to_bytes(), blinding.token)).digest()
    return tlog.leaf_hash(
        _spelled(
            ELEMENT,
            place.search.bytes,
            place.partner.encode(),
            place.convention.encode(),
            slot.kind.encode(),
            number.to_bytes(2, "big"),
            bytes.fromhex(place.case_commitment),
            blinding.element,
            opening,
        )
    )


def leaves(place: Place, slots: list[Slot]) -> bytes:
    """The commitments to all elements of one question, 32 bytes each, in their order."""
    return b"".join(leaf(place, number, slot) for number, slot in enumerate(slots))


def root(every: bytes) -> str:
    """The root over the commitments of a whole search, as the journal has it; empty without any."""
    size = tlog.HASH_BYTES
    return tlog.root(every[at : at + size] for at in range(0, len(every), size)).hex() if every else ""


def _spelled(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts)
