"""The four shapes of a search: how much of its subject the size of a message may tell.

A search has 8, 16, 24 or 40 elements, a fixed part of them for names and the rest for identifiers: the smallest shape
that holds the subject's tokens. What is left is filled with random tokens that nobody can hold. The responder learns
which of the four it was, about as much as whether a birth date was asked, and neither the kinds nor the number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from benkan.core.errors import N_, Invalid

Shape = Mapping[str, int]
"""How many elements of each kind."""

SHAPES: Mapping[int, Shape] = MappingProxyType(
    {
        size: MappingProxyType({"name": names, "identifier": size - names})
        for size, names in ((8, 6), (16, 12), (24, 18), (40, 32))
    }
)
"""Each shape by its number of elements, the smallest first."""

SMALLEST, LARGEST = min(SHAPES), max(SHAPES)
KINDS = tuple(SHAPES[LARGEST])
"""The kinds of token, in the order in which they travel."""


def shape_for(counts: Mapping[str, int], smallest: int = SMALLEST) -> Shape:
    """The smallest shape that holds this many tokens of each kind.

    Args:
        smallest: the smallest shape to take, one of ``SHAPES``: a node that tells less takes a larger one.

    Raises:
        Invalid: ``blind.kind`` for a kind outside the shapes, ``blind.too-many`` beyond the largest.
    """
    for kind, count in counts.items():
        if kind not in KINDS:
            raise Invalid(
                "blind.kind",
                N_("There is no search key for tokens of the kind %(kind)s."),
                N_("Use the kinds that the index manifest lists."),
                place=kind[:32],
                kind=kind[:32],
            )
        limit = SHAPES[LARGEST][kind]
        if count > limit:
            raise Invalid(
                "blind.too-many",
                N_("The search holds %(count)d elements of one kind; %(limit)d are allowed."),
                N_("Search for fewer names or identifiers at a time."),
                place=kind,
                count=count,
                limit=limit,
            )
    return next(
        shape
        for size, shape in SHAPES.items()
        if size >= smallest and all(counts.get(kind, 0) <= slots for kind, slots in shape.items())
    )


def check_shape(counts: Mapping[str, int]) -> None:
    """Nothing if the counts are exactly those of one of the shapes.

    Raises:
        Invalid: ``blind.kind``, ``blind.too-many`` or ``blind.shape``.
    """
    if shape_for(counts) != counts:
        raise Invalid(
            "blind.shape",
            N_("The search has none of the shapes of the protocol."),
            N_("Fill every kind to the slots of one shape with random tokens."),
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
