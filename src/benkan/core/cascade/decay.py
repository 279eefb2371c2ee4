"""What is left of a training after months: known, gone and unknown, never an unknown taken for gone or for there.

Of those trained at least m months ago: whoever was seen in service m months after the training or later is there;
whoever is known to have left by then is gone; of the rest nobody knows. So the true share lies between ``lowest``
(all unknown are gone) and ``highest`` (all are there). This is no estimate: nobody is drawn, nothing is extrapolated.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from benkan.core.cascade.counting import months_between

MILESTONES: Final = (3, 6, 12, 18, 24, 36)
"""Months after the training that a curve shows."""


@dataclass(frozen=True, slots=True)
class Left:
    """What is left after ``months``: ``trained`` = ``there`` + ``gone`` + ``unknown``."""

    months: int
    trained: int
    there: int
    gone: int

    @property
    def unknown(self) -> int:
        """Of whom nobody has asked or answered."""
        return self.trained - self.there - self.gone

    @property
    def lowest(self) -> float | None:
        """The share that is surely there, 0 to 1; nothing when nobody was trained that long ago."""
        return self.there / self.trained if self.trained else None

    @property
    def highest(self) -> float | None:
        """The share that is there if all unknown are."""
        return 1 - self.gone / self.trained if self.trained else None


def curve(
    trained: Mapping[str, int],
    there: Mapping[str, int],
    gone: Mapping[str, int],
    today: dt.date,
    milestones: tuple[int, ...] = MILESTONES,
) -> list[Left]:
    """One point for each number of months.

    Args:
        trained: persons by month of their training, ``2026-05``.
        there: persons by month and months until they were last seen, ``2026-05/14``.
        gone: persons by month and months until they had left.
        today: what is later than today is not yet known of anybody.
        milestones: months after the training.
    """
    found = []
    for months in milestones:
        old_enough = {month for month in trained if months_between(_first(month), today) >= months}
        number = sum(trained[month] for month in old_enough)
        seen, left = Counter[str](), Counter[str]()
        for counted, values in ((seen, there), (left, gone)):
            for value, persons in values.items():
                month, _, after = value.partition("/")
                if month in old_enough and (int(after) >= months if counted is seen else int(after) <= months):
                    counted[month] += persons
        found.append(Left(months, number, seen.total(), left.total()))
    return found


def _first(month: str) -> dt.date:
    return dt.date(int(month[:4]), int(month[5:7]), 1)
