"""Proofs from tiles are the recursive ones, whatever the size; layout as C2SP tlog-tiles has it."""

import hashlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.core.tlog.leaves import Leaves

from benkan.core.tlog import consistency, inclusion, root, root_at, tiles, verify_consistency, verify_inclusion

LEAVES = Leaves(hashlib.sha256(b"%d" % number).digest() for number in range(66_500))
TILING = tiles.Tiling()
TILES = dict(TILING.add(LEAVES)) | dict(TILING.unfinished())


class Tiled:
    """The tree of the first leaves, out of tiles alone."""

    def __init__(self, size):
        self.size, self.read = size, set()

    def hashes(self, nodes):
        self.read |= {tiles.place_of(node) for node in nodes}
        return [tiles.node_in(TILES[tiles.place_of(node)], node) for node in nodes]


def test_the_layout_is_that_of_tlog_tiles():
    assert {place: len(tile) // 32 for place, tile in TILES.items() if place[0]} == {
        (1, 0): 256,
        (1, 1): 3,
        (2, 0): 1,
    }
    assert TILES[0, 1] == b"".join(LEAVES[256:512])
    assert TILES[1, 0][32:64] == root(LEAVES[256:512])
    assert TILES[2, 0] == root(LEAVES[:65_536])
    assert len(TILES[0, 259]) // 32 == 66_500 - 259 * 256


def test_every_small_proof_is_the_recursive_one():
    for size in (1, 2, 3, 255, 256, 257, 511, 512, 513):
        for index in range(0, size, 7):
            assert inclusion(Tiled(size), index, size) == inclusion(LEAVES, index, size)
            assert consistency(Tiled(size), index, size) == consistency(LEAVES, index, size)


@settings(max_examples=40)
@given(st.integers(1, len(LEAVES)), st.data())
@example(65_536, None)
@example(65_537, None)
def test_a_proof_from_tiles_is_the_recursive_one_and_reads_few(size, data):
    low = data.draw(st.integers(0, size - 1)) if data else 65_535
    tree = Tiled(size)
    proof = inclusion(tree, low, size)
    assert proof == inclusion(LEAVES, low, size)
    verify_inclusion(LEAVES[low], low, size, proof, root_at(Tiled(size), size))
    assert len(tree.read) <= 6
    grown = consistency(Tiled(size), low, size)
    assert grown == consistency(LEAVES, low, size)
    if low:
        verify_consistency(low, size, root_at(Tiled(size), low), root(LEAVES[:size]), grown)


@pytest.mark.parametrize(
    ("tile", "node"), [(b"", (0, 0)), (bytes(31), (0, 0)), (bytes(64), (1, 1)), (bytes(95), (2, 0))]
)
def test_a_tile_that_does_not_reach_so_far_gives_nothing(tile, node):
    assert tiles.node_in(tile, node) is None
