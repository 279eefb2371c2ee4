"""Learns the weights of names and dates from labelled pairs and prints them for resources/names/weights.yaml.

Usage: python resources/fit_weights.py FOLDER

FOLDER holds pairs.csv (columns: slice, label, pid_a, name_a, dob_a, name_b, dob_b). Ridge-penalised logistic
regression by Newton's method over the four main slices, every pair once without and once with its dates, so that a sum
of weights is the log-odds of a pair among pairs like these. Five-fold cross-validation by person says what to expect
elsewhere. Look at the difference before you commit it, then run build_names.py. What these pairs never show stays
judged by hand.
"""

from __future__ import annotations

import csv
import sys
import zlib
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from benkan.core.errors import Invalid  # noqa: E402 - the path above comes first
from benkan.core.matching import Subject  # noqa: E402
from benkan.core.matching.dates import Agreement, best_agreement  # noqa: E402
from benkan.core.matching.person_names import OBSERVED, name_evidence  # noqa: E402

SLICES = ("same_script", "fr_en", "cross_script", "wa_variant")
RIDGE = 0.5
NAMES = ["base", *OBSERVED, *map(str, Agreement)]


def subject(name: str, date: str) -> Subject:
    """One side of a pair; a date that is refused counts as absent, as it would for an importer."""
    try:
        return Subject(names=[name], birth_dates=[date] if date else [])
    except Invalid:
        return Subject(names=[name])


def table(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What was observed in each pair (rows), its label and its fold (0 to 4; negative for rows with dates)."""
    rows, labels, folds = [], [], []
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["slice"] not in SLICES:
                continue
            try:
                a, b = subject(row["name_a"], row["dob_a"]), subject(row["name_b"], row["dob_b"])
            except Invalid:
                continue
            evidence = name_evidence(a, b)
            if evidence is None:
                continue
            fold = zlib.crc32(row["pid_a"].encode()) % 5
            dated = best_agreement(a.dates, b.dates)
            base = [1.0, *evidence.observed]
            rows.append([*base, *([0.0] * len(Agreement))])
            labels.append(row["label"] == "1")
            folds.append(fold)
            if dated is not None:
                rows.append([*base, *(float(one is dated[0]) for one in Agreement)])
                labels.append(row["label"] == "1")
                folds.append(-fold - 1)
    return np.array(rows), np.array(labels), np.array(folds)


def fit(rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The weights of the columns, by Newton's method."""
    weights = np.zeros(rows.shape[1])
    penalty = RIDGE * np.eye(len(weights))
    for _ in range(60):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (chance - labels) + RIDGE * weights
        weights -= np.linalg.solve((rows * (chance * (1 - chance))[:, None]).T @ rows + penalty, slope)
    return weights


def f1(scores: np.ndarray, labels: np.ndarray) -> float:
    """F1 of everything at log-odds 0 and above."""
    kept = scores >= 0
    return float(2 * (kept & labels).sum() / max(kept.sum() + labels.sum(), 1))


def main() -> int:
    """Prints the weights and what cross-validation says; 2 without a folder."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    rows, labels, folds = table(Path(sys.argv[1]) / "pairs.csv")
    scores = np.zeros(len(labels))
    for fold in range(5):
        out = (folds == fold) | (folds == -fold - 1)
        scores[out] = rows[out] @ fit(rows[~out], labels[~out])
    undated = folds >= 0
    print(f"# five-fold, before the ceilings on doubt: F1 without dates {f1(scores[undated], labels[undated]):.3f}, "
          f"of pairs with two dates {f1(scores[~undated], labels[~undated]):.3f}")  # fmt: skip
    seen = np.abs(rows).sum(axis=0) > 0
    for name, weight, there in zip(NAMES, fit(rows, labels), seen, strict=True):
        if there:
            print(f"  {name}: {round(float(weight), 3)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
