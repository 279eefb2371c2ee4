"""Trade in gold and goods: a company abroad pays a local one, which turns it into cash for many persons, repeatedly.

Source: FATF-GIABA (2013), trade and other lucrative activities; FATF and APG, money laundering and gold (2015).
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
from benkan.core.flows.ledger import DAY, Ledger, channel, kind
from benkan.core.flows.windows import groups

CODE = "gold_trade"


@dataclass(frozen=True, slots=True)
class GoldTrade:
    """What makes an advance end as cash."""

    advance_xof: int = setting(2_000_000, 1, 10**13, N_("The advance from abroad is at least so much."))
    window_days: float = setting(5.0, 0.5, 60, N_("Days in which it is turned into cash."))
    least_purchases: int = setting(3, 2, 100_000, N_("Payments in cash after one advance, at least."))
    lowest_share: float = setting(0.5, 0.1, 1.0, N_("Share of the advance that they are together, at least."))
    highest_share: float = setting(1.15, 1.0, 3.0, N_("And at most."))
    least_rounds: int = setting(2, 1, 1_000, N_("How often this happened between the same two, at least."))
    floor_shares: float = setting(0.5, 0.25, 100, N_("A purchase counts from this share of the amount that matters."))


def find(ledger: Ledger, settings: GoldTrade) -> Iterator[Alert]:
    """Pairs of companies of two countries between which advances become cash."""
    transfers = ledger.transfers
    traders = (kind("company"), kind("merchant"))
    found = ledger.columns(
        f"select n, source, target from moved where xof >= ? and source_kind in {traders} and target_kind in {traders}"  # noqa: S608
        " and source_country <> target_country and source_country > 0 and target_country > 0"
        f" and channel not in ({channel('cash')}, {channel('cash_in')}, {channel('cash_out')})"
        " order by source, target, n",
        (settings.advance_xof,),
    )
    ends = found["source"].astype(np.int64) * len(ledger.accounts) + found["target"]
    for group in groups(ends, settings.least_rounds):
        rounds = list(_rounds(ledger, settings, found["n"][group]))
        if len(rounds) >= settings.least_rounds:
            advances = np.array([advance for advance, _ in rounds])
            bought = np.concatenate([purchases for _, purchases in rounds])
            buyer, trader = int(transfers.source[advances[0]]), int(transfers.target[advances[0]])
            sellers = transfers.target[bought].tolist()
            yield draft(
                ledger,
                CODE,
                [*advances.tolist(), *bought.tolist()],
                (("trader", [trader]), ("buyer", [buyer]), ("seller", sellers)),
                {
                    "rounds": len(rounds),
                    "advances_xof": int(transfers.xof[advances].sum()),
                    "cash_xof": int(transfers.xof[bought].sum()),
                    "cash_percent": percent(transfers.xof[bought].sum() / transfers.xof[advances].sum()),
                    "sellers": len(set(sellers)),
                    "days": days(ledger, np.concatenate((advances, bought))),
                },
                settings,
                [innocence.salary(ledger, trader, bought)],
            )


def _rounds(ledger: Ledger, settings: GoldTrade, advances: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Each advance with the payments in cash that follow it before the next one."""
    transfers = ledger.transfers
    seconds = transfers.seconds
    trader = int(transfers.target[advances[0]])
    paid = ledger.outgoing(trader)
    cash = np.isin(transfers.channels[paid], (channel("cash"), channel("cash_out")))
    paid = paid[cash & (transfers.xof[paid] >= settings.floor_shares * ledger.common.material_xof)]
    until = [*seconds[advances[1:]].tolist(), np.iinfo(np.int64).max]
    for advance, following in zip(advances.tolist(), until, strict=True):
        last = min(int(seconds[advance] + settings.window_days * DAY), following)
        low, high = np.searchsorted(seconds[paid], [seconds[advance], last])
        purchases = paid[low:high]
        share = transfers.xof[purchases].sum() / transfers.xof[advance]
        many = len(purchases) >= settings.least_purchases
        if many and settings.lowest_share <= share <= settings.highest_share:
            yield advance, purchases
