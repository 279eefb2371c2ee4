"""Our matcher beside its peers, on the same pairs in the same run; and on nomenklatura's own name cases.

Usage: python bench/matching_peers.py --dev PAIRS.csv [--test PAIRS.csv] [--decoys D.csv] [--cases CASES.csv] [--json]

The peers are no dependency of Benkan. Into an environment of your own: ``pip install -e . --group peers`` (pip 25.1 or
later) or ``pip install nomenklatura rapidfuzz splink pandas clkhash anonlink jellyfish metaphone pyicu``. A peer that
is not installed is a row that says so; without pyicu, spellings come from a small table (bench/peers/folding.py).

Thresholds (of the best F1; of precision .95) are found on --dev, over all four slices and for each, and judged on
--test; with --dev alone they are judged where they were found, which flatters everybody alike. Ours is also told at its
shipped threshold. Rates are CPU time from raw names to scores. "First answer" is the CPU time and the memory of a fresh
process that imports the matcher and scores one pair.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "bench")]

from peers import entities, filters, folding, keys, linkage, own, strings  # noqa: E402 - the path above comes first

# Name of the row: what makes its scorer without dates, and with them where it knows what to do with them.
MATCHERS = {
    "Benkan": (partial(own.scorer, dated=False), partial(own.scorer, dated=True)),
    "nomenklatura name-based": (partial(entities.scorer, "name-based", dated=False), None),
    "nomenklatura logic-v2": (
        partial(entities.scorer, "logic-v2", dated=False),
        partial(entities.scorer, "logic-v2", dated=True),
    ),
    "rapidfuzz token_sort": (partial(strings.scorer, "token_sort_ratio"), None),
    "rapidfuzz token_set": (partial(strings.scorer, "token_set_ratio"), None),
    "rapidfuzz WRatio": (partial(strings.scorer, "WRatio"), None),
    "rapidfuzz Jaro-Winkler": (partial(strings.scorer, "jaro_winkler"), None),
    "splink": (partial(linkage.scorer, dated=False), partial(linkage.scorer, dated=True)),
    "clkhash + anonlink": (filters.scorer, None),
}
SCHEMES = {
    "spelling": keys.exact,
    "soundex": keys.soundex,
    "double metaphone": keys.double_metaphone,
    "Benkan tokens": keys.own,
}
ALL = "all"
QUERIES = 600
WARM_UP = 20  # pairs: what a peer loads at its first answer is told apart, as its own figure


def first_answer(name):
    """CPU seconds and memory of this process from the first import to the first score."""
    began = time.process_time()
    row = SimpleNamespace(name_a="Moussa Ag Alhassane", birth_date_a="", name_b="موسى أغ الحسن", birth_date_b="")
    rows = [row]
    if name == "splink":  # it learns from pairs: one alone would teach it nothing
        rows = [row, *(SimpleNamespace(**{**vars(row), "name_b": f"Moussa Keita {at}"}) for at in range(50))]
    MATCHERS[name][0]()(rows)
    return {
        "first_answer_cpu_s": time.process_time() - began,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def in_fresh_process(name):
    """The first answer of a process of its own; nothing if the peer is not installed."""
    command = [sys.executable, __file__, "--first", name]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONWARNINGS": "ignore"}
    )
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else {}


def chosen(rows, name):
    """The positions of a slice, or of all that count together."""
    from benkan.core.matching.evaluation.pairs import main_positions, slice_positions

    return main_positions(rows) if name == ALL else slice_positions(rows).get(name, [])


def judged(dev, dev_scores, test, test_scores, shipped):
    """Figures over all and of each slice, with thresholds from ``dev``."""
    from benkan.core.matching.evaluation.figures import at_best_f1, at_precision, at_threshold
    from benkan.core.matching.evaluation.pairs import main_slices

    report = {}
    for name in (ALL, *main_slices(test)):
        here, there = chosen(test, name), chosen(dev, name)
        scores, labels = [test_scores[at] for at in here], [test[at].same for at in here]
        known = [dev_scores[at] for at in there], [dev[at].same for at in there]
        told = at_threshold(scores, labels, at_best_f1(*known).threshold)
        report[name] = {"f1": told.f1, "precision": told.precision, "recall": told.recall, "threshold": told.threshold}
        if shipped is not None:
            report[name]["f1_shipped"] = at_threshold(scores, labels, shipped).f1
        for key, precision in (("p95", 0.95), ("p99", 0.99)):
            cut = at_precision(*known, precision)
            reached = at_threshold(scores, labels, cut.threshold) if cut else None
            report[name][f"recall_at_{key}"] = reached.recall if reached else 0.0
            report[name][f"precision_reached_{key}"] = reached.precision if reached else None
    return report


def timed(scorer, rows):
    """The scores, and how many rows a CPU second."""
    began = time.process_time()
    scores = scorer(rows)
    return scores, len(rows) / (time.process_time() - began)


def measure_matcher(name, dev, test):
    """One row: undated and dated figures and rates; or what is not installed."""
    from benkan.core.matching import THRESHOLD

    report = {}
    for how, maker in zip(("undated", "dated"), MATCHERS[name], strict=True):
        if maker is None:
            continue
        try:
            scorer = maker()
        except ImportError as error:
            return {"not_installed": error.name}
        if name != "splink":
            scorer(dev[:WARM_UP])
        dev_scores, rate = timed(scorer, dev)
        if name == "splink":  # its first pass is also the learning
            dev_scores, rate = timed(scorer, dev)
        report[f"pairs_per_cpu_s_{how}"] = rate
        test_scores = dev_scores if test is dev else scorer(test)
        report[how] = judged(dev, dev_scores, test, test_scores, THRESHOLD if name == "Benkan" else None)
    return report


def measure_keys(name, test, others):
    """One scheme of exact keys; or what is not installed."""
    from benkan.core.matching.evaluation.pairs import main_slices

    try:
        scheme = SCHEMES[name]()
    except ImportError as error:
        return {"not_installed": error.name}
    same = [row for row in test if row.same and row.slice in main_slices(test)]
    slices = [name for name in main_slices(test) if any(row.slice == name for row in same)]
    queries = random.Random(7).sample(same, min(QUERIES, len(same)))
    return keys.measure(scheme, same, slices, others, queries)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dev", type=Path, help="pairs on which thresholds are found")
    parser.add_argument("--test", type=Path, help="pairs on which they are judged; else the same")
    parser.add_argument("--decoys", type=Path, help="other persons, for the false hits of keys")
    parser.add_argument("--cases", type=Path, help="nomenklatura's contrib/name_bench/cases.csv")
    parser.add_argument("--errors", type=Path, help="write every case that ours judges wrongly to this CSV")
    parser.add_argument("--only", help="a part of the name of the matchers to run")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--first", choices=MATCHERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not (options.dev or options.cases or options.first):
        parser.error("give --dev, or --cases, or both")
    return options


def main():
    options = arguments()
    if options.first:
        print(json.dumps(first_answer(options.first)))
        return
    wanted = [name for name in MATCHERS if (options.only or "").lower() in name.lower()] if options.dev else []
    # Before anything heavy is here: a child counts the memory of its parent at the fork as its own.
    first = {name: in_fresh_process(name) for name in wanted}
    from peers import cases, report_tables

    from benkan.core.matching import MATCHING_VERSION
    from benkan.formats import labelled
    from benkan.formats.report import Report

    def read(path, reader):
        return reader(path.read_text("utf-8-sig"), path.name, Report())

    report = {"matching_version": MATCHING_VERSION}
    if options.dev:
        dev = read(options.dev, labelled.pairs)
        test = read(options.test, labelled.pairs) if options.test else dev
        others = read(options.decoys, labelled.others) if options.decoys else []
        report["spellings"] = "ICU" if folding.with_icu() else "our small table, for pyicu is not installed"
        report["matchers"] = {name: measure_matcher(name, dev, test) | first[name] for name in wanted}
        if not options.only:
            report["keys"] = {name: measure_keys(name, test, others) for name in SCHEMES}
    if options.cases:
        report["cases"] = cases.measure(options.cases, options.errors)
    if options.json:
        print(json.dumps(report))
    else:
        report_tables.show(report)


if __name__ == "__main__":
    main()
