"""Measures the names of companies and vessels on labelled pairs; --fit learns the weights of organisations.yaml.

Usage: python bench/matching_organisations.py [--cases CASES.csv] [--aliases ALIASES.csv] [--fit] [--errors] [--json]

ALIASES.csv: name_a, name_b, same (1 or 0): names and aliases of listed companies, two or three similar ones of others
for each (see docs/matching.md).

CASES.csv: case_group, schema, name1, name2, is_match (nomenklatura's name_bench); the project's own pairs
(resources/names/organisation_pairs.csv) are measured beside it. Held-out figures: every pair is scored by weights
fitted without the pairs of its fold; pairs that share a name are in one fold. Random pairs of the same names are
added as easy negatives in the fit, so that about one pair in four is the same. Rows whose label takes two numbers
(Fund V, Fund VI) for one thing are left out of the fit, and counted in every figure but "agreed".
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import itertools
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from benkan.core.matching.normalise import clean  # noqa: E402 - the path above comes first
from benkan.core.matching.organisation_alignment import side_by_side  # noqa: E402
from benkan.core.matching.organisation_tables import WEIGHTS  # noqa: E402
from benkan.core.matching.organisation_words import prepared  # noqa: E402
from benkan.core.matching.organisations import observe, organisation_evidence  # noqa: E402

NAMES = [name for name in WEIGHTS if name != "base"]
FOLDS = 5
RARE = 12  # a word of more pairs than that joins what has nothing else in common
PULL = 0.35  # how strongly a weight is held to its judged value: there are few pairs and many weights
# Weights that these pairs are too one-sided to teach: most of their errors of spelling are in names that are the same.
HELD = (
    "spellings", "scripts", "acronyms", "identical", "general", "covered", "place-extra", "form-different",
    "extra_bits", "form-changed",
)  # fmt: skip
JUDGED = {
    "base": -3.5, "met_bits": 0.1, "general_bits": 0.1, "complete": 2.0, "general": -3.0, "identical": 0.7,
    "covered": 0.7, "spellings": -0.5, "acronyms": -0.5, "scripts": -0.3, "different_bits": -0.2, "extra_bits": -0.12,
    "place-different": -3.0, "place-extra": -1.8, "number-different": -4.0, "number-extra": -2.0, "form-same": 0.2,
    "form-different": -4.0, "form-changed": -2.0,
}  # fmt: skip
GROUP_WEIGHT = {"aliases": 0.1}  # there are many of them, and their other names are the nearest on a list


def pairs_of(cases, aliases):
    """(group, schema, kind, a, b, same) of the cases, of the aliases and of the project's own pairs."""
    found = []
    if cases is not None:
        with cases.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["schema"] != "Person":
                    kind = "vessel" if row["schema"] == "Vessel" else "company"
                    names, same = (clean(row["name1"]), clean(row["name2"])), row["is_match"] == "true"
                    found.append((row["case_group"], row["schema"], kind, *names, same))
    if aliases is not None:
        with aliases.open(encoding="utf-8") as file:
            found += [
                ("aliases", "aliases", "company", clean(row["name_a"]), clean(row["name_b"]), row["same"] == "1")
                for row in csv.DictReader(file)
            ]
    with (ROOT / "resources/names/organisation_pairs.csv").open(encoding="utf-8") as file:
        found += [
            ("own", "own", "company", clean(row["name_a"]), clean(row["name_b"]), row["same"] == "1")
            for row in csv.DictReader(file)
        ]
    return found


def vector(kind, a, b):
    one, other = prepared(a, kind), prepared(b, kind)
    observed = observe(one, other, side_by_side(one, other))
    return [observed.get(name, 0.0) for name in NAMES]


def strangers(pairs, count):
    """Random pairs of names of different rows: easy negatives."""
    drawn = random.Random(5)
    return [
        (kind, drawn.choice(pairs)[3], drawn.choice(pairs)[4])
        for kind in itertools.islice(itertools.repeat("company"), count)
    ]


def contested(row):
    """Whether the label says that two numbers are one thing, which Benkan does not hold: left out of the fit."""
    *_, kind, a, b, same = row
    numbers = [name for name in ("number-different", "number-extra") if vector(kind, a, b)[NAMES.index(name)]]
    return same and bool(numbers)


def learned(features, labels, counts):
    """Logistic regression by Newton's steps, each weight pulled to its judged value."""
    judged = np.array([JUDGED["base"], *(JUDGED[name] for name in NAMES)])
    scale = np.array([1.0, *(12.0 if name.endswith("_bits") else 4.0 if name in HELD else 1.0 for name in NAMES)])
    x = np.hstack([np.ones((len(features), 1)), np.array(features)])
    weights = judged.copy()
    pull = PULL * scale**2

    def loss(w):
        z = np.clip(x @ w, -30, 30)
        return float((counts * (np.logaddexp(0, z) - labels * z)).sum() + 0.5 * (pull * (w - judged) ** 2).sum())

    for _ in range(40):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (counts * (p - labels)) + pull * (weights - judged)
        hessian = (x * (counts * p * (1 - p))[:, None]).T @ x + np.diag(pull)
        step, length = np.linalg.solve(hessian, gradient), 1.0
        while length > 1e-4 and loss(weights - length * step) > loss(weights):
            length /= 2.0  # a whole step of Newton can overshoot where nearly all pairs are told apart
        weights = weights - length * step
    return weights


