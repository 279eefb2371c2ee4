"""The list of means: what was asked of it, its rows, the same as CSV and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from benkan.apps.means import committing, reading, words
from benkan.apps.means.fitting import Fit
from benkan.apps.means.models import Booking, Mean, MeanRows
from benkan.core import means as rules
from benkan.web import csv_file

SORTS: Final = {
    "code": "code",
    "kind": "kind",
    "place": "place",
    "owner": "owner",
    "certificate": "certificate_until",
    "notice": "notice_hours",
    "cost": "daily_cost",
}
MAX_QUERY_CHARACTERS: Final = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asked of the list; anything unknown is left out."""

    query: str = ""
    kind: str = ""
    country: str = ""
    state: str = ""
    owner: str = ""
    sort: str = "code"

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Asked:
        """The query string of a page or of the API."""
        sort, country = parameters.get("sort", ""), parameters.get("country", "")
        kind, state, owner = (parameters.get(name, "") for name in ("kind", "state", "owner"))
        return cls(
            query=parameters.get("q", "").replace("\0", "").strip()[:MAX_QUERY_CHARACTERS],
            kind=kind if kind in rules.SHEETS else "",
            country=country if len(country) == 2 and country.isascii() and country.isupper() else "",
            state=state if state in rules.STATES else "",
            owner=owner if owner in ("own", "partners") else "",
            sort=sort if sort.removeprefix("-") in SORTS else "code",
        )

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return self != Asked(sort=self.sort)

    def means(self) -> MeanRows:
        """The means asked for, sorted; withdrawn ones only when they are asked for."""
        found: MeanRows = Mean.objects.all()
        if self.query:
            columns = ("code", "title_fr", "title_en", "title_ar", "place")
            wanted = Q()
            for column in columns:
                wanted |= Q(**{f"{column}__icontains": self.query})
            found = found.filter(wanted)
        for column in ("kind", "country"):
            if getattr(self, column):
                found = found.filter(**{column: getattr(self, column)})
        found = found.in_state(self.state, timezone.now()) if self.state else found.filter(withdrawn_at=None)
        if self.owner:
            mine = Q(owner=settings.BENKAN_NODE.agency)
            found = found.filter(mine if self.owner == "own" else ~mine)
        column = SORTS[self.sort.removeprefix("-")]
        return found.order_by(f"-{column}" if self.sort.startswith("-") else column, "owner", "code")


def rows(page: list[Mean]) -> list[dict[str, Any]]:
    """The rows of a page with their state and what takes them now; two queries for all of them."""
    now = timezone.now()
    keys = [one.pk for one in page]
    committed = reading.commitments_of(keys)
    busy: dict[Any, Booking] = {}
    taking = Booking.objects.filter(mean__in=keys, state__in=Booking.TAKING, starts__lte=now)
    for booking in taking.filter(Q(ends__gt=now) | Q(state=Booking.State.IN_USE)).order_by("-starts"):
        busy[booking.mean_id] = booking
    return [
        {
            "mean": one,
            "kind": words.kind(one.kind),
            "place": words.place(one.place_code, one.place),
            "state": one.state(committed.get(one.pk, [])),
            "certificate": certificate(one),
            "cost": words.money(one.daily_cost, one.currency),
            "busy": busy.get(one.pk),
            "ours": one.owner == settings.BENKAN_NODE.agency,
        }
        for one in page
    ]


def certificate(one: Mean) -> str:
    """How the certificate stands: none, over, soon over, or holds."""
    if one.certificate_until is None:
        return "none"
    today = timezone.localdate()
    if one.certificate_until < today:
        return "over"
    return "soon" if one.certificate_until <= today + committing.SOON else "holds"


def as_csv(means: MeanRows) -> HttpResponseBase:
    """One line for each means, with a header in the reader's language."""
    head = [
        _("Owner"),
        _("Code"),
        _("Kind"),
        pgettext("means", "Title"),
        _("Specification"),
        _("Country"),
        _("Base"),
        _("Languages"),
        _("State"),
        _("Certificate until"),
        _("Notice (h)"),
        _("Cost a day"),
        _("Currency"),
        _("Self-sufficient (days)"),
        _("Consumables"),
        _("Contact officer"),
    ]
    return csv_file.download(f"means-{timezone.localdate():%Y-%m-%d}.csv", head, _cells(means))


def _cells(means: MeanRows) -> Iterator[list[object]]:
    live = reading.commitments_of(means.order_by().values("pk"))
    for one in means.iterator(chunk_size=500):
        yield [
            one.owner, one.code, words.kind(one.kind), one.title,
            " · ".join(f"{label}: {value}" for label, value in words.sheet_lines(one.kind, one.described)),
            one.country, words.place(one.place_code, one.place), words.languages(one.languages),
            words.STATES[one.state(live.get(one.pk, []))],
            one.certificate_until.isoformat() if one.certificate_until else "",
            one.notice_hours, "" if one.daily_cost is None else f"{one.daily_cost:f}", one.currency,
            one.self_sufficiency_days, one.consumables, one.contact,
        ]  # fmt: skip


def as_object(view: reading.MeanView) -> dict[str, Any]:
    """The means as programs read it."""
    return {
        "id": view.public_id,
        "owner": view.owner,
        "code": view.code,
        "kind": view.kind,
        "title": view.title,
        "specification": {
            name: list(value) if isinstance(value, tuple) else value for name, value in view.specification.items()
        },
        "base": view.base,
        "country": view.country,
        "languages": list(view.languages),
        "state": view.state,
        "certificate_until": view.certificate_until.isoformat() if view.certificate_until else None,
        "notice_hours": view.notice_hours,
        "daily_cost": None if view.daily_cost is None else f"{view.daily_cost:f}",
        "currency": view.currency,
    }


def booking_as_object(one: Booking) -> dict[str, Any]:
    """A time at which a means is taken, as programs read it."""
    return {
        "id": str(one.pk),
        "state": "maintenance" if one.maintenance and one.state == Booking.State.RESERVED else one.state,
        "starts": one.starts.isoformat(),
        "ends": one.ends.isoformat(),
        "reference": one.reference,
        "condition": one.condition,
    }


def fit_as_object(one: Fit) -> dict[str, Any]:
    """A means beside a need, as programs read it."""
    return {
        "mean": as_object(one.mean),
        "fits": one.fits,
        "km": None if one.km is None else round(one.km, 1),
        "reasons": [{"code": each.code, "text": words.said(each, one.mean.kind)} for each in one.reasons],
        "obstacles": [{"code": each.code, "text": words.said(each, one.mean.kind)} for each in one.obstacles],
    }
