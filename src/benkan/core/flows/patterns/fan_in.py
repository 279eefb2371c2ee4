"""Fan-in: many different accounts pay one person within days.

Source: FATF, Terrorist Financing in West Africa (2013), collections and levies; the common graph forms of laundering.
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
from benkan.core.flows.ledger import PERSONS, Ledger
from benkan.core.flows.patterns.fans import fans

CODE = "fan_in"


@dataclass(frozen=True, slots=True)
class FanIn:
    """What makes many payers one collection."""

    window_days: float = setting(5.0, 0.5, 365, N_("Days in which so many pay."))
    least_senders: int = setting(6, 2, 100_000, N_("Different payers at least."))
    floor_shares: float = setting(0.4, 0.25, 100, N_("A payer counts from this share of the amount that matters."))


def find(ledger: Ledger, settings: FanIn) -> Iterator[Alert]:
    """Stretches in which many accounts pay one person."""
    transfers = ledger.transfers
    floor = settings.floor_shares * ledger.common.material_xof
    for fan in fans(ledger, "in", window_days=settings.window_days, least=settings.least_senders, floor_xof=floor):
        if ledger.accounts.kinds[fan.hub] not in PERSONS:
            continue
        before = ledger.incoming(fan.hub)
        before = before[transfers.seconds[before] < transfers.seconds[fan.positions[0]]]
        new = set(fan.others.tolist()) - set(transfers.source[before].tolist())
        yield draft(
            ledger,
            CODE,
            fan.positions,
            (("hub", [fan.hub]), ("sender", fan.others.tolist())),
            {
                "senders": fan.width,
                "new_senders": len(new),
                "median_xof": int(np.median(transfers.xof[fan.positions])),
                "days": days(ledger, fan.positions),
            },
            settings,
            [
                innocence.tontine(ledger, fan.hub, fan.positions),
                innocence.shop(ledger, fan.hub, fan.positions),
                innocence.remittance(ledger, fan.positions, fan.hub),
            ],
        )
