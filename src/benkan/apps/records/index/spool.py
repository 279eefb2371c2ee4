"""Postings of a large import, gathered in any order and given back in the order of their keys, in bounded memory.

Up to ``IN_MEMORY`` postings stay in memory; more are written to files by the first bits of their keys, each of which is
small enough to be sorted in memory. The files hold keys and numbers only, lie in a folder that only this user can
read, and go with the spool.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from benkan.apps.records.index.pages import Numbers, Postings
from benkan.core.matching.open_keys import KEY_BITS

IN_MEMORY = 2_000_000
PART_BITS = 10  # a file of an import of a hundred million records has a million postings
_PACKED = np.dtype([("key", "<u8"), ("number", "<u4")])


class Spool:
    """Postings on their way into the pages; use it with ``with``.

    Args:
        folder: where files go when there are many; the system's folder for temporary files if not given.
        in_memory: how many postings are held before files are used.
    """

    def __init__(self, folder: Path | None = None, in_memory: int = IN_MEMORY) -> None:
        self._folder = folder
        self._in_memory = in_memory
        self._held: list[tuple[Numbers, Numbers]] = []
        self._held_count = 0
        self._spilt: tempfile.TemporaryDirectory[str] | None = None
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._spilt is not None:
            self._spilt.cleanup()

    def __len__(self) -> int:
        return self.count

    def add(self, keys: Numbers, numbers: Numbers) -> None:
        """Takes postings in: keys and record numbers side by side."""
        self._held.append((keys, numbers))
        self._held_count += len(keys)
        self.count += len(keys)
        if self._held_count >= self._in_memory:
            self._spill()

    def parts(self) -> Iterator[Postings]:
        """Everything, sorted, in parts of growing keys; it is given back once."""
        if self._spilt is None:
            yield Postings.of(*self._taken())
            return
        self._spill()
        for name in sorted(Path(self._spilt.name).iterdir()):
            found = np.fromfile(name, _PACKED)
            name.unlink()
            yield Postings.of(found["key"].astype(np.uint64), found["number"].astype(np.uint64))

    def _taken(self) -> tuple[Numbers, Numbers]:
        if not self._held:
            return np.empty(0, np.uint64), np.empty(0, np.uint64)
        keys, numbers = (np.concatenate(columns) for columns in zip(*self._held, strict=True))
        self._held, self._held_count = [], 0
        return keys, numbers

    def _spill(self) -> None:
        """Appends what is held to the files; it is divided among them but not yet sorted."""
        keys, numbers = self._taken()
        if not len(keys):
            return
        if self._spilt is None:
            self._spilt = tempfile.TemporaryDirectory(prefix="index-", dir=self._folder)
        parts = (keys >> np.uint64(KEY_BITS - PART_BITS)).astype(np.uint16)
        order = np.argsort(parts, kind="stable")  # of 16 bits: by counting, not by comparing
        rows = np.empty(len(keys), _PACKED)
        rows["key"], rows["number"] = keys[order], numbers[order]
        bounds = [*np.searchsorted(parts[order], np.arange(1 << PART_BITS, dtype=np.uint16)).tolist(), len(keys)]
        for part, (start, end) in enumerate(pairwise(bounds)):
            if start < end:
                with (Path(self._spilt.name) / f"{part:04d}").open("ab") as file:
                    rows[start:end].tofile(file)