def folds_of(pairs):
    """A fold for each pair; pairs that share a rare word of a name are in one fold."""
    parent = {}

    def root(one):
        while parent.setdefault(one, one) != one:
            one = parent[one]
        return one

    carried = Counter()
    words = []
    for _, _, kind, a, b, _ in pairs:
        names = (prepared(name, kind) for name in (a, b))
        words.append({word.folded for name in names for word in name.words if word.kind == "name"})
        carried.update(words[-1])
    for at, found in enumerate(words):
        for word in found:
            if len(word) > 4 and carried[word] <= RARE:
                parent[root(("word", word))] = root(("pair", at))
    named = {at: str(root(("pair", at))) for at in range(len(pairs))}
    return [int(hashlib.sha256(named[at].encode()).hexdigest(), 16) % FOLDS for at in range(len(pairs))]


def figures(kept, labels):
    kept, labels = np.array(kept, dtype=bool), np.array(labels, dtype=bool)
    tp, fp, fn = int((kept & labels).sum()), int((kept & ~labels).sum()), int((~kept & labels).sum())
    return {"pairs": len(labels), "accuracy": round(float((kept == labels).mean()), 3),
            "precision": round(tp / max(tp + fp, 1), 3), "recall": round(tp / max(tp + fn, 1), 3),
            "f1": round(2 * tp / max(2 * tp + fp + fn, 1), 3)}  # fmt: skip


def taught(chosen, pairs, features, easy):
    """The weights that the chosen pairs and the easy negatives teach."""
    known = [float(pairs[at][-1]) for at in chosen] + [0.0] * len(easy)
    counts = [GROUP_WEIGHT.get(pairs[at][1], 1.0) for at in chosen] + [0.2] * len(easy)
    return learned([*(features[at] for at in chosen), *easy], np.array(known), np.array(counts))


def held_out(pairs, features, easy, usable):
    """Each pair's log-odds by weights that were fitted without its fold."""
    folds = folds_of(pairs)
    found = np.zeros(len(pairs))
    for fold in range(FOLDS):
        weights = taught([at for at in usable if folds[at] != fold], pairs, features, easy)
        for at, features_of in enumerate(features):
            if folds[at] == fold:
                found[at] = weights[0] + np.dot(weights[1:], features_of)
    return found


def speed(pairs):
    """Pairs compared and names prepared in a CPU second."""
    started, count = time.process_time(), 0
    while time.process_time() - started < 1.0:
        for _, _, kind, a, b, _ in pairs:
            organisation_evidence((a,), (b,), kind)
        count += len(pairs)
    compared = count / (time.process_time() - started)
    started = time.process_time()
    for _, _, kind, a, b, _ in pairs:
        prepared.__wrapped__(a, kind)
        prepared.__wrapped__(b, kind)
    names = 2 * len(pairs) / (time.process_time() - started)
    return {"pairs_per_cpu_s": round(compared), "prepared_names_per_cpu_s": round(names)}


def groups_of(pairs, usable):
    """The rows of each line of the report."""
    cases = [at for at, row in enumerate(pairs) if row[1] not in ("own", "aliases")]
    groups = {"cases": cases, "agreed": [at for at in cases if at in set(usable)]}
    for schema in sorted({row[1] for row in pairs}):
        groups[schema] = [at for at, row in enumerate(pairs) if row[1] == schema]
    return {name: members for name, members in groups.items() if members}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--aliases", type=Path)
    parser.add_argument("--fit", action="store_true", help="print the weights that the pairs teach")
    parser.add_argument("--errors", action="store_true", help="list the pairs that the shipped weights get wrong")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    pairs = pairs_of(arguments.cases, arguments.aliases)
    features, labels = [vector(kind, a, b) for _, _, kind, a, b, _ in pairs], [row[-1] for row in pairs]
    easy = [vector(*one) for one in strangers(pairs, 1500)]
    usable = [at for at, row in enumerate(pairs) if not contested(row)]
    scores = {
        "shipped": [organisation_evidence((a,), (b,), kind).log_odds for _, _, kind, a, b, _ in pairs],
        "held_out": held_out(pairs, features, easy, usable),
    }
    report = {
        group: {name: figures([of[at] >= 0 for at in rows], [labels[at] for at in rows]) for name, of in scores.items()}
        for group, rows in groups_of(pairs, usable).items()
    }
    report |= speed(pairs)
    if arguments.fit:
        weights = taught(usable, pairs, features, easy)
        report["weights"] = {name: round(float(one), 3) for name, one in zip(["base", *NAMES], weights, strict=True)}
    if arguments.errors:
        for row, shipped, held in zip(pairs, *scores.values(), strict=True):
            if (shipped >= 0) != row[-1] or (held >= 0) != row[-1]:
                print(f"{shipped:+.1f} {held:+.1f}", *row[:2], "|", row[3], "|", row[4], "|", row[5])
    print(json.dumps(report) if arguments.json else json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
