"""Small networks that Hypothesis makes, and slow readings of definitions to compare with."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from hypothesis import strategies as st

from benkan.core.networks import Network, Tie, read


def network_of(ties: Iterable[tuple[int, int]], persons: int = 0) -> Network:
    return read([Tie(f"p{a}", f"p{b}") for a, b in ties], [f"p{number}" for number in range(persons)]).network


@st.composite
def networks(draw: st.DrawFn, most: int = 8) -> Network:
    persons = draw(st.integers(1, most))
    every = list(itertools.combinations(range(persons), 2))
    chosen = draw(st.lists(st.sampled_from(every), unique=True)) if every else []
    weights = draw(st.lists(st.integers(1, 50), min_size=len(chosen), max_size=len(chosen)))
    ties = [Tie(f"p{a}", f"p{b}", float(weight)) for (a, b), weight in zip(chosen, weights, strict=True)]
    return read(ties, [f"p{number}" for number in range(persons)]).network


def parts(network: Network, gone: Iterable[int] = ()) -> list[set[int]]:
    left = set(range(network.persons)) - set(gone)
    found = []
    while left:
        part, pending = set(), [min(left)]
        while pending:
            person = pending.pop()
            if person in part:
                continue
            part.add(person)
            pending += [other for other in network.of(person).tolist() if other in left]
        found.append(part)
        left -= part
    return found


def chains(network: Network, source: int, target: int, closed: Iterable[int] = ()) -> list[tuple[int, ...]]:
    """Every shortest chain, by writing down all simple chains."""
    found: list[tuple[int, ...]] = []
    pending = [(source,)]
    shut = set(closed) - {source, target}
    while pending:
        chain = pending.pop()
        if chain[-1] == target:
            found.append(chain)
            continue
        pending += [(*chain, o) for o in network.of(chain[-1]).tolist() if o not in chain and o not in shut]
    least = min(map(len, found), default=0)
    return sorted(chain for chain in found if len(chain) == least)
