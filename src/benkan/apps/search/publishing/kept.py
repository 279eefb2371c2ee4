"""The outputs that this node has evaluated in an epoch, by their token's digest, so that none is evaluated twice.

Each batch is a file that appears whole: a killed build goes on where it stopped. The files are readable by their owner
alone and go with the epoch. A digest is keyed, an output opens nothing without the context: still, whoever has these
files and the members' secret can test guesses, as can whoever has the key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benkan import disk
from benkan.apps.search.publishing.gathering import Digests
from benkan.core.blind import OUTPUT_BYTES

_ROW = np.dtype([("digest", "S16"), ("output", f"V{OUTPUT_BYTES}")])
MANY_FILES = 64
AT_ONCE = 250_000


class Kept:
    """The outputs of one epoch.

    Args:
        folder: their files.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self._folder = folder
        for draft in folder.glob(".*"):
            draft.unlink()
        self._open()

    def __len__(self) -> int:
        return len(self._digests)

    def missing(self, digests: Digests) -> npt.NDArray[np.bool_]:
        """Which of these have no output yet."""
        return self._find(digests) < 0

    def outputs(self, digests: Digests) -> Iterator[bytes]:
        """The output of each of these, in their order; all must be there."""
        for start in range(0, len(digests), AT_ONCE):
            at = self._find(digests[start : start + AT_ONCE])
            rows = self._rows(at)
            joined = rows["output"].tobytes()
            yield from (joined[place : place + OUTPUT_BYTES] for place in range(0, len(joined), OUTPUT_BYTES))

    def add(self, digests: Digests, outputs: Sequence[bytes]) -> None:
        """Keeps these outputs; on the disk when it returns. ``refresh`` makes them found."""
        rows = np.empty(len(digests), _ROW)
        rows["digest"] = digests
        rows["output"] = np.frombuffer(b"".join(outputs), rows["output"].dtype)
        self._added += 1
        disk.write_whole(self._folder / f"{self._added:08d}.outputs", rows)

    def refresh(self) -> None:
        """Finds what was added."""
        self._open()

    def compact(self) -> None:
        """One file instead of many."""
        old = sorted(self._folder.glob("*.outputs"))
        if len(old) < MANY_FILES:
            return
        pieces = (self._rows(at) for at in np.array_split(self._order, 1 + len(self) // AT_ONCE))
        self._added += 1
        disk.write_pieces(self._folder / f"{self._added:08d}.outputs", pieces)
        for one in old:
            one.unlink()
        self._open()

    def _rows(self, at: npt.NDArray[np.int64]) -> npt.NDArray[np.void]:
        rows = np.empty(len(at), _ROW)
        which = np.searchsorted(self._ends, at, side="right")
        for number in np.unique(which).tolist():
            here = which == number
            # Mapped for this batch alone: what was read does not stay in memory.
            file = np.memmap(self._files[number], _ROW, "r")
            rows[here] = file[at[here] - (self._ends[number - 1] if number else 0)]
        return rows

    def _open(self) -> None:
        found = sorted(self._folder.glob("*.outputs"))
        self._added = int(found[-1].stem) if found else 0
        self._files = found
        sizes = [one.stat().st_size // _ROW.itemsize for one in found]
        self._ends = np.cumsum(sizes, dtype=np.int64)
        every = np.empty(sum(sizes), "S16")
        for one, size, end in zip(found, sizes, self._ends.tolist(), strict=True):
            for start in range(0, size, AT_ONCE):
                rows = np.fromfile(one, _ROW, min(AT_ONCE, size - start), offset=start * _ROW.itemsize)
                every[end - size + start : end - size + start + len(rows)] = rows["digest"]
        # A build that was killed while it compacted has some outputs twice: the same ones.
        self._digests, self._order = np.unique(every, return_index=True)

    def _find(self, digests: Digests) -> npt.NDArray[np.int64]:
        """Where each of these stands in the files one after the other, -1 where it does not."""
        if not len(self._digests):
            return np.full(len(digests), -1)
        at = np.searchsorted(self._digests, digests)
        at[at == len(self._digests)] = 0
        return np.where(self._digests[at] == digests, self._order[at], -1)
