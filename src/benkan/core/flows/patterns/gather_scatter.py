"""Gather-scatter: one person collects from many and then pays many, about as much as came.

Source: FATF-GIABA (2013); graph forms of laundering as in Altman et al., Realistic Synthetic Financial Transactions
(2023).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benkan.core.errors import N_
from benkan.core.flows import innocence
from benkan.core.flows.alert import Alert
from benkan.core.flows.bounds import setting
from benkan.core.flows.drafting import days, draft, percent
from benkan.core.flows.ledger import DAY, PERSONS, Ledger
from benkan.core.flows.patterns.fans import Fan, fans

CODE = "gather_scatter"


@dataclass(frozen=True, slots=True)
class GatherScatter:
    """What makes collecting and paying out one affair."""

    window_days: float = setting(5.0, 0.5, 60, N_("Days for each half."))
    longest_days: float = setting(12.0, 1.0, 120, N_("Days from the first payment in to the last one out."))
    least_others: int = setting(4, 3, 100_000, N_("Different payers, and different receivers, at least."))
    lowest_share: float = setting(0.55, 0.1, 1.0, N_("Share of what came that is paid out, at least."))
    highest_share: float = setting(1.35, 1.0, 3.0, N_("And at most."))
    floor_shares: float = setting(0.4, 0.25, 100, N_("A transfer counts from this share of the amount that matters."))


def find(ledger: Ledger, settings: GatherScatter) -> Iterator[Alert]:
    """Persons who collect and then pay out; the wide ones first, so that what is usual for a hub hides none."""
    for least in sorted({settings.least_others * 3 // 2, settings.least_others}, reverse=True):
        yield from _found(ledger, settings, least)


def _found(ledger: Ledger, settings: GatherScatter, least: int) -> Iterator[Alert]:
    floor = settings.floor_shares * ledger.common.material_xof
    scattered: dict[int, list[Fan]] = {}
    for fan in fans(ledger, "out", window_days=settings.window_days, least=least, floor_xof=floor):
        if ledger.accounts.kinds[fan.hub] in PERSONS:
            scattered.setdefault(fan.hub, []).append(fan)
    if not scattered:
        return
    for gathered in fans(ledger, "in", window_days=settings.window_days, least=least, floor_xof=floor):
        for out in scattered.get(gathered.hub, ()):
            if alert := _alert(ledger, settings, gathered, out):
                yield alert


def _alert(ledger: Ledger, settings: GatherScatter, gathered: Fan, out: Fan) -> Alert | None:
    transfers = ledger.transfers
    seconds = transfers.seconds
    starts, ends = seconds[gathered.positions[0]], seconds[out.positions[-1]]
    # First in, then out: who passes on one payment after the other does something else.
    in_order = np.quantile(seconds[out.positions], 0.25) >= np.quantile(seconds[gathered.positions], 0.75)
    collected, paid = (int(transfers.xof[fan.positions].sum()) for fan in (gathered, out))
    if (
        not in_order
        or ends - starts > settings.longest_days * DAY
        or not settings.lowest_share <= paid / collected <= settings.highest_share
    ):
        return None
    return draft(
        ledger,
        CODE,
        [*gathered.positions.tolist(), *out.positions.tolist()],
        (("hub", [gathered.hub]), ("sender", gathered.others.tolist()), ("receiver", out.others.tolist())),
        {
            "senders": gathered.width,
            "receivers": out.width,
            "collected_xof": collected,
            "paid_xof": paid,
            "paid_percent": percent(paid / collected),
            "days": days(ledger, [gathered.positions[0], out.positions[-1]]),
        },
        settings,
        [
            innocence.tontine(ledger, gathered.hub, gathered.positions),
            innocence.shop(ledger, gathered.hub, gathered.positions),
            innocence.salary(ledger, gathered.hub, out.positions),
        ],
    )
