"""Which means fit a need: the rules of ``core.means`` over what this node knows, its own and its partners'."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from benkan.apps.means import reading
from benkan.apps.means.models import Mean
from benkan.apps.means.reading import MeanView
from benkan.apps.means.texts import end_of, number, span
from benkan.core import means as rules
from benkan.core import territories
from benkan.core.errors import N_, Invalid
from benkan.formats.money_rows import PER_EURO

WORTH: Final = {code: 1 / Decimal(PER_EURO[code]) for code in ("EUR", "XOF")}
"""Euros for one unit. Only the fixed parity: a day's rate would make today's order another than yesterday's."""
MOST_NOTICE_HOURS: Final = 24 * 365


@dataclass(frozen=True, slots=True)
class Need:
    """What is needed where and when.

    Args:
        kind: one of ``core.means.SHEETS``.
        place: code of the gazetteer (``ML/Gao``), a name that only one place has, or empty for anywhere.
        starts: an aware instant, or a day: from its midnight.
        ends: the first instant, or the first day, at which it is not needed any more.
        specification: fields of the kind's sheet, as typed or as read.
        languages: ISO 639 codes; each of them is needed.
        notice_hours: hours until it must set out; the time until ``starts`` when left out.
    """

    kind: str
    place: str
    starts: dt.date
    ends: dt.date
    specification: Mapping[str, object] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    notice_hours: int | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """One means beside a need; without obstacles it fits. ``words.said`` makes sentences of reasons."""

    mean: MeanView
    km: float | None
    reasons: tuple[rules.Reason, ...]
    obstacles: tuple[rules.Reason, ...]

    @property
    def fits(self) -> bool:
        """Whether nothing keeps it from serving."""
        return not self.obstacles


def fitting(need: Need, limit: int = 200) -> list[Fit]:
    """The means that fit, the best first; then near misses with everything that keeps them from it.

    Raises:
        Invalid: ``means.kind``, ``means.span``, ``means.place``, ``means.language``, ``means.specification``.
    """
    wanted = read(need)
    within = Mean.objects.filter(kind=wanted.kind, withdrawn_at=None)
    committed = reading.commitments_of(within.values("pk"), wanted.span)
    taken = reading.taken_of(within.values("pk"), wanted.span)
    found = rules.match(known(within, committed, taken), wanted, WORTH, limit)
    rows = {str(key): one for key, one in within.in_bulk([one.identifier for one in found]).items()}
    live = reading.commitments_of([one.pk for one in rows.values()])
    return [
        Fit(reading.view(row, live.get(row.pk, [])), one.km, one.reasons, one.obstacles)
        for one in found
        if (row := rows.get(one.identifier)) is not None
    ]


def known(
    within: QuerySet[Mean], committed: Mapping[UUID, list[rules.Span]], taken: Mapping[UUID, list[rules.Span]]
) -> Iterator[rules.Mean]:
    """The means as the rules compare them; rows are not made of what nobody will see."""
    midnight = lru_cache(maxsize=None)(end_of)
    columns = (
        *("pk", "kind", "specification", "latitude", "longitude", "languages", "certificate_until"),
        *("notice_hours", "daily_cost", "currency", "suspended_at"),
    )
    for row in within.values_list(*columns).iterator(chunk_size=2_000):
        key, kind, described, latitude, longitude, languages, until, notice, cost, currency, suspended = row
        yield rules.Mean(
            str(key),
            kind,
            {name: tuple(value) if isinstance(value, list) else value for name, value in described.items()},
            None if latitude is None or longitude is None else (latitude, longitude),
            frozenset(languages),
            None if until is None else midnight(until),
            notice,
            cost,
            currency,
            tuple(committed.get(key, ())),
            tuple(taken.get(key, ())),
            suspended is not None,
        )


def read(need: Need) -> rules.Wanted:
    """The need as the rules compare it; errors as ``fitting``."""
    sheet = rules.sheet(need.kind)
    wanted = span(need.starts, need.ends)
    unknown = [code for code in need.languages if code not in rules.LANGUAGES]
    if unknown:
        raise Invalid(
            "means.language", N_("This language is not on the list."), N_("Choose one of the list."), place="languages"
        )
    if need.notice_hours is None:
        left = (wanted.starts - timezone.now()).total_seconds() / 3600
        notice = max(0, int(left))
    else:
        notice = number(need.notice_hours, MOST_NOTICE_HOURS, "notice_hours")
    point = place_of(need.place)
    return rules.Wanted(
        need.kind,
        (point.latitude, point.longitude) if point else None,
        wanted,
        notice,
        sheet.read(need.specification),
        tuple(need.languages),
    )


def place_of(text: str) -> territories.Place | None:
    """The place that is meant; nothing for an empty text.

    Raises:
        Invalid: ``means.place``: no place of the gazetteer, or several.
    """
    if not text.strip():
        return None
    found = territories.place(text) or territories.place(territories.find(text).sure)
    if found is None:
        raise Invalid(
            "means.place",
            N_("This place is not sure: it is on no list, or several have this name."),
            N_("Choose a place of the list, or write its country beside it."),
            place="place",
        )
    return found
