"""Settlement between hawaladars: one collects, another pays out in the same weeks, and round sums settle between them.

Source: FATF, The Role of Hawala and Other Similar Service Providers (2013). Hawala is lawful in some countries and is
how many families get their money: the alert says what is seen, not that it is a crime.
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
from benkan.core.flows.innocence import Side
from benkan.core.flows.ledger import DAY, PERSONS, Ledger, channel
from benkan.core.flows.windows import groups, of_one_size

CODE = "hawala_settlement"
WEEK = 7 * DAY
SPARE = 3 * WEEK
"""So long before and after the settlements, transfers may belong to them at least."""


@dataclass(frozen=True, slots=True)
class Hawala:
    """What makes two accounts settle for each other."""

    round_xof: int = setting(50_000, 100, 10**9, N_("A settlement is a multiple of this."))
    settlement_shares: float = setting(2.0, 0.25, 1_000, N_("And at least so many times the amount that matters."))
    least_settlements: int = setting(2, 1, 1_000, N_("Settlements at least."))
    longest_weeks: int = setting(8, 2, 52, N_("Weeks in which all of it lies."))
    least_weeks: int = setting(3, 2, 52, N_("Weeks with collections and payments, at least."))
    least_a_week: int = setting(2, 1, 1_000, N_("Different payers, and different payees, in such a week."))
    least_others: int = setting(8, 2, 10_000, N_("Different payers, and different payees, in all."))
    lowest_share: float = setting(0.3, 0.0, 1.0, N_("Share of the collections that was paid out, at least."))
    highest_share: float = setting(3.0, 1.0, 100, N_("And at most."))


def find(ledger: Ledger, settings: Hawala) -> Iterator[Alert]:
    """Pairs of persons with round sums between them, where one collects and the other pays."""
    transfers = ledger.transfers
    found = ledger.columns(
        f"select n, source, target from moved where xof % ? = 0 and xof >= ?"  # noqa: S608
        f" and source_kind in {PERSONS} and target_kind in {PERSONS} order by n",
        (settings.round_xof, settings.settlement_shares * ledger.common.material_xof),
    )
    low = np.minimum(found["source"], found["target"]).astype(np.int64)
    high = np.maximum(found["source"], found["target"])
    for group in groups(low * len(ledger.accounts) + high, settings.least_settlements):
        every = found["n"][group]
        one, two = int(transfers.source[every[0]]), int(transfers.target[every[0]])
        for settled in _within(transfers.seconds[every], every, settings):
            for collector, payer in ((one, two), (two, one)):
                if alert := _alert(ledger, settings, settled, collector, payer):
                    yield alert
                    break


def _within(seconds: np.ndarray, every: np.ndarray, settings: Hawala) -> Iterator[np.ndarray]:
    """Settlements of one pair, cut where more than the longest time lies between two."""
    cuts = np.flatnonzero(np.diff(seconds) > settings.longest_weeks * WEEK) + 1
    for part in np.split(every, cuts):
        if len(part) >= settings.least_settlements:
            yield part


def _alert(ledger: Ledger, settings: Hawala, settled: np.ndarray, collector: int, payer: int) -> Alert | None:
    transfers = ledger.transfers
    seconds = transfers.seconds
    # Collections go before a settlement and may go on after the last: as long as between two, and a week more.
    between = int(np.diff(seconds[settled]).max(initial=0))
    spare = min(settings.longest_weeks * WEEK, max(between + WEEK, SPARE))
    first, last = seconds[settled[0]] - spare, seconds[settled[-1]] + spare
    came, went = ledger.incoming(collector), ledger.outgoing(payer)
    came = came[(seconds[came] >= first) & (seconds[came] <= last) & (transfers.source[came] != payer)]
    went = went[(seconds[went] >= first) & (seconds[went] <= last) & (transfers.target[went] != collector)]
    came, went = came[_counts(ledger, came, "in")], went[_counts(ledger, went, "out")]
    if not len(came) or not len(went):
        return None
    busy_in = _weeks(seconds[came] - first, transfers.source[came], settings.least_a_week)
    busy_out = _weeks(seconds[went] - first, transfers.target[went], settings.least_a_week)
    shared = sorted(busy_in & busy_out)
    if len(shared) < settings.least_weeks:
        return None
    from_week, to_week = shared[0], shared[-1]
    came = came[((seconds[came] - first) // WEEK >= from_week) & ((seconds[came] - first) // WEEK <= to_week)]
    went = went[((seconds[went] - first) // WEEK >= from_week) & ((seconds[went] - first) // WEEK <= to_week)]
    payers, payees = transfers.source[came].tolist(), transfers.target[went].tolist()
    collected, paid = int(transfers.xof[came].sum()), int(transfers.xof[went].sum())
    if min(len(set(payers)), len(set(payees))) < settings.least_others:
        return None
    if not settings.lowest_share <= paid / collected <= settings.highest_share:
        return None
    return draft(
        ledger,
        CODE,
        [*came.tolist(), *went.tolist(), *settled.tolist()],
        (("collector", [collector]), ("payer", [payer]), ("sender", payers), ("receiver", payees)),
        {
            "weeks": len(shared),
            "settlements": len(settled),
            "settled_xof": int(transfers.xof[settled].sum()),
            "collected_xof": collected,
            "paid_xof": paid,
            "difference_percent": percent(abs(paid / collected - 1)),
            "senders": len(set(payers)),
            "receivers": len(set(payees)),
            "days": days(ledger, np.concatenate((came, went))),
        },
        settings,
        [innocence.remittance(ledger, came, collector), innocence.salary(ledger, payer, went)],
    )


def _counts(ledger: Ledger, positions: np.ndarray, side: Side) -> np.ndarray:
    """Which transfers may be collections or payments: not trade, and of one size."""
    transfers = ledger.transfers
    others = transfers.source if side == "in" else transfers.target
    persons: np.ndarray = np.isin(ledger.accounts.kinds[others[positions]], PERSONS) & (
        transfers.channels[positions] != channel("card")
    )
    if persons.any():
        persons[persons] = of_one_size(transfers.xof[positions[persons]])
    return persons


def _weeks(since: np.ndarray, others: np.ndarray, least: int) -> set[int]:
    """Numbers of weeks with at least so many different others."""
    both = np.unique(np.stack((since // WEEK, others.astype(np.int64))), axis=1)[0]
    weeks, many = np.unique(both, return_counts=True)
    return set(weeks[many >= least].tolist())
