"""Tiles: the hashes of a log in blocks of 256, so that a proof reads a few blocks and not the log.

Layout: C2SP tlog-tiles with height 8. The tile (level, number) holds the roots of the complete subtrees of 256**level
leaves from ``number * 256`` on, 32 bytes each, at most 256 of them; level 0 is the leaf hashes. Every other complete
subtree is computed within one tile. Nothing is served: how tiles are kept is the journal's business.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from benkan.core.tlog.proofs import Node
from benkan.core.tlog.tree import HASH_BYTES

HEIGHT = 8
WIDTH = 1 << HEIGHT
TILE_BYTES = WIDTH * HASH_BYTES

Place = tuple[int, int]
"""A tile: (level, number)."""


def place_of(node: Node) -> Place:
    """The tile from which the root of this complete subtree is computed."""
    level, number = node
    within = level % HEIGHT
    return level // HEIGHT, number >> (HEIGHT - within)


def node_in(tile: bytes, node: Node) -> bytes | None:
    """The root of a complete subtree, from its tile; None when the tile does not reach so far."""
    level, number = node
    within = level % HEIGHT
    first = (number << within) % WIDTH
    hashes = tile[first * HASH_BYTES : (first + (1 << within)) * HASH_BYTES]
    return complete_root(hashes) if len(hashes) == HASH_BYTES << within else None


def complete_root(hashes: bytes) -> bytes:
    """The root over 1, 2, 4, … hashes that stand one after the other."""
    while len(hashes) > HASH_BYTES:
        # node_hash, without taking apart what stands side by side: a proof spends its time here.
        hashes = b"".join(
            [
                hashlib.sha256(b"\x01" + hashes[at : at + 2 * HASH_BYTES]).digest()
                for at in range(0, len(hashes), 2 * HASH_BYTES)
            ]
        )
    return hashes


class Tiling:
    """The tiles of a log as its leaf hashes come: full tiles as they close, and those that are still open."""

    __slots__ = ("_open",)

    def __init__(self) -> None:
        self._open: list[tuple[int, list[bytes]]] = []

    def add(self, leaf_hashes: Iterable[bytes]) -> Iterator[tuple[Place, bytes]]:
        """Takes leaf hashes; each tile that they close, lower levels first, with its 8,192 bytes."""
        for leaf in leaf_hashes:
            level, rising = 0, leaf
            while True:
                if level == len(self._open):
                    self._open.append((0, []))
                number, hashes = self._open[level]
                hashes.append(rising)
                if len(hashes) < WIDTH:
                    break
                self._open[level] = (number + 1, [])
                full = b"".join(hashes)
                yield (level, number), full
                level, rising = level + 1, complete_root(full)

    def unfinished(self) -> Iterator[tuple[Place, bytes]]:
        """The tiles that are neither empty nor full."""
        for level, (number, hashes) in enumerate(self._open):
            if hashes:
                yield (level, number), b"".join(hashes)
