"""The journal's tiles as rows: written as they close, read for proofs, held against the lines.

Layout: ``core.tlog.tiles``. A row holds 256 hashes, or fewer where its level is above 0 and still grows; the newest
lines, up to 255 of them, are read from the lines themselves. Whoever writes line 256, 512, … writes its tile in the
same transaction, so that a proof never waits; a journal from before there were tiles is filled in short transactions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection, transaction

from benkan.apps.journal import store
from benkan.core import tlog
from benkan.core.errors import N_, Unverified
from benkan.core.tlog import tiles

AT_ONCE = 64
"""Tiles, of 256 lines each, that are filled in one transaction: about a hundredth of a second."""
_COUNT = "SELECT COALESCE(MAX(number) + 1, 0) FROM journal_tile WHERE level = 0"
_LEAVES = "SELECT seq, leaf_hash FROM journal_line WHERE seq > %s AND seq <= %s ORDER BY seq"
_ONE = "SELECT hashes FROM journal_tile WHERE level = %s AND number = %s"
_PUT = (
    "INSERT INTO journal_tile (level, number, hashes) VALUES (%s, %s, %s)"
    " ON CONFLICT (level, number) DO UPDATE SET hashes = EXCLUDED.hashes"
)


def extend(size: int, most: int = AT_ONCE) -> int:
    """Writes the next tiles of a journal of this size, at most so many of level 0; how many.

    The caller's transaction holds the journal's head. Lines that are missing or damaged end it: they must not stop
    anyone from writing, and verifying names them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT)
        begin = int(cursor.fetchone()[0])
        end = min(size // tiles.WIDTH, begin + most)
        if begin >= end:
            return 0
        cursor.execute(_LEAVES, (begin * tiles.WIDTH, end * tiles.WIDTH))
        leaves = [bytes(leaf) for _, leaf in cursor.fetchall()]
    if len(leaves) != (end - begin) * tiles.WIDTH or any(len(leaf) != tlog.HASH_BYTES for leaf in leaves):
        return 0
    _rise(0, begin, b"".join(leaves))
    return end - begin


def _rise(level: int, first: int, hashes: bytes) -> None:
    """Writes these full tiles of a level, from number ``first`` on, and what they add to the levels above."""
    blocks = [hashes[at : at + tiles.TILE_BYTES] for at in range(0, len(hashes), tiles.TILE_BYTES)]
    parent, within = divmod(first, tiles.WIDTH)
    with connection.cursor() as cursor:
        cursor.executemany(_PUT, [(level, number, block) for number, block in enumerate(blocks, start=first)])
        cursor.execute(_ONE, (level + 1, parent))
        found = cursor.fetchone()
        kept = bytes(found[0])[: within * tlog.HASH_BYTES] if found else b""
        above = kept + b"".join(tiles.complete_root(block) for block in blocks)
        full = len(above) // tiles.TILE_BYTES
        if open_tile := above[full * tiles.TILE_BYTES :]:
            cursor.execute(_PUT, (level + 1, parent + full, open_tile))
    if full:
        _rise(level + 1, parent, above[: full * tiles.TILE_BYTES])


def catch_up() -> int:
    """Fills what is missing, a hundredth of a second at a time so that writers do not wait; how many tiles."""
    filled = 0
    while True:
        with transaction.atomic():
            one = extend(store.locked_frontier().size)
        filled += one
        if not one:
            return filled


def make_again() -> int:
    """Throws all tiles away and makes them again from the lines; how many of level 0."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_tile")
    return catch_up()


class Rows:
    """The journal's tree, for proofs: a few rows, whatever its size."""

    def __init__(self, size: int) -> None:
        self.size = size

    def hashes(self, nodes: Sequence[tlog.Node]) -> list[bytes]:
        """The roots of these complete subtrees.

        Raises:
            Unverified: ``journal.tile``: a hash that should be kept is not there.
        """
        roots = self._roots(nodes)
        if None in roots and catch_up():
            roots = self._roots(nodes)
        found = [root for root in roots if root is not None]
        if len(found) < len(nodes):
            raise damaged()
        return found

    def _roots(self, nodes: Sequence[tlog.Node]) -> list[bytes | None]:
        places = {tiles.place_of(node) for node in nodes}
        newest = (0, self.size // tiles.WIDTH)
        kept = _rows(places - {newest})
        if newest in places:
            first = newest[1] * tiles.WIDTH
            with connection.cursor() as cursor:
                cursor.execute(_LEAVES, (first, self.size))
                rows = cursor.fetchall()
            if [seq for seq, _ in rows] == list(range(first + 1, self.size + 1)):
                kept[newest] = b"".join(bytes(leaf) for _, leaf in rows)
        return [tiles.node_in(kept.get(tiles.place_of(node), b""), node) for node in nodes]


def _rows(places: set[tiles.Place]) -> dict[tiles.Place, bytes]:
    if not places:
        return {}
    one = "SELECT level, number, hashes FROM journal_tile WHERE level = %s AND number = %s"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(places)), [value for place in places for value in place])
        return {(level, number): bytes(hashes) for level, number, hashes in cursor.fetchall()}


