"""Innocent explanations: what ordinary life looks like in transfers, measured on the transfers of the find itself.

A find that one of these explains is no alert; an alert says which were looked at and what was measured. They are
checked on what is in view: where the file covers one week, a salary that comes each month cannot be told from its
repetition, only from its run.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from benkan.core.flows.alert import Explanation, Value
from benkan.core.flows.ledger import DAY, Ledger, channel, kind
from benkan.core.flows.transfers import Transfers

Positions = npt.NDArray[np.int64]
Side = Literal["in", "out"]

MOST: float = 0.8
"""An explanation must fit so large a part of the transfers."""
HALF: float = 0.5
MONTH = (20 * DAY, 40 * DAY)
SAME_SUM = 0.1
ROUND_OF = 3
"""So many must give the same sum for it to be that of a savings round; one may be in two rounds at once."""
RUN_HOURS = 24


def salary(ledger: Ledger, payer: int, positions: Positions) -> Explanation:
    """Wages: most receivers get nearly the same again a month before or after, or a company pays all in one run."""
    transfers = ledger.transfers
    number, other = _with_same(ledger.outgoing(payer), positions, transfers.target)
    apart = np.abs(transfers.seconds[other] - transfers.seconds[positions[number]])
    near = (
        np.abs(transfers.xof[other] - transfers.xof[positions[number]]) <= SAME_SUM * transfers.xof[positions[number]]
    )
    monthly = len(np.unique(number[near & (apart >= MONTH[0]) & (apart <= MONTH[1])]))
    share = monthly / len(positions)
    company = ledger.accounts.kinds[payer] in (kind("company"), kind("ngo"))
    seconds = transfers.seconds[positions]
    in_run = _densest(seconds, RUN_HOURS * 3_600) / len(positions)
    bank = float((transfers.channels[positions] == channel("bank")).mean())
    holds = share >= HALF or (company and in_run >= MOST and bank >= MOST)
    return _explanation(
        "salary",
        holds,
        share / HALF,
        {"monthly_percent": round(share * 100), "in_one_run_percent": round(in_run * 100)},
    )


def tontine(ledger: Ledger, hub: int, positions: Positions) -> Explanation:
    """A savings round: all give the same sum, and the one whose turn it is pays the same sum in other turns."""
    transfers = ledger.transfers
    sums, many = np.unique(transfers.xof[positions], return_counts=True)
    common = many >= ROUND_OF
    share = many[common].sum() / len(positions)
    members = set(transfers.source[positions].tolist())
    paid = ledger.outgoing(hub)
    paid = paid[np.isin(transfers.xof[paid], sums[common])]
    turns = len(np.unique(transfers.target[paid]))
    to_members = len(members & set(transfers.target[paid].tolist()))
    holds = share >= MOST and (turns >= 2 or to_members >= 1)
    near = share / MOST if turns or to_members else 0.0
    return _explanation("tontine", holds, near, {"same_sum_percent": round(share * 100), "turns": turns})


def shop(ledger: Ledger, hub: int, positions: Positions, side: Side = "in", *, alike: bool = False) -> Explanation:
    """Trade: a merchant or an agent by its kind, or one who takes cards, or has half as many others at any time.

    Args:
        side: whether the transfers come to the hub or go from it.
        alike: only others count who pay, or are paid, the same way and not much less.
    """
    transfers = ledger.transfers
    trading = ledger.accounts.kinds[hub] in (kind("merchant"), kind("agent"))
    cards = float((transfers.channels[positions] == channel("card")).mean())
    every = ledger.incoming(hub) if side == "in" else ledger.outgoing(hub)
    others = transfers.source if side == "in" else transfers.target
    if alike:
        large = transfers.xof[every] >= np.median(transfers.xof[positions]) / 2
        every = every[large & np.isin(transfers.channels[every], np.unique(transfers.channels[positions]))]
    seconds = transfers.seconds
    starts, ends = seconds[positions].min(), seconds[positions].max()
    span = max(int(ends - starts), DAY)
    apart = every[(seconds[every] < starts) | (seconds[every] > ends)]
    rest = max(int(seconds[-1] - seconds[0]) - span, span)
    usual = len(np.unique(others[apart])) / rest * span
    now = len(np.unique(others[positions]))
    holds = trading or cards >= HALF or usual >= HALF * now
    near = max(cards, usual / now) / HALF
    return _explanation(
        "shop", holds, near, {"usual": round(usual, 1), "now": now, "cards_percent": round(cards * 100)}
    )


def turns(ledger: Ledger, path: Positions) -> Explanation:
    """A savings round seen as a return: the same sum from hand to hand, as between the same people at other times."""
    transfers = ledger.transfers
    share, sum_xof = _commonest(transfers.xof[path])
    members = np.unique(transfers.source[path])
    again = 0
    for member in members.tolist():
        paid = ledger.outgoing(member)
        paid = paid[(transfers.xof[paid] == sum_xof) & np.isin(transfers.target[paid], members)]
        again += len(np.setdiff1d(paid, path))
    holds = share >= MOST and again >= 2
    return _explanation(
        "tontine", holds, share / MOST if again else 0.0, {"same_sum_percent": round(share * 100), "turns": again}
    )


def programme(ledger: Ledger, payer: int, positions: Positions) -> Explanation:
    """Aid: an organisation or company that pays most receivers the same sum."""
    share, _ = _commonest(ledger.transfers.xof[positions])
    giving = ledger.accounts.kinds[payer] in (kind("ngo"), kind("company"))
    near = share / MOST if giving else 0.0
    return _explanation("programme", giving and share >= MOST, near, {"same_sum_percent": round(share * 100)})


def remittance(ledger: Ledger, positions: Positions, hub: int | None = None, side: Side = "in") -> Explanation:
    """Money home: through a remittance house, or between two who send each other money in other months too.

    Args:
        hub: the account that all transfers have on one side, when there is one.
        side: whether they come to it or go from it.
    """
    transfers = ledger.transfers
    house = float((transfers.channels[positions] == channel("remit")).mean())
    if hub is None:
        known = sum(_known(ledger.outgoing(int(transfers.source[one])), one, transfers) for one in positions.tolist())
    else:
        every = ledger.incoming(hub) if side == "in" else ledger.outgoing(hub)
        number, other = _with_same(every, positions, transfers.source if side == "in" else transfers.target)
        apart = np.abs(transfers.seconds[other] - transfers.seconds[positions[number]])
        known = len(np.unique(number[apart >= MONTH[0]]))
    share = known / len(positions)
    return _explanation(
        "remittance",
        house >= HALF or share >= HALF,
        max(house, share) / HALF,
        {"house_percent": round(house * 100), "known_percent": round(share * 100)},
    )


def _known(paid: Positions, position: int, transfers: Transfers) -> bool:
    """Whether the same two are among these in another month."""
    between = paid[transfers.target[paid] == transfers.target[position]]
    apart = np.abs(transfers.seconds[between] - transfers.seconds[position])
    return bool((apart >= MONTH[0]).any())


def _with_same(
    every: Positions, positions: Positions, others: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.int64], Positions]:
    """Each of these transfers with each one of all that has the same counterparty: (number in the former, the latter).

    At most a hundred for one counterparty: who pays that often needs no further count.
    """
    ordered = every[np.argsort(others[every], kind="stable")]
    low = np.searchsorted(others[ordered], others[positions], "left")
    many = np.minimum(np.searchsorted(others[ordered], others[positions], "right") - low, 100)
    number = np.repeat(np.arange(len(positions)), many)
    within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    return number, ordered[low[number] + within]


def _explanation(code: str, holds: object, near: float, facts: dict[str, Value]) -> Explanation:
    """One that holds is at 1, another below it."""
    return Explanation(code, bool(holds), facts, 1.0 if holds else round(min(float(near), 0.99), 3))


def _commonest(amounts: npt.NDArray[np.int64]) -> tuple[float, int]:
    values, counts = np.unique(amounts, return_counts=True)
    best = int(counts.argmax())
    return float(counts[best]) / len(amounts), int(values[best])


def _densest(seconds: npt.NDArray[np.int64], window: int) -> int:
    ends = np.searchsorted(seconds, seconds + window, side="right")
    return int((ends - np.arange(len(seconds))).max())
