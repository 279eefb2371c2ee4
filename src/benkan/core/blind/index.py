"""The index of one responder for one convention and epoch: a base, and deltas that say what changed since.

Each token becomes a 48-bit cell: 32 zero bits that prove a hit and 16 bits of label, hidden by a mask that only an
evaluation of that very token gives. Without the responder's key the bytes are noise, and a responder cannot make a
cell that answers to a token it does not know. Counts are padded, so a reader learns them to 5 %.

A delta is a small map of what was added or relabelled, and tombstones of what left (``delta``). A look-up goes from the
newest delta to the base: a label there is the answer, a tombstone there ends it. The build is deterministic: an auditor
with the key and the records rebuilds the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from benkan.core.blind import delivery, tombstones
from benkan.core.blind.columns import Tagged, tagged
from benkan.core.blind.delta import Delta
from benkan.core.blind.oprf import SecretKey
from benkan.core.blind.padding import checked_seed
from benkan.core.blind.published import Map, published
from benkan.core.blind.tags import Context, Tag, tag
from benkan.core.errors import N_, Invalid, Unverified

LABEL_BITS = 16


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
    """A base ready to publish, and what its owner keeps.

    Args:
        data: the published bytes.
        count: number of entries with the padding.
        handles: which tokens a handle stands for. Never published: it answers later requests.
    """

    data: bytes = field(repr=False)
    count: int
    handles: dict[bytes, list[bytes]] = field(repr=False)


def build(
    entries: Iterable[Entry],
    keys: Mapping[str, SecretKey],
    contexts: Mapping[str, Context],
    *,
    dummy_seed: bytes,
) -> Built:
    """The base of these entries; the same entries in any order give the same bytes. For millions see ``base``.

    Args:
        entries: each (kind, token) once; a person may have many.
        keys: the key of each kind, of this convention and epoch.
        contexts: the context of each kind.
        dummy_seed: 32 secret bytes from which the padding is made.

    Raises:
        Invalid: ``blind.kind``, ``blind.label``, ``blind.token``, ``blind.duplicate`` (all with the place),
            ``blind.seed``, ``blind.collision``.
    """
    checked_seed(dummy_seed)
    handles: dict[bytes, list[bytes]] = {}
    found: list[Tag] = []
    labels: list[int] = []
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
        at = tag(contexts[entry.kind], keys[entry.kind].evaluate_known(entry.token))
        if at.handle in handles:
            raise Invalid(
                "blind.duplicate",
                N_("A token stands twice in the index."),
                N_("Join the labels of records that share a token first."),
                place=place,
            )
        handles[at.handle] = [entry.token]
        found.append(at)
        labels.append(entry.label)
    bare = b"".join(at.handle + at.mask.to_bytes(6, "little") for at in found)
    data, count = base(tagged(bare, np.array(labels, np.uint16)), dummy_seed=dummy_seed)
    return Built(data, count, handles)


def base(entries: Tagged, *, dummy_seed: bytes) -> tuple[bytes, int]:
    """The published bytes of a base, and the number of its entries with the padding.

    Raises:
        Invalid: ``blind.seed``, ``blind.collision``.
    """
    return published(entries, checked_seed(dummy_seed))


class Index:
    """A partner's index, read and checked, ready for look-ups at home."""

    __slots__ = ("_base", "_newest_first")

    def __init__(self, base: Map, deltas: Sequence[Delta]) -> None:
        self._base = base
        self._newest_first = tuple(reversed(deltas))

    @property
    def count(self) -> int:
        """Entries of the base, padding included."""
        return self._base.count

    @classmethod
    def load(cls, data: bytes, deltas: Sequence[bytes] = ()) -> Index:
        """The index whose published base and deltas these are, oldest delta first.

        Raises:
            Invalid: ``blind.index`` or ``blind.index-size``: truncated, trailing bytes, forged, too large.
            Unverified: ``blind.delta-order``: a delta does not follow the part before it.
        """
        base, before, read = Map.load(data), data, []
        for number, each in enumerate(deltas):
            delta = Delta.load(each)
            if delta.follows != delivery.name(before):
                raise Unverified(
                    "blind.delta-order",
                    N_("An update of the index does not follow the part before it."),
                    N_("Do not use it; fetch the index again and tell the partner's administrator."),
                    place=f"deltas[{number}]",
                )
            read.append(delta)
            before = each
        return cls(base, read)

    def lookup(self, wanted: Tag) -> int | None:
        """The label of the token, or None; wrong by chance once in 2^32 look-ups for each part."""
        for delta in self._newest_first:
            label = delta.map.lookup(wanted)
            if label is not None:
                return label
            if tombstones.has(delta.tombstones, wanted.handle):
                return None
        return self._base.lookup(wanted)


def _unknown_kind(kind: str, place: str) -> Invalid:
    return Invalid(
        "blind.kind",
        N_("There is no search key for tokens of the kind %(kind)s."),
        N_("Use the kinds that the index manifest lists."),
        place=place,
        kind=kind[:32],
    )
