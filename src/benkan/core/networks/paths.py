"""How two persons are linked: all shortest chains, through hubs or around them.

A chain says that a link is possible, not that anything passed along it; the shortest is not the likeliest. Chains
through a hub (a shop, a lawyer, a shared number) are left out unless there is no other, and that is said.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np

from benkan.core.errors import N_, Invalid
from benkan.core.networks.graph import Mask, Network, Whole
from benkan.core.networks.saying import Said

MOST_CHAINS: Final = 100

TEXTS: Final[dict[str, str]] = {
    "paths.found": N_("Shortest chain: %(steps)d steps; chains of that length: %(chains)d."),
    "paths.more": N_("Only the first %(shown)d are shown."),
    "paths.hubs-avoided": N_("Persons with %(degree)d ties or more were gone around: %(count)d."),
    "paths.only-hubs": N_(
        "There is a chain only through persons with %(degree)d ties or more, who may join strangers."
    ),
    "paths.same": N_("Both are the same person."),
    "paths.none": N_(
        "No chain of recorded ties joins them. That a tie was not recorded does not mean that there is none."
    ),
}


@dataclass(frozen=True, slots=True)
class Chains:
    """All shortest chains between two persons.

    Args:
        steps: ties in each; 0 for the same person, -1 where there is none.
        count: how many there are (exact, however many).
        chains: the first of them, each the persons from one end to the other, in ascending order.
        through_hubs: whether no chain goes around the hubs, so that these go through them.
    """

    steps: int
    count: int
    chains: tuple[tuple[int, ...], ...]
    through_hubs: bool
    said: tuple[Said, ...]


def shortest(
    network: Network,
    source: int,
    target: int,
    *,
    around: int | Collection[int] | None = None,
    most: int = MOST_CHAINS,
) -> Chains:
    """All shortest chains between two persons.

    Args:
        network: of any size.
        source: number of a person.
        target: number of a person.
        around: persons to go around: a degree (all with so many ties or more), or their numbers. The ends are never
            gone around. Where only they join the two, chains through them are given.
        most: how many chains are listed.

    Raises:
        Invalid: ``networks.number`` where an end is no person.
    """
    for end in (source, target):
        if not 0 <= end < network.persons:
            raise Invalid("networks.number", N_("There is no person of that number."), N_("Take one of the network."))
    if source == target:
        return Chains(0, 1, ((source,),), through_hubs=False, said=(_said("paths.same"),))
    avoided = _avoided(network, around)
    avoided[[source, target]] = False
    chains = _search(network, source, target, avoided, most)
    hubs = int(np.count_nonzero(avoided))
    degree = around if isinstance(around, int) else int(network.degrees[avoided].min()) if hubs else 0
    said: list[Said] = []
    through = False
    if chains is None and hubs:
        chains = _search(network, source, target, np.zeros(network.persons, np.bool_), most)
        through = chains is not None
        if through:
            said.append(_said("paths.only-hubs", degree=degree))
    elif hubs:
        said.append(_said("paths.hubs-avoided", degree=degree, count=hubs))
    if chains is None:
        return Chains(-1, 0, (), through_hubs=False, said=(_said("paths.none"),))
    steps, count, listed = chains
    said.insert(0, _said("paths.found", steps=steps, chains=count))
    if count > len(listed):
        said.append(_said("paths.more", shown=len(listed)))
    return Chains(steps, count, tuple(listed), through_hubs=through, said=tuple(said))


def _search(
    network: Network, source: int, target: int, avoided: Mask, most: int
) -> tuple[int, int, list[tuple[int, ...]]] | None:
    """Steps, number of chains and the first of them; None where there is no chain."""
    layers = _layers(network, source, target, avoided)
    if layers is None:
        return None
    # Counted from the target back, in whole numbers without end; every person of a layer leads on to the next.
    ways: dict[int, int] = {target: 1}
    onward: dict[int, list[int]] = {}
    for layer, following in zip(reversed(layers[:-1]), reversed(layers[1:]), strict=True):
        for person in layer.tolist():
            next_ones = np.intersect1d(network.of(person), following, assume_unique=True).tolist()
            onward[person] = next_ones
            ways[person] = sum(ways[other] for other in next_ones)
    listed: list[tuple[int, ...]] = []
    pending: list[tuple[int, ...]] = [(source,)]
    while pending and len(listed) < most:
        chain = pending.pop()
        if chain[-1] == target:
            listed.append(chain)
        else:
            pending += [(*chain, other) for other in reversed(onward[chain[-1]])]
    return len(layers) - 1, ways[source], listed


def _layers(network: Network, source: int, target: int, avoided: Mask) -> list[Whole] | None:
    """Who stands on a shortest chain, step by step from the source to the target; None where there is none.

    The search goes on from whichever end has fewer to ask, so that in a million persons some thousands are seen.
    """
    ends = (np.array([source]), np.array([target]))
    depth = [0, 0]
    steps = (np.full(network.persons, -1, np.int32), np.full(network.persons, -1, np.int32))
    steps[0][source] = steps[1][target] = 0
    edges = list(ends)
    met = np.zeros(0, np.int64)
    while not len(met):
        side = 0 if network.degrees[edges[0]].sum() <= network.degrees[edges[1]].sum() else 1
        depth[side] += 1
        edge = _neighbours(network, edges[side])
        edges[side] = np.unique(edge[(steps[side][edge] < 0) & ~avoided[edge]])
        if not len(edges[side]):
            return None
        steps[side][edges[side]] = depth[side]
        met = edges[side][steps[1 - side][edges[side]] >= 0]
    layers = [met]
    for step in range(depth[0] - 1, -1, -1):
        before = _neighbours(network, layers[0])
        layers.insert(0, np.unique(before[steps[0][before] == step]))
    for step in range(depth[1] - 1, -1, -1):
        after = _neighbours(network, layers[-1])
        layers.append(np.unique(after[steps[1][after] == step]))
    return layers


def _avoided(network: Network, around: int | Collection[int] | None) -> Mask:
    if around is None:
        return np.zeros(network.persons, np.bool_)
    if isinstance(around, int):
        return network.degrees >= around
    mask = np.zeros(network.persons, np.bool_)
    mask[list(around)] = True
    return mask


def _neighbours(network: Network, persons: Whole) -> Whole:
    """The neighbours of all these persons, one after the other."""
    counts = network.degrees[persons]
    total = int(counts.sum())
    skipped = np.repeat(network.starts[persons] - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
    found: Whole = network.neighbours[np.arange(total) + skipped]
    return found


def _said(code: str, **facts: object) -> Said:
    return Said(code, TEXTS[code], facts)
