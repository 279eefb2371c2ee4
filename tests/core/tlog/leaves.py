"""A tree over leaf hashes in memory, by the recursive definition: what proofs are held against."""

from benkan.core.tlog import root


class Leaves(list):
    """Leaf hashes, of which any complete subtree can be asked for."""

    @property
    def size(self):
        return len(self)

    def hashes(self, nodes):
        return [root(self[number << level : (number + 1) << level]) for level, number in nodes]
