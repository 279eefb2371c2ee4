"""Entries by the million, as columns: a tag of 22 bytes and a label of 16 bits for each.

A tag is a handle of 16 bytes and a mask of 6. The first half of a handle chooses its cells in a map, the second half
its place among tombstones, so that neither says anything about the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benkan.core.blind.rice import Numbers
from benkan.core.blind.tags import TAG_BYTES

CHECK_BITS = 32


@dataclass(frozen=True, slots=True)
class Tagged:
    """Entries in any order.

    Args:
        tags: array of n rows of 22 bytes: handle and mask.
        labels: array of n 16-bit numbers.
    """

    tags: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def places(self) -> Numbers:
        """The first half of each handle as a little-endian number."""
        return _numbers(self.tags[:, :8])

    @property
    def marks(self) -> Numbers:
        """The second half of each handle as a little-endian number."""
        return _numbers(self.tags[:, 8:16])

    @property
    def cells(self) -> Numbers:
        """What each tag's three cells must give: the label above 32 zero bits, hidden by the mask."""
        return _numbers(self.tags[:, 16:22]) ^ self.labels.astype(np.uint64) << np.uint64(CHECK_BITS)

    def only(self, chosen: npt.NDArray[np.bool_]) -> Tagged:
        """Those that are chosen."""
        return Tagged(self.tags[chosen], self.labels[chosen])

    def and_(self, others: Tagged) -> Tagged:
        """These and others."""
        return Tagged(np.concatenate([self.tags, others.tags]), np.concatenate([self.labels, others.labels]))


def tagged(bare: bytes, labels: npt.NDArray[np.uint16]) -> Tagged:
    """Entries from the bytes of their tags (``tags.tags``) and their labels."""
    return Tagged(np.frombuffer(bare, np.uint8).reshape(-1, TAG_BYTES), labels)


def _numbers(some: npt.NDArray[np.uint8]) -> Numbers:
    wide = np.zeros((len(some), 8), np.uint8)
    wide[:, : some.shape[1]] = some
    return wide.view("<u8")[:, 0].astype(np.uint64, copy=False)
