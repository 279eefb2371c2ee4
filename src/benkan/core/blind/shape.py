"""The fixed shape of every search, so that nothing about a message depends on whom it is about.

A search has 32 slots for names (a dated name is asked with about twenty tokens) and 8 for identifiers. A subject with
more tokens gets the whole shape twice; what is left is filled with random tokens that nobody can hold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from benkan.core.errors import N_, Invalid

SLOTS: Mapping[str, int] = MappingProxyType({"name": 32, "identifier": 8})
MAX_MULTIPLE = 2


def multiple_for(counts: Mapping[str, int], slots: Mapping[str, int]) -> int:
    """How many times the whole shape is needed to hold this many tokens of each kind: 1 or 2.

    Raises:
        Invalid: ``blind.kind`` for a kind outside the shape, ``blind.too-many`` beyond twice the shape.
    """
    for kind, count in counts.items():
        if kind not in slots:
            raise Invalid(
                "blind.kind",
                N_("There is no search key for tokens of the kind %(kind)s."),
                N_("Use the kinds that the index manifest lists."),
                place=kind[:32],
                kind=kind[:32],
            )
        limit = MAX_MULTIPLE * slots[kind]
        if count > limit:
            raise Invalid(
                "blind.too-many",
                N_("The search holds %(count)d elements of one kind; %(limit)d are allowed."),
                N_("Search for fewer names or identifiers at a time."),
                place=kind,
                count=count,
                limit=limit,
            )
    return max([1, *(-(-count // slots[kind]) for kind, count in counts.items())])


def check_shape(counts: Mapping[str, int], slots: Mapping[str, int]) -> None:
    """Nothing if the counts are once or twice the whole shape.

    Raises:
        Invalid: ``blind.kind``, ``blind.too-many`` or ``blind.shape``.
    """
    multiple = multiple_for(counts, slots)
    if any(counts.get(kind) != multiple * slot for kind, slot in slots.items()):
        raise Invalid(
            "blind.shape",
            N_("The search does not have the fixed shape of the protocol."),
            N_("Fill every kind to the same multiple of its slots with random tokens."),
        )


def elements_sha256(elements: Mapping[str, Sequence[bytes]]) -> str:
    """The digest of a question's elements, in hexadecimal, by which an opening is compared with what a partner got.

    It is SHA-256 over, for each kind in alphabetical order, its name and all of its elements in their order, each of
    the two preceded by its length in two bytes (big-endian).
    """
    digest = hashlib.sha256()
    for kind in sorted(elements):
        for part in (kind.encode(), b"".join(elements[kind])):
            digest.update(len(part).to_bytes(2, "big") + part)
    return digest.hexdigest()
