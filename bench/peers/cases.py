"""nomenklatura's own name cases (its contrib/name_bench, MIT), scored by its logic-v2 and by ours in the same run."""

from __future__ import annotations

import csv
from collections import Counter

from benkan.core.errors import Invalid
from benkan.core.matching import THRESHOLD, Subject, compare
from benkan.core.matching.evaluation.figures import at_best_f1, at_threshold
from peers import entities

THEIR_THRESHOLD = 0.7  # the default of their own harness
KINDS = {
    "Person": "person",
    "Company": "company",
    "Organization": "company",
    "LegalEntity": "company",
    "Vessel": "vessel",
}


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ours(rows):
    """Our scores; a name that an importer would refuse matches nothing."""
    refused = Counter()
    scores = []
    for row in rows:
        kind = KINDS[row["schema"]]
        try:
            a, b = Subject(kind=kind, names=[row["name1"]]), Subject(kind=kind, names=[row["name2"]])
        except Invalid as error:
            refused[error.code] += 1
            scores.append(0.0)
            continue
        scores.append(compare(a, b).score)
    return scores, refused


def theirs(rows):
    score = entities.pair_scorer("logic-v2")
    return [score(row["schema"], (row["name1"], ""), (row["name2"], "")) for row in rows]


def accuracy(scores, labels, threshold):
    return sum((score >= threshold) == label for score, label in zip(scores, labels, strict=True)) / len(labels)


def best_accuracy(scores, labels):
    """The threshold that judges most cases rightly, and how many."""
    return max((accuracy(scores, labels, one), one) for one in {*scores, 2.0})


def judged(scores, rows, threshold):
    """Accuracy and F1 at the shipped threshold and at the best ones, over all cases and for each schema."""
    report = {}
    for schema in ("all", *dict.fromkeys(row["schema"] for row in rows)):
        chosen = [at for at, row in enumerate(rows) if schema in ("all", row["schema"])]
        some, labels = [scores[at] for at in chosen], [rows[at]["is_match"].lower() == "true" for at in chosen]
        shipped, best = at_threshold(some, labels, threshold), at_best_f1(some, labels)
        report[schema] = {
            "cases": len(chosen),
            "accuracy": accuracy(some, labels, threshold),
            "f1": shipped.f1,
            "precision": shipped.precision,
            "recall": shipped.recall,
            "best_f1": best.f1,
            "best_f1_threshold": best.threshold,
            "best_accuracy": best_accuracy(some, labels)[0],
        }
    return report


def measure(path, errors_path=None):
    """Both matchers on the file; every case that ours judges wrongly goes to ``errors_path``."""
    rows = read(path)
    labels = [row["is_match"].lower() == "true" for row in rows]
    mine, refused = ours(rows)
    try:
        other = theirs(rows)
    except ImportError as error:
        other = None
        missing = error.name
    report = {"cases": len(rows), "refused_by_ours": dict(refused), "ours": judged(mine, rows, THRESHOLD)}
    report["logic-v2"] = {"not_installed": missing} if other is None else judged(other, rows, THEIR_THRESHOLD)
    if errors_path:
        with errors_path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["ours", "theirs", *rows[0]])
            for at, (row, label) in enumerate(zip(rows, labels, strict=True)):
                if (mine[at] >= THRESHOLD) != label:
                    their = "" if other is None else f"{other[at]:.3f}"
                    writer.writerow([f"{mine[at]:.3f}", their, *row.values()])
    return report
