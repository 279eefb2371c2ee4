"""Innocent explanations: what ordinary life looks like in transfers, measured on the transfers of the find itself.

A find that one of these explains is no alert; an alert says which were looked at and what was measured. They are
checked on what is in view: where the file covers one week, a salary that comes each month cannot be told from its
repetition, only from its run.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from benkan.core.flows.alert import Explanation
from benkan.core.flows.ledger import DAY, Ledger, channel, kind

Positions = npt.NDArray[np.int64]

MOST: float = 0.8
"""An explanation must fit so large a part of the transfers."""
HALF: float = 0.5
MONTH = (20 * DAY, 40 * DAY)
SAME_SUM = 0.1
RUN_HOURS = 24


def salary(ledger: Ledger, payer: int, positions: Positions) -> Explanation:
    """Wages: most receivers get nearly the same again a month before or after, or a company pays all in one run."""
    transfers = ledger.transfers
    paid = ledger.outgoing(payer)
    monthly = 0
    by_target: dict[int, list[int]] = {}
    for place in paid.tolist():
        by_target.setdefault(int(transfers.target[place]), []).append(place)
    for place in positions.tolist():
        at, sum_xof = int(transfers.seconds[place]), int(transfers.xof[place])
        monthly += any(
            MONTH[0] <= abs(int(transfers.seconds[other]) - at) <= MONTH[1]
            and abs(int(transfers.xof[other]) - sum_xof) <= SAME_SUM * sum_xof
            for other in by_target[int(transfers.target[place])][:100]
        )
    share = monthly / len(positions)
    company = ledger.accounts.kinds[payer] in (kind("company"), kind("ngo"))
    seconds = transfers.seconds[positions]
    in_run = _densest(seconds, RUN_HOURS * 3_600) / len(positions)
    bank = float((transfers.channels[positions] == channel("bank")).mean())
    holds = share >= HALF or (company and in_run >= MOST and bank >= MOST)
    return Explanation(
        "salary", bool(holds), {"monthly_percent": round(share * 100), "in_one_run_percent": round(in_run * 100)}
    )


def tontine(ledger: Ledger, hub: int, positions: Positions) -> Explanation:
    """A savings round: all give the same sum, and the one whose turn it is pays the same sum in other turns."""
    transfers = ledger.transfers
    share, sum_xof = _commonest(transfers.xof[positions])
    members = set(transfers.source[positions].tolist())
    paid = ledger.outgoing(hub)
    paid = paid[transfers.xof[paid] == sum_xof]
    turns = len(np.unique(transfers.target[paid]))
    to_members = len(members & set(transfers.target[paid].tolist()))
    holds = share >= MOST and (turns >= 2 or to_members >= 1)
    return Explanation("tontine", bool(holds), {"same_sum_percent": round(share * 100), "turns": turns})


def shop(ledger: Ledger, hub: int, positions: Positions) -> Explanation:
    """Trade: a merchant or an agent by its kind, or one who takes cards, or has as many others all the year."""
    transfers = ledger.transfers
    trading = ledger.accounts.kinds[hub] in (kind("merchant"), kind("agent"))
    cards = float((transfers.channels[positions] == channel("card")).mean())
    every = ledger.incoming(hub)
    seconds = transfers.seconds[positions]
    span = max(int(seconds[-1] - seconds[0]), DAY)
    before = every[(transfers.seconds[every] < seconds[0]) | (transfers.seconds[every] > seconds[-1])]
    whole = max(int(transfers.seconds[-1] - transfers.seconds[0]) - span, 0)
    usual = len(np.unique(transfers.source[before])) / max(whole, span) * span
    now = len(np.unique(transfers.source[positions]))
    holds = trading or cards >= HALF or usual >= HALF * now
    return Explanation("shop", bool(holds), {"usual": round(usual, 1), "now": now, "cards_percent": round(cards * 100)})


def programme(ledger: Ledger, payer: int, positions: Positions) -> Explanation:
    """Aid: an organisation or company that pays most receivers the same sum."""
    share, _ = _commonest(ledger.transfers.xof[positions])
    giving = ledger.accounts.kinds[payer] in (kind("ngo"), kind("company"))
    return Explanation("programme", bool(giving and share >= MOST), {"same_sum_percent": round(share * 100)})


def remittance(ledger: Ledger, positions: Positions) -> Explanation:
    """Money home: through a remittance house, or between two who send each other money at other times too."""
    transfers = ledger.transfers
    house = float((transfers.channels[positions] == channel("remit")).mean())
    standing = 0
    for place in positions.tolist():
        source, target = int(transfers.source[place]), int(transfers.target[place])
        between = ledger.outgoing(source)[:1_000]
        between = between[transfers.target[between] == target]
        apart = np.abs(transfers.seconds[between] - transfers.seconds[place])
        standing += bool((apart >= MONTH[0]).any())
    share = standing / len(positions)
    return Explanation(
        "remittance",
        house >= HALF or share >= HALF,
        {"house_percent": round(house * 100), "known_percent": round(share * 100)},
    )


def _commonest(amounts: npt.NDArray[np.int64]) -> tuple[float, int]:
    values, counts = np.unique(amounts, return_counts=True)
    best = int(counts.argmax())
    return float(counts[best]) / len(amounts), int(values[best])


def _densest(seconds: npt.NDArray[np.int64], window: int) -> int:
    ends = np.searchsorted(seconds, seconds + window, side="right")
    return int((ends - np.arange(len(seconds))).max())
