"""How something could have passed from one person to another in the order of time.

A chain of contacts can carry a message or a consignment only when no leg is earlier than the one before it. Ties
without a time cannot be ordered and are left out. That a chain is possible in time does not say that anything passed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from benkan.core.errors import N_, Invalid
from benkan.core.networks.saying import Said

MOST_LEGS: Final = 8
MOST_CHAINS: Final = 50

TEXTS: Final[dict[str, str]] = {
    "timed.found": N_("In the order of time: fewest legs %(legs)d, chains of that many: %(chains)d."),
    "timed.earliest": N_("The earliest way to arrive takes legs: %(legs)d."),
    "timed.more": N_("Only the first %(shown)d are shown."),
    "timed.untimed": N_("Ties without a time, left out: %(count)d."),
    "timed.around": N_("Persons that were gone around: %(count)d."),
    "timed.none": N_(
        "Nothing recorded could have passed from one to the other in the order of time, in %(most)d legs or fewer."
    ),
}

Person: TypeAlias = int


@dataclass(frozen=True, slots=True)
class TimedTie:
    """One contact: from whom, to whom, when.

    Args:
        time: seconds, days or any number that grows with time, the same for all; None where it is not known.
        both_ways: a meeting or a call carries both ways, a transfer or a consignment one way.
        key: the tie of the chart that this contact is.
    """

    source: Person
    target: Person
    time: float | None
    both_ways: bool = True
    key: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """One step of a chain, in the direction in which it is taken."""

    source: Person
    target: Person
    time: float
    key: str


@dataclass(frozen=True, slots=True)
class TimedChains:
    """Chains from one person to another in the order of time.

    Args:
        chains: those with the fewest legs, the earliest to arrive first.
        count: how many there are of that many legs, listed or not; stops at ten thousand.
        earliest: the chain that arrives before all others, with as few legs as that allows; empty where there is none.
    """

    chains: tuple[tuple[Leg, ...], ...]
    count: int
    earliest: tuple[Leg, ...]
    said: tuple[Said, ...]


MOST_COUNTED: Final = 10_000


def in_order(
    ties: Iterable[TimedTie],
    source: Person,
    target: Person,
    *,
    around: Collection[Person] = (),
    after: float = -np.inf,
    before: float = np.inf,
    wait: float = 0.0,
    most_legs: int = MOST_LEGS,
    most: int = MOST_CHAINS,
) -> TimedChains:
    """The chains from ``source`` to ``target`` whose legs follow each other in time.

    Args:
        ties: contacts between any persons.
        source: where a chain begins.
        target: where it ends.
        around: persons that no chain goes through; the ends are never gone around.
        after: no leg is earlier.
        before: no leg is later.
        wait: at least so much time lies between two legs; 0 lets legs of the same time follow each other.
        most_legs: longer chains are not looked for.
        most: how many chains are listed.

    Raises:
        Invalid: ``networks.time`` where a time is not a finite number or ``wait`` is negative.
    """
    if not wait >= 0:
        raise Invalid("networks.time", N_("The wait between two legs is negative."), N_("Give 0 or more."))
    closed = set(around) - {source, target}
    legs, untimed = _legs(ties, closed, after, before)
    said: list[Said] = []
    if untimed:
        said.append(_said("timed.untimed", count=untimed))
    if closed:
        said.append(_said("timed.around", count=len(closed)))
    arrivals = _arrivals(legs, source, wait, most_legs)
    reached = [number for number, arrival in enumerate(arrivals) if number and target in arrival]
    if source == target or not reached:
        said.append(_said("timed.none", most=most_legs))
        return TimedChains((), 0, (), tuple(said))
    fewest = reached[0]
    found = _enumerate(legs, arrivals, target, fewest, wait, np.inf, MOST_COUNTED)
    found.sort(key=lambda chain: (chain[-1].time, [(leg.time, leg.target, leg.key) for leg in chain]))
    soonest = min(reached, key=lambda number: (arrivals[number][target], number))
    earliest = _enumerate(legs, arrivals, target, soonest, wait, arrivals[soonest][target], 1)[0]
    said.insert(0, _said("timed.found", legs=fewest, chains=len(found)))
    if soonest != fewest:
        said.insert(1, _said("timed.earliest", legs=soonest))
    if len(found) > most:
        said.append(_said("timed.more", shown=most))
    return TimedChains(tuple(found[:most]), len(found), earliest, tuple(said))


@dataclass(frozen=True, slots=True)
class _Legs:
    """Both directions of every usable contact, as columns, and the places of those that arrive at each person."""

    sources: npt.NDArray[np.int64]
    targets: npt.NDArray[np.int64]
    times: npt.NDArray[np.float64]
    keys: list[str]
    arriving: dict[Person, list[int]]


def _legs(ties: Iterable[TimedTie], closed: set[Person], after: float, before: float) -> tuple[_Legs, int]:
    rows: list[tuple[Person, Person, float, str]] = []
    untimed = 0
    for tie in ties:
        if tie.time is None:
            untimed += 1
            continue
        if not np.isfinite(tie.time):
            raise Invalid(
                "networks.time", N_("A time is not a finite number."), N_("Leave out the time where it is not known.")
            )
        if tie.source == tie.target or closed & {tie.source, tie.target} or not after <= tie.time <= before:
            continue
        rows.append((tie.source, tie.target, tie.time, tie.key))
        if tie.both_ways:
            rows.append((tie.target, tie.source, tie.time, tie.key))
    rows.sort(key=lambda row: (row[2], row[0], row[1], row[3]))
    arriving: dict[Person, list[int]] = {}
    for place, row in enumerate(rows):
        arriving.setdefault(row[1], []).append(place)
    return (
        _Legs(
            np.array([row[0] for row in rows], np.int64),
            np.array([row[1] for row in rows], np.int64),
            np.array([row[2] for row in rows], np.float64),
            [row[3] for row in rows],
            arriving,
        ),
        untimed,
    )


def _arrivals(legs: _Legs, source: Person, wait: float, most_legs: int) -> list[dict[Person, float]]:
    """For each number of legs, when each person can be reached with so many at the earliest, no sooner with fewer."""
    best: dict[Person, float] = {source: -np.inf}
    layers: list[dict[Person, float]] = [dict(best)]
    for _ in range(most_legs):
        last = layers[-1]
        found: dict[Person, float] = {}
        for place, (start, end) in enumerate(zip(legs.sources.tolist(), legs.targets.tolist(), strict=True)):
            since = last.get(start)
            time = float(legs.times[place])
            if since is not None and since + wait <= time < best.get(end, np.inf):
                best[end] = found[end] = time
        if not found:
            break
        layers.append(found)
    return layers


def _enumerate(
    legs: _Legs, arrivals: list[dict[Person, float]], target: Person, number: int, wait: float, by: float, most: int
) -> list[tuple[Leg, ...]]:
    """Chains of exactly so many legs that arrive by a time, written from the end back without a dead end."""
    # A prefix that could be had with fewer legs would make the whole chain shorter, so each person of a chain stands in
    # the layer of its place, and nobody stands twice.
    found: list[tuple[Leg, ...]] = []
    pending: list[tuple[Leg, ...]] = []

    def steps(end: Person, before: float, left: int, chain: tuple[Leg, ...]) -> None:
        for place in legs.arriving.get(end, ()):
            start, time = int(legs.sources[place]), float(legs.times[place])
            since = arrivals[left - 1].get(start)
            if since is not None and since + wait <= time <= before:
                pending.append((Leg(start, end, time, legs.keys[place]), *chain))

    steps(target, by, number, ())
    while pending and len(found) < most:
        chain = pending.pop()
        if len(chain) == number:
            found.append(chain)
        else:
            steps(chain[0].source, chain[0].time - wait, number - len(chain), chain)
    return found


def _said(code: str, **facts: object) -> Said:
    return Said(code, TEXTS[code], facts)
