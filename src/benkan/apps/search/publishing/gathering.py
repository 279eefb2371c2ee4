"""Every token that goes into an index with the records that carry it, grouped in bounded memory.

Rows are gathered by the first bits of their token's digest; beyond ``IN_MEMORY`` bytes they go to files that only this
user can read and that go with the gathering. Each group of digests is then small enough to be sorted in memory.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt

from benkan.apps.search.publishing.chosen import Carrier, label
from benkan.core.blind import KINDS
from benkan.core.matching import TIERS

DIGEST_BYTES = 16
IN_MEMORY = 64 << 20
_GROUPS = 64
_PREFIX = "gathering-"
_ROW = np.dtype(
    [
        ("digest", "S16"),
        ("record", "V16"),
        ("kind", "u1"),
        ("tier", "u1"),
        ("area", "u1"),
        ("category", "u1"),
        ("handling", "u1"),
        ("length", "<u2"),
    ]
)
Rows: TypeAlias = npt.NDArray[np.void]
Digests: TypeAlias = npt.NDArray[np.bytes_]
COLUMNS = ("S16", "u1", "<u2", "<u8", "<i8", "V16", "u1")
"""What the columns of a group are made of."""
_COUNTS = np.array([1, 2, 5, 20, 21])
"""The largest number of each bucket of a label's count."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Tokens sorted by digest, and the rows that carry them.

    Args:
        digests: of each token, once.
        kinds: place of its kind in ``KINDS``.
        labels: its label.
        carried: a number that changes when other records carry it, or by another tier.
        counts: how many rows carry it.
        records: of each row, 16 bytes; the rows of a token stand together, in the order of the tokens.
        tiers: of each row, place in ``TIERS``.
    """

    digests: Digests
    kinds: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.uint16]
    carried: npt.NDArray[np.uint64]
    counts: npt.NDArray[np.int64]
    records: Rows
    tiers: npt.NDArray[np.uint8]

    @property
    def columns(self) -> tuple[npt.NDArray[Any], ...]:
        """Everything but the tokens themselves, in the order of ``COLUMNS``."""
        return self.digests, self.kinds, self.labels, self.carried, self.counts, self.records, self.tiers


@dataclass(frozen=True, slots=True)
class Group(Carried):
    """Tokens whose digests begin alike, with the tokens themselves."""

    _tokens: bytes = field(repr=False)
    _starts: npt.NDArray[np.int64] = field(repr=False)
    _lengths: npt.NDArray[np.int64] = field(repr=False)

    def token(self, number: int) -> bytes:
        """The bytes of a token."""
        start = int(self._starts[number])
        return self._tokens[start : start + int(self._lengths[number])]


class Gathering:
    """Carriers on their way into an index; use it with ``with``.

    Args:
        folder: where files go when there are many.
        address: 32 secret bytes: the digests say nothing to anybody else.
    """

    def __init__(self, folder: Path, address: bytes, in_memory: int = IN_MEMORY) -> None:
        self._folder, self._address, self._in_memory = folder, address, in_memory
        self._held = [(bytearray(), bytearray()) for _ in range(_GROUPS)]
        self._size = 0
        self._spilt: tempfile.TemporaryDirectory[str] | None = None
        self.rows = 0

    def __enter__(self) -> Self:
        # The folder is this build's alone: what a killed one left behind are tokens in clear.
        for left in self._folder.glob(f"{_PREFIX}*"):
            shutil.rmtree(left)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._spilt is not None:
            self._spilt.cleanup()

    def take(self, carriers: Iterable[Carrier]) -> None:
        """Takes carriers in."""
        for one in carriers:
            for token in one.tokens:
                bare, kind = token.bytes, KINDS.index(token.kind)
                digest = hashlib.blake2b(bytes([kind]) + bare, digest_size=DIGEST_BYTES, key=self._address).digest()
                rows, tokens = self._held[digest[0] * _GROUPS >> 8]
                facts = (kind, TIERS.index(token.tier), one.area, one.category, one.handling)
                rows += digest + one.record + bytes(facts) + len(bare).to_bytes(2, "little")
                tokens += bare
                self._size += _ROW.itemsize + len(bare)
                self.rows += 1
            if self._size > self._in_memory:
                self._spill()

    def groups(self) -> Iterator[Group]:
        """Everything, in groups of growing digests; one group when there is little."""
        if self._spilt is None:
            rows = b"".join(held for held, _ in self._held)
            tokens = b"".join(held for _, held in self._held)
            self._held = []
            if rows:
                yield _group(rows, tokens)
            return
        self._spill()
        folder = Path(self._spilt.name)
        for number in range(_GROUPS):
            file = folder / f"{number}.rows"
            if file.exists():
                yield _group(file.read_bytes(), (folder / f"{number}.tokens").read_bytes())

    def _spill(self) -> None:
        if self._spilt is None:
            self._spilt = tempfile.TemporaryDirectory(prefix=_PREFIX, dir=self._folder)
        folder = Path(self._spilt.name)
        for number, held in enumerate(self._held):
            for name, piece in zip(("rows", "tokens"), held, strict=True):
                if piece:
                    with (folder / f"{number}.{name}").open("ab") as file:
                        file.write(piece)
                    piece.clear()
        self._size = 0


def _group(bare: bytes, tokens: bytes) -> Group:
    rows = np.frombuffer(bare, _ROW)
    lengths = rows["length"].astype(np.int64)
    starts = np.cumsum(lengths) - lengths
    order = np.argsort(rows["digest"], kind="stable")
    rows, starts, lengths = rows[order], starts[order], lengths[order]
    digests, first, counts = np.unique(rows["digest"], return_index=True, return_counts=True)
    return Group(
        digests,
        rows["kind"][first],
        _labels(rows, first, counts),
        np.add.reduceat(_mixed(rows), first),
        counts,
        rows["record"],
        rows["tier"],
        tokens,
        starts[first],
        lengths[first],
    )


def _labels(rows: Rows, first: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> npt.NDArray[np.uint16]:
    """The label of each token: what its rows have in common."""
    common = []
    for name in ("area", "category"):
        least, most = np.minimum.reduceat(rows[name], first), np.maximum.reduceat(rows[name], first)
        common.append(np.where(least == most, least, 0))
    strictest = np.maximum.reduceat(rows["handling"], first)
    bucket = _COUNTS[np.minimum(np.searchsorted(_COUNTS, counts), len(_COUNTS) - 1)]
    facts = np.stack([*common, strictest, bucket], axis=1).astype(np.int64)
    kinds, which = np.unique(facts, axis=0, return_inverse=True)
    made = np.array([label(*map(int, one)) for one in kinds], np.uint16)
    chosen: npt.NDArray[np.uint16] = made[which.reshape(-1)]
    return chosen


def _mixed(rows: Rows) -> npt.NDArray[np.uint64]:
    """A number for each row whose sum over a token tells which records carry it, whatever their order."""
    halves = np.ascontiguousarray(rows["record"]).view("<u8").reshape(-1, 2)
    mixed: Any = halves[:, 0] * np.uint64(0x9E3779B97F4A7C15) ^ halves[:, 1] ^ rows["tier"].astype(np.uint64)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    result: npt.NDArray[np.uint64] = mixed ^ mixed >> np.uint64(32)
    return result