class Held:
    """Holds the kept tiles against the leaf hashes of the lines, as they are read in their order."""

    def __init__(self) -> None:
        self._tiling = tiles.Tiling()
        self._waiting: list[bytes] = []
        with connection.cursor() as cursor:
            cursor.execute(_COUNT)
            self._filled = int(cursor.fetchone()[0])

    def leaf(self, leaf: bytes) -> Iterator[tuple[int, int]]:
        """Takes the next line; first and last line of each tile that says something else than the lines do."""
        self._waiting.append(leaf)
        if len(self._waiting) >= AT_ONCE * tiles.WIDTH:
            yield from self._compared()

    def end(self, size: int) -> Iterator[tuple[int, int]]:
        """As ``leaf``, for the tiles still open, and those beyond a journal that has ``size`` lines by now."""
        yield from self._compared()
        # Level 0 has full tiles only: the newest lines speak for themselves.
        yield from self._differing({place: tile for place, tile in self._tiling.unfinished() if place[0]})
        with connection.cursor() as cursor:
            cursor.execute("SELECT level, MAX(number) FROM journal_tile GROUP BY level ORDER BY level")
            for level, number in cursor.fetchall():
                # A tile of level 0 is there when it is full, one above it with its first hash.
                if (number << tiles.HEIGHT) + (tiles.WIDTH if level == 0 else 1) > size >> (tiles.HEIGHT * level):
                    yield _lines_of((level, number))

    def _compared(self) -> Iterator[tuple[int, int]]:
        closed = dict(self._tiling.add(self._waiting))
        self._waiting = []
        yield from self._differing(closed)

    def _differing(self, expected: dict[tiles.Place, bytes]) -> Iterator[tuple[int, int]]:
        places = sorted(expected)
        for at in range(0, len(places), AT_ONCE):
            some = places[at : at + AT_ONCE]
            kept = _rows(set(some))
            for place in some:
                true, here = expected[place], kept.get(place, b"")
                both = min(len(true), len(here))
                if here[:both] != true[:both] or len(here) < min(len(true), self._least(place) * tlog.HASH_BYTES):
                    yield _lines_of(place)

    def _least(self, place: tiles.Place) -> int:
        """How many hashes the tile must hold, by how many of level 0 were filled when reading began."""
        level, number = place
        if level == 0:
            return tiles.WIDTH if number < self._filled else 0
        there = (self._filled >> (tiles.HEIGHT * (level - 1))) - (number << tiles.HEIGHT)
        return max(0, min(tiles.WIDTH, there))


def _lines_of(place: tiles.Place) -> tuple[int, int]:
    level, number = place
    first = number << (tiles.HEIGHT * (level + 1))
    return first + 1, first + (1 << (tiles.HEIGHT * (level + 1)))


def damaged() -> Unverified:
    """The error of a proof that the kept hashes do not give."""
    return Unverified(
        "journal.tile",
        N_("The hashes kept for proofs do not fit the lines of the journal."),
        N_("Run benkan journal verify; if only the hashes are wrong, remake them: benkan journal tiles --again"),
    )
