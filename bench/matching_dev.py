"""Learns the name and date weights of core.matching from the DEV pairs; what they are worth, benkan eval matching says.

Usage: python bench/matching_dev.py --fit [--data FOLDER]

FOLDER holds pairs.csv (columns: see docs/operating/evaluating.md). The weights are printed, to be reviewed and stored.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from benkan.core.errors import Invalid  # noqa: E402 - the path above comes first
from benkan.core.matching import Subject  # noqa: E402
from benkan.core.matching.compare import name_evidence  # noqa: E402
from benkan.core.matching.dates import best_agreement  # noqa: E402
from benkan.core.matching.tables import WEIGHTS  # noqa: E402

SLICES = ("same_script", "fr_en", "cross_script", "wa_variant")
DATE_NAMES = [name for name in WEIGHTS if name.startswith("date.")]
NAME_NAMES = [name for name in WEIGHTS if name.endswith("_bits") or name in ("one_part", "covered", "complete")]


def subject(name, date=""):
    """The subject of one side; a name or date that is refused counts as absent, as it would for an importer."""
    try:
        return Subject(names=[name], birth_dates=[date] if date else [])
    except Invalid as error:
        return subject(name) if error.code.startswith("date.") else Subject()


def rows_of(folder):
    with (folder / "pairs.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["slice"] in SLICES]


def fit(rows):
    """Ridge-penalised logistic regression by Newton's method over the pairs, each once with and once without dates."""
    names = ["base", *NAME_NAMES, *DATE_NAMES]
    table, labels = [], []
    for row in rows:
        a, b = subject(row["name_a"], row["dob_a"]), subject(row["name_b"], row["dob_b"])
        evidence = name_evidence(a, b)
        if evidence is None:
            continue
        dated = best_agreement(a.dates, b.dates)
        base = [1.0, *(evidence.observed.get(name, 0.0) for name in NAME_NAMES)]
        table.append([*base, *([0.0] * len(DATE_NAMES))])
        labels.append(row["label"] == "1")
        if dated is not None:
            table.append([*base, *(float(name == dated[0]) for name in DATE_NAMES)])
            labels.append(row["label"] == "1")
    x, y = np.array(table), np.array(labels, dtype=float)
    weights = np.zeros(x.shape[1])
    for _ in range(40):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (p - y) + 0.5 * weights
        weights -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + 0.5 * np.eye(len(weights)), gradient)
    seen = np.abs(x).sum(axis=0) > 0  # what DEV never shows is judged by hand in weights.yaml
    return {name: round(float(weight), 3) for name, weight, there in zip(names, weights, seen, strict=True) if there}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("BENKAN_DATA", ROOT.parent / "shared" / "data")) / "matching"
    )
    parser.add_argument("--fit", action="store_true", required=True)
    print("\n".join(f"  {name}: {weight}" for name, weight in fit(rows_of(parser.parse_args().data)).items()))


if __name__ == "__main__":
    main()
