"""Which ties may be missing: pairs without a recorded tie that look like pairs with one, in this very network.

What makes a pair look tied differs between networks: common contacts in a cell, one very active end in a wire tap. So
the weights of the indices are learned from the network itself, by hiding a tenth of its ties some times and fitting a
logistic model that tells the hidden pairs from those without a tie (stacking, Ghasemian et al. 2020). Nothing is
learned from another network, and nothing about a person goes in but ties. A suggestion says where to look; it is no
tie.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from benkan.core.errors import N_, Invalid
from benkan.core.networks.graph import Network, Real, Whole
from benkan.core.networks.saying import Said

MOST_PERSONS: Final = 1_000
HIDES: Final = 8
HIDDEN_SHARE: Final = 0.1
MOST_UNTIED: Final = 4_000
"""Pairs without a tie that each hide is compared with."""
PENALTY: Final = 1.0
ROUNDS: Final = 25
FAREST: Final = 6.0
"""Standard deviations beyond which a value counts as this much: hiding changes what is rare."""

TEXTS: Final[dict[str, str]] = {
    "hidden.common": N_("Contacts that both have: %(count)d."),
    "hidden.apart": N_("No contact that both have; the pattern of the whole network speaks for this pair."),
    "hidden.alone": N_("One of the two has no recorded tie, although the person is in this network."),
    "hidden.active": N_("Ties of the one and of the other: %(more)d and %(fewer)d."),
    "hidden.warning": N_(
        "A suggestion says where to look. It is no tie, and no ground for any measure against a person."
    ),
    "hidden.few": N_("With fewer than ten ties nothing can be learned from a network."),
}
FEWEST_TIES: Final = 10


@dataclass(frozen=True, slots=True)
class HiddenTie:
    """One pair that may be tied: its two persons, its place among all pairs (1 is the likeliest), why."""

    first: int
    second: int
    rank: int
    reasons: tuple[Said, ...]


def suggest(network: Network, most: int = 20, seed: int = 0) -> tuple[list[HiddenTie], tuple[Said, ...]]:
    """The pairs without a tie that look most like pairs with one, and what must stand beside them.

    Raises:
        Invalid: ``networks.too-large``.
    """
    if network.ties < FEWEST_TIES:
        return [], (Said("hidden.few", TEXTS["hidden.few"]),)
    scores = tie_scores(network, seed)
    ties = _weights(network) > 0
    first, second = np.triu_indices(network.persons, 1)
    untied = ~ties[first, second]
    first, second = first[untied], second[untied]
    order = np.lexsort((second, first, -scores[first, second]))[:most]
    common = ties.astype(np.int64) @ ties.astype(np.int64)
    found = []
    for place, pair in enumerate(order):
        one, other = int(first[pair]), int(second[pair])
        fewer, more = sorted((int(network.degrees[one]), int(network.degrees[other])))
        count = int(common[one, other])
        reasons = [
            Said("hidden.common", TEXTS["hidden.common"], {"count": count})
            if count
            else Said("hidden.apart", TEXTS["hidden.apart"]),
            Said("hidden.active", TEXTS["hidden.active"], {"more": more, "fewer": fewer}),
        ]
        if not fewer:
            reasons.insert(0, Said("hidden.alone", TEXTS["hidden.alone"]))
        found.append(HiddenTie(one, other, place + 1, tuple(reasons)))
    return found, (Said("hidden.warning", TEXTS["hidden.warning"]),)


def tie_scores(network: Network, seed: int = 0) -> Real:
    """(persons, persons) symmetric; higher where a tie is likelier. Only the order of pairs means something.

    Raises:
        Invalid: ``networks.too-large``.
    """
    persons = network.persons
    if persons > MOST_PERSONS:
        raise Invalid(
            "networks.too-large",
            N_("A network of %(persons)d persons is too large for this question; %(most)d at most."),
            N_("Take a part of the network, such as one community."),
            persons=persons,
            most=MOST_PERSONS,
        )
    weights = _weights(network)
    pairs = np.triu_indices(persons, 1)
    tied = weights[pairs] > 0
    known, untied = np.flatnonzero(tied), np.flatnonzero(~tied)
    scores = np.zeros((persons, persons))
    if not len(known) or not len(untied):
        return scores
    drawn = np.random.default_rng(seed)
    rows, answers = [], []
    for _ in range(HIDES):
        hidden = drawn.choice(known, max(1, round(HIDDEN_SHARE * len(known))), replace=False)
        others = drawn.choice(untied, min(len(untied), MOST_UNTIED), replace=False)
        left = weights.copy()
        left[pairs[0][hidden], pairs[1][hidden]] = left[pairs[1][hidden], pairs[0][hidden]] = 0.0
        rows.append(_indices(left, (pairs[0][(both := np.concatenate((hidden, others)))], pairs[1][both])))
        answers.append(np.repeat((1.0, 0.0), (len(hidden), len(others))))
    table, answer = np.vstack(rows), np.concatenate(answers)
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    learned = _fit((table - mean) / spread, answer)
    values = np.clip((_indices(weights, pairs) - mean) / spread, -FAREST, FAREST) @ learned
    scores[pairs] = values
    return scores + scores.T


def _indices(weights: Real, pairs: tuple[Whole, ...]) -> Real:
    """(pairs, indices) what speaks for a tie of each pair, from local to global.

    Ranks among all pairs of: resource allocation (Zhou et al. 2009), the same over damped weights, random walks with
    restart (long and short), degree-normalised chains of three, a heat kernel; then common contacts and activity.
    """
    persons = len(weights)
    ties = (weights > 0).astype(np.float64)
    degrees = ties.sum(axis=1)
    common = ties @ ties
    damped = np.log1p(weights)
    allocation = ties @ (ties / _floor(degrees)[:, None])
    root = 1 / np.sqrt(_floor(degrees))
    vibration, modes = np.linalg.eigh(ties / np.sqrt(np.outer(degrees + 1, degrees + 1)))
    ranked = (
        allocation,
        damped @ (damped / _floor(damped.sum(axis=1))[:, None]),
        _walk(ties, degrees, 0.85),
        _walk(ties, degrees, 0.5),
        ties @ (root[:, None] * ties * root) @ ties,
        (modes * np.exp(3 * vibration)) @ modes.T,
    )
    upper = np.triu_indices(persons, 1)
    columns = [_ranks(matrix[upper], matrix[pairs]) for matrix in ranked]
    fewer = np.minimum(degrees[pairs[0]], degrees[pairs[1]])
    more = np.maximum(degrees[pairs[0]], degrees[pairs[1]])
    shared = common[pairs]
    columns += [
        (shared > 0).astype(np.float64), np.log1p(shared), np.sqrt(allocation[pairs]),
        (fewer == 0).astype(np.float64), (fewer == 1).astype(np.float64),
        np.log1p(fewer), np.log1p(more), np.log1p(fewer) * np.log1p(more), (fewer == 0) * np.log1p(more),
    ]  # fmt: skip
    return np.stack(columns, axis=1)


def _walk(ties: Real, degrees: Real, onward: float) -> Real:
    """How often walks that begin at one end and go on with this probability stand at the other, both ways."""
    steps = ties / _floor(degrees)[:, None]
    walks = (1 - onward) * np.linalg.inv(np.eye(len(ties)) - onward * steps)
    both: Real = walks + walks.T
    return both


def _ranks(every: Real, wanted: Real) -> Real:
    """The mean rank of each wanted value among all, from 0 to 1; what differs by rounding alone is equal."""
    ordered = np.sort(np.round(every, 12))
    values = np.round(wanted, 12)
    low, high = np.searchsorted(ordered, values, "left"), np.searchsorted(ordered, values, "right")
    found: Real = (low + high - 1) / 2 / max(1, len(every) - 1)
    return found


def _fit(table: Real, answer: Real) -> Real:
    """The weights of a logistic model with ridge penalty, both answers counting alike (Newton's method)."""
    rows = np.column_stack((np.ones(len(table)), table))
    balance = np.where(answer > 0, 1.0, answer.sum() / max(1.0, (1 - answer).sum()))
    penalty = np.full(rows.shape[1], PENALTY)
    penalty[0] = 1e-6
    learned = np.zeros(rows.shape[1])
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-np.clip(rows @ learned, -30, 30)))
        slope = rows.T @ (balance * (answer - likely)) - penalty * learned
        bend = (rows.T * (balance * likely * (1 - likely))) @ rows + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        learned += step
        if np.abs(step).max() < 1e-6:
            break
    found: Real = learned[1:]
    return found


