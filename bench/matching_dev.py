"""Measures core.matching on the DEV pairs and decoys; --fit learns the name and date weights from them.

Usage: python bench/matching_dev.py [--data FOLDER] [--decoys N] [--queries N] [--json] [--fit]

FOLDER holds pairs.csv and decoys.csv (columns: see docs/matching.md). Rates are CPU time of one process. F1 is that of
the shipped threshold, "best" that of the best threshold on the same data. Nothing here is asserted: it is reported.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from benkan.core.errors import Invalid  # noqa: E402 - the path above comes first
from benkan.core.matching import THRESHOLD, Subject, compare, tokens  # noqa: E402
from benkan.core.matching.compare import name_evidence  # noqa: E402
from benkan.core.matching.dates import best_agreement  # noqa: E402
from benkan.core.matching.tables import WEIGHTS  # noqa: E402

REFUSED = Counter()
SLICES = ("same_script", "fr_en", "cross_script", "wa_variant")
DATE_NAMES = [name for name in WEIGHTS if name.startswith("date.")]
NAME_NAMES = [name for name in WEIGHTS if name.endswith("_bits") or name in ("one_part", "covered", "complete")]


def subject(name, date=""):
    """The subject of one side; a name or date that is refused counts as absent, as it would for an importer."""
    try:
        return Subject(names=[name], birth_dates=[date] if date else [])
    except Invalid as error:
        REFUSED[error.code] += 1
        return subject(name) if error.code.startswith("date.") else Subject()


def rows_of(folder):
    with (folder / "pairs.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["slice"] in SLICES]


def figures(scores, labels, threshold):
    kept = scores >= threshold
    right = int((kept & labels).sum())
    precision = right / max(int(kept.sum()), 1)
    recall = right / max(int(labels.sum()), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def best_f1(scores, labels):
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(labels[order])
    f1 = 2 * hits / (np.arange(1, len(hits) + 1) + labels.sum())
    return float(f1.max()), float(scores[order][int(f1.argmax())])


def recall_at(scores, labels, precision):
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(labels[order])
    good = np.flatnonzero(hits / np.arange(1, len(hits) + 1) >= precision)
    return float(hits[good[-1]] / labels.sum()) if len(good) else 0.0


def score_all(rows, dated):
    pairs = [
        (subject(row["name_a"], row["dob_a"] * dated), subject(row["name_b"], row["dob_b"] * dated)) for row in rows
    ]
    began = time.process_time()
    scores = np.array([compare(a, b).score for a, b in pairs])
    return scores, len(pairs) / (time.process_time() - began)


def measure_scores(rows):
    labels = np.array([row["label"] == "1" for row in rows])
    report = {"slices": defaultdict(dict)}
    for name, dated in (("undated", 0), ("dated", 1)):
        scores, rate = score_all(rows, dated)
        precision, recall, f1 = figures(scores, labels, THRESHOLD)
        report |= {f"f1_{name}": f1, f"precision_{name}": precision, f"recall_{name}": recall}
        report[f"best_f1_{name}"], report[f"best_threshold_{name}"] = best_f1(scores, labels)
        report["pairs_per_cpu_s"] = rate
        for one in SLICES:
            chosen = np.array([row["slice"] == one for row in rows])
            report["slices"][one][f"f1_{name}"] = figures(scores[chosen], labels[chosen], THRESHOLD)[2]
            report["slices"][one][f"recall_at_p95_{name}"] = recall_at(scores[chosen], labels[chosen], 0.95)
    return report


def name_tokens(one, budget):
    return {token.value for token in tokens(one, budget_bits=budget) if token.tier != "weak"}


def measure_tokens(rows, decoys, queries, budget):
    met, count = defaultdict(list), []
    for row in rows:
        if row["label"] != "1":
            continue
        a = name_tokens(subject(row["name_a"], row["dob_a"]), budget)
        b = name_tokens(subject(row["name_b"], row["dob_b"]), budget)
        count += [len(a), len(b)]
        met[row["slice"]].append(bool(a & b))
    report = {
        "token_recall": {one: float(np.mean(met[one])) for one in SLICES},
        "tokens_per_record": float(np.mean(count)),
    }
    others = [subject(row["name"], row["dob"]) for row in decoys]
    began = time.process_time()
    index = defaultdict(list)
    for at, one in enumerate(others):
        for value in name_tokens(one, budget):
            index[value].append(at)
    report["records_per_cpu_s"] = len(others) / (time.process_time() - began)
    chosen = random.Random(7).sample([row for row in rows if row["label"] == "1"], queries)
    for name in ("dated", "undated"):
        asked = [row for row in chosen if row["dob_a"]] if name == "dated" else chosen
        hits = []
        for row in asked:
            query = name_tokens(subject(row["name_a"], row["dob_a"] if name == "dated" else ""), budget)
            hits.append(len({at for value in query for at in index[value]}))
        scale = 100_000 / len(others)
        report[f"false_hits_per_100k_{name}"] = float(np.mean(hits)) * scale
        report[f"false_hits_median_{name}"] = float(np.median(hits)) * scale
        report[f"queries_with_any_{name}"] = float(np.mean([hit > 0 for hit in hits]))
    return report


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
    parser.add_argument("--decoys", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=600)
    parser.add_argument("--budget", type=float, default=12.0)
    parser.add_argument("--only", choices=("scores", "tokens"))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    rows = rows_of(options.data)
    if options.fit:
        print("\n".join(f"  {name}: {weight}" for name, weight in fit(rows).items()))
        return
    report = {"budget_bits": options.budget}
    if options.only != "tokens":
        report |= measure_scores(rows)
    if options.only != "scores":
        with (options.data / "decoys.csv").open(encoding="utf-8") as file:
            decoys = list(csv.DictReader(file))
        decoys = random.Random(5).sample(decoys, min(options.decoys, len(decoys)))
        report |= measure_tokens(rows, decoys, options.queries, options.budget)
    report["refused_inputs"] = dict(REFUSED)
    print(json.dumps(report, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
