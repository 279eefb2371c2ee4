"""What the scores of compare are worth: at the shipped and the best threshold, without and with birth dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benkan.core.matching.compare import compare
from benkan.core.matching.evaluation.figures import (
    Figures,
    at_best_f1,
    at_precision,
    at_threshold,
    calibration,
    calibration_error,
)
from benkan.core.matching.evaluation.pairs import LabelledPair, Sides, main_positions, slice_positions

PRECISIONS = {"p95": 0.95, "p99": 0.99}

Scores = Sequence[float]
Report = dict[str, Any]
Reports = tuple[Report, dict[str, Report]]  # over the main slices, and of each slice


def scores(sides: Sequence[Sides]) -> list[float]:
    """The score of each pair, in their order."""
    return [compare(a, b).score for a, b in sides]


def score_report(pairs: Sequence[LabelledPair], undated: Scores, dated: Scores, threshold: float) -> Reports:
    """The figures over the main slices, and those of each slice.

    Args:
        pairs: the labelled pairs.
        undated: one score for each pair, of the names alone.
        dated: the same with the birth dates that are known.
        threshold: pairs of this score and above count as the same.
    """

    def told(chosen: Sequence[int]) -> Report:
        labels = [pairs[at].same for at in chosen]
        both = [bool(pairs[at].birth_date_a and pairs[at].birth_date_b) for at in chosen]
        return {
            "same": sum(labels),
            "different": len(labels) - sum(labels),
            "with_both_dates": sum(both),
            **_told([undated[at] for at in chosen], labels, threshold, "undated"),
            **_told([dated[at] for at in chosen], labels, threshold, "dated"),
        }

    return told(main_positions(pairs)), {name: told(some) for name, some in slice_positions(pairs).items()}


def calibration_report(pairs: Sequence[LabelledPair], scores_of: Mapping[str, Scores]) -> Report:
    """How many pairs of the main slices in each band of scores are the same, and how far scores are from that."""
    chosen = main_positions(pairs)
    report: Report = {"calibration": {}, "calibration_error": {}}
    for name, every in scores_of.items():
        bands = calibration([every[at] for at in chosen], [pairs[at].same for at in chosen])
        report["calibration"][name] = [
            {"from": band.low, "to": band.high, "pairs": band.pairs, "mean_score": band.mean_score, "same": band.share}
            for band in bands
        ]
        report["calibration_error"][name] = calibration_error(bands)
    return report


def transfer_report(
    here: Sequence[LabelledPair], scores_here: Scores, there: Sequence[LabelledPair], scores_there: Scores
) -> Reports:
    """What thresholds that reach a precision on other pairs do here: does the precision hold, and what is the recall.

    Args:
        here: the pairs that are judged.
        scores_here: one score for each of them.
        there: those on which each slice's thresholds are found; a slice without different pairs there is left out.
        scores_there: one score for each of those.

    Returns:
        ``p95`` and ``p99``, each with ``threshold``, ``precision`` and ``recall``.
    """

    def told(chosen: Sequence[int], known: Sequence[int]) -> Report:
        labels = [here[at].same for at in chosen]
        report: Report = {}
        for key, precision in PRECISIONS.items():
            cut = at_precision([scores_there[at] for at in known], [there[at].same for at in known], precision)
            reached = at_threshold([scores_here[at] for at in chosen], labels, cut.threshold) if cut else None
            report[key] = {
                "threshold": cut.threshold if cut else None,
                "precision": reached.precision if reached else None,
                "recall": reached.recall if reached else 0.0,
            }
        return report

    # Where nothing is different every threshold reaches every precision, and says nothing.
    elsewhere = {name: some for name, some in slice_positions(there).items() if not all(there[at].same for at in some)}
    slices = {name: told(some, elsewhere[name]) for name, some in slice_positions(here).items() if name in elsewhere}
    return told(main_positions(here), main_positions(there)), slices


def _told(some: Scores, labels: Sequence[bool], threshold: float, name: str) -> Report:
    shipped, best = at_threshold(some, labels, threshold), at_best_f1(some, labels)
    told: Report = {
        f"precision_{name}": shipped.precision,
        f"recall_{name}": shipped.recall,
        f"f1_{name}": shipped.f1,
        f"best_f1_{name}": best.f1,
        f"best_threshold_{name}": best.threshold,
    }
    ending = "" if name == "undated" else f"_{name}"
    for key, precision in PRECISIONS.items():
        cut = at_precision(some, labels, precision)
        told[f"recall_at_{key}{ending}"] = _recall(cut)
        told[f"threshold_at_{key}{ending}"] = cut.threshold if cut else None
    return told


def _recall(cut: Figures | None) -> float | None:
    return cut.recall if cut else 0.0
