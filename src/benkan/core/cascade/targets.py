"""Whether a target is reached, and whether the way there is on time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

State = Literal["reached", "on-time", "late", "missed"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a target is.

    Args:
        reached: persons so far.
        wanted: persons by the day.
        expected: persons that there would be today if they came evenly from the first day to the last.
        state: ``late`` is behind the even way, ``missed`` is past the day.
    """

    reached: int
    wanted: int
    expected: int
    state: State

    @property
    def missing(self) -> int:
        """Persons still to be trained."""
        return max(0, self.wanted - self.reached)


def progress(reached: int, wanted: int, first: dt.date, due_on: dt.date, today: dt.date) -> Progress:
    """The state of a target of ``wanted`` persons, set from ``first`` to ``due_on``, as of ``today``."""
    length = max(1, (due_on - first).days)
    gone = min(max(0, (today - first).days), length)
    expected = wanted * gone // length
    state: State
    if reached >= wanted:
        state = "reached"
    elif today > due_on:
        state = "missed"
    else:
        state = "on-time" if reached >= expected else "late"
    return Progress(reached, wanted, expected, state)
