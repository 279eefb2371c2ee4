"""Rings of one sum: the same odd sum from account to account until it is back, in whatever order it was booked.

Where books give the day alone, or enter late, the order of time says nothing; that one sum of no round number stands
between several accounts so that each has it in and out does. Where books end before the money is back, or one of them
is not in view, a ring lacks transfers: then what is in view are paths of that sum.
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


def open_rings(ledger: Ledger, least: int, window: int, gaps: int) -> Iterator[Positions]:
    """Transfers of one sum that are a ring but for some that are not in view.

    Nobody has the sum in from two, nor out to two: that would be a collection or a price. At least as many accounts
    pass it on as transfers are lacking, so that two strangers who paid the same by chance are none.

    Args:
        least: accounts with those that are not in view.
        window: in seconds.
        gaps: transfers that may be lacking.
    """
    transfers = ledger.transfers
    found = ledger.columns(
        "select n, xof from moved where xof in (select xof from moved where xof % ? <> 0 group by xof"
        " having count(distinct source) >= 2 and count(distinct target) >= 2) order by xof, n",
        (ROUND,),
    )
    for group in groups(found["xof"], 2):
        ring = _paths(found["n"][group], transfers.source, transfers.target, gaps)
        if not len(ring):
            continue
        accounts = len(np.unique((transfers.source[ring], transfers.target[ring])))
        seconds = transfers.seconds[ring]
        if accounts >= least and seconds.max() - seconds.min() <= window:
            yield ring


def _paths(positions: Positions, source: npt.NDArray[np.int32], target: npt.NDArray[np.int32], gaps: int) -> Positions:
    """Those transfers of one sum that are paths from account to account, the longest first, with so many gaps at most.

    As many accounts must pass it on as there are gaps; a path that branches or is whole is none.
    """
    after: dict[int, set[int]] = {}
    before: dict[int, set[int]] = {}
    for payer, paid in zip(source[positions].tolist(), target[positions].tolist(), strict=True):
        after.setdefault(payer, set()).add(paid)
        before.setdefault(paid, set()).add(payer)
    paths = []
    for start in after.keys() - before.keys():
        path, here = [start], start
        while len(after.get(here, ())) == 1:
            (here,) = after[here]
            if len(before[here]) > 1:
                break
            path.append(here)
        if here not in after and len(before[here]) == 1:
            paths.append(path)
    paths.sort(key=lambda path: (-len(path), path[0]))
    passers, kept = 0, set[int]()
    for lacking, path in enumerate(paths, 1):
        passers += len(path) - 2
        if lacking > min(gaps, passers):
            break
        kept.update(path[:-1])
    return positions[np.isin(source[positions], list(kept))]


def _key(ledger: Ledger, xof: Positions, accounts: npt.NDArray[np.int32]) -> Positions:
    """One number for a sum and an account."""
    _, number = np.unique(xof, return_inverse=True)
    key: Positions = number.astype(np.int64) * len(ledger.accounts) + accounts
    return key
