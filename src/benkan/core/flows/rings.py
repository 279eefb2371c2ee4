"""Rings of one sum: the same odd sum from account to account until it is back, in whatever order it was booked.

Where books give the day alone, or enter late, the order of time says nothing; that one sum of no round number stands
between several accounts so that each has it in and out does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from benkan.core.flows.ledger import Ledger
from benkan.core.flows.windows import groups

ROUND: Final = 100
"""Multiples of it are sums that many have by chance."""

Positions = npt.NDArray[np.int64]


def rings(ledger: Ledger, least: int, window: int) -> Iterator[Positions]:
    """Transfers of one sum in which each account has it in and out, of at least so many accounts within the window.

    Args:
        least: accounts.
        window: in seconds.
    """
    transfers = ledger.transfers
    found = ledger.columns(
        "select n, xof from moved where xof in (select xof from moved where xof % ? <> 0 group by xof"
        " having count(distinct source) >= ? and count(distinct target) >= ?) order by xof, n",
        (ROUND, least, least),
    )
    positions, xof = found["n"], found["xof"]
    # Who has the sum only in, or only out, is in no ring; without them their neighbours may be in none either.
    while len(positions):
        came = _key(ledger, xof, transfers.target[positions])
        went = _key(ledger, xof, transfers.source[positions])
        kept = np.isin(came, went) & np.isin(went, came)
        if kept.all():
            break
        positions, xof = positions[kept], xof[kept]
    for group in groups(xof, least):
        ring = positions[group]
        seconds = transfers.seconds[ring]
        if seconds.max() - seconds.min() <= window and len(np.unique(transfers.source[ring])) >= least:
            yield ring


def _key(ledger: Ledger, xof: Positions, accounts: npt.NDArray[np.int32]) -> Positions:
    """One number for a sum and an account."""
    _, number = np.unique(xof, return_inverse=True)
    key: Positions = number.astype(np.int64) * len(ledger.accounts) + accounts
    return key
