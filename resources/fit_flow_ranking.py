"""Learns the order of alerts from labelled transfers and prints the weights for resources/flows/ranking.csv.

    python resources/fit_flow_ranking.py TX ACCOUNTS LABELS

The files are those of ``benkan eval flows``; the shipped weights are of benkan_dev alone. The rules run with loosened
thresholds, so that there are wrong finds to learn from. A find is right when at least half of its transfers belong to
cases. Ridge-penalised logistic regression by Newton's method; five-fold cross-validation by month and rule says what to
expect elsewhere. Look at the difference before you commit it, then run build_flows.py.
"""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from benkan.core.flows import PATTERNS, Alert, Settings, find  # noqa: E402 - the path above comes first
from benkan.core.flows.evaluation import is_right  # noqa: E402
from benkan.core.flows.ranking import FEATURES, features  # noqa: E402
from benkan.formats.labelled_transfers import read  # noqa: E402

RIDGE = 1.0
FOLDS = 5
LOOSENED = {
    "structuring": {"least_deposits": 2, "least_sum_shares": 1.5},
    "pass_through": {"least_pairs": 2, "least_passing_share": 0.2},
    "fan_in": {"least_senders": 3},
    "fan_out": {"least_receivers": 3},
    "scatter_gather": {"least_intermediaries": 2},
    "gather_scatter": {"least_others": 3, "lowest_share": 0.3, "highest_share": 2.0},
    "cycle": {"least_legs": 2, "lowest_share": 0.75},
    "layered_chain": {"least_legs": 3, "lowest_share": 0.8},
    "hawala_settlement": {"least_settlements": 1, "least_weeks": 2, "least_others": 4},
    "cash_courier_border": {"least_journeys": 1, "lowest_share": 0.6},
    "gold_trade": {"least_rounds": 1, "least_purchases": 2},
    "ngo_diversion": {"lowest_share": 0.5},
}


def fitted(table: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Weights of the columns; the first one, the constant, is not penalised."""
    weights = np.zeros(table.shape[1])
    ridge = RIDGE * np.eye(table.shape[1])
    ridge[0, 0] = 0
    for _ in range(50):
        likely = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (likely - right) + ridge @ weights
        bend = (table * (likely * (1 - likely))[:, None]).T @ table + ridge
        weights -= np.linalg.solve(bend, slope)
    return weights


def area(scores: np.ndarray, right: np.ndarray) -> float:
    """How often a right find stands before a wrong one."""
    good, bad = scores[right > 0], scores[right == 0]
    return float((good[:, None] > bad).mean() + (good[:, None] == bad).mean() / 2)


def fold(alert: Alert) -> int:
    """Finds of one rule and one month stay together."""
    return zlib.crc32(f"{alert.pattern} {alert.starts_at:%Y-%m}".encode()) % FOLDS


def main() -> None:
    """The weights, and what cross-validation says."""
    given = read(*(Path(name) for name in sys.argv[1:4]))
    labelled = frozenset().union(*(case.transfers for case in given.cases))
    settings = Settings.of(LOOSENED)
    alerts: list[Alert] = []
    for code in PATTERNS:  # each alone, so that none covers another's
        alerts += find(given.transfers, given.accounts, settings, patterns=[code])
    table = np.array(
        [[1.0, *(features(alert, settings.common.material_xof)[name] for name in FEATURES)] for alert in alerts]
    )
    right = np.array([float(is_right(alert, labelled)) for alert in alerts])
    folds = np.array([fold(alert) for alert in alerts])
    held_out = np.empty(len(right))
    for number in range(FOLDS):
        held_out[folds == number] = table[folds == number] @ fitted(table[folds != number], right[folds != number])
    weights = fitted(table, right)
    print("feature,weight")
    for name, weight in zip(("constant", *FEATURES), weights, strict=True):
        print(f"{name},{weight:.4f}")
    seen, elsewhere = area(table @ weights, right), area(held_out, right)
    print(
        f"# {len(right)} finds, {int(right.sum())} right; a right one before a wrong one: {seen:.3f}, {elsewhere:.3f}"
        " cross-validated",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
