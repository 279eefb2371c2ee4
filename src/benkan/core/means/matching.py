"""Which means fit a need: free, certified, committed, near, and all that is wanted; and why the others do not.

Nothing is weighed against anything: whatever does not fit is an obstacle, and what fits is ordered by distance in steps
of 50 km, then by notice, then by cost a day, then by how long the certificate still holds. The order can be said in one
sentence, and so can the answer to “why not ours?”.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as filled
from decimal import Decimal
from itertools import islice
from typing import Final

from benkan.core.means.distance import great_circle_km
from benkan.core.means.sheets import Field, Specification, Value, sheet
from benkan.core.means.spans import Span, gaps

NEAR_STEP_KM: Final = 50
LISTED: Final = 200
"""How many of each kind are explained: those that fit, and near misses."""
_FAR: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Mean:
    """What matching knows of a means.

    Args:
        point: latitude and longitude of its base in degrees; nothing when the place is on no list.
        certified_until: the first instant at which its certificate holds no more; nothing without a certificate.
        commitments: the times for which it is committed.
        taken: the times at which it is reserved, in use or maintained.
        daily_cost: in ``currency``; nothing when it is not known, which is not zero.
    """

    identifier: str
    kind: str
    specification: Specification
    point: tuple[float, float] | None
    languages: frozenset[str]
    certified_until: dt.datetime | None
    notice_hours: int
    daily_cost: Decimal | None
    currency: str
    commitments: tuple[Span, ...] = ()
    taken: tuple[Span, ...] = ()
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is needed where and when.

    Args:
        notice_hours: how many hours there are until it must set out.
    """

    kind: str
    point: tuple[float, float] | None
    span: Span
    notice_hours: int
    specification: Specification = filled(default_factory=dict)
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a means fits or does not: a code, and the facts of its sentence (numbers, instants, tuples of codes)."""

    code: str
    facts: Mapping[str, object] = filled(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """One means beside a need; it fits when there is no obstacle."""

    identifier: str
    km: float | None
    reasons: tuple[Reason, ...]
    obstacles: tuple[Reason, ...]


def match(means: Iterable[Mean], wanted: Wanted, worth: Mapping[str, Decimal], limit: int = LISTED) -> list[Match]:
    """The means that fit, the best first, then near misses, those with the fewest obstacles first.

    Args:
        means: of any kind; those of another kind than the wanted one are passed over.
        worth: what one unit of a currency is worth in one common currency; costs in others are not compared.
        limit: how many that fit, and how many near misses, are returned.
    """
    fits: list[tuple[tuple[float, ...], str, Mean, float | None]] = []
    misses: list[tuple[tuple[float, ...], str, Mean, float | None]] = []
    asked = [(name, sheet(wanted.kind).fields[name], value) for name, value in wanted.specification.items()]
    for one in means:
        if one.kind != wanted.kind:
            continue
        km = great_circle_km(*one.point, *wanted.point) if one.point and wanted.point else None
        count = _count(one, wanted, asked)
        if count:
            misses.append(((count, _FAR if km is None else km), one.identifier, one, km))
        else:
            fits.append((_rank(one, km, worth), one.identifier, one, km))
    fits.sort(key=lambda row: row[:2])
    misses.sort(key=lambda row: row[:2])
    chosen = [*islice(fits, limit), *islice(misses, limit)]
    return [
        Match(name, km, tuple(_reasons(one, wanted, km)), tuple(obstacles(one, wanted))) for _, name, one, km in chosen
    ]


def obstacles(one: Mean, wanted: Wanted) -> list[Reason]:
    """Everything that keeps this means from serving the need; empty when it fits."""
    found = []
    if one.suspended:
        found.append(Reason("suspended"))
    if one.certified_until is None:
        found.append(Reason("not-certified"))
    elif one.certified_until < wanted.span.ends:
        found.append(Reason("certificate-expired", {"until": one.certified_until}))
    open_times = gaps(wanted.span, one.commitments)
    if open_times:
        found.append(Reason("not-committed", {"starts": open_times[0].starts, "ends": open_times[0].ends}))
    busy = min((span for span in one.taken if span.meets(wanted.span)), default=None)
    if busy is not None:
        found.append(Reason("taken", {"starts": busy.starts, "ends": busy.ends}))
    if one.notice_hours > wanted.notice_hours:
        found.append(Reason("notice", {"needs": one.notice_hours, "given": wanted.notice_hours}))
    lacking = tuple(language for language in wanted.languages if language not in one.languages)
    if lacking:
        found.append(Reason("languages", {"languages": lacking}))
    if wanted.specification:
        short = sheet(wanted.kind).lacking(one.specification, wanted.specification)
        if short:
            found.append(Reason("specification", {"fields": short}))
    return found


def _count(one: Mean, wanted: Wanted, asked: list[tuple[str, Field, Value]]) -> int:
    """How many obstacles there are, without their facts: this runs for every means."""
    starts, ends = wanted.span.starts, wanted.span.ends
    missing = int(one.suspended)
    missing += one.certified_until is None or one.certified_until < ends
    missing += not _covered(wanted.span, one.commitments)
    for busy in one.taken:
        if busy.starts < ends and starts < busy.ends:
            missing += 1
            break
    missing += one.notice_hours > wanted.notice_hours
    missing += not one.languages.issuperset(wanted.languages)
    for name, field, value in asked:
        if not field.meets(one.specification.get(name), value):
            return missing + 1
    return missing


def _covered(span: Span, commitments: tuple[Span, ...]) -> bool:
    if len(commitments) == 1:
        return commitments[0].starts <= span.starts and commitments[0].ends >= span.ends
    return bool(commitments) and not gaps(span, commitments)


def _rank(one: Mean, km: float | None, worth: Mapping[str, Decimal]) -> tuple[float, ...]:
    unit = worth.get(one.currency)
    cost = _FAR if one.daily_cost is None or unit is None else float(one.daily_cost * unit)
    until = one.certified_until.timestamp() if one.certified_until else 0.0
    return (_FAR if km is None else km // NEAR_STEP_KM, one.notice_hours, cost, -until)


def _reasons(one: Mean, wanted: Wanted, km: float | None) -> Iterable[Reason]:
    """What speaks for it, in the order in which means are ordered."""
    if km is not None:
        yield Reason("near", {"km": round(km)})
    if one.notice_hours <= wanted.notice_hours:
        yield Reason("ready", {"hours": one.notice_hours})
    if one.daily_cost is not None:
        yield Reason("cost", {"amount": one.daily_cost, "currency": one.currency})
    if one.certified_until is not None and one.certified_until >= wanted.span.ends:
        yield Reason("certified", {"until": one.certified_until})
    spoken = tuple(language for language in wanted.languages if language in one.languages)
    if spoken:
        yield Reason("speaks", {"languages": spoken})
