"""Who matters in a network, twice and side by side: who has the contacts, and who stands between the others.

The two are not one: a leader may keep away from everybody but two lieutenants, and a driver may join two groups and
decide nothing. To take away a broker breaks a network; to take away a person with contacts may not; neither says who
gives orders or who is guilty. Nothing here is a score of a person outside this network and these recorded ties.

The mark of contacts is a mean of four ranks, chosen by argument and not by search (docs/reading-a-chart.md): how much
with how many (root of degree times strength), with whom (eigenvector over damped weights), how near to all (strong
ties are short), how deep (weighted core). No single one is right in every network: wire taps lack the careful.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from benkan.core.errors import N_
from benkan.core.networks.between import betweenness, matrix, strong_nearness
from benkan.core.networks.cores import core_numbers, cut_off
from benkan.core.networks.graph import Network, Real, Whole, sums
from benkan.core.networks.saying import Said

MOST_ROUNDS: Final = 200
STEADY: Final = 1e-10

TEXTS: Final[dict[str, str]] = {
    "central.degree": N_("Direct ties: %(degree)d, rank %(rank)d of %(persons)d."),
    "central.strength": N_("Sum of the weights of the ties: %(strength)s, rank %(rank)d of %(persons)d."),
    "central.known": N_("How well tied the contacts are themselves: rank %(rank)d of %(persons)d."),
    "central.core": N_("Belongs to a core in which everybody has at least so many ties: %(core)d."),
    "central.near": N_("How few steps it takes to everybody: rank %(rank)d of %(persons)d."),
    "central.between": N_(
        "Pairs of others whose shortest chains go through here: %(pairs)s, rank %(rank)d of %(persons)d."
    ),
    "central.bridge": N_(
        "How little the contacts know each other: rank %(rank)d of %(persons)d (constraint %(constraint)s)."
    ),
    "central.cut": N_("Others who would no longer hang together with the rest: %(people)d."),
    "central.no-cut": N_("Without this person all others still hang together: there are other ways."),
    "central.alone": N_("There is no tie here: nothing can be said."),
    "central.warning": N_(
        "Contacts and brokerage are two things, and neither says who gives orders. Careful persons have few ties."
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class Central:
    """Measures of every person, each (persons,), and two orders.

    Args:
        degrees: how many ties.
        strengths: the sum of their weights.
        nearness: harmonic closeness, 0 to 1.
        eigenvector: tied to the well tied, over the logarithm of weights; the largest is 1.
        cores: k of the deepest k-core.
        betweenness: pairs of others that its shortest chains join.
        constraint: Burt's; low where contacts do not know each other, NaN without a tie.
        cut_off: others that are cut off without it.
        contact: mean rank between 0 and 1 of what says that it has the contacts.
        brokerage: mean rank between 0 and 1 of what says that it stands between others.
    """

    network: Network
    degrees: Whole
    strengths: Real
    nearness: Real
    eigenvector: Real
    cores: Whole
    betweenness: Real
    constraint: Real
    cut_off: Whole
    contact: Real
    brokerage: Real

    def by_contact(self, most: int | None = None) -> list[int]:
        """Persons with the most contacts first; of equals the smaller number."""
        return _order(self.contact)[:most]

    def by_brokerage(self, most: int | None = None) -> list[int]:
        """Persons who stand between the most others first; of equals the smaller number."""
        return _order(self.brokerage)[:most]

    def contact_reasons(self, person: int) -> tuple[Said, ...]:
        """Why the person stands where it stands among those with contacts."""
        if not self.degrees[person]:
            return (_said("central.alone"),)
        persons = self.network.persons
        return (
            _said("central.degree", degree=int(self.degrees[person]), rank=rank(self.degrees, person), persons=persons),
            _said(
                "central.strength", strength=f"{self.strengths[person]:g}", rank=rank(self.strengths, person),
                persons=persons,
            ),
            _said("central.known", rank=rank(self.eigenvector, person), persons=persons),
            _said("central.near", rank=rank(self.nearness, person), persons=persons),
            _said("central.core", core=int(self.cores[person])),
        )  # fmt: skip

    def broker_reasons(self, person: int) -> tuple[Said, ...]:
        """Why the person stands where it stands among brokers."""
        if not self.degrees[person]:
            return (_said("central.alone"),)
        persons, people = self.network.persons, int(self.cut_off[person])
        return (
            _said(
                "central.between", pairs=f"{self.betweenness[person]:.0f}", rank=rank(self.betweenness, person),
                persons=persons,
            ),
            _said(
                "central.bridge", rank=rank(-np.nan_to_num(self.constraint, nan=np.inf), person), persons=persons,
                constraint=f"{self.constraint[person]:.2f}",
            ),
            _said("central.cut", people=people) if people else _said("central.no-cut"),
        )  # fmt: skip

    @property
    def said(self) -> tuple[Said, ...]:
        """What must stand beside both lists."""
        return (_said("central.warning"),)


def central_persons(network: Network) -> Central:
    """Both orders for a network of up to a few thousand persons; ``large`` answers for more."""
    between, near = betweenness(network)
    bridged = constraint(network)
    known = eigenvector(network)
    cores = core_numbers(network)
    people, _ = cut_off(network)
    degrees, strengths = network.degrees, network.strengths
    open_ends = -np.nan_to_num(bridged, nan=np.inf)
    return Central(
        network, degrees, strengths, near, known, cores, between, bridged, people,
        contact=mean_rank(np.sqrt(degrees * strengths), known, strong_nearness(network), weighted_cores(network)),
        brokerage=mean_rank(between, between, open_ends),
    )  # fmt: skip


def eigenvector(network: Network) -> Real:
    """(persons,) tied to the well tied (Bonacich 1972), weights as log(1 + weight); the largest is 1, 0 without a tie.

    One heavy tie would otherwise drown all others. The part of the network with the largest eigenvalue takes all.
    """
    values = np.where(network.degrees > 0, 1.0, 0.0)
    if not network.ties:
        return values
    ties = matrix(network, np.log1p(network.weights))
    for _ in range(MOST_ROUNDS):
        # The person itself is added: without it a star swings for ever.
        stepped: Real = ties @ values + values
        stepped /= stepped.max()
        if np.abs(stepped - values).max() < STEADY:
            return stepped
        values = stepped
    return values


def constraint(network: Network) -> Real:
    """(persons,) how far each person's contacts are tied to each other (Burt 1992); NaN without a tie."""
    if not network.ties:
        return np.full(network.persons, np.nan)
    shares = matrix(network, network.weights / network.strengths[network.owners])
    pattern = matrix(network)
    both = (shares + (shares @ shares)).multiply(pattern)
    found: Real = np.asarray(both.multiply(both).sum(axis=1)).ravel()
    return np.where(network.degrees > 0, found, np.nan)


