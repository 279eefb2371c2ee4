"""Layered chain: money hurries through account after account, a little less each time, and does not come back.

Source: layering as in FATF's typologies; FATF-GIABA (2013).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benkan.core.errors import N_
from benkan.core.flows import innocence
from benkan.core.flows.alert import Alert
from benkan.core.flows.bounds import setting
from benkan.core.flows.drafting import MOST_TRANSFERS, draft, hours, percent
from benkan.core.flows.ledger import Ledger
from benkan.core.flows.paths import Steps

CODE = "layered_chain"


@dataclass(frozen=True, slots=True)
class LayeredChain:
    """What makes transfers one chain."""

    rest_hours: float = setting(24.0, 0.1, 96, N_("Hours after which the money has gone on."))
    least_legs: int = setting(4, 3, 100, N_("Transfers in a row, at least."))
    lowest_share: float = setting(0.9, 0.75, 1.0, N_("Share of the last transfer that the next one carries, at least."))
    floor_shares: float = setting(0.5, 0.5, 100, N_("A transfer counts from this share of the amount that matters."))


def find(ledger: Ledger, settings: LayeredChain) -> Iterator[Alert]:
    """The longest chains first; a transfer belongs to one chain."""
    floor = settings.floor_shares * ledger.common.material_xof
    pairs = ledger.pairs(settings.rest_hours, settings.lowest_share, 1.0, floor)
    steps = Steps(pairs["came"], pairs["went"]).long_enough(settings.least_legs)
    for path in _chains(ledger, steps, settings.least_legs):
        yield _alert(ledger, settings, np.array(path))


def _chains(ledger: Ledger, steps: Steps, least: int) -> Iterator[list[int]]:
    """Paths without a return, the longest first."""
    xof = ledger.transfers.xof
    length: dict[int, int] = {}
    last: dict[int, int] = {}
    # Ordered by what is reached, so that all that leads to a transfer is known when it is left.
    order = np.lexsort((steps.came, steps.went))
    for came, went in zip(steps.came[order].tolist(), steps.went[order].tolist(), strict=True):
        here = length.get(came, 1) + 1
        better = here > length.get(went, 1)
        if not better and here == length.get(went, 1):
            better = xof[came] < xof[last[went]]  # as long: the one that lost less
        if better:
            length[went], last[went] = here, came
    used: set[int] = set()
    for end in sorted(length, key=lambda one: (-length[one], one)):
        path = _back(ledger, end, last, used)
        if len(path) >= least:
            used.update(path)
            yield path


def _back(ledger: Ledger, end: int, last: dict[int, int], used: set[int]) -> list[int]:
    """The path to this transfer from as far as it is free and visits no account twice."""
    transfers = ledger.transfers
    path: list[int] = []
    seen = {int(transfers.target[end])}
    here: int | None = end
    while here is not None and here not in used:
        source = int(transfers.source[here])
        if source in seen:
            break
        seen.add(source)
        path.append(here)
        here = last.get(here)
    return path[::-1]


def _alert(ledger: Ledger, settings: LayeredChain, path: np.ndarray) -> Alert:
    transfers = ledger.transfers
    first, end = path[0], path[-1]
    rests = np.diff(transfers.seconds[path])
    return draft(
        ledger,
        CODE,
        path,
        (
            ("source", [int(transfers.source[first])]),
            ("sink", [int(transfers.target[end])]),
            ("intermediary", transfers.target[path[:-1]].tolist()),
        ),
        {
            "legs": len(path),
            "left_xof": int(transfers.xof[first]),
            "arrived_xof": int(transfers.xof[end]),
            "arrived_percent": percent(transfers.xof[end] / transfers.xof[first]),
            "longest_rest_hours": hours(rests.max()),
            "hours": hours(transfers.seconds[end] - transfers.seconds[first]),
        },
        settings,
        [innocence.remittance(ledger, path[:MOST_TRANSFERS])],
    )
