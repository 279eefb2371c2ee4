"""From positions and measured values to an alert."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from benkan.core.flows.alert import Alert, Explanation, Party, Value
from benkan.core.flows.ledger import Ledger

MOST_TRANSFERS = 1_000
"""So many transfers stand in one alert at most; ``measured`` counts all of them."""
MOST_PARTIES = 200


def draft(
    ledger: Ledger,
    pattern: str,
    positions: Iterable[int],
    roles: Sequence[tuple[str, Iterable[int]]],
    measured: Mapping[str, Value],
    settings: Any,
    explanations: Sequence[Explanation] = (),
) -> Alert:
    """An alert of these transfers, without a rank yet.

    Args:
        positions: of its transfers, in any order.
        roles: accounts by role, those that the find is about first.
        settings: of the rule; all its numbers are the thresholds.
    """
    transfers = ledger.transfers
    every = np.unique(np.fromiter(positions, np.int64))
    shown = every[:MOST_TRANSFERS].tolist()
    names = ledger.accounts.identifiers
    parties = [Party(names[account], role) for role, accounts in roles for account in dict.fromkeys(accounts)]
    return Alert(
        pattern,
        tuple(transfers.ids[one] for one in shown),
        tuple(shown),
        tuple(parties[:MOST_PARTIES]),
        transfers.at(int(every[0])),
        transfers.at(int(every[-1])),
        int(transfers.xof[every].sum()),
        {"transfers": len(every), **measured},
        {one.name: getattr(settings, one.name) for one in dataclasses.fields(settings)},
        tuple(explanations),
    )


def days(ledger: Ledger, positions: Any) -> float:
    """From the first to the last of these transfers, in days to one place."""
    seconds = ledger.transfers.seconds[positions]
    return round(float(seconds.max() - seconds.min()) / 86_400, 1)


def hours(seconds: float) -> float:
    """Seconds as hours to one place."""
    return round(float(seconds) / 3_600, 1)


def percent(share: float) -> float:
    """A share as per cent to one place."""
    return round(float(share) * 100, 1)
