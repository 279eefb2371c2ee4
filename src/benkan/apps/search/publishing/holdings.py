"""What this node keeps of each part that it published: which tokens it holds, and for which records each handle stands.

Three files beside a part, named like it, never published: ``entries`` (sorted by token digest), ``left`` (digests of
tokens that a delta took away) and ``handles`` (sorted by handle, read where they lie). They go with the part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benkan import disk
from benkan.apps.search.publishing.gathering import Digests, Rows
from benkan.core.blind import HANDLE_BYTES, TAG_BYTES

ENTRY = np.dtype([("digest", "S16"), ("tag", "u1", (TAG_BYTES,)), ("label", "<u2"), ("carried", "<u8")])
HANDLE = np.dtype([("handle", "S16"), ("record", "V16"), ("tier", "u1")])
KEPT = (".bki", ".entries", ".left", ".handles")
AT_ONCE = 500_000


@dataclass(frozen=True, slots=True)
class Handles:
    """Which records each handle stands for, as columns.

    Args:
        handles: of each row, 16 bytes.
        records: of each row, 16 bytes.
        tiers: of each row, place in ``TIERS``.
    """

    handles: Digests
    records: Rows
    tiers: npt.NDArray[np.uint8]

    @classmethod
    def of(
        cls, tags: npt.NDArray[np.uint8], counts: npt.NDArray[np.int64], records: Rows, tiers: npt.NDArray[np.uint8]
    ) -> Handles:
        """The handle of each tag with each of the records that carry it."""
        bare = np.ascontiguousarray(tags[:, :HANDLE_BYTES]).view("S16").reshape(-1)
        return cls(np.repeat(bare, counts), records, tiers)

    def with_older(self, older: Rows) -> Handles:
        """These, and those of an older version of the part whose handles are not here: they may still be quoted."""
        more = older[~np.isin(older["handle"], self.handles)]
        return Handles(
            np.concatenate([self.handles, more["handle"]]),
            np.concatenate([self.records, more["record"]]),
            np.concatenate([self.tiers, more["tier"]]),
        )

    def pieces(self) -> Iterator[Rows]:
        """Rows of ``HANDLE``, sorted by handle."""
        order = np.argsort(self.handles, kind="stable")
        for start in range(0, len(order), AT_ONCE):
            some = order[start : start + AT_ONCE]
            rows = np.empty(len(some), HANDLE)
            rows["handle"], rows["record"], rows["tier"] = self.handles[some], self.records[some], self.tiers[some]
            yield rows


@dataclass(frozen=True, slots=True)
class Holding:
    """What is kept of one part.

    Args:
        entries: pieces of rows of ``ENTRY``, added or relabelled by the part.
        left: digests of what it took away; none for a base.
        handles: the records of each of its handles.
    """

    entries: Iterable[Rows]
    left: Digests
    handles: Handles

    def write(self, folder: Path, sha256: str) -> None:
        """Puts the files in their place."""
        disk.write_pieces(folder / f"{sha256}.entries", self.entries)
        disk.write_whole(folder / f"{sha256}.left", np.ascontiguousarray(self.left))
        disk.write_pieces(folder / f"{sha256}.handles", self.handles.pieces())


def whole(folder: Path, parts: Sequence[str]) -> bool:
    """Whether everything that is kept of these parts is there."""
    return all((folder / f"{sha256}{suffix}").exists() for sha256 in parts for suffix in KEPT)


def live(folder: Path, parts: Sequence[str]) -> Rows:
    """The rows of ``ENTRY`` that an index of these parts holds, sorted by digest; the base first."""
    rows = _read(folder / f"{parts[0]}.entries", ENTRY)
    for sha256 in parts[1:]:
        newer = _read(folder / f"{sha256}.entries", ENTRY)
        gone = np.concatenate([_read(folder / f"{sha256}.left", np.dtype("S16")), newer["digest"]])
        rows = np.concatenate([rows[~np.isin(rows["digest"], gone)], newer])
        rows = rows[np.argsort(rows["digest"], kind="stable")]
    return rows


def handles(folder: Path, sha256: str) -> Rows:
    """The rows of ``HANDLE`` of one part, sorted by handle."""
    return _read(folder / f"{sha256}.handles", HANDLE)


def carried_by(folder: Path, parts: Sequence[str], handle: bytes) -> list[tuple[bytes, int]]:
    """Record and tier of every record for which the handle stands, by the newest part that knows it."""
    wanted = np.array([handle], "S16")
    for sha256 in reversed(parts):
        rows = handles(folder, sha256)
        column = rows["handle"]
        start, end = np.searchsorted(column, wanted[0], "left"), np.searchsorted(column, wanted[0], "right")
        if start < end:
            return [(row["record"].tobytes(), int(row["tier"])) for row in rows[start:end]]
    return []


def _read(path: Path, kind: np.dtype[np.void] | np.dtype[np.bytes_]) -> Rows:
    if not path.exists() or path.stat().st_size == 0:
        return np.empty(0, kind)
    return np.memmap(path, kind, "r")
