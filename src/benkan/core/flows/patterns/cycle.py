"""Cycle: money returns to where it started, through others, within days and nearly whole.

Source: FATF's typologies of round-tripping; graph forms of laundering as in Altman et al. (2023).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benkan.core.errors import N_
from benkan.core.flows import innocence
from benkan.core.flows.alert import Alert
from benkan.core.flows.bounds import setting
from benkan.core.flows.drafting import days, draft, hours, percent
from benkan.core.flows.ledger import DAY, Ledger
from benkan.core.flows.paths import Steps
from benkan.core.flows.rings import open_rings, rings

CODE = "cycle"
MOST_OPEN = 4_000_000
"""So many unfinished paths are followed at once; beyond, those that start last wait for nobody and are dropped."""
MOST_TRIED = 10_000

Array = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cycle:
    """What makes a return."""

    rest_hours: float = setting(40.0, 0.1, 96, N_("Hours after which the money has gone on."))
    least_legs: int = setting(3, 2, 50, N_("Transfers in a row, at least."))
    most_legs: int = setting(10, 2, 50, N_("And at most."))
    lowest_share: float = setting(
        0.88, 0.75, 1.0, N_("Share of the last transfer that the next one carries, at least.")
    )
    ring_days: float = setting(
        10.0, 0.5, 400, N_("Days in which one and the same odd sum goes round, in whatever order it was booked.")
    )
    ring_gaps: int = setting(
        0, 0, 5, N_("Transfers that such a ring may lack, because they lie outside of what is in view.")
    )
    floor_shares: float = setting(0.5, 0.5, 100, N_("A transfer counts from this share of the amount that matters."))


def find(ledger: Ledger, settings: Cycle) -> Iterator[Alert]:
    """Returns in the order of time, the longest first, then rings of one sum in any order, whole ones first."""
    used: set[int] = set()
    for path in _in_order(ledger, settings, used):
        yield _alert(ledger, settings, path)
    window = int(settings.ring_days * DAY)
    for ring in rings(ledger, settings.least_legs, window):
        if not used.intersection(ring.tolist()):
            used.update(ring.tolist())
            yield _ring(ledger, settings, ring)
    if not settings.ring_gaps:
        return
    for ring in open_rings(ledger, settings.least_legs, window, settings.ring_gaps):
        if not used.intersection(ring.tolist()):
            yield _open_ring(ledger, settings, ring)


def _in_order(ledger: Ledger, settings: Cycle, used: set[int]) -> Iterator[Array]:
    """Returns of which each step follows the last one in time; a transfer belongs to one of them."""
    floor = settings.floor_shares * ledger.common.material_xof
    pairs = ledger.pairs(settings.rest_hours, settings.lowest_share, 1.0, floor)
    steps = Steps(pairs["came"], pairs["went"]).long_enough(settings.least_legs)
    for first, end, legs in sorted(_returns(ledger, steps, settings), key=lambda one: (-one[2], one[0], one[1])):
        if first in used or end in used:
            continue
        path = _path(ledger, steps, first, end, legs, used)
        if path:
            used.update(path)
            yield np.array(path)


def _returns(ledger: Ledger, steps: Steps, settings: Cycle) -> Iterator[tuple[int, int, int]]:
    """First and last transfer of each return, and of how many transfers it is."""
    transfers = ledger.transfers
    first = here = np.unique(steps.came)
    for legs in range(2, settings.most_legs + 1):
        number, reached = steps.following(here)
        first = first[number]
        # Two paths from one start that meet again are one path from there on.
        both = np.unique(np.stack((first, reached)), axis=1)[:, :MOST_OPEN]
        first, here = both
        if not len(first):
            return
        home = transfers.target[here] == transfers.source[first]
        if legs >= settings.least_legs:
            yield from zip(first[home].tolist(), here[home].tolist(), [legs] * int(home.sum()), strict=True)
        first, here = first[~home], here[~home]


def _path(ledger: Ledger, steps: Steps, first: int, end: int, legs: int, used: set[int]) -> list[int]:
    """The transfers from the first to the end, no account twice; empty when there is no such path that is free."""
    transfers = ledger.transfers
    waiting = [[first]]
    for _ in range(MOST_TRIED):
        if not waiting:
            return []
        path = waiting.pop()
        if len(path) == legs:
            if path[-1] == end:
                return path
            continue
        seen = {int(transfers.source[one]) for one in path}
        _, reached = steps.following(np.array([path[-1]]))
        waiting.extend(
            [*path, one] for one in reached.tolist() if one not in used and int(transfers.source[one]) not in seen
        )
    return []


def _alert(ledger: Ledger, settings: Cycle, path: Array) -> Alert:
    transfers = ledger.transfers
    first, end = path[0], path[-1]
    return draft(
        ledger,
        CODE,
        path,
        (
            ("origin", [int(transfers.source[first])]),
            ("intermediary", transfers.target[path[:-1]].tolist()),
        ),
        {
            "legs": len(path),
            "left_xof": int(transfers.xof[first]),
            "returned_xof": int(transfers.xof[end]),
            "returned_percent": percent(transfers.xof[end] / transfers.xof[first]),
            "longest_rest_hours": hours(np.diff(transfers.seconds[path]).max()),
            "hours": hours(transfers.seconds[end] - transfers.seconds[first]),
        },
        settings,
        [innocence.remittance(ledger, path), innocence.turns(ledger, path)],
    )


def _ring(ledger: Ledger, settings: Cycle, ring: Array) -> Alert:
    """A ring of one sum: the order in which it was booked says nothing, so there is no first account."""
    transfers = ledger.transfers
    members = np.unique(transfers.source[ring]).tolist()
    odd = int(transfers.xof[ring[0]])
    return draft(
        ledger,
        CODE,
        ring,
        (("origin", members[:1]), ("intermediary", members[1:])),
        {
            "legs": len(members),
            "left_xof": odd,
            "returned_xof": odd,
            "returned_percent": 100.0,
            "hours": hours(transfers.seconds[ring].max() - transfers.seconds[ring].min()),
            "days": days(ledger, ring),
        },
        settings,
        [innocence.remittance(ledger, ring), innocence.turns(ledger, ring)],
    )


def _open_ring(ledger: Ledger, settings: Cycle, ring: Array) -> Alert:
    """A ring that is not all in view: it begins and ends where the books do."""
    transfers = ledger.transfers
    payers, paid = np.unique(transfers.source[ring]), np.unique(transfers.target[ring])
    starts = np.setdiff1d(payers, paid)
    return draft(
        ledger,
        CODE,
        ring,
        (
            ("source", starts.tolist()),
            ("intermediary", np.intersect1d(payers, paid).tolist()),
            ("sink", np.setdiff1d(paid, payers).tolist()),
        ),
        {
            "legs": len(payers),
            "gaps": len(starts),
            "left_xof": int(transfers.xof[ring[0]]),
            "days": days(ledger, ring),
        },
        settings,
        [innocence.remittance(ledger, ring), innocence.turns(ledger, ring)],
    )
