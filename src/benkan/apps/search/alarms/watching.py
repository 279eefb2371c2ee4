"""Looking at today's searches, ours and our partners', for what looks like guessing or watching.

Of our own searches the node knows the subjects; tokens are computed anew, kept in memory and written nowhere. Of a
partner's it knows only how many there were. Days are UTC, as for the quotas.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from benkan.apps.search.alarms import norms, sequences
from benkan.apps.search.alarms.ringing import ring
from benkan.apps.search.models import Answered, Search
from benkan.apps.search.quotas import begins
from benkan.apps.search.subject import asked

IDENTIFIER = b"I|"


@dataclass(frozen=True, slots=True)
class _Made:
    officer: str
    case: str
    today: bool
    tokens: frozenset[bytes]


def watch() -> int:
    """Rings every alarm of today that has not rung; how many that were."""
    now = timezone.now()
    rung = _sequences(now) + _again(now) + _many(now) + _partners(now)
    return sum(rung)


def _sequences(now: dt.datetime) -> list[bool]:
    limits, day = settings.BENKAN_NODE.alarms, begins(now)
    by_officer: dict[str, list[str]] = defaultdict(list)
    by_case: dict[str, list[str]] = defaultdict(list)
    officers: dict[str, set[str]] = defaultdict(set)
    for made in _made(day, day):
        numbers = [token.removeprefix(IDENTIFIER).decode() for token in made.tokens if token.startswith(IDENTIFIER)]
        by_officer[made.officer] += numbers
        by_case[made.case] += numbers
        officers[made.case].add(made.officer)
    # A case of one officer would say the same twice.
    shared = {case: numbers for case, numbers in by_case.items() if len(officers[case]) > 1}
    rung = []
    for about, groups in (("officer", by_officer), ("case", shared)):
        for name, numbers in groups.items():
            count = sequences.longest(numbers, limits["sequence_gap"])
            if count >= limits["sequence_numbers"]:
                who = {about: name}
                rung.append(ring("sequence", count=count, limit=limits["sequence_numbers"], day=day.date(), **who))
    return rung


def _again(now: dt.datetime) -> list[bool]:
    """One subject, whatever its spelling, asked about again and again: some token is in so many searches."""
    limits, day = settings.BENKAN_NODE.alarms, begins(now)
    since = day - dt.timedelta(days=limits["same_subject_days"] - 1)
    active = set(Search.objects.filter(created_at__gte=day).values_list("officer__username", flat=True))
    times: dict[str, Counter[bytes]] = defaultdict(Counter)
    fresh: dict[str, set[bytes]] = defaultdict(set)
    for made in _made(since, day, active):
        times[made.officer].update(made.tokens)
        if made.today:
            fresh[made.officer] |= made.tokens
    rung = []
    for officer, counted in times.items():
        count = max((counted[token] for token in fresh[officer]), default=0)
        if count >= limits["same_subject"]:
            rung.append(ring("again", count=count, limit=limits["same_subject"], day=day.date(), officer=officer))
    return rung


def _many(now: dt.datetime) -> list[bool]:
    limits, day = settings.BENKAN_NODE.alarms, begins(now)
    since = day - dt.timedelta(days=limits["norm_days"])
    counted = (
        Search.objects.filter(created_at__gte=since)
        .order_by()
        .annotate(day=TruncDate("created_at", tzinfo=dt.UTC))
        .values("officer__username", "day")
        .annotate(count=Count("subject", distinct=True))
    )
    today = {row["officer__username"]: row["count"] for row in counted if row["day"] == day.date()}
    before = [row["count"] for row in counted if row["day"] != day.date()]
    limit = norms.limit(
        before,
        z=limits["z_tenths"] / 10,
        points=limits["norm_points"],
        floor=limits["officer_floor"],
        otherwise=limits["officer_searches"],
    )
    return [
        ring("many", count=count, limit=limit, day=day.date(), officer=officer)
        for officer, count in today.items()
        if count > limit
    ]


def _partners(now: dt.datetime) -> list[bool]:
    limits, day = settings.BENKAN_NODE.alarms, begins(now)
    since = day - dt.timedelta(days=limits["norm_days"])
    counts: dict[str, dict[dt.date, int]] = defaultdict(dict)
    for row in (
        Answered.objects.filter(at__gte=since)
        .annotate(day=TruncDate("at", tzinfo=dt.UTC))
        .values("partner", "day")
        .annotate(count=Count("id"))
    ):
        counts[row["partner"]][row["day"]] = row["count"]
    rung = []
    for partner, days in counts.items():
        count = days.pop(day.date(), 0)
        limit = norms.limit(
            list(days.values()),
            z=limits["z_tenths"] / 10,
            points=limits["norm_points"],
            floor=limits["partner_floor"],
            otherwise=limits["partner_searches"],
        )
        if count > limit:
            rung.append(ring("partner", count=count, limit=limit, day=day.date(), partner=partner))
    return rung


def _made(since: dt.datetime, day: dt.datetime, officers: Iterable[str] | None = None) -> list[_Made]:
    found = Search.objects.filter(created_at__gte=since)
    if officers is not None:
        found = found.filter(officer__username__in=officers)
    rows = found.values_list("id", "officer__username", "case__number", "created_at")
    known = {one: _known(one) for one, *_ in rows}
    return [_Made(officer, case, at >= day, known[one]) for one, officer, case, at in rows]


@lru_cache(maxsize=32_768)
def _known(search: uuid.UUID) -> frozenset[bytes]:
    """The tokens of a search; a subject never changes."""
    subject = Search.objects.values_list("subject", flat=True).get(pk=search)
    chosen = asked(subject, settings.BENKAN_NODE.phone_region).chosen
    return frozenset(token.bytes for tokens in chosen.values() for token in tokens)
