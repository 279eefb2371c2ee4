"""The parts into which a network falls: persons that are joined by any chain of ties.

Union by the smallest number with pointer jumping, in numpy: a few rounds, whatever the shape. Two persons in one part
need not know each other; two in different parts may, since a tie that nobody recorded is in no network.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benkan.core.errors import N_
from benkan.core.networks.graph import TEXTS as READING
from benkan.core.networks.graph import Mask, Network, Whole
from benkan.core.networks.saying import Said

WHOLE = N_("All %(persons)d persons hang together.")


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """The parts, the largest first; of equals the one with the smallest number.

    Args:
        labels: (persons,) the part of each person, from 0.
        sizes: (parts,) how many persons each part has, descending.
    """

    labels: Whole
    sizes: Whole

    @property
    def largest(self) -> int:
        """How many persons the largest part has; 0 for an empty network."""
        return int(self.sizes[0]) if len(self.sizes) else 0

    def members(self, part: int) -> Whole:
        """The persons of a part, ascending."""
        return np.flatnonzero(self.labels == part)

    @property
    def said(self) -> tuple[Said, ...]:
        """How the network hangs together, in words."""
        persons = len(self.labels)
        if not persons:
            return (Said("reading.empty", READING["reading.empty"]),)
        if len(self.sizes) == 1:
            return (Said("components.whole", WHOLE, {"persons": persons}),)
        facts = {"count": len(self.sizes), "largest": self.largest, "persons": persons}
        return (Said("reading.apart", READING["reading.apart"], facts),)


def components(network: Network, present: Mask | None = None) -> Components:
    """The parts of the network; persons that are not ``present`` get the label -1 and count nowhere.

    Source: the hooking and jumping of Shiloach and Vishkin (1982).
    """
    persons = network.persons
    here = np.ones(persons, np.bool_) if present is None else present
    joined = here[network.owners] & here[network.neighbours]
    owners, neighbours = network.owners[joined], network.neighbours[joined]
    roots = np.arange(persons)
    while True:
        ours, theirs = roots[owners], roots[neighbours]
        lower = theirs < ours
        if not lower.any():
            break
        np.minimum.at(roots, ours[lower], theirs[lower])
        while True:
            jumped = roots[roots]
            if np.array_equal(jumped, roots):
                break
            roots = jumped
    found, which, sizes = np.unique(roots[here], return_inverse=True, return_counts=True)
    order = np.lexsort((found, -sizes))
    place = np.empty(len(found), np.int64)
    place[order] = np.arange(len(found))
    labels = np.full(persons, -1, np.int64)
    labels[here] = place[which]
    return Components(labels, sizes[order].astype(np.int64))
