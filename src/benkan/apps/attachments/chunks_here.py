"""Which chunks of a file are here: one bit for each, the first in the lowest bit of the first byte."""

from __future__ import annotations


class ChunksHere:
    """The bits of one file."""

    def __init__(self, bits: bytes, count: int) -> None:
        self._count = count
        size = (count + 7) // 8
        self._bits = bytearray(bits[:size].ljust(size, b"\0"))
        self._from = 0

    def __contains__(self, number: int) -> bool:
        return bool(self._bits[number >> 3] & (1 << (number & 7)))

    def add(self, number: int) -> None:
        """The chunk is on the disk."""
        self._bits[number >> 3] |= 1 << (number & 7)

    def discard(self, number: int) -> None:
        """The chunk is not on the disk after all."""
        self._bits[number >> 3] &= ~(1 << (number & 7))
        self._from = min(self._from, number)

    def missing(self, most: int) -> tuple[int, int]:
        """The first missing chunk and how many are missing in a row, at most ``most``; 0 of them at the end."""
        while self._from < self._count and self._from in self:
            self._from += 1
        end = self._from
        while end < self._count and end - self._from < most and end not in self:
            end += 1
        return self._from, end - self._from

    @property
    def done(self) -> int:
        """How many are here."""
        return sum(byte.bit_count() for byte in self._bits)

    def to_bytes(self) -> bytes:
        """The bits as the row keeps them."""
        return bytes(self._bits)
