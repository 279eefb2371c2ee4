"""How deep each person sits in the network: k-cores, and who is cut off when one person is missing.

The k-core is what is left when everybody with fewer than k ties is taken away again and again (Seidman 1983). A person
of a high core is held by many who are held by many; a courier with fifty one-off contacts is not.
"""

from __future__ import annotations

import numpy as np

from benkan.core.networks.graph import Network, Whole


def core_numbers(network: Network) -> Whole:
    """(persons,) the largest k for which the person is in the k-core.

    Source: Matula and Beck (1983), here with all persons of the least degree peeled at once.
    """
    left = network.degrees.copy()
    cores = np.zeros(network.persons, np.int64)
    alive = np.ones(network.persons, np.bool_)
    level = 0
    while alive.any():
        level = max(level, int(left[alive].min()))
        peeled = alive & (left <= level)
        while peeled.any():
            cores[peeled] = level
            alive &= ~peeled
            touched = network.neighbours[peeled[network.owners]]
            left -= np.bincount(touched, minlength=network.persons)
            peeled = alive & (left <= level)
    return cores


def cut_off(network: Network) -> tuple[Whole, Whole]:
    """What falls apart when one person is missing, for each person.

    Returns:
        (persons,) how many others no longer hang together with the largest piece of what was the person's part, and
        (persons,) how many pairs of others lose every chain between them. Both are 0 for a person who joins nothing.

    Source: Tarjan's lowpoint (1972) with the sizes of subtrees, without recursion: a chain of a million is no trouble.
    """
    persons = network.persons
    order, parents = _walk(network)
    found = [0] * persons
    for clock, person in enumerate(order):
        found[person] = clock
    low, size, root = list(found), [1] * persons, list(range(persons))
    pieces: list[list[int]] = [[] for _ in range(persons)]
    for person in reversed(order):
        parent = parents[person]
        for other in network.of(person).tolist():
            if other != parent:
                # Of a child its lowpoint counts; of anybody else, a child's child too, when it was found.
                low[person] = min(low[person], low[other] if parents[other] == person else found[other])
        if parent >= 0:
            size[parent] += size[person]
            if low[person] >= found[parent]:
                pieces[parent].append(size[person])
    people, pairs = np.zeros(persons, np.int64), np.zeros(persons, np.int64)
    for person in order:
        if parents[person] >= 0:
            root[person] = root[parents[person]]
        others = size[root[person]] - 1
        parts = [*pieces[person], others - sum(pieces[person])]
        people[person] = others - max(parts)
        pairs[person] = (others * others - sum(part * part for part in parts)) // 2
    return people, pairs


def _walk(network: Network) -> tuple[list[int], list[int]]:
    """Everybody in the order of a walk into the depth, and from whom each was come to (-1 at a beginning)."""
    starts, neighbours = network.starts.tolist(), network.neighbours.tolist()
    place, parents = starts[:-1], [-2] * network.persons
    order: list[int] = []
    for root in range(network.persons):
        if parents[root] != -2:
            continue
        parents[root] = -1
        way = [root]
        order.append(root)
        while way:
            person = way[-1]
            if place[person] == starts[person + 1]:
                way.pop()
                continue
            other = neighbours[place[person]]
            place[person] += 1
            if parents[other] == -2:
                parents[other] = person
                order.append(other)
                way.append(other)
    return order, parents
