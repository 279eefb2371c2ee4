"""The published index of one responder for one convention and epoch.

Each token becomes a 48-bit cell: 32 zero bits that prove a hit and 16 bits of label, hidden by a mask that only an
evaluation of that very token gives. Without the responder's key the bytes are noise, and a responder cannot make a
cell that answers to a token it does not know. The number of entries is padded, so a reader learns it to 5 %.

The build is deterministic: an auditor with the key and the records rebuilds the same bytes. Updates (a delta beside a
base) are not here: a changed index is a new index.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fastconstmap import ConstMap

from benkan.core.blind.engine import SEED_BYTES
from benkan.core.blind.oprf import SecretKey
from benkan.core.blind.packing import MIN_ENTRIES, malformed, pack, unpack
from benkan.core.blind.tags import HANDLE_BYTES, MASK_BYTES, Context, Tag, tag
from benkan.core.errors import N_, Invalid

LABEL_BITS = 16
CHECK_BITS = 32
_CHECK_MASK = (1 << CHECK_BITS) - 1
_DUMMY_DOMAIN = b"benkan-blind-dummy-1"


@dataclass(frozen=True, slots=True)
class Entry:
    """One token that the index answers to.

    Args:
        kind: kind of token; it chooses the key and the context.
        token: 1 to 1024 bytes.
        label: 0 to 65535, what a hit says.
    """

    kind: str
    token: bytes = field(repr=False)
    label: int


@dataclass(frozen=True, slots=True)
class Built:
    """An index ready to publish, and what its owner keeps.

    Args:
        data: the published bytes.
        count: number of entries with the padding.
        handles: which tokens a handle stands for. Never published: it answers later requests.
    """

    data: bytes = field(repr=False)
    count: int
    handles: dict[bytes, list[bytes]] = field(repr=False)


def padded(count: int) -> int:
    """The size to which an index of ``count`` tokens is padded: 64, then steps of at most 5 %."""
    size = MIN_ENTRIES
    while size < count:
        size += size // 20
    return size


def build(
    entries: Iterable[Entry],
    keys: Mapping[str, SecretKey],
    contexts: Mapping[str, Context],
    *,
    dummy_seed: bytes,
) -> Built:
    """The index of these entries; the same entries in any order give the same bytes.

    Args:
        entries: each (kind, token) once; a person may have many.
        keys: the key of each kind, of this convention and epoch.
        contexts: the context of each kind.
        dummy_seed: 32 secret bytes from which the padding is made.

    Raises:
        Invalid: ``blind.kind``, ``blind.label``, ``blind.token``, ``blind.duplicate`` (all with the place),
            ``blind.seed``, ``blind.collision``.
    """
    if len(dummy_seed) != SEED_BYTES:
        raise Invalid(
            "blind.seed",
            N_("The seed of a search key has %(length)d bytes, not 32."),
            N_("Restore the key file of the node or make a new one."),
            length=len(dummy_seed),
        )
    cells: dict[bytes, int] = {}
    handles: dict[bytes, list[bytes]] = {}
    for number, entry in enumerate(entries):
        place = f"entries[{number}]"
        if entry.kind not in keys or entry.kind not in contexts:
            raise _unknown_kind(entry.kind, place)
        if not 0 <= entry.label < 1 << LABEL_BITS:
            raise Invalid(
                "blind.label",
                N_("The label %(label)d does not fit in 16 bits."),
                N_("Encode the label with the wire protocol's own table."),
                place=place,
                label=entry.label,
            )
        found = tag(contexts[entry.kind], keys[entry.kind].evaluate_known(entry.token))
        if found.handle in cells:
            raise Invalid(
                "blind.duplicate",
                N_("A token stands twice in the index."),
                N_("Join the labels of records that share a token first."),
                place=place,
            )
        cells[found.handle] = found.mask ^ (entry.label << CHECK_BITS)
        handles[found.handle] = [entry.token]
    count = padded(len(cells))
    for number in range(count - len(cells)):
        handle, cell = _dummy(dummy_seed, number)
        cells[handle] = cell
    return Built(_published(cells), count, handles)


class Index:
    """A partner's index, read and checked, ready for look-ups at home."""

    __slots__ = ("_map", "count")

    def __init__(self, cells: ConstMap, count: int) -> None:
        self._map = cells
        self.count = count

    @classmethod
    def load(cls, data: bytes) -> Index:
        """The index whose published bytes these are.

        Raises:
            Invalid: ``blind.index`` or ``blind.index-size``: truncated, trailing bytes, forged, too large.
        """
        blob, count = unpack(data)
        if padded(count) != count:
            raise malformed("count")
        try:
            return cls(ConstMap.from_bytes(blob), count)
        except ValueError:
            raise malformed("checksum") from None

    def lookup(self, wanted: Tag) -> int | None:
        """The label of the token, or None; wrong by chance once in four thousand million look-ups."""
        cell = int(self._map[wanted.handle]) ^ wanted.mask
        return None if cell & _CHECK_MASK else cell >> CHECK_BITS


def _published(cells: dict[bytes, int]) -> bytes:
    try:
        return pack(ConstMap(dict(sorted(cells.items()))).to_bytes())
    except ValueError:
        # The map keeps 64 bits of each handle: at 125 million entries two agree once in two thousand builds.
        raise Invalid(
            "blind.collision",
            N_("Two entries of the index share one place, by chance."),
            N_("Start a new epoch, which gives every entry another place, and build again."),
        ) from None


def _dummy(seed: bytes, number: int) -> tuple[bytes, int]:
    digest = hashlib.sha512(_DUMMY_DOMAIN + seed + number.to_bytes(8, "big")).digest()
    return digest[:HANDLE_BYTES], int.from_bytes(digest[HANDLE_BYTES : HANDLE_BYTES + MASK_BYTES], "little")


def _unknown_kind(kind: str, place: str) -> Invalid:
    return Invalid(
        "blind.kind",
        N_("There is no search key for tokens of the kind %(kind)s."),
        N_("Use the kinds that the index manifest lists."),
        place=place,
        kind=kind[:32],
    )
