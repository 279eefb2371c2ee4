"""Clocks that are wrong are shown, and stop nothing: a partner's by what it signs, our own by our journal.

A partner's clock is measured when it cosigns at once: the time that it signed against ours, give or take the link. A
question of its that says a time in our future is as sure a sign; one from our past may only have been slow. Nobody else
can make a clock look wrong: both are signed, and an answer is bound to the question it answers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from benkan.apps.journal.models import Line, Witness
from benkan.apps.journal.verification import JUMP
from benkan.apps.journal.writing import write

WARN = JUMP
LOUD = dt.timedelta(hours=23, minutes=50)
"""A day, less what two clocks that were set by hand differ by: so far off, letters begin to be refused as expired."""


@dataclass(frozen=True, slots=True)
class Clock:
    """By how many seconds a partner's clock is ahead of ours (behind where negative), and when that was measured."""

    ahead_s: int
    measured_at: dt.datetime

    @property
    def level(self) -> str:
        """``fine``, ``differs`` or ``far-off``."""
        return level_of(self.ahead_s)

    @property
    def apart_s(self) -> int:
        """How far apart the clocks are, whichever is ahead."""
        return abs(self.ahead_s)


def level_of(ahead_s: int) -> str:
    """How much of a difference so many seconds are: ``fine``, ``differs`` or ``far-off``."""
    apart = dt.timedelta(seconds=min(abs(ahead_s), 10**12))
    return "far-off" if apart >= LOUD else "differs" if apart >= WARN else "fine"


def measured(partner: str, said: dt.datetime, now: dt.datetime) -> None:
    """Keeps what the partner's clock said at our ``now``; a line of the journal when it becomes wrong or right."""
    ahead_s = round((said - now).total_seconds())
    row, _ = Witness.objects.get_or_create(partner=partner)
    before = level_of(row.ahead_s or 0)
    Witness.objects.filter(partner=partner).update(ahead_s=ahead_s, clock_at=now)
    if (level := level_of(ahead_s)) != before:
        write("clock-differs", partner=partner, ahead_s=ahead_s, level=level)


def heard(partner: str, said: dt.datetime, now: dt.datetime) -> None:
    """Keeps what a question of the partner's says about its clock: only a time in our future says anything."""
    if said - now >= WARN:
        measured(partner, said, now)


def went_back(now: dt.datetime | None = None) -> int:
    """By how many seconds our newest line is ahead of our clock, when it was set back since; else 0."""
    newest = Line.objects.order_by("-seq").values_list("at", flat=True).first()
    back = (newest - (now or timezone.now())) if newest else dt.timedelta()
    return int(back.total_seconds()) if back >= JUMP else 0
