"""How good the rules are on labelled transfers: of transfers, of cases, of alerts.

A transfer counts as found when any alert stands on it. A case counts as found when at least half of its transfers
stand in alerts of its own rule: to be seen as something else is not to be understood. An alert is right when at least
half of its transfers belong to cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from benkan.core.flows.alert import Alert
from benkan.core.flows.registry import PATTERNS

HALF: Final = 0.5
Figures = dict[str, float | int | dict[str, float | int]]


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled case: its rule, and the ids of its transfers."""

    name: str
    kind: str
    transfers: frozenset[str]


def evaluate(alerts: Sequence[Alert], cases: Sequence[Case]) -> Figures:
    """The figures of these alerts on these cases; a share of nothing is 0."""
    labelled = frozenset().union(*(case.transfers for case in cases))
    found = _standing(alerts)
    right = found & labelled
    precision, recall = share(len(right), len(found)), share(len(right), len(labelled))
    kinds = sorted({case.kind for case in cases})
    of_own = {
        kind: _standing([alert for alert in alerts if alert.pattern == kind or kind not in PATTERNS]) for kind in kinds
    }
    return {
        "transfer_f1": f1(precision, recall),
        "transfer_precision": precision,
        "transfer_recall": recall,
        "case_recall": {kind: _cases_found(cases, kind, of_own[kind]) for kind in kinds},
        "case_recall_by_any_rule": {kind: _cases_found(cases, kind, found) for kind in kinds},
        "alert_precision": share(sum(is_right(alert, labelled) for alert in alerts), len(alerts)),
        "alert_precision_by_rule": {
            code: share(sum(is_right(alert, labelled) for alert in own), len(own))
            for code, own in by_rule(alerts).items()
        },
        "alerts": len(alerts),
        "cases": len(cases),
        "labelled_transfers": len(labelled),
    }


def is_right(alert: Alert, labelled: frozenset[str]) -> bool:
    """Whether at least half of its transfers belong to cases."""
    return len(labelled.intersection(alert.transfers)) >= HALF * len(alert.transfers)


def by_rule(alerts: Sequence[Alert]) -> Mapping[str, list[Alert]]:
    """The alerts of each rule that has some, in the order of the rules."""
    found: dict[str, list[Alert]] = {code: [] for code in PATTERNS}
    for alert in alerts:
        found[alert.pattern].append(alert)
    return {code: own for code, own in found.items() if own}


def share(part: int, whole: int) -> float:
    """The share to four places."""
    return round(part / whole, 4) if whole else 0.0


def f1(precision: float, recall: float) -> float:
    """The harmonic mean to four places."""
    both = precision + recall
    return round(2 * precision * recall / both, 4) if both else 0.0


def _standing(alerts: Sequence[Alert]) -> frozenset[str]:
    return frozenset().union(*(alert.transfers for alert in alerts))


def _cases_found(cases: Sequence[Case], kind: str, found: frozenset[str]) -> float:
    own = [case for case in cases if case.kind == kind]
    return share(sum(len(case.transfers & found) >= HALF * len(case.transfers) for case in own), len(own))
