"""Diversion of aid: an organisation pays several persons, who pass nearly all in cash to one beneficiary.

Source: FATF-GIABA (2013), non-profit organisations and charities; FATF Recommendation 8.
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
from benkan.core.flows.ledger import HOUR, Ledger, channel, kind
from benkan.core.flows.windows import groups

CODE = "ngo_diversion"
SLOT = 400 * HOUR
"""The longest rest that may be set."""


@dataclass(frozen=True, slots=True)
class NgoDiversion:
    """What makes payments of an organisation end in one hand."""

    rest_hours: float = setting(144.0, 0.1, 400, N_("Hours after which an intermediary has passed it on."))
    least_intermediaries: int = setting(2, 2, 1_000, N_("Intermediaries at least."))
    lowest_share: float = setting(0.7, 0.1, 1.0, N_("Share of what an intermediary got that it passes, at least."))
    floor_shares: float = setting(0.5, 0.5, 100, N_("What it got counts from this share of the amount that matters."))
    donor_hours: float = setting(96.0, 0, 1_000, N_("Hours before the first payment in which a gift belongs to it."))
    donor_shares: float = setting(
        0.35, 0.1, 1.0, N_("Share of the gift that the payments together are, at least, for it to belong to them.")
    )


def find(ledger: Ledger, settings: NgoDiversion) -> Iterator[Alert]:
    """Organisations whose payments meet again at one beneficiary."""
    transfers = ledger.transfers
    floor = settings.floor_shares * ledger.common.material_xof
    pairs = ledger.columns(
        f"""
        select paid.n as came, passed.n as went
        from (select *, unnest([moment // {SLOT}, moment // {SLOT} + 1]) as slot from moved
            where source_kind = {kind("ngo")} and xof >= ?) paid
        join (select *, moment // {SLOT} as slot from moved
            where channel in ({channel("cash")}, {channel("cash_out")})) passed
        on passed.source = paid.target and passed.slot = paid.slot
        where passed.moment between paid.moment and paid.moment + ? and passed.xof between paid.xof * ? and paid.xof
        and passed.target <> paid.source order by came, went
        """,  # noqa: S608 - constants of this module
        (floor, int(settings.rest_hours * HOUR), settings.lowest_share),
    )
    came, went = pairs["came"], pairs["went"]
    ends = transfers.source[came].astype(np.int64) * len(ledger.accounts) + transfers.target[went]
    for group in groups(ends, settings.least_intermediaries):
        between = np.unique(transfers.target[came[group]])
        if len(between) >= settings.least_intermediaries:
            yield _alert(ledger, settings, np.unique(came[group]), np.unique(went[group]))


def _alert(ledger: Ledger, settings: NgoDiversion, came: np.ndarray, went: np.ndarray) -> Alert:
    transfers = ledger.transfers
    ngo, beneficiary = int(transfers.source[came[0]]), int(transfers.target[went[0]])
    between = transfers.target[came].tolist()
    gifts = _gifts(ledger, settings, ngo, came)
    passed, paid = int(transfers.xof[went].sum()), int(transfers.xof[came].sum())
    return draft(
        ledger,
        CODE,
        [*gifts, *came.tolist(), *went.tolist()],
        (
            ("ngo", [ngo]),
            ("beneficiary", [beneficiary]),
            ("intermediary", between),
            ("donor", transfers.source[gifts].tolist()),
        ),
        {
            "intermediaries": len(set(between)),
            "paid_xof": paid,
            "passed_xof": passed,
            "passed_percent": percent(passed / paid),
            "gifts": len(gifts),
            "days": days(ledger, np.concatenate((came, went))),
        },
        settings,
        [innocence.programme(ledger, ngo, came)],
    )


def _gifts(ledger: Ledger, settings: NgoDiversion, ngo: int, came: np.ndarray) -> list[int]:
    """Transfers to the organisation that the payments shortly after them nearly use up."""
    transfers = ledger.transfers
    seconds = transfers.seconds
    found = []
    for gift in ledger.incoming(ngo).tolist():
        after = came[(seconds[came] >= seconds[gift]) & (seconds[came] <= seconds[gift] + settings.donor_hours * HOUR)]
        used = transfers.xof[after].sum() / transfers.xof[gift]
        if settings.donor_shares <= used <= 1.0 / settings.donor_shares:
            found.append(gift)
    return found