def weighted_cores(network: Network) -> Real:
    """(persons,) the core of each person where a tie counts as log(1 + weight): whom repeated contacts hold.

    Source: s-cores (Eidsaa and Almaas 2013) over damped weights.
    """
    damped = np.log1p(network.weights)
    left = sums(network.owners, damped, network.persons)
    cores, level = np.zeros(network.persons), 0.0
    alive = np.ones(network.persons, np.bool_)
    while alive.any():
        person = int(np.argmin(np.where(alive, left, np.inf)))
        level = max(level, float(left[person]))
        cores[person], alive[person] = level, False
        row = slice(network.starts[person], network.starts[person + 1])
        left[network.neighbours[row]] -= damped[row]
    return cores


def mean_rank(*measures: Real | Whole) -> Real:
    """(persons,) the mean over the measures of each person's rank, 0 for the lowest and 1 for the highest."""
    ranked: list[Real] = []
    for measure in measures:
        # Ten digits: what differs by rounding alone is equal.
        values = np.asarray(measure, np.float64)
        whole = np.isfinite(values) & (values != 0)
        scale = np.where(whole, 10.0 ** (9 - np.floor(np.log10(np.abs(np.where(whole, values, 1.0))))), 1.0)
        rounded = np.where(whole, np.round(np.where(whole, values, 0.0) * scale) / scale, values)
        _, which, counts = np.unique(rounded, return_inverse=True, return_counts=True)
        last = np.cumsum(counts)
        ranked.append((last - (counts + 1) / 2)[which] / max(1, len(values) - 1))
    return np.mean(ranked, axis=0) if ranked else np.zeros(0)


def rank(values: Real | Whole, person: int) -> int:
    """The place of the person among all, from 1; equals share the better place."""
    return int(np.count_nonzero(values > values[person])) + 1


def _order(values: Real) -> list[int]:
    return [int(person) for person in np.lexsort((np.arange(len(values)), -values))]


def _said(code: str, **facts: object) -> Said:
    return Said(code, TEXTS[code], facts)
