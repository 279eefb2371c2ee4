"""How good a matcher is on labelled pairs: precision, recall, F1, calibration, from scores and labels alone.

Definitions are the usual ones of information retrieval: a pair is kept when its score reaches the threshold, precision
is the share of kept pairs that are the same, recall the share of same pairs that are kept, F1 their harmonic mean.
A threshold never parts pairs of equal score: no officer could either. It knows no names, no files and no clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figures:
    """What a threshold does to labelled pairs.

    Args:
        threshold: pairs of this score and above are kept.
        right: kept pairs that are the same.
        wrong: kept pairs that are not.
        missed: pairs that are the same and were not kept.
    """

    threshold: float
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float | None:
        """The share of kept pairs that are the same; nothing when nothing was kept."""
        kept = self.right + self.wrong
        return self.right / kept if kept else None

    @property
    def recall(self) -> float | None:
        """The share of same pairs that were kept; nothing when none is the same."""
        same = self.right + self.missed
        return self.right / same if same else None

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0 when no right pair was kept."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0


@dataclass(frozen=True, slots=True)
class Band:
    """The pairs whose scores lie between two bounds: how many, their mean score, how many are the same."""

    low: float
    high: float
    pairs: int
    mean_score: float
    same: int

    @property
    def share(self) -> float:
        """The share of these pairs that are the same: what their score should have said."""
        return self.same / self.pairs if self.pairs else 0.0


def at_threshold(scores: Sequence[float], labels: Sequence[bool], threshold: float) -> Figures:
    """The figures of one threshold."""
    kept = [label for score, label in zip(scores, labels, strict=True) if score >= threshold]
    right = sum(kept)
    return Figures(threshold, right, len(kept) - right, sum(labels) - right)


def at_best_f1(scores: Sequence[float], labels: Sequence[bool]) -> Figures:
    """The figures of the threshold with the highest F1 on these very pairs; the highest such threshold."""
    return max(_cuts(scores, labels), key=lambda cut: cut.f1, default=Figures(1.0, 0, 0, 0))


def at_precision(scores: Sequence[float], labels: Sequence[bool], precision: float) -> Figures | None:
    """The lowest threshold that reaches this precision, which has the highest recall; nothing if none does."""
    reached = [cut for cut in _cuts(scores, labels) if cut.precision is not None and cut.precision >= precision]
    return reached[-1] if reached else None


def calibration(scores: Sequence[float], labels: Sequence[bool], bands: int = 10) -> list[Band]:
    """Bands of equal width from 0 to 1, the lowest first; a score of 1 belongs to the last.

    Args:
        scores: each from 0 to 1.
        labels: whether the pair is the same.
        bands: how many.
    """
    found: list[list[tuple[float, bool]]] = [[] for _ in range(bands)]
    for score, label in zip(scores, labels, strict=True):
        found[min(max(int(score * bands), 0), bands - 1)].append((score, label))
    return [
        Band(
            at / bands,
            (at + 1) / bands,
            len(inside),
            sum(score for score, _ in inside) / len(inside) if inside else 0.0,
            sum(label for _, label in inside),
        )
        for at, inside in enumerate(found)
    ]


def calibration_error(bands: Sequence[Band]) -> float:
    """The mean distance between a score and how often it is so, weighted by pairs (expected calibration error)."""
    pairs = sum(band.pairs for band in bands)
    return sum(band.pairs * abs(band.mean_score - band.share) for band in bands) / pairs if pairs else 0.0


def _cuts(scores: Sequence[float], labels: Sequence[bool]) -> Iterator[Figures]:
    """The figures of each threshold that makes a difference, the highest threshold first."""
    same = sum(labels)
    order = sorted(zip(scores, labels, strict=True), key=lambda pair: -pair[0])
    right = 0
    for at, (score, label) in enumerate(order):
        right += label
        if at + 1 == len(order) or order[at + 1][0] != score:
            yield Figures(score, right, at + 1 - right, same - right)
