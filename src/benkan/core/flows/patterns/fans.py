"""Fans: many different accounts pay one in few days, or one pays many. What both directions share.

Source: FATF, Risk of Terrorist Misuse of crowdfunding and of money transfer (collection from many small givers).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benkan.core.flows.innocence import Side
from benkan.core.flows.ledger import DAY, Ledger, channel, kind
from benkan.core.flows.windows import of_one_size, stretches

TRADERS = (kind("merchant"), kind("agent"))

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fan:
    """One stretch of transfers of one hub."""

    hub: int
    positions: Positions
    others: npt.NDArray[np.int32]

    @property
    def width(self) -> int:
        """How many different accounts are on the other side."""
        return len(np.unique(self.others))


def fans(ledger: Ledger, side: Side, *, window_days: float, least: int, floor_xof: float) -> Iterator[Fan]:
    """Stretches in which one hub, no merchant or agent, has at least so many others above the floor.

    Smaller transfers of the same stretch, down to half the floor, belong to it. What one buys is no fan: payments by
    card and to merchants or agents do not count, nor what those pay out.
    """
    hub_side, other_side = ("target", "source") if side == "in" else ("source", "target")
    window = int(window_days * DAY)
    hubs = ledger.columns(
        # A window lies in two neighbouring slots of its own length.
        f"""
        select distinct hub from (
            select {hub_side} as hub, {other_side} as other,
                unnest([moment // {window}, moment // {window} + 1]) as slot
            from moved where xof >= ? and channel <> {channel("card")}
            and source_kind not in {TRADERS} and target_kind not in {TRADERS}
        ) group by hub, slot having count(distinct other) >= ? order by hub
        """,  # noqa: S608 - names of this module
        (floor_xof, least),
    )["hub"]
    transfers, kinds = ledger.transfers, ledger.accounts.kinds
    for hub in hubs.tolist():
        every = ledger.incoming(hub) if side == "in" else ledger.outgoing(hub)
        others = transfers.source if side == "in" else transfers.target
        trading = np.isin(kinds[others[every]], TRADERS) | (transfers.channels[every] == channel("card"))
        every = every[~trading]
        large = every[transfers.xof[every] >= floor_xof]
        for low, high in stretches(transfers.seconds[large], others[large], window, least):
            first, last = transfers.seconds[large[low]], transfers.seconds[large[high - 1]]
            between = every[(transfers.seconds[every] >= first) & (transfers.seconds[every] <= last)]
            chosen = between[transfers.xof[between] >= floor_xof / 2]
            chosen = chosen[of_one_size(transfers.xof[chosen])]
            if len(np.unique(others[chosen])) >= least:
                yield Fan(hub, chosen, others[chosen])
