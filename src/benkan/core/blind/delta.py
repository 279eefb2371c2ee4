"""What changed in an index since the part before: a map of what was added or relabelled, tombstones of what left.

Published form: 24 bytes of header, the tombstones, the map in the form of a base. Both counts are padded, so a reader
learns them to 5 %, and none of an update of fewer than 64 changes of a kind.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from benkan.core.blind import tombstones
from benkan.core.blind.columns import Tagged
from benkan.core.blind.delivery import NAME_BYTES
from benkan.core.blind.packing import MAX_ENTRIES, MAX_INDEX_BYTES, malformed, too_large
from benkan.core.blind.padding import checked_seed, padded
from benkan.core.blind.published import Map, published
from benkan.core.blind.rice import Numbers

MAGIC = b"BKD2"
_HEADER = struct.Struct(f"<4s{NAME_BYTES}sI")  # magic, name of the part before, tombstones
_DOMAIN = b"benkan-blind-delta-1"


@dataclass(frozen=True, slots=True)
class Changes:
    """An update ready to publish.

    Args:
        data: the published bytes.
        count: entries of its map, padding included.
        tombstones: how many, padding included.
    """

    data: bytes = field(repr=False)
    count: int
    tombstones: int


class Staying(Protocol):
    """The entries that stay as they are, of which a few may be wanted; ``Tagged`` is one."""

    @property
    def marks(self) -> Numbers:
        """The second half of each handle."""

    def only(self, chosen: npt.NDArray[np.bool_]) -> Tagged:
        """Those that are chosen."""


def changes(follows: bytes, added: Tagged, left: Tagged, kept: Staying, *, dummy_seed: bytes) -> Changes:
    """The update from the part before to the present.

    Args:
        follows: the 16 bytes that name the part before (``delivery.name``).
        added: what was added or relabelled.
        left: what left; its labels do not matter.
        kept: everything else that is in the index. What a tombstone would hide by chance goes into the map again.
        dummy_seed: 32 secret bytes from which the padding is made.

    Raises:
        Invalid: ``blind.seed``, ``blind.collision``.
    """
    seed = _seed(checked_seed(dummy_seed), follows, added, left)
    numbers = tombstones.fill(left.marks, seed)
    hidden = tombstones.among(numbers, kept.marks)
    data, count = published(added.and_(kept.only(hidden)), seed)
    header = _HEADER.pack(MAGIC, follows, len(numbers))
    return Changes(header + tombstones.pack(numbers) + data, count, len(numbers))


@dataclass(frozen=True, slots=True)
class Delta:
    """An update of a partner's index, read and checked.

    Args:
        follows: the 16 bytes that name the part it follows.
        tombstones: sorted numbers of what left.
        map: what was added or relabelled.
    """

    follows: bytes
    tombstones: Numbers = field(repr=False)
    map: Map = field(repr=False)
    MAGIC: ClassVar[bytes] = MAGIC

    @classmethod
    def load(cls, data: bytes) -> Delta:
        """The update whose published bytes these are.

        Raises:
            Invalid: ``blind.index`` or ``blind.index-size``: truncated, trailing bytes, forged, too large.
        """
        if len(data) > MAX_INDEX_BYTES:
            raise too_large(len(data))
        if len(data) < _HEADER.size or not data.startswith(MAGIC):
            raise malformed("header")
        _, follows, count = _HEADER.unpack_from(data)
        if count > MAX_ENTRIES or padded(count) != count:
            raise malformed("tombstones")
        read = tombstones.unpack(data, _HEADER.size, count)
        if read is None:
            raise malformed("tombstones")
        numbers, offset = read
        return cls(follows, numbers, Map.load(data, offset))


def _seed(seed: bytes, follows: bytes, added: Tagged, left: Tagged) -> bytes:
    """A seed of this very update: the padding of two versions of one day has nothing in common to be compared."""
    rows = np.concatenate([added.tags, added.labels.astype("<u2").view(np.uint8).reshape(-1, 2)], axis=1)
    digest = hashlib.sha256(_DOMAIN + seed + follows)
    for part in (rows, left.tags[:, :16]):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(b"".join(sorted(row.tobytes() for row in part)))
    return digest.digest()
