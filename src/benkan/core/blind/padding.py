"""Sizes that tell little: counts go up to the next step of a ladder, filled with noise that a secret seed determines.

An auditor with the seed rebuilds the same bytes; nobody else can tell noise from an entry or from a tombstone.
"""

from __future__ import annotations

import hashlib

from benkan.core.blind.engine import SEED_BYTES
from benkan.core.blind.packing import MIN_ENTRIES
from benkan.core.errors import N_, Invalid

_DOMAIN = b"benkan-blind-dummy-1"
NOISE_BYTES = 22


def padded(count: int) -> int:
    """The size to which ``count`` entries or tombstones are padded: 64, then steps of at most 5 %."""
    size = MIN_ENTRIES
    while size < count:
        size += size // 20
    return size


def noise(seed: bytes, number: int) -> bytes:
    """22 bytes: the handle and the cell of dummy entry ``number``, or the handle of a dummy tombstone."""
    return hashlib.sha512(_DOMAIN + seed + number.to_bytes(8, "big")).digest()[:NOISE_BYTES]


def checked_seed(seed: bytes) -> bytes:
    """The seed itself.

    Raises:
        Invalid: ``blind.seed``: not 32 bytes.
    """
    if len(seed) != SEED_BYTES:
        raise Invalid(
            "blind.seed",
            N_("The seed of a search key has %(length)d bytes, not 32."),
            N_("Restore the key file of the node or make a new one."),
            length=len(seed),
        )
    return seed
