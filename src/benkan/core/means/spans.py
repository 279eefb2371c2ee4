"""Times of a means: half-open intervals of instants, what meets what, and what is covered. The end is not within.

So a means that comes back at noon can leave again at noon, and a day is from its midnight to the next one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from benkan.core.errors import N_, Invalid

LONGEST = dt.timedelta(days=3653)
"""Ten years: what is longer is a typing error."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one aware instant until another, which is not within.

    Raises:
        Invalid: ``means.span``: an instant without zone, an end that is not after the beginning, more than ten years.
    """

    starts: dt.datetime
    ends: dt.datetime

    def __post_init__(self) -> None:
        if self.starts.tzinfo is None or self.ends.tzinfo is None:
            raise Invalid("means.span", N_("A time needs its time zone."), place="starts")
        if self.ends <= self.starts:
            raise Invalid("means.span", N_("The end must come after the beginning."), place="ends")
        if self.ends - self.starts > LONGEST:
            raise Invalid("means.span", N_("More than ten years is too long."), place="ends")

    def meets(self, other: Span) -> bool:
        """Whether they have an instant in common."""
        return self.starts < other.ends and other.starts < self.ends


def gaps(wanted: Span, covers: Iterable[Span]) -> list[Span]:
    """What of the wanted time none of the others covers, in order of time; empty when all of it is covered."""
    found: list[Span] = []
    at = wanted.starts
    for one in sorted(covers):
        if one.ends <= at:
            continue
        if one.starts >= wanted.ends:
            break
        if one.starts > at:
            found.append(Span(at, one.starts))
        at = max(at, one.ends)
    if at < wanted.ends:
        found.append(Span(at, wanted.ends))
    return found
