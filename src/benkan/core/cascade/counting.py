"""What one person adds to the figures of a tree, so that they can be kept as sums and never need a count of everybody.

Each figure is a sum of persons under (kind, value, depth). Whoever changes a person takes away what it added before
and adds what it adds now; a rebuild adds up everybody. Both use ``contributions``, so they cannot differ in a rule.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

KINDS: Final = ("country", "region", "service", "month", "wait", "in-service", "active", "left")
"""``wait``: days from being trained to training; the last three: month of the training and months until then."""
Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of one person.

    Args:
        depth: 0 for an attendee of the first course.
        country: ISO code, or nothing.
        region: code of a place (``ML/Gao``) or the country and what was written (``ML/Azawad``), or nothing.
        service: as written; counted within its country.
        trained_on: day of the first training.
        first_held_on: day of the first session that the person held, if any.
        in_service_on: last day on which the person was known to be in service.
        active_on: last day on which the person was known to pass on what was learned.
        left_on: day from which the person was known to have left the service.
    """

    depth: int
    country: str
    region: str
    service: str
    trained_on: dt.date
    first_held_on: dt.date | None = None
    in_service_on: dt.date | None = None
    active_on: dt.date | None = None
    left_on: dt.date | None = None


def contributions(one: Counted) -> list[Key]:
    """The keys under which this person counts as one; each at most once."""
    month = month_of(one.trained_on)
    found: list[Key] = [
        ("country", one.country, one.depth),
        ("region", one.region, one.depth),
        ("service", f"{one.country}/{one.service}" if one.service else "", one.depth),
        ("month", month, one.depth),
    ]
    if one.first_held_on is not None:
        found.append(("wait", str(max(0, (one.first_held_on - one.trained_on).days)), one.depth))
    gone = None if one.left_on is None else max(0, months_between(one.trained_on, one.left_on))
    if gone is not None:
        found.append(("left", f"{month}/{gone}", one.depth))
    for kind, known in (("in-service", one.in_service_on), ("active", one.active_on)):
        if known is not None:
            after = months_between(one.trained_on, known)
            # Whoever left in a month is not counted as in service in it as well.
            after = after if gone is None else min(after, gone - 1)
            if after >= 0:
                found.append((kind, f"{month}/{after}", one.depth))
    return found


def month_of(day: dt.date) -> str:
    """``2026-05``."""
    return f"{day.year:04d}-{day.month:02d}"


def months_between(first: dt.date, last: dt.date) -> int:
    """Calendar months from one day to another; the day of the month does not matter."""
    return (last.year - first.year) * 12 + last.month - first.month
