"""What other slices, the commands and the demo may do with loans. The tables are private to this slice."""

from __future__ import annotations

from benkan.apps.deployments.asking import accept, cancel, offer, refuse, request, sign, withdraw
from benkan.apps.deployments.costing import enter_rate, of, rates
from benkan.apps.deployments.moving import add_cost, bring_back, claim, deploy, evaluate, send, settle
from benkan.apps.deployments.reading import as_object, listed, of_case, offer_as_object, row

__all__ = [
    "accept",
    "add_cost",
    "as_object",
    "bring_back",
    "cancel",
    "claim",
    "deploy",
    "enter_rate",
    "evaluate",
    "listed",
    "of",
    "of_case",
    "offer",
    "offer_as_object",
    "rates",
    "refuse",
    "request",
    "row",
    "send",
    "settle",
    "sign",
    "withdraw",
]
