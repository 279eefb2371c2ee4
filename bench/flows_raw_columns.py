"""A guard on labelled transfers: boosting on raw columns alone must not find them, or the set gives its cases away.

    python bench/flows_raw_columns.py TX ACCOUNTS LABELS --json

Columns: hour, day of the week, amount, way; again with how round the amount is, and with kinds and countries of both
sides.
Scikit-learn's gradient boosting (group ``peers`` of pyproject.toml) learns on the first half of the time and is judged
on the second. The average precision of the former should stay below .15: what finds more is how transfers hang
together, which is what the rules are for. The others say what a set gives away beside its amounts.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score

from benkan.formats.labelled_transfers import read


def average_precision(columns: tuple[np.ndarray, ...], right: np.ndarray) -> float:
    """Learnt on the first half, judged on the second."""
    table = np.stack(columns, axis=1).astype(np.float64)
    half = len(right) // 2
    model = HistGradientBoostingClassifier(random_state=0).fit(table[:half], right[:half])
    return round(float(average_precision_score(right[half:], model.predict_proba(table[half:])[:, 1])), 4)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs=3, type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    given = read(*chosen.files)
    moved, accounts = given.transfers, given.accounts
    labelled = frozenset().union(*(case.transfers for case in given.cases))
    right = np.array([one in labelled for one in moved.ids])
    transfers_alone = (
        moved.seconds // 3_600 % 24,
        moved.seconds // 86_400 % 7,
        moved.xof,
        moved.channels,
    )
    roundness = tuple(moved.xof % step == 0 for step in (1_000, 10_000, 100_000))
    both_sides = (
        accounts.kinds[moved.source],
        accounts.kinds[moved.target],
        accounts.countries[moved.source],
        accounts.countries[moved.target],
    )
    report = {
        "raw_average_precision": average_precision(transfers_alone, right),
        "with_roundness": average_precision((*transfers_alone, *roundness), right),
        "with_kinds_and_countries": average_precision((*transfers_alone, *both_sides), right),
        "share_labelled": round(float(right.mean()), 4),
    }
    print(json.dumps(report) if chosen.json else report)


if __name__ == "__main__":
    main()
