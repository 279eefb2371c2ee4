"""Who lies between whom: betweenness and nearness from all shortest chains, for networks that fit on a chart.

Brandes's counting (2001) for many sources at once, as products of the sparse matrix with blocks of columns: a chart of
3,000 persons takes about a second. Larger networks are for ``large``, which estimates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from benkan.core.networks.graph import Network, Real, Whole

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCK_CELLS: Final = 500_000
"""Cells of one block of columns: about 4 MB a matrix."""


def matrix(network: Network, weights: Real | None = None) -> Any:
    """The ties as a sparse matrix of scipy, 1 for each tie unless ``weights`` are given."""
    from scipy.sparse import csr_array

    values = np.ones(len(network.neighbours)) if weights is None else weights
    return csr_array((values, network.neighbours, network.starts), shape=(network.persons, network.persons))


def betweenness(network: Network, sources: Sequence[int] | Whole | None = None) -> tuple[Real, Real]:
    """For each person the pairs of others that the shortest chains through it join, and its nearness to all others.

    Args:
        network: of up to a few thousand persons.
        sources: chains from these persons alone; all without it. Nearness is then 0 for the others.

    Returns:
        (persons,) betweenness: each pair of others counts once, shared among its shortest chains;
        (persons,) nearness: the sum of 1 / steps to all who can be reached, over persons - 1 (harmonic closeness).
    """
    persons = network.persons
    between, near = np.zeros(persons), np.zeros(persons)
    if not network.ties:
        return between, near
    ties = matrix(network)
    every = np.flatnonzero(network.degrees) if sources is None else np.asarray(sources, np.int64)
    width = max(1, BLOCK_CELLS // persons)
    for first in range(0, len(every), width):
        block = every[first : first + width]
        steps, ways = _forward(ties, persons, block)
        between += _backward(ties, steps, ways, block)
        reached = steps > 0
        near[block] = np.where(reached, 1 / np.where(reached, steps, 1), 0.0).sum(axis=0)
    return between / 2, near / max(1, persons - 1)


def strong_nearness(network: Network) -> Real:
    """(persons,) the mean of 1 / length to all others, where strong ties are short: a tie is 1 / root(weight) long.

    Source: Opsahl, Agneessens and Skvoretz (2010), alpha 0.5, summed harmonically since networks fall apart.
    """
    from scipy.sparse.csgraph import dijkstra

    persons = network.persons
    near = np.zeros(persons)
    if not network.ties:
        return near
    lengths = matrix(network, 1 / np.sqrt(network.weights))
    width = max(1, BLOCK_CELLS // persons)
    for first in range(0, persons, width):
        block = np.arange(first, min(first + width, persons))
        found = dijkstra(lengths, directed=False, indices=block)
        reached = np.isfinite(found) & (found > 0)
        near[block] = np.where(reached, 1 / np.where(reached, found, 1.0), 0.0).sum(axis=1)
    return near / max(1, persons - 1)


def _forward(ties: Any, persons: int, block: Whole) -> tuple[npt.NDArray[np.int32], Real]:
    """Steps from each source of the block (-1 where none lead there) and in how many shortest ways."""
    columns = np.arange(len(block))
    steps = np.full((persons, len(block)), -1, np.int32)
    ways = np.zeros((persons, len(block)))
    steps[block, columns], ways[block, columns] = 0, 1.0
    edge, step = ways, 0
    while True:
        step += 1
        onward = ties @ edge
        edge = np.where((steps < 0) & (onward > 0), onward, 0.0)
        new = edge > 0
        if not new.any():
            return steps, ways
        steps[new] = step
        ways += edge


def _backward(ties: Any, steps: npt.NDArray[np.int32], ways: Real, block: Whole) -> Real:
    """How much of the chains from the block's sources goes through each person."""
    through = np.zeros_like(ways)
    for step in range(int(steps.max()), 0, -1):
        here = steps == step
        passed = ties @ np.where(here, (1 + through) / np.where(here, ways, 1.0), 0.0)
        through += np.where(steps == step - 1, ways * passed, 0.0)
    through[block, np.arange(len(block))] = 0.0
    total: Real = through.sum(axis=1)
    return total
