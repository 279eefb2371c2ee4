"""How long it takes from being trained to training: the middle and the ninth tenth of those who have trained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Waiting:
    """Days from the first training to the first session held; nothing where nobody has held one.

    Args:
        trainers: persons who have held a session.
        idle: persons who have not yet trained anybody.
        median_days: half of the trainers needed no longer.
        ninth_tenth_days: nine in ten needed no longer.
    """

    trainers: int
    idle: int
    median_days: int | None
    ninth_tenth_days: int | None


def waiting(days: Mapping[int, int], persons: int) -> Waiting:
    """The figures of a tree.

    Args:
        days: how many trainers needed this many days.
        persons: everybody in the tree.
    """
    trainers = sum(days.values())
    return Waiting(trainers, persons - trainers, _reached(days, trainers, 0.5), _reached(days, trainers, 0.9))


def _reached(days: Mapping[int, int], total: int, share: float) -> int | None:
    """The smallest number of days by which this share had trained."""
    so_far = 0
    for day in sorted(days):
        so_far += days[day]
        if so_far >= share * total:
            return day
    return None
