"""Means as other slices, programs and pages read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from benkan.apps.means.models import Booking, Commitment, Mean
from benkan.core import means as rules
from benkan.core.errors import N_, Refused

Within = QuerySet[Any, Any] | Sequence[UUID]
"""Which means are asked about: rows to be found, or their keys."""


@dataclass(frozen=True, slots=True)
class MeanView:
    """A means without its tables; what may be said of it to a partner.

    Args:
        title: in the reader's language.
        base: code of the gazetteer (``ML/Gao``), or ``ML/`` and the place as it was written.
        certificate_until: its last day; nothing without a certificate.
        daily_cost: in ``currency``; nothing when it is not known.
        state: one of ``core.means.STATES``.
    """

    public_id: str
    owner: str
    kind: str
    title: str
    specification: Mapping[str, rules.Value]
    base: str
    languages: tuple[str, ...]
    certificate_until: dt.date | None
    notice_hours: int
    daily_cost: Decimal | None
    currency: str
    state: str
    code: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None


def mean(public_id: str | UUID) -> MeanView:
    """The means of this public id.

    Raises:
        Refused: ``means.unknown``.
    """
    return view(row(public_id))


def row(public_id: str | UUID, *, hold: bool = False) -> Mean:
    """The row; with ``hold`` other writers of this means wait until the transaction ends.

    Raises:
        Refused: ``means.unknown``.
    """
    try:
        wanted = UUID(str(public_id))
    except ValueError:
        raise unknown() from None
    rows = Mean.objects.select_for_update() if hold else Mean.objects.all()
    found = rows.filter(pk=wanted).first()
    if found is None:
        raise unknown()
    return found


def unknown() -> Refused:
    """The error of a means, a commitment or a booking that is not here."""
    return Refused("means.unknown", N_("There is no such means here."), N_("Open it from the list of means."))


def view(one: Mean, commitments: list[rules.Span] | None = None) -> MeanView:
    """The row as a view.

    Args:
        commitments: of this means, when they are known already.
    """
    return MeanView(
        public_id=str(one.pk),
        owner=one.owner,
        kind=one.kind,
        title=one.title,
        specification=one.described,
        base=one.place_code or f"{one.country}/{one.place}",
        languages=tuple(one.languages),
        certificate_until=one.certificate_until,
        notice_hours=one.notice_hours,
        daily_cost=one.daily_cost,
        currency=one.currency,
        state=one.state(commitments),
        code=one.code,
        country=one.country,
        latitude=one.latitude,
        longitude=one.longitude,
    )


def commitments_of(within: Within, during: rules.Span | None = None) -> dict[UUID, list[rules.Span]]:
    """The times for which these means are committed and that are not over, by their keys; one query.

    Args:
        during: only those that meet this time.
    """
    found: dict[UUID, list[rules.Span]] = {}
    live = Commitment.objects.filter(mean__in=within, ended_at=None, ends__gt=timezone.now())
    if during is not None:
        live = live.filter(starts__lt=during.ends, ends__gt=during.starts)
    for key, starts, ends in live.values_list("mean_id", "starts", "ends"):
        found.setdefault(key, []).append(rules.Span(starts, ends))
    return found


def taken_of(within: Within, during: rules.Span) -> dict[UUID, list[rules.Span]]:
    """What takes these means at some instant of this time, by their keys; one query."""
    now = timezone.now()
    found: dict[UUID, list[rules.Span]] = {}
    live = Booking.objects.filter(mean__in=within, state__in=Booking.TAKING, starts__lt=during.ends)
    out = Q(state=Booking.State.IN_USE) if during.starts < now else Q(pk__in=[])
    live = live.filter(Q(ends__gt=during.starts) | out)
    for key, starts, ends, state in live.values_list("mean_id", "starts", "ends", "state"):
        until = max(ends, now) if state == Booking.State.IN_USE else ends
        found.setdefault(key, []).append(rules.Span(starts, until))
    return found
