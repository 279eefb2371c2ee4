"""A network of persons (or phones, accounts, firms) and the ties between them, read strictly.

Undirected, weighted, at most one tie between two persons. The weight says how strong a tie is (calls, meetings, common
cases), never how long it is. What is wrong in the input is left out or put together and said, never put right in
silence. A network may be empty, may fall apart, and may have a person with a million ties: every question answers it.

Held as compressed rows (CSR), so that a few thousand ties need numpy alone and five million fit in memory. Networks are
not stored here, and no direction of a tie is kept: who called whom is a matter for the document behind the tie.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from benkan.core.errors import N_, Invalid
from benkan.core.networks.saying import Said

Whole: TypeAlias = npt.NDArray[np.int64]
Real: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]

MAX_TIES: Final = 50_000_000
MAX_WEIGHT: Final = 1e12
"""A count above it is a number of something else, such as a phone number in the wrong column."""
HUB_AT_LEAST: Final = 12
HUB_TIMES_MEAN: Final = 5.0

TEXTS: Final[dict[str, str]] = {
    "reading.loops": N_("Ties of a person with itself, left out: %(count)d."),
    "reading.duplicates": N_("Ties given more than once or both ways, their weights added: %(count)d."),
    "reading.not-a-number": N_("Ties whose weight is no number, left out: %(count)d."),
    "reading.not-positive": N_("Ties whose weight is zero or negative, left out: %(count)d."),
    "reading.absurd": N_("Ties whose weight is above %(most)d, left out: %(count)d."),
    "reading.nameless": N_("Ties without a name on one side, left out: %(count)d."),
    "reading.empty": N_("The network has no tie."),
    "reading.apart": N_("The network falls into parts: %(count)d; the largest has %(largest)d of %(persons)d persons."),
    "reading.hub": N_(
        "%(name)s has %(degree)d of all %(ties)d ties: shared numbers and shops look like this; check it."
    ),
}


@dataclass(frozen=True, slots=True)
class Tie:
    """One tie as it is given: two names and how strong it is."""

    source: str
    target: str
    weight: float = 1.0


@dataclass(frozen=True, eq=False)
class Network:
    """Persons numbered from 0 and their ties.

    Args:
        names: of the persons, in the order in which they first appear; no name stands twice.
        starts: (persons + 1,) where each person's neighbours begin.
        neighbours: (2 * ties,) numbers of the neighbours, ascending within a person.
        weights: (2 * ties,) above 0 and finite, beside ``neighbours``.
    """

    names: Sequence[str]
    starts: Whole
    neighbours: Whole
    weights: Real

    @property
    def persons(self) -> int:
        """How many persons there are."""
        return len(self.starts) - 1

    @property
    def ties(self) -> int:
        """How many ties there are."""
        return len(self.neighbours) // 2

    @cached_property
    def degrees(self) -> Whole:
        """(persons,) how many ties each person has."""
        return np.diff(self.starts)

    @cached_property
    def strengths(self) -> Real:
        """(persons,) the sum of the weights of each person's ties."""
        return sums(self.owners, self.weights, self.persons)

    @cached_property
    def owners(self) -> Whole:
        """(2 * ties,) whose neighbour stands at each place of ``neighbours``."""
        return np.repeat(np.arange(self.persons), self.degrees)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each name."""
        return {name: number for number, name in enumerate(self.names)}

    def number(self, name: str) -> int:
        """The number of the person of this name.

        Raises:
            Invalid: ``networks.unknown``.
        """
        found = self.numbers.get(name)
        if found is None:
            raise Invalid(
                "networks.unknown",
                N_("There is no person of that name in the network."),
                N_("Take a name that stands in the list of ties, written the same way."),
            )
        return found

    def of(self, person: int) -> Whole:
        """The neighbours of a person, ascending."""
        return self.neighbours[self.starts[person] : self.starts[person + 1]]

    def pairs(self) -> tuple[Whole, Whole, Real]:
        """Every tie once: the smaller number, the larger number, the weight."""
        once = self.owners < self.neighbours
        return self.owners[once], self.neighbours[once], self.weights[once]

    def without(self, persons: Iterable[int]) -> Network:
        """The same persons, but those given have no tie any more."""
        gone = np.zeros(self.persons, np.bool_)
        gone[list(persons)] = True
        kept = ~(gone[self.owners] | gone[self.neighbours])
        return _rows(self.names, self.owners[kept], self.neighbours[kept], self.weights[kept])

    def part(self, persons: Sequence[int] | Whole) -> Network:
        """The network among these persons alone, numbered anew in the order given."""
        chosen = np.asarray(persons, np.int64)
        place = np.full(self.persons, -1, np.int64)
        place[chosen] = np.arange(len(chosen))
        kept = (place[self.owners] >= 0) & (place[self.neighbours] >= 0)
        names = [self.names[int(person)] for person in chosen]
        return _rows(names, place[self.owners[kept]], place[self.neighbours[kept]], self.weights[kept])


@dataclass(frozen=True, slots=True)
class Reading:
    """A network and what was found on the way to it."""

    network: Network
    said: tuple[Said, ...]


def read(ties: Iterable[Tie], persons: Iterable[str] = ()) -> Reading:
    """The network of these ties; ``persons`` are in it even where they have no tie.

    Raises:
        Invalid: ``networks.too-many``.
    """
    numbers: dict[str, int] = {}
    for name in persons:
        if name.strip():
            numbers.setdefault(name.strip(), len(numbers))
    ends: list[tuple[int, int]] = []
    weights: list[float] = []
    nameless = 0
    for tie in itertools.islice(ties, MAX_TIES + 1):
        source, target = tie.source.strip(), tie.target.strip()
        if not source or not target:
            nameless += 1
            continue
        ends.append((numbers.setdefault(source, len(numbers)), numbers.setdefault(target, len(numbers))))
        weights.append(tie.weight)
    both = np.array(ends, np.int64).reshape(-1, 2)
    reading = build(list(numbers), both[:, 0], both[:, 1], np.array(weights, np.float64))
    if nameless:
        return Reading(reading.network, (_said("reading.nameless", count=nameless), *reading.said))
    return reading


def build(names: Sequence[str], sources: Whole, targets: Whole, weights: Real | None = None) -> Reading:
    """The network of ties that are given as columns of numbers.

    Args:
        names: of the persons, each once.
        sources: (given,) numbers of persons.
        targets: (given,) numbers of persons.
        weights: (given,) how strong each tie is; 1 without it.

    Raises:
        Invalid: ``networks.too-many``, ``networks.number`` where a number is none of a person.
    """
    persons, given = len(names), len(sources)
    if given > MAX_TIES:
        raise Invalid(
            "networks.too-many",
            N_("There are more than %(most)d ties."),
            N_("Take a part of the network, by date or by place."),
            most=MAX_TIES,
        )
    if given and not (min(sources.min(), targets.min()) >= 0 and max(sources.max(), targets.max()) < persons):
        raise Invalid("networks.number", N_("A tie names a person that is not listed."), N_("List every person once."))
    weights = np.ones(given) if weights is None else weights
    said: list[Said] = []
    number, above, small = np.isfinite(weights), weights > 0, weights <= MAX_WEIGHT
    loop = sources == targets
    for code, wrong in (
        ("reading.not-a-number", ~number),
        ("reading.not-positive", number & ~above),
        ("reading.absurd", number & ~small),
        ("reading.loops", number & above & small & loop),
    ):
        if count := int(np.count_nonzero(wrong)):
            said.append(_said(code, count=count, most=int(MAX_WEIGHT)))
    kept = number & above & small & ~loop
    low = np.minimum(sources[kept], targets[kept])
    high = np.maximum(sources[kept], targets[kept])
    keys, which = np.unique(low * persons + high, return_inverse=True)
    if doubled := len(low) - len(keys):
        said.append(_said("reading.duplicates", count=doubled))
    summed = sums(which, weights[kept], len(keys))
    low, high = np.divmod(keys, max(1, persons))
    network = _rows(names, np.concatenate((low, high)), np.concatenate((high, low)), np.concatenate((summed, summed)))
    if not network.ties:
        said.append(_said("reading.empty"))
    else:
        said += _doubtful_hub(network)
    return Reading(network, tuple(said))


def hub_degree(network: Network) -> int:
    """From how many ties on a person counts as a hub: five times the mean, at least 12.

    A hub (a lawyer, a shop, a shared number) joins everybody to everybody; a path through it says little.
    """
    mean = 2 * network.ties / max(1, network.persons)
    return max(HUB_AT_LEAST, math.ceil(HUB_TIMES_MEAN * mean))


def sums(numbers: Whole, values: Real, persons: int) -> Real:
    """(persons,) the sum of the values that stand beside each number."""
    # Of nothing at all, bincount makes whole numbers.
    return np.bincount(numbers, values, persons).astype(np.float64)


def _rows(names: Sequence[str], owners: Whole, neighbours: Whole, weights: Real) -> Network:
    persons = len(names)
    order = np.argsort(owners * max(1, persons) + neighbours, kind="stable")
    starts = np.zeros(persons + 1, np.int64)
    np.cumsum(np.bincount(owners, minlength=persons), out=starts[1:])
    return Network(names, starts, neighbours[order], weights[order])


def _doubtful_hub(network: Network) -> list[Said]:
    most = int(np.argmax(network.degrees))
    degree = int(network.degrees[most])
    # A star of three is no finding; of a hundred ties, half in one hand are.
    if degree < 50 or 2 * degree < network.ties:
        return []
    return [_said("reading.hub", name=network.names[most], degree=degree, ties=network.ties)]


def _said(code: str, **facts: object) -> Said:
    return Said(code, TEXTS[code], facts)
