"""``find``: all rules over one set of transfers, the most particular first, in order of rank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from benkan.core.flows.alert import Alert
from benkan.core.flows.ledger import Ledger
from benkan.core.flows.ranking import rank
from benkan.core.flows.registry import PATTERNS
from benkan.core.flows.settings import Settings, known
from benkan.core.flows.transfers import Accounts, Transfers

COVERED: Final = 0.6
"""A find of which more particular rules explain so much is no alert of its own."""


@dataclass(slots=True)
class Notes:
    """What a search left out, for whoever asks.

    Args:
        explained: finds that an innocent explanation holds for.
        covered: finds that a more particular alert covers.
        too_busy: accounts with too many transfers in one window to be paired.
    """

    explained: list[Alert]
    covered: int = 0
    too_busy: int = 0


def find(
    transfers: Transfers,
    accounts: Accounts,
    settings: Settings | None = None,
    *,
    patterns: Iterable[str] | None = None,
    notes: Notes | None = None,
    memory_mb: int = 2_048,
) -> list[Alert]:
    """What the rules find, the alert that is most like confirmed ones first.

    Args:
        transfers: in the order of time, as ``Transfers`` keeps them.
        accounts: both sides of all transfers.
        settings: else those that are shipped.
        patterns: codes of rules; else all.
        notes: gets what was left out.
        memory_mb: ceiling of the memory for joins.

    Raises:
        Invalid: ``flows.setting``, ``flows.pattern-unknown``.
    """
    settings = (settings or Settings()).checked()
    chosen = {known(code) for code in patterns} if patterns is not None else set(PATTERNS)
    notes = notes if notes is not None else Notes([])
    taken = np.zeros(len(transfers), np.bool_)
    alerts: list[Alert] = []
    if not len(transfers):
        return alerts
    with Ledger(transfers, accounts, settings.common, memory_mb=memory_mb) as ledger:
        for code, pattern in PATTERNS.items():
            if code not in chosen:
                continue
            for alert in pattern.find(ledger, settings.rules[code]):
                positions = list(alert.positions)
                if alert.explained:
                    notes.explained.append(alert)
                elif taken[positions].mean() >= COVERED:
                    notes.covered += 1
                else:
                    taken[positions] = True
                    alerts.append(alert)
        notes.too_busy = ledger.left_out
    alerts = [alert.ranked(rank(alert, settings.common.material_xof)) for alert in alerts]
    return sorted(alerts, key=lambda alert: (-alert.rank, alert.starts_at, alert.key))
