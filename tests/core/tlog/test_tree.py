import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared_data import shared_data
from tests.vectors.write_journal import tree_hash

from benkan.core.errors import Invalid
from benkan.core.tlog import EMPTY_ROOT, HASH_BYTES, Frontier, leaf_hash, node_hash, root

LEAVES = [leaf_hash(b"%d" % number) for number in range(40)]


def test_published_hashes_of_rfc_6962_are_reproduced():
    hashes = json.loads(shared_data("vectors", "rfc6962-merkle.json").read_text())["hashes"]
    assert EMPTY_ROOT.hex() == hashes["empty"]
    assert leaf_hash(b"").hex() == hashes["leaf_of_empty"]
    assert leaf_hash(b"L123456").hex() == hashes["leaf_of_L123456"]
    assert node_hash(b"N123", b"N456").hex() == hashes["node_of_N123_N456"]


def test_leaves_and_nodes_have_different_prefixes():
    assert HASH_BYTES == 32
    assert leaf_hash(b"ab") == hashlib.sha256(b"\x00ab").digest()
    assert node_hash(b"a", b"b") == hashlib.sha256(b"\x01ab").digest()


@given(st.lists(st.binary(max_size=8), max_size=40))
def test_the_root_is_the_recursive_tree_hash(entries):
    assert root(map(leaf_hash, entries)) == tree_hash(entries)


def test_a_frontier_has_one_hash_for_each_bit_of_its_size_and_survives_storage():
    frontier = Frontier()
    assert (frontier.size, frontier.root(), frontier.to_bytes()) == (0, EMPTY_ROOT, bytes(8))
    for size, leaf in enumerate(LEAVES, 1):
        frontier = Frontier.from_bytes(frontier.to_bytes())
        frontier.append(leaf)
        assert frontier.size == size
        assert frontier.root() == root(LEAVES[:size])
        assert frontier.to_bytes()[:8] == size.to_bytes(8, "big")
        assert len(frontier.to_bytes()) == 8 + 32 * size.bit_count()


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_hash_of_another_length_is_refused_and_changes_nothing(length):
    frontier = Frontier()
    frontier.append(LEAVES[0])
    with pytest.raises(Invalid) as refusal:
        frontier.append(bytes(length))
    assert refusal.value.code == "tlog.hash"
    assert f"has {length} bytes, not 32" in str(refusal.value)
    assert (frontier.size, frontier.root()) == (1, LEAVES[0])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(7),
        bytes(9),
        (1).to_bytes(8, "big"),
        (1).to_bytes(8, "big") + bytes(31),
        (1).to_bytes(8, "big") + bytes(33),
        (2).to_bytes(8, "big") + bytes(64),
        (1 << 63).to_bytes(8, "big") + bytes(32),
    ],
)
def test_a_damaged_frontier_is_refused(data):
    with pytest.raises(Invalid) as refusal:
        Frontier.from_bytes(data)
    assert refusal.value.code == "tlog.frontier"
    assert "benkan journal verify" in refusal.value.remedy


def test_the_largest_size_of_a_frontier_is_two_to_the_63_less_one():
    data = ((1 << 63) - 1).to_bytes(8, "big") + bytes(32 * 63)
    assert Frontier.from_bytes(data).size == (1 << 63) - 1
