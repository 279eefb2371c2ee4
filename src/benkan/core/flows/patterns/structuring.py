"""Structuring: cash paid in below the amount that must be reported, several times, to one holder.

Source: FATF-GIABA, Terrorist Financing in West Africa (2013); the threshold is national law.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benkan.core.errors import N_
from benkan.core.flows import innocence
from benkan.core.flows.alert import Alert
from benkan.core.flows.bounds import setting
from benkan.core.flows.drafting import days, draft
from benkan.core.flows.ledger import DAY, Ledger, channel, kind
from benkan.core.flows.windows import groups, stretches

CODE = "structuring"


@dataclass(frozen=True, slots=True)
class Structuring:
    """What makes deposits look split."""

    window_days: float = setting(10.0, 0.5, 60, N_("Days in which the deposits lie."))
    least_deposits: int = setting(4, 2, 1_000, N_("Deposits at least."))
    lowest_share: float = setting(0.8, 0.3, 0.99, N_("A deposit counts from this share of the reporting amount."))
    least_sum_shares: float = setting(3.0, 1.0, 1_000, N_("Their sum is at least so many times the reporting amount."))


def find(ledger: Ledger, settings: Structuring) -> Iterator[Alert]:
    """Stretches of deposits just under the reporting amount."""
    limit = ledger.common.report_threshold_xof
    found = ledger.columns(
        f"select n, target from moved where channel in ({channel('cash')}, {channel('cash_in')})"  # noqa: S608
        f" and target_kind not in ({kind('merchant')}, {kind('agent')}) and xof >= ? and xof < ? order by target, n",
        (limit * settings.lowest_share, limit),
    )
    transfers = ledger.transfers
    for group in groups(found["target"], settings.least_deposits):
        positions = found["n"][group]
        seconds = transfers.seconds[positions]
        # Each deposit counts, whoever made it, so each is its own "counterparty".
        each = np.arange(len(positions), dtype=np.int32)
        for low, high in stretches(seconds, each, int(settings.window_days * DAY), settings.least_deposits):
            chosen = positions[low:high]
            amounts = transfers.xof[chosen]
            if high - low < settings.least_deposits or amounts.sum() < settings.least_sum_shares * limit:
                continue
            holder = int(transfers.target[chosen[0]])
            agents = transfers.source[chosen].tolist()
            yield draft(
                ledger,
                CODE,
                chosen,
                (("holder", [holder]), ("agent", agents)),
                {
                    "deposits": len(chosen),
                    "smallest_xof": int(amounts.min()),
                    "largest_xof": int(amounts.max()),
                    "report_threshold_xof": limit,
                    "agents": len(set(agents)),
                    "days": days(ledger, chosen),
                },
                settings,
                [innocence.shop(ledger, holder, chosen, alike=True)],
            )
