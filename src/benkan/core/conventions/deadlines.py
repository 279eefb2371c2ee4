"""How long a request has been with the service that was asked, and when its answer is due.

One rule for both sides: *a duty begins when the letter reached the one who has it, and is done when the letter that
does it says that it was sent.* So time on the wire counts against nobody. The clock starts at the receipt of the
request, stands still from a question back until its answer is received, and ends with the release. Every instant comes
from a signed letter or a signed receipt that both sides hold; no clock is read here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

CLOCKS_MAY_DIFFER: Final = dt.timedelta(minutes=5)
"""By how much a stated time may lie after the moment at which we learnt it; more is not believed."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The asker has the ball: from the sending of a question until its answer is received, or still."""

    since: dt.datetime
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of one request. ``hours`` are those that the convention gives its urgency."""

    received_at: dt.datetime
    hours: int
    pauses: tuple[Pause, ...] = ()
    answered_at: dt.datetime | None = None

    @property
    def paused_at(self) -> dt.datetime | None:
        """Since when the clock stands still; None while it runs or once it was answered."""
        if self.answered_at is not None:
            return None
        return min((pause.since for pause in self.pauses if pause.until is None), default=None)

    @property
    def due_at(self) -> dt.datetime:
        """When the answer is due: receipt, the hours, and every pause that has ended."""
        ended = [pause for pause in self.pauses if pause.until is not None or self.answered_at is not None]
        return self.received_at + dt.timedelta(hours=self.hours) + self._paused(ended, self.answered_at)

    def used(self, now: dt.datetime) -> dt.timedelta:
        """How long the service that was asked has had the request, pauses left out; until its answer at most."""
        end = self.answered_at or now
        return max(dt.timedelta(0), end - self.received_at - self._paused(self.pauses, end))

    def is_late(self, now: dt.datetime) -> bool:
        """Whether more than the hours have been used."""
        return self.used(now) > dt.timedelta(hours=self.hours)

    def _paused(self, pauses: Iterable[Pause], end: dt.datetime | None) -> dt.timedelta:
        """The length of the pauses together, overlaps counted once, nothing outside receipt and ``end``."""
        total, reached = dt.timedelta(0), self.received_at
        for pause in sorted(pauses, key=lambda pause: pause.since):
            until = pause.until if pause.until is not None else end
            if until is None:
                continue
            if end is not None:
                until = min(until, end)
            since = max(pause.since, reached)
            if until > since:
                total += until - since
                reached = until
        return total


def believed(stated: dt.datetime, *, not_before: dt.datetime, learnt_at: dt.datetime) -> dt.datetime:
    """The stated time as both sides count it.

    Args:
        not_before: when the letter that it is about was sent; nothing is received before it was sent.
        learnt_at: when the statement reached us; a time that still lies ahead then, by more than clocks may differ,
            would be time that the partner gives itself, and counts as the moment we learnt it.
    """
    if stated > learnt_at + CLOCKS_MAY_DIFFER:
        stated = learnt_at.replace(microsecond=0)
    return max(stated, not_before)
