"""Inclusion and consistency proofs of RFC 6962 section 2.1, made and verified.

Verification is the iterative algorithm of RFC 9162 sections 2.1.3.2 and 2.1.4.2: it never trusts the length of a proof.
Making a proof reads the roots of a few complete subtrees, as many as the size has binary digits twice over; where they
are kept is the business of whoever gives the ``Tree`` (see ``tiles``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from benkan.core.errors import N_, Invalid, Unverified
from benkan.core.tlog.tree import EMPTY_ROOT, HASH_BYTES, node_hash

Node = tuple[int, int]
"""A complete subtree: (level, number). It stands over the 2**level leaves from ``number << level`` on."""


class Tree(Protocol):
    """A log's tree, of which any complete subtree can be asked for."""

    @property
    def size(self) -> int:
        """How many leaves it has."""

    def hashes(self, nodes: Sequence[Node]) -> Sequence[bytes]:
        """The roots of these complete subtrees, in their order, 32 bytes each."""


def inclusion(tree: Tree, index: int, size: int) -> list[bytes]:
    """The hashes, leaf upwards, that prove entry ``index`` in the tree of the first ``size`` leaves.

    Raises:
        Invalid: ``tlog.range`` unless 0 <= index < size <= number of leaves.
    """
    if not 0 <= index < size <= tree.size:
        raise _out_of_range()
    return _roots(tree, _path(index, 0, size))


def consistency(tree: Tree, old: int, new: int) -> list[bytes]:
    """The hashes that prove the tree of ``old`` leaves a prefix of the tree of ``new`` leaves; none from 0.

    Raises:
        Invalid: ``tlog.range`` unless 0 <= old <= new <= number of leaves.
    """
    if not 0 <= old <= new <= tree.size:
        raise _out_of_range()
    if old in {0, new}:
        return []
    return _roots(tree, _subproof(old, 0, new, known=True))


def root_at(tree: Tree, size: int) -> bytes:
    """The 32-byte root of the tree of the first ``size`` leaves.

    Raises:
        Invalid: ``tlog.range`` unless 0 <= size <= number of leaves.
    """
    if not 0 <= size <= tree.size:
        raise _out_of_range()
    return _roots(tree, [(0, size)])[0] if size else EMPTY_ROOT


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes) -> None:
    """Nothing if the proof leads from the leaf hash at ``index`` to the root of the tree of ``size`` leaves.

    Raises:
        Unverified: ``tlog.inclusion``.
    """
    if not 0 <= index < size or len(leaf) != HASH_BYTES:
        raise _not_included()
    sides = _sides(index, size - 1)
    if len(proof) != len(sides):
        raise _not_included()
    result = leaf
    for each, on_the_left in zip(proof, sides, strict=True):
        result = node_hash(each, result) if on_the_left else node_hash(result, each)
    if result != expected_root:
        raise _not_included()


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Nothing if the proof shows the tree of ``old`` leaves as the beginning of the tree of ``new`` leaves.

    Equal sizes need equal roots and no proof. An old size of 0 is refused: the empty tree is the beginning of every
    tree, so there is nothing to verify; ``advance`` meets a new log without a proof.

    Raises:
        Unverified: ``tlog.consistency``: something was changed, removed or reordered.
    """
    if not 0 < old <= new:
        raise _not_consistent()
    if old == new:
        if proof or old_root != new_root:
            raise _not_consistent()
        return
    # A power of two is one complete subtree: its root starts the path and is not repeated in the proof.
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    complete = (old & -old).bit_length() - 1
    sides = _sides((old - 1) >> complete, (new - 1) >> complete)
    if len(path) != len(sides) + 1:
        raise _not_consistent()
    first = second = path[0]
    for each, on_the_left in zip(path[1:], sides, strict=True):
        if on_the_left:
            first = node_hash(each, first)
        second = node_hash(each, second) if on_the_left else node_hash(second, each)
    if first != old_root or second != new_root:
        raise _not_consistent()


def _sides(position: int, last: int) -> list[bool]:
    """For each hash on the way up from ``position`` in a level that ends at ``last``: does it lie on the left?"""
    sides = []
    while last:
        on_the_left = bool(position & 1) or position == last
        sides.append(on_the_left)
        # The last node of a level may have no sibling: it rises unchanged until it is a right child.
        while on_the_left and position and not position & 1:
            position >>= 1
            last >>= 1
        position >>= 1
        last >>= 1
    return sides


def _split(size: int) -> int:
    """The largest power of two below ``size`` (2 or more)."""
    return 1 << ((size - 1).bit_length() - 1)


_Span = tuple[int, int]
"""Leaves from the first number up to, not including, the second."""


def _path(index: int, start: int, end: int) -> list[_Span]:
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(index, start, middle), (middle, end)]
    return [*_path(index, middle, end), (start, middle)]


def _subproof(old: int, start: int, end: int, *, known: bool) -> list[_Span]:
    """RFC 6962's SUBPROOF over leaves start to end; ``known``: the verifier has this subtree's root."""
    if old == end:
        return [] if known else [(start, end)]
    middle = start + _split(end - start)
    if old <= middle:
        return [*_subproof(old, start, middle, known=known), (middle, end)]
    return [*_subproof(old, middle, end, known=False), (start, middle)]


def _roots(tree: Tree, spans: Sequence[_Span]) -> list[bytes]:
    """The root over each span, from complete subtrees that are asked for all at once."""
    wanted = [_complete(start, end) for start, end in spans]
    found = iter(tree.hashes([node for nodes in wanted for node in nodes]))
    roots = []
    for nodes in wanted:
        hashes = [next(found) for _ in nodes]
        result = hashes.pop()
        while hashes:
            result = node_hash(hashes.pop(), result)
        roots.append(result)
    return roots


def _complete(start: int, end: int) -> list[Node]:
    """The complete subtrees that make up a span, largest first; RFC 6962 begins every span at a multiple of it."""
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def _out_of_range() -> Invalid:
    return Invalid(
        "tlog.range",
        N_("The journal has no such entry or size."),
        N_("Ask for an entry below the size of a published checkpoint."),
    )


def _not_included() -> Unverified:
    return Unverified(
        "tlog.inclusion",
        N_("The proof does not show this entry in the journal."),
        N_("Do not rely on the entry; ask the owner for the proof again and keep this one."),
    )


def _not_consistent() -> Unverified:
    return Unverified(
        "tlog.consistency",
        N_("The journal is not a continuation of the one seen before: a line was changed, removed or reordered."),
        N_("Keep both checkpoints: they are evidence. Tell your control officer."),
    )
