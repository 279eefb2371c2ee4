"""One map of an index: built from entries and padding, and read for look-ups."""

from __future__ import annotations

import numpy as np

from benkan.core.blind import fuse
from benkan.core.blind.columns import CHECK_BITS, Tagged, tagged
from benkan.core.blind.packing import Packed, malformed, pack, unpack
from benkan.core.blind.padding import noise, padded
from benkan.core.blind.tags import Tag
from benkan.core.errors import N_, Invalid

_CHECK_MASK = (1 << CHECK_BITS) - 1


def published(entries: Tagged, seed: bytes) -> tuple[bytes, int]:
    """The bytes of the map of these entries, and how many it has with its padding.

    Raises:
        Invalid: ``blind.collision``.
    """
    count = padded(len(entries))
    filling = b"".join(noise(seed, number) for number in range(count - len(entries)))
    # A dummy's cell is noise: there is no output whose mask would open it.
    dummies = tagged(filling, np.zeros(count - len(entries), np.uint16))
    solved = fuse.solve(
        np.concatenate([entries.places, dummies.places]), np.concatenate([entries.cells, dummies.cells])
    )
    if solved is None:
        # The map looks at 64 bits of each handle: of ten million entries two agree once in 400,000 builds.
        raise Invalid(
            "blind.collision",
            N_("Two entries of the index share one place, by chance."),
            N_("Start a new epoch, which gives every entry another place, and build again."),
        )
    seed_of_map, values = solved
    segment_log, segments = fuse.geometry(count, seed_of_map)
    return pack(Packed(count, seed_of_map, segment_log, segments, values)), count


class Map:
    """A map of a partner, read and checked."""

    __slots__ = ("_packed", "count")

    def __init__(self, packed: Packed) -> None:
        self._packed = packed
        self.count = packed.entries

    @classmethod
    def load(cls, data: bytes, offset: int = 0) -> Map:
        """The map whose published bytes begin at the offset and end with the data.

        Raises:
            Invalid: ``blind.index`` or ``blind.index-size``.
        """
        packed = unpack(data, offset)
        if padded(packed.entries) != packed.entries:
            raise malformed("count")
        return cls(packed)

    def lookup(self, wanted: Tag) -> int | None:
        """The label of the token, or None."""
        packed = self._packed
        place = int.from_bytes(wanted.handle[:8], "little")
        cell = wanted.mask
        for at in fuse.cells_of_one(place, packed.seed, packed.segment_log, packed.segments):
            cell ^= int(packed.cells[at])
        return None if cell & _CHECK_MASK else cell >> CHECK_BITS
