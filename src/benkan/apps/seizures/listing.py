"""The list of seizures: what was asked of it, its rows, and the same as CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from benkan.apps.seizures import choices
from benkan.apps.seizures.amounts import amount_words, substance_name
from benkan.apps.seizures.models import Drug, Seizure
from benkan.core import substances
from benkan.web import csv_file

SORTS = {
    "day": "happened_on",
    "number": "number",
    "place": "place",
    "country": "country",
    "owner": "owner",
    "changed": "changed_at",
}
MAX_QUERY_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asked of the list; anything unknown is left out."""

    query: str = ""
    substance: str = ""
    country: str = ""
    conveyance: str = ""
    state: str = ""
    owner: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    sort: str = "-day"

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Asked:
        """The query string of a page or of the API."""

        def one_of(name: str, known: object) -> str:
            given = parameters.get(name, "")
            return given if given in known else ""  # type: ignore[operator]

        sort = parameters.get("sort", "")
        country = parameters.get("country", "")
        return cls(
            query=parameters.get("q", "").replace("\0", "").strip()[:MAX_QUERY_CHARACTERS],
            substance=given if substances.known(given := parameters.get("substance", "")) else "",
            country=country if len(country) == 2 and country.isascii() and country.isupper() else "",
            conveyance=one_of("conveyance", choices.CONVEYANCES),
            state=one_of("state", choices.STATES),
            owner=one_of("owner", ("own", "partners")),
            since=_day(parameters.get("since", "")),
            until=_day(parameters.get("until", "")),
            sort=sort if sort.removeprefix("-") in SORTS else "-day",
        )

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return self != Asked(sort=self.sort)

    def seizures(self) -> QuerySet[Seizure]:
        """The seizures asked for, sorted, with their drugs; withdrawn ones only when they are asked for."""
        found = Seizure.objects.prefetch_related("drugs")
        if self.query:
            found = found.filter(
                Q(number__icontains=self.query)
                | Q(place__icontains=self.query)
                | Q(service__icontains=self.query)
                | Q(logo__icontains=self.query)
            )
        if self.substance:
            found = found.filter(pk__in=Drug.objects.filter(substance=self.substance).values("seizure"))
        for column in ("country", "conveyance"):
            if getattr(self, column):
                found = found.filter(**{column: getattr(self, column)})
        found = found.filter(state=self.state) if self.state else found.exclude(state=Seizure.State.WITHDRAWN)
        if self.owner:
            mine = Q(owner=settings.BENKAN_NODE.agency)
            found = found.filter(mine if self.owner == "own" else ~mine)
        if self.since:
            found = found.filter(happened_on__gte=self.since)
        if self.until:
            found = found.filter(happened_on__lte=self.until)
        column = SORTS[self.sort.removeprefix("-")]
        return found.order_by(f"-{column}" if self.sort.startswith("-") else column, "pk")


def as_csv(seizures: QuerySet[Seizure]) -> HttpResponseBase:
    """One line for each drug of each seizure, with a header in the reader's language; without the nominal part."""
    return csv_file.download(f"seizures-{timezone.localdate():%Y-%m-%d}.csv", _header(), _cells(seizures))


def _cells(seizures: QuerySet[Seizure]) -> Iterator[list[object]]:
    for row in seizures.iterator(chunk_size=500):
        for drug in row.drugs.all():
            yield [
                row.owner, row.number, row.happened_on.isoformat(), row.country, row.area, row.place, row.service,
                substance_name(drug.substance), drug.substance, drug.quantity_text, _decimal(drug.kilograms),
                _decimal(drug.litres), drug.count if drug.count is not None else "", drug.count_kind,
                _decimal(drug.purity), choices.word(choices.CIRCUMSTANCES, row.circumstance),
                choices.word(choices.CONVEYANCES, row.conveyance), choices.word(choices.PERSONS, row.persons),
                row.logo, choices.word(choices.STATES, row.state),
            ]  # fmt: skip


def drugs_words(row: Seizure) -> list[str]:
    """Each drug with its amount, in the reader's words."""
    return [f"{substance_name(drug.substance)} · {amount_words(drug)}" for drug in row.drugs.all()]


def _header() -> list[str]:
    return [
        _("Owner"),
        _("Number"),
        _("Date"),
        _("Country"),
        _("Region"),
        _("Place"),
        _("Service"),
        _("Drug"),
        _("Code"),
        _("As written"),
        _("Kilograms"),
        _("Litres"),
        _("Count"),
        _("What was counted"),
        _("Purity"),
        _("Circumstance"),
        _("Conveyance"),
        _("Persons"),
        _("Logo"),
        _("State"),
    ]


def _decimal(value: object) -> str:
    return "" if value is None else f"{value:f}".rstrip("0").rstrip(".") or "0"


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
