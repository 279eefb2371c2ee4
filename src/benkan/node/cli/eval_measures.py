"""One trial of the matcher on somebody's files: what is read, what is left out, how good it is, how fast.

Rates are CPU time of this one process. Needs no node and no database; nothing of the files is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from benkan.core.errors import N_, Invalid
from benkan.core.matching import MATCHING_VERSION
from benkan.core.matching.evaluation import found_by_tokens, identifier_pairs, scoring
from benkan.core.matching.evaluation.pairs import (
    LabelledPair,
    Sides,
    main_slices,
    other_subjects,
    subjects,
)
from benkan.formats import labelled
from benkan.formats.report import Report
from benkan.node.cli.reading import text

MAX_BYTES = 64 * 1024 * 1024

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Judged:
    """The pairs that could be judged, their subjects and scores without and with dates."""

    pairs: list[LabelledPair]
    undated: list[Sides]
    dated: list[Sides]
    scores_undated: list[float]
    scores_dated: list[float]
    rates: dict[str, float]


def measure(
    pairs: Path | None,
    *,
    others: Path | None = None,
    identifiers: Path | None = None,
    thresholds: Path | None = None,
    threshold: float,
) -> tuple[dict[str, Any], Report, Judged | None]:
    """The whole report as programs read it, what was left out, and the scores behind it.

    Args:
        pairs: labelled pairs of names.
        others: persons who are none of those in the pairs, for false hits.
        identifiers: labelled pairs of identifiers.
        thresholds: other labelled pairs, on which thresholds for precision are found.
        threshold: pairs of this score and above count as the same.

    Raises:
        Invalid: as ``formats.labelled`` and ``reading.text``; ``labelled.refused`` when no pair is left.
    """
    found = Report()
    report: dict[str, Any] = {"matching_version": MATCHING_VERSION, "threshold": threshold}
    judged = None
    left_out = report["left_out"] = {"pairs": 0, "others": 0, "identifiers": 0}
    if pairs:
        judged = judge(pairs, found)
        left_out["pairs"] = found.refused
        report |= _names(judged, threshold)
        if thresholds:
            report["thresholds_from"] = _transferred(judged, judge(thresholds, found))
        if others:
            report |= _false_hits(judged, others, found)
            left_out["others"] = report["others_left_out"]
    if identifiers:
        before = found.refused
        report["identifiers"] = _identifiers(identifiers, found)
        left_out["identifiers"] = found.refused - before
    report["anomalies"] = found.counts()
    return report, found, judged


def judge(path: Path, found: Report) -> Judged:
    """The pairs of one file with their scores, timed; a pair that every importer would refuse is left out."""
    every = labelled.pairs(text(path, MAX_BYTES), path.name, found)
    made, reading = timed(lambda: subjects(every, dated=False))
    with_dates = subjects(every, dated=True)
    pairs: list[LabelledPair] = []
    undated: list[Sides] = []
    dated: list[Sides] = []
    for pair, plain, full in zip(every, made, with_dates, strict=True):
        if isinstance(plain, Invalid):
            found.refuse(plain, pair.place)
        elif isinstance(full, Invalid):
            found.refuse(full, pair.place)
        else:
            pairs.append(pair)
            undated.append(plain)
            dated.append(full)
    if not pairs:
        raise _none_left(every[0].place)
    scores_undated, first = timed(lambda: scoring.scores(undated))
    _, again = timed(lambda: scoring.scores(undated))
    rates = {
        "pairs_per_cpu_s": len(pairs) / again,
        "pairs_per_cpu_s_first": len(pairs) / first,
        "pairs_per_cpu_s_with_reading": len(pairs) / (first + reading),
    }
    return Judged(pairs, undated, dated, scores_undated, scoring.scores(dated), rates)


def timed(work: Callable[[], Value]) -> tuple[Value, float]:
    """What the work gives, and the CPU seconds it took."""
    began = time.process_time()
    value = work()
    return value, max(time.process_time() - began, 1e-6)


def _names(judged: Judged, threshold: float) -> dict[str, Any]:
    over_all, slices = scoring.score_report(judged.pairs, judged.scores_undated, judged.scores_dated, threshold)
    met, met_slices = found_by_tokens.recall_report(judged.pairs, judged.undated, judged.dated)
    return {
        "over": list(main_slices(judged.pairs)),
        **over_all,
        **met,
        "slices": {name: {**told, **met_slices[name]} for name, told in slices.items()},
        **found_by_tokens.count_report(judged.pairs, judged.dated),
        **scoring.calibration_report(judged.pairs, {"undated": judged.scores_undated, "dated": judged.scores_dated}),
        **judged.rates,
    }


def _transferred(judged: Judged, elsewhere: Judged) -> dict[str, Any]:
    report: dict[str, Any] = {}
    for name in ("undated", "dated"):
        over_all, slices = scoring.transfer_report(
            judged.pairs,
            getattr(judged, f"scores_{name}"),
            elsewhere.pairs,
            getattr(elsewhere, f"scores_{name}"),
        )
        report[name] = {**over_all, "slices": slices}
    return report


def _false_hits(judged: Judged, path: Path, found: Report) -> dict[str, Any]:
    every = labelled.others(text(path, MAX_BYTES), path.name, found)
    made, reading = timed(lambda: other_subjects(every))
    people = []
    for other, one in zip(every, made, strict=True):
        if isinstance(one, Invalid):
            found.refuse(one, other.place)
        else:
            people.append(one)
    if not people:
        raise _none_left(every[0].place)
    index, indexing = timed(lambda: found_by_tokens.index_of(people))
    return {
        **found_by_tokens.false_hit_report(judged.pairs, index, len(people)),
        "others_left_out": len(every) - len(people),
        "records_per_cpu_s": len(people) / indexing,
        "records_per_cpu_s_with_reading": len(people) / (indexing + reading),
    }


def _identifiers(path: Path, found: Report) -> dict[str, Any]:
    pairs, judged = [], []
    for pair in labelled.identifiers(text(path, MAX_BYTES), path.name):
        try:
            judged.append(identifier_pairs.are_one(pair))
        except Invalid as error:
            found.refuse(error, pair.place)
        else:
            pairs.append(pair)
    return identifier_pairs.identifier_report(pairs, judged)


def _none_left(place: str) -> Invalid:
    return Invalid(
        "labelled.refused",
        N_("No row of the file can be judged."),
        N_("Every importer would refuse these names; look at the first."),
        place=place,
    )
