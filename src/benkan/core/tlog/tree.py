"""The Merkle tree of RFC 6962 section 2.1 over SHA-256, and its compact frontier.

Leaves and inner nodes are hashed with different prefixes, so no entry can pass for a node. The frontier holds one hash
for each bit of the size: enough to append and to give the root, in 32 bytes times the logarithm of the log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from benkan.core.errors import N_, Invalid

HASH_BYTES = 32
MAX_SIZE = (1 << 63) - 1
EMPTY_ROOT = hashlib.sha256().digest()
_SIZE_BYTES = 8


def leaf_hash(entry: bytes) -> bytes:
    """The 32-byte hash of one entry of the log."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The 32-byte hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """The 32-byte root of the tree over these leaves; ``EMPTY_ROOT`` without leaves."""
    frontier = Frontier()
    for each in leaf_hashes:
        frontier.append(each)
    return frontier.root()


class Frontier:
    """The hashes of the complete subtrees of a log, largest first: all that appending needs."""

    __slots__ = ("_hashes", "_size")

    def __init__(self) -> None:
        self._size = 0
        self._hashes: list[bytes] = []

    @property
    def size(self) -> int:
        """Number of entries appended so far."""
        return self._size

    def append(self, new: bytes) -> None:
        """Take one more leaf hash of 32 bytes into the tree.

        Raises:
            Invalid: ``tlog.hash``: the hash does not have 32 bytes; the tree is unchanged.
        """
        if len(new) != HASH_BYTES:
            raise Invalid(
                "tlog.hash",
                N_("A hash of the journal has %(length)d bytes, not 32."),
                N_("Append the hash of the entry, not the entry."),
                length=len(new),
            )
        # Each trailing one bit of the size is a complete subtree that the new leaf completes further.
        size = self._size
        while size & 1:
            new = node_hash(self._hashes.pop(), new)
            size >>= 1
        self._hashes.append(new)
        self._size += 1

    def root(self) -> bytes:
        """The 32-byte root of the tree so far."""
        if not self._hashes:
            return EMPTY_ROOT
        result = self._hashes[-1]
        for left in self._hashes[-2::-1]:
            result = node_hash(left, result)
        return result

    def to_bytes(self) -> bytes:
        """The size as 8 big-endian bytes, then the hashes, largest subtree first."""
        return self._size.to_bytes(_SIZE_BYTES, "big") + b"".join(self._hashes)

    @classmethod
    def from_bytes(cls, data: bytes) -> Frontier:
        """The frontier that ``to_bytes`` wrote.

        Raises:
            Invalid: ``tlog.frontier``: not one hash for each bit of the size.
        """
        size = int.from_bytes(data[:_SIZE_BYTES], "big")
        if len(data) != _SIZE_BYTES + HASH_BYTES * size.bit_count() or size > MAX_SIZE:
            raise Invalid(
                "tlog.frontier",
                N_("The stored state of the journal's tree is damaged."),
                N_("Rebuild it from the entries with: benkan journal verify"),
            )
        frontier = cls()
        frontier._size = size
        frontier._hashes = [data[at : at + HASH_BYTES] for at in range(_SIZE_BYTES, len(data), HASH_BYTES)]
        return frontier
