"""The rules on files that label accounts, not transfers, as AMLSim's samples do.

Such files have no kinds, no countries and no ways, only days, and sums in a currency of their own; their cases move
sums of another size than everybody else. So only transfers whose sums stand apart are looked at, where some do, and
of the rules only cycle and fan-in run, over windows as long as the simulation spreads its cases. What comes out says
how the two rules read that simulator. It says nothing of real payments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from benkan.core.flows.evaluation import Figures, f1, share
from benkan.core.flows.finding import Notes, find
from benkan.core.flows.settings import Settings
from benkan.core.flows.transfers import CHANNELS, Accounts, Transfers

RULES: Final = ("cycle", "fan_in")
APART_TIMES: Final = 2.0
APART_SHARE: Final = 0.2
HALF: Final = 0.5
LONG_DAYS: Final = 365.0
MOST_GAPS: Final = 2
"""Such simulations end while cases are under way."""


@dataclass(frozen=True, slots=True)
class AccountLabels:
    """A file of this kind.

    Args:
        accounts: identifiers.
        labelled: those that belong to a case.
        days: day of each transfer.
        source: positions of accounts that paid.
        target: positions of accounts that were paid.
        sums: in the hundredth part of the file's currency.
    """

    accounts: Sequence[str]
    labelled: frozenset[str]
    days: npt.NDArray[np.int64]
    source: npt.NDArray[np.int32]
    target: npt.NDArray[np.int32]
    sums: npt.NDArray[np.int64]


def apart(sums: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which sums stand apart: the smaller side of the widest gap, when it is twice as wide and at most a fifth."""
    ordered = np.sort(sums)
    ratios = ordered[1:] / np.maximum(ordered[:-1], 1)
    everything = np.ones(len(sums), np.bool_)
    if not len(ratios) or ratios.max() < APART_TIMES:
        return everything
    edge = int(ratios.argmax())
    below: npt.NDArray[np.bool_] = sums <= ordered[edge]
    smaller = below if below.mean() <= HALF else ~below
    return smaller if smaller.mean() <= APART_SHARE else everything


def evaluate_accounts(given: AccountLabels) -> Figures:
    """What the two rules find among the sums that stand apart, and what naming all of those accounts would give."""
    chosen = np.flatnonzero(apart(given.sums))
    accounts = Accounts(given.accounts, np.zeros(len(given.accounts), np.int8), np.zeros(len(given.accounts), np.int8))
    transfers = Transfers.of_columns(
        (given.days[chosen] + 1) * 86_400,
        given.source[chosen],
        given.target[chosen],
        given.sums[chosen],
        np.full(len(chosen), CHANNELS.index(""), np.int8),
        accounts=len(accounts),
    )
    settings = Settings.of(
        {
            "common": {"material_xof": max(1, int(given.sums[chosen].min()))},
            "fan_in": {"window_days": LONG_DAYS, "least_senders": 2},
            "cycle": {"ring_days": LONG_DAYS, "ring_gaps": MOST_GAPS},
        }
    )
    notes = Notes([])
    alerts = find(transfers, accounts, settings, patterns=RULES, notes=notes)
    named = frozenset(party.account for alert in alerts for party in alert.parties)
    both = np.unique(np.concatenate((given.source[chosen], given.target[chosen])))
    touched = frozenset(given.accounts[one] for one in both.tolist())
    return {
        **_figures("account", named, given.labelled),
        **_figures("sums_apart", touched, given.labelled),
        "accounts": len(given.accounts),
        "labelled_accounts": len(given.labelled),
        "transfers": len(given.sums),
        "transfers_apart": len(chosen),
        "alerts": {rule: sum(alert.pattern == rule for alert in alerts) for rule in RULES},
    }


def _figures(name: str, found: frozenset[str], labelled: frozenset[str]) -> dict[str, float]:
    right = len(found & labelled)
    precision, recall = share(right, len(found)), share(right, len(labelled))
    return {f"{name}_f1": f1(precision, recall), f"{name}_precision": precision, f"{name}_recall": recall}
