"""A file that refuses to be larger than it should: the bound is counted while reading, whatever the file says."""

from __future__ import annotations

from typing import BinaryIO

from benkan.core.errors import N_, Invalid


class Bounded:
    """A binary stream that raises ``input.too-large`` once more than ``limit`` bytes were read."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self.read_bytes = 0

    def read(self, size: int = -1) -> bytes:
        """Like ``read`` of a file; a size is always used, so that the bound holds."""
        data = self._stream.read(self._limit + 1 if size is None or size < 0 else size)
        self._count(len(data))
        return data

    def readline(self, size: int = -1) -> bytes:
        """Like ``readline`` of a file."""
        data = self._stream.readline(self._limit + 1 if size is None or size < 0 else size)
        self._count(len(data))
        return data

    def _count(self, length: int) -> None:
        self.read_bytes += length
        if self.read_bytes > self._limit:
            raise Invalid(
                "input.too-large",
                N_("The file is larger than %(limit)d MiB."),
                N_("Check that it is the right file; split it if it is. Nothing was imported."),
                place=f"byte {self._limit}",
                limit=self._limit // (1024 * 1024),
            )
