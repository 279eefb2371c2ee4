"""Fan-out: one account pays many different ones within days.

Source: FATF-GIABA (2013), distribution to members and families; the common graph forms of laundering.
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
from benkan.core.flows.ledger import Ledger
from benkan.core.flows.patterns.fans import fans

CODE = "fan_out"


@dataclass(frozen=True, slots=True)
class FanOut:
    """What makes many payments one distribution."""

    window_days: float = setting(5.0, 0.5, 60, N_("Days in which so many are paid."))
    least_receivers: int = setting(6, 3, 100_000, N_("Different receivers at least."))
    floor_shares: float = setting(0.4, 0.25, 100, N_("A receiver counts from this share of the amount that matters."))


def find(ledger: Ledger, settings: FanOut) -> Iterator[Alert]:
    """Stretches in which one account pays many, less wages and aid."""
    transfers = ledger.transfers
    floor = settings.floor_shares * ledger.common.material_xof
    for fan in fans(ledger, "out", window_days=settings.window_days, least=settings.least_receivers, floor_xof=floor):
        before = ledger.outgoing(fan.hub)
        before = before[transfers.seconds[before] < transfers.seconds[fan.positions[0]]]
        new = set(fan.others.tolist()) - set(transfers.target[before].tolist())
        yield draft(
            ledger,
            CODE,
            fan.positions,
            (("hub", [fan.hub]), ("receiver", fan.others.tolist())),
            {
                "receivers": fan.width,
                "new_receivers": len(new),
                "median_xof": int(np.median(transfers.xof[fan.positions])),
                "days": days(ledger, fan.positions),
            },
            settings,
            [
                innocence.salary(ledger, fan.hub, fan.positions),
                innocence.programme(ledger, fan.hub, fan.positions),
                innocence.shop(ledger, fan.hub, fan.positions, "out"),
                innocence.remittance(ledger, fan.positions, fan.hub, "out"),
            ],
        )
