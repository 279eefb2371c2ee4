"""In which order persons would have to be taken out so that a network falls apart soonest, and how sure that is.

An order answers a question about these recorded ties, nothing else: not who is guilty, not who will be replaced, not
what the network does the day after. docs/reading-a-chart.md says what must not be concluded.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from benkan.core.errors import N_, Invalid
from benkan.core.networks.dismantling.adaptive import Watch, adaptive_order
from benkan.core.networks.dismantling.annealing import annealed_order
from benkan.core.networks.dismantling.robustness import (
    Effort,
    effort,
    left_after,
    removed_until,
    robustness,
)
from benkan.core.networks.graph import Network, Real
from benkan.core.networks.saying import Said

MOST_PERSONS: Final = 3_000
SECONDS: Final = 4.0
SMALL: Final = 0.1

TEXTS: Final[dict[str, str]] = {
    "dismantling.r": N_(
        "On average over all removals %(percent)s %% of the network still hangs together in one part (R = %(r)s)."
    ),
    "dismantling.small": N_(
        "Removals until no part has more than a tenth of the network: %(removals)d of %(persons)d persons."
    ),
    "dismantling.better": N_("The search improved the usual order, R = %(before)s, to R = %(after)s."),
    "dismantling.same": N_("The search found no better order than the usual one, by betweenness in the largest part."),
    "dismantling.stopped": N_("The time ended before the search did: another run may find a better order."),
    "dismantling.step": N_("Removal %(place)d: the largest part falls from %(before)s to %(after)s."),
    "dismantling.warning": N_(
        "This concerns recorded ties alone. Who is taken out may be replaced, and who is left finds new ties."
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class Dismantling:
    """An order of removal and what it leaves.

    Args:
        order: everybody, the first to be taken out first.
        left: (persons + 1,) the largest part before the first removal and after each.
        r: R of the order, lower is better.
        usual_r: R of the usual order, by betweenness inside the largest part.
        finished: whether the clock stopped nothing, so that the same seed gives the same order.
        cpu_s: processor seconds that it took.
    """

    network: Network
    order: tuple[int, ...]
    left: Real
    r: float
    usual_r: float
    finished: bool
    cpu_s: float

    @property
    def said(self) -> tuple[Said, ...]:
        """What the order does, in words."""
        r = f"{self.r:.4f}"
        told = [_said("dismantling.r", percent=f"{100 * self.r:.1f}", r=r)]
        if self.network.persons:
            removals = removed_until(self.left, SMALL)
            told.append(_said("dismantling.small", removals=removals, persons=self.network.persons))
        if self.r < self.usual_r:
            told.append(_said("dismantling.better", before=f"{self.usual_r:.4f}", after=r))
        else:
            told.append(_said("dismantling.same"))
        if not self.finished:
            told.append(_said("dismantling.stopped"))
        return (*told, _said("dismantling.warning"))

    def step(self, place: int) -> Said:
        """What the removal at this place (from 0) does."""
        before, after = f"{self.left[place]:g}", f"{self.left[place + 1]:g}"
        return _said("dismantling.step", place=place + 1, before=before, after=after)


def dismantle(
    network: Network,
    *,
    costs: Sequence[float] | None = None,
    worth: Sequence[float] | None = None,
    seconds: float = SECONDS,
    seed: int = 0,
    watch: Watch | None = None,
) -> Dismantling:
    """The order of removal that breaks the network soonest, as far as it can be found in this time.

    Args:
        network: of up to 3,000 persons.
        costs: what it takes to take each person out; 1 without it.
        worth: how much each person counts in what is left; 1 without it.
        seconds: processor time at most, about; 0 gives the usual order, for which four seconds are taken at most.
        seed: of the search.
        watch: told (done, most) now and then; what it raises ends the work.

    Raises:
        Invalid: ``networks.too-large``, ``networks.costs``.
    """
    if network.persons > MOST_PERSONS:
        raise Invalid(
            "networks.too-large",
            N_("A network of %(persons)d persons is too large for this question; %(most)d at most."),
            N_("Take a part of the network, such as one community."),
            persons=network.persons,
            most=MOST_PERSONS,
        )
    began = time.process_time()
    spent = effort(network, costs, worth)
    until = began + (seconds or SECONDS)
    usual = adaptive_order(network, spent, watch, until=until)
    usual_r = robustness(network, usual, spent)
    order, finished = usual, time.process_time() <= until
    if seconds > 0 and network.persons > 1:
        order, finished = annealed_order(network, usual, spent, seed=seed, until=until, watch=watch)
    left = left_after(network, order, spent.worth)
    r = robustness(network, order, spent)
    return Dismantling(network, tuple(order), left, r, usual_r, finished, time.process_time() - began)


def _said(code: str, **facts: object) -> Said:
    return Said(code, TEXTS[code], facts)


__all__ = ["Dismantling", "Effort", "Watch", "dismantle", "effort", "left_after", "robustness"]