def _weights(network: Network) -> Real:
    found = np.zeros((network.persons, network.persons))
    found[network.owners, network.neighbours] = network.weights
    return found


def _floor(values: Real) -> Real:
    return np.where(values > 0, values, 1.0)


def hidden_tie_auc(network: Network, *, rounds: int, seed: int = 0, share: float = HIDDEN_SHARE) -> float:
    """How often a tie that was hidden comes before a pair that has none, over some rounds; a half is chance.

    Args:
        network: of up to a thousand persons and with a pair that is not tied.
        rounds: each hides other ties.
        seed: of the choice.
        share: of ties that are hidden.
    """
    drawn = np.random.default_rng(seed)
    low, high, weights = network.pairs()
    pairs = np.triu_indices(network.persons, 1)
    untied = _weights(network)[pairs] == 0
    found: list[float] = []
    for round_ in range(rounds):
        hidden = drawn.choice(len(low), max(1, round(share * len(low))), replace=False)
        kept = np.ones(len(low), np.bool_)
        kept[hidden] = False
        left = _of(network.names, low[kept], high[kept], weights[kept])
        scores = tie_scores(left, round_)
        found.append(area(scores[low[hidden], high[hidden]], scores[pairs][untied]))
    return float(np.mean(found))


def area(right: Real, wrong: Real) -> float:
    """How often one of the right values is above one of the wrong ones, equals counting half (AUC)."""
    if not len(right) or not len(wrong):
        return float("nan")
    ordered = np.sort(np.round(wrong, 9))
    values = np.round(right, 9)
    below = (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")) / 2
    return float(below.mean() / len(wrong))


def _of(names: Sequence[str], low: Whole, high: Whole, weights: Real) -> Network:
    from benkan.core.networks.graph import build

    return build(names, low, high, weights).network
