"""Cash across a border: one holder takes cash out in one country and pays it in in another soon after, repeatedly.

Source: FATF-GIABA (2013), cash couriers; FATF Recommendation 32.
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
from benkan.core.flows.ledger import DAY, HOUR, Ledger, channel
from benkan.core.flows.windows import groups

CODE = "cash_courier_border"


@dataclass(frozen=True, slots=True)
class CashCourier:
    """What makes two visits to agents one journey with cash."""

    journey_hours: float = setting(72.0, 0.5, 400, N_("Hours from taking it out to paying it in, at most."))
    least_journeys: int = setting(2, 1, 1_000, N_("Journeys at least."))
    lowest_share: float = setting(0.85, 0.1, 1.0, N_("Share of what was taken out that is paid in, at least."))
    floor_shares: float = setting(1.0, 0.25, 100, N_("It counts from this share of the amount that matters."))
    longest_days: float = setting(30.0, 1.0, 365, N_("Days between two journeys at most, for both to be one find."))


def find(ledger: Ledger, settings: CashCourier) -> Iterator[Alert]:
    """Holders with at least so many journeys."""
    pairs = ledger.columns(
        f"""
        select takes.n as took, gives.n as gave, takes.source as holder
        from (select *, unnest([moment // {HOUR * 400}, moment // {HOUR * 400} + 1]) as slot from moved
            where channel = {channel("cash_out")} and xof >= ?) takes
        join (select *, moment // {HOUR * 400} as slot from moved where channel = {channel("cash_in")}) gives
        on gives.target = takes.source and gives.slot = takes.slot
        where gives.moment between takes.moment and takes.moment + ? and gives.xof between takes.xof * ? and takes.xof
        and gives.source_country <> takes.target_country and gives.source_country > 0 and takes.target_country > 0
        order by holder, took, gave
        """,  # noqa: S608 - constants of this module
        (
            settings.floor_shares * ledger.common.material_xof,
            int(settings.journey_hours * HOUR),
            settings.lowest_share,
        ),
    )
    for group in groups(pairs["holder"], settings.least_journeys):
        for journeys in _journeys(ledger, settings, pairs["took"][group], pairs["gave"][group]):
            if len(journeys) >= settings.least_journeys:
                yield _alert(ledger, settings, journeys)


def _journeys(
    ledger: Ledger, settings: CashCourier, every_took: np.ndarray, every_gave: np.ndarray
) -> list[list[tuple[int, int]]]:
    """Each visit in one journey alone, the soonest; journeys far apart are different finds."""
    seconds = ledger.transfers.seconds
    used: set[int] = set()
    runs: list[list[tuple[int, int]]] = []
    last = 0
    for took, gave in zip(every_took.tolist(), every_gave.tolist(), strict=True):
        if took in used or gave in used:
            continue
        used.update((took, gave))
        if not runs or seconds[took] - last > settings.longest_days * DAY:
            runs.append([])
        runs[-1].append((took, gave))
        last = int(seconds[took])
    return runs


def _alert(ledger: Ledger, settings: CashCourier, journeys: list[tuple[int, int]]) -> Alert:
    transfers, accounts = ledger.transfers, ledger.accounts
    took = np.array([one for one, _ in journeys])
    gave = np.array([one for _, one in journeys])
    holder = int(transfers.source[took[0]])
    ways = [
        f"{accounts.country(int(transfers.target[out]))}–{accounts.country(int(transfers.source[into]))}"
        for out, into in journeys
    ]
    return draft(
        ledger,
        CODE,
        [*took.tolist(), *gave.tolist()],
        (
            ("holder", [holder]),
            ("agent", [*transfers.target[took].tolist(), *transfers.source[gave].tolist()]),
        ),
        {
            "journeys": len(journeys),
            "ways": tuple(dict.fromkeys(ways)),
            "carried_xof": int(transfers.xof[took].sum()),
            "paid_in_percent": percent(transfers.xof[gave].sum() / transfers.xof[took].sum()),
            "longest_hours": hours((transfers.seconds[gave] - transfers.seconds[took]).max()),
            "days": days(ledger, np.concatenate((took, gave))),
        },
        settings,
        [innocence.shop(ledger, holder, gave, alike=True)],
    )
