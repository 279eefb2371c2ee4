"""Pass-through: what comes into an account leaves it again within hours, nearly whole, again and again.

Source: FATF and Europol on money mules; GIABA (2024) on mobile money. An agent does this by trade and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benkan.core.errors import N_
from benkan.core.flows import innocence
from benkan.core.flows.alert import Alert
from benkan.core.flows.bounds import setting
from benkan.core.flows.drafting import days, draft, hours, percent
from benkan.core.flows.ledger import DAY, PERSONS, Ledger
from benkan.core.flows.windows import groups

CODE = "pass_through"


@dataclass(frozen=True, slots=True)
class PassThrough:
    """What makes an account a mere passage."""

    rest_hours: float = setting(24.0, 0.1, 96, N_("Hours after which the money has left at the latest."))
    least_pairs: int = setting(3, 2, 1_000, N_("How often money came and left, at least."))
    lowest_share: float = setting(0.88, 0.75, 1.0, N_("Share of what came that leaves, at least."))
    floor_shares: float = setting(1.0, 0.5, 1_000, N_("What comes counts from this share of the amount that matters."))
    longest_days: float = setting(
        30.0, 1.0, 365, N_("Days between two passages at most, for both to count as one find.")
    )
    least_passing_share: float = setting(0.5, 0.0, 1.0, N_("Share of all that came in that time which passed so."))


def find(ledger: Ledger, settings: PassThrough) -> Iterator[Alert]:
    """Accounts of persons through which money passed at least so often."""
    transfers = ledger.transfers
    floor = settings.floor_shares * ledger.common.material_xof
    pairs = ledger.pairs(settings.rest_hours, settings.lowest_share, 1.0, floor)
    came, went = pairs["came"], pairs["went"]
    through = transfers.target[came]
    for group in groups(through, settings.least_pairs):
        if ledger.accounts.kinds[through[group[0]]] not in PERSONS:
            continue
        for passages in _runs(ledger, came[group], went[group], settings.longest_days):
            if len(passages) >= settings.least_pairs and (alert := _alert(ledger, settings, passages)):
                yield alert


def _runs(
    ledger: Ledger, every_came: np.ndarray, every_went: np.ndarray, longest_days: float
) -> list[list[tuple[int, int]]]:
    """Each transfer in one passage alone, the soonest; passages far apart are different runs."""
    seconds = ledger.transfers.seconds
    gone: set[int] = set()
    runs: list[list[tuple[int, int]]] = []
    last = 0
    for came, went in zip(every_came.tolist(), every_went.tolist(), strict=True):
        if came in gone or went in gone:
            continue
        gone.update((came, went))
        if not runs or seconds[came] - last > longest_days * DAY:
            runs.append([])
        runs[-1].append((came, went))
        last = int(seconds[came])
    return runs


def _alert(ledger: Ledger, settings: PassThrough, passages: list[tuple[int, int]]) -> Alert | None:
    transfers = ledger.transfers
    came = np.array([one for one, _ in passages])
    went = np.array([one for _, one in passages])
    through = int(transfers.target[came[0]])
    every = ledger.incoming(through)
    seconds = transfers.seconds
    within = every[(seconds[every] >= seconds[came].min()) & (seconds[every] <= seconds[came].max())]
    passing = transfers.xof[came].sum() / transfers.xof[within].sum()
    if passing < settings.least_passing_share:
        return None
    return draft(
        ledger,
        CODE,
        [*came.tolist(), *went.tolist()],
        (
            ("holder", [through]),
            ("sender", transfers.source[came].tolist()),
            ("receiver", transfers.target[went].tolist()),
        ),
        {
            "passages": len(passages),
            "left_percent": percent(transfers.xof[went].sum() / transfers.xof[came].sum()),
            "longest_rest_hours": hours((seconds[went] - seconds[came]).max()),
            "passing_percent": percent(passing),
            "days": days(ledger, np.concatenate((came, went))),
        },
        settings,
        [innocence.remittance(ledger, came, through)],
    )
