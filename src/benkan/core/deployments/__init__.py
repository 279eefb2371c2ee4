"""A means that is asked for, lent, returned and paid: how far it is, who may move it, and what it costs.

Pure rules: no clock, no database, no network.
"""

from benkan.core.deployments.agreement import Agreement
from benkan.core.deployments.costs import CURRENCIES, PEG, Line, Rate, Rates, Total, amount, bearers, total
from benkan.core.deployments.standing import (
    CROSSED,
    MOVES,
    OPEN,
    STATES,
    TIMELY,
    Move,
    admit,
    borrower_moves,
    hear,
    lender_moves,
)

__all__ = [
    "CROSSED",
    "CURRENCIES",
    "MOVES",
    "OPEN",
    "PEG",
    "STATES",
    "TIMELY",
    "Agreement",
    "Line",
    "Move",
    "Rate",
    "Rates",
    "Total",
    "admit",
    "amount",
    "bearers",
    "borrower_moves",
    "hear",
    "lender_moves",
    "total",
]
