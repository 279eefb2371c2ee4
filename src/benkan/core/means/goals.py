"""How many means of a kind there should be, where and by when, and what is missing: the list of gaps.

After the European pool (Decision 2004/277, ECPP): a means counts for a goal when it is certified, meets the least that
the goal asks of its sheet, and is committed long enough; whatever is less is other capacity and fills no gap.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from benkan.core.errors import N_, Refused
from benkan.core.means.sheets import Specification, sheet
from benkan.core.means.spans import Span


@dataclass(frozen=True, slots=True)
class Goal:
    """So many means of one kind, committed by a day.

    Args:
        country: ISO 3166 code of where they must be based; empty for anywhere.
        at: the instant at which they must be there: the beginning of the day that was set.
        least_days: how long a commitment to it lasts at least.
        specification: the least that each must be.
    """

    kind: str
    count: int
    country: str
    at: dt.datetime
    least_days: int
    specification: Specification = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pledge:
    """A commitment of one means to a goal."""

    mean: str
    span: Span
    certified_until: dt.datetime | None
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """What there will be when the goal is due, and what is missing.

    Args:
        counted: identifiers of the means that count, each once.
        lapsed: pledged means that do not count then: certificate or commitment over, or suspended.
    """

    counted: tuple[str, ...]
    lapsed: tuple[str, ...]
    missing: int


def admit(goal: Goal, kind: str, country: str, specification: Specification, span: Span) -> None:
    """Nothing when a means may be committed to this goal.

    Raises:
        Refused: ``means.other-kind``, ``means.elsewhere``, ``means.below-minimum``, ``means.commitment-short``.
    """
    other = N_("Commit it without this goal: it is other capacity.")
    if kind != goal.kind:
        raise Refused("means.other-kind", N_("The goal asks for another kind of means."), other)
    if goal.country and country != goal.country:
        raise Refused("means.elsewhere", N_("The goal asks for means based in another country."), other)
    if sheet(kind).lacking(specification, goal.specification):
        raise Refused("means.below-minimum", N_("The means is less than the goal asks at least."), other)
    if span.ends - span.starts < dt.timedelta(days=goal.least_days):
        raise Refused(
            "means.commitment-short",
            N_("The goal asks for a commitment of at least %(days)d days."),
            N_("Commit it for longer, or without this goal."),
            days=goal.least_days,
        )


def gap(goal: Goal, pledges: Iterable[Pledge], now: dt.datetime) -> Gap:
    """How the goal stands on its day, or today when the day is past."""
    at = max(goal.at, now)
    held: dict[str, bool] = {}
    for one in pledges:
        certain = one.certified_until is not None and one.certified_until > at
        holds = certain and not one.suspended and one.span.starts <= at < one.span.ends
        held[one.mean] = held.get(one.mean, False) or holds
    counted = tuple(sorted(mean for mean, holds in held.items() if holds))
    lapsed = tuple(sorted(mean for mean, holds in held.items() if not holds))
    return Gap(counted, lapsed, max(0, goal.count - len(counted)))
