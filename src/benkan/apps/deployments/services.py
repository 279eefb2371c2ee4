"""What other slices, the commands and the demo may do with loans. The tables are private to this slice."""

from __future__ import annotations

from benkan.apps.deployments.acting import do
from benkan.apps.deployments.agreeing import accept, sign
from benkan.apps.deployments.asking import cancel, refuse, request
from benkan.apps.deployments.claiming import add_cost, claim, evaluate, settle
from benkan.apps.deployments.costing import Sums, enter_rate, of, rates, sums, under_way
from benkan.apps.deployments.day import waiting_for
from benkan.apps.deployments.examining import examine, write
from benkan.apps.deployments.moving import bring_back, deploy, send
from benkan.apps.deployments.offering import offer, withdraw
from benkan.apps.deployments.reading import as_object, listed, of_case, of_seizure, offer_as_object, row, whole

__all__ = [
    "Sums",
    "accept",
    "add_cost",
    "as_object",
    "bring_back",
    "cancel",
    "claim",
    "deploy",
    "do",
    "enter_rate",
    "evaluate",
    "examine",
    "listed",
    "of",
    "of_case",
    "of_seizure",
    "offer",
    "offer_as_object",
    "rates",
    "refuse",
    "request",
    "row",
    "send",
    "settle",
    "sign",
    "sums",
    "under_way",
    "waiting_for",
    "whole",
    "withdraw",
    "write",
]
