"""Scatter-gather: one account pays several, and each of them pays on to the same account.

Source: graph forms of laundering as in Altman et al., Realistic Synthetic Financial Transactions (2023).
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
from benkan.core.flows.ledger import DAY, Ledger
from benkan.core.flows.windows import groups, stretches

CODE = "scatter_gather"


@dataclass(frozen=True, slots=True)
class ScatterGather:
    """What makes many ways one way."""

    window_days: float = setting(6.0, 0.5, 60, N_("Days in which the first halves lie."))
    rest_hours: float = setting(96.0, 0.1, 96, N_("Hours after which an intermediary has paid on."))
    least_intermediaries: int = setting(3, 2, 100_000, N_("Intermediaries at least."))
    lowest_share: float = setting(0.75, 0.75, 1.0, N_("Share of what an intermediary got that it pays on, at least."))
    floor_shares: float = setting(0.5, 0.5, 100, N_("What it got counts from this share of the amount that matters."))


def find(ledger: Ledger, settings: ScatterGather) -> Iterator[Alert]:
    """Sources and sinks with so many accounts between them."""
    transfers = ledger.transfers
    floor = settings.floor_shares * ledger.common.material_xof
    pairs = ledger.pairs(settings.rest_hours, settings.lowest_share, 1.0, floor)
    source, sink = transfers.source[pairs["came"]], transfers.target[pairs["went"]]
    apart = source != sink
    came, went = pairs["came"][apart], pairs["went"][apart]
    ends = source[apart].astype(np.int64) * len(ledger.accounts) + sink[apart]
    for group in groups(ends, settings.least_intermediaries):
        between = transfers.target[came[group]]
        seconds = transfers.seconds[came[group]]
        for low, high in stretches(seconds, between, int(settings.window_days * DAY), settings.least_intermediaries):
            chosen = group[low:high]
            yield _alert(ledger, settings, np.unique(came[chosen]), np.unique(went[chosen]))


def _alert(ledger: Ledger, settings: ScatterGather, came: np.ndarray, went: np.ndarray) -> Alert:
    transfers = ledger.transfers
    source, sink = int(transfers.source[came[0]]), int(transfers.target[went[0]])
    between = transfers.target[came].tolist()
    left, arrived = int(transfers.xof[came].sum()), int(transfers.xof[went].sum())
    return draft(
        ledger,
        CODE,
        [*came.tolist(), *went.tolist()],
        (("source", [source]), ("sink", [sink]), ("intermediary", between)),
        {
            "intermediaries": len(set(between)),
            "left_xof": left,
            "arrived_xof": arrived,
            "arrived_percent": percent(arrived / left),
            "days": days(ledger, np.concatenate((came, went))),
        },
        settings,
        [innocence.remittance(ledger, came, source, "out"), innocence.shop(ledger, sink, went)],
    )
