"""The list of records: what was asked of it, and its rows as CSV."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from benkan.apps.records import labels
from benkan.apps.records.choices import CrimeArea, Handling, SubjectCategory
from benkan.apps.records.index.finding import find
from benkan.apps.records.models import Record
from benkan.core.errors import Invalid
from benkan.core.matching import Subject
from benkan.web import csv_file

SORTS = {
    "caption": "caption",
    "schema": "schema",
    "category": "subject_category",
    "area": "crime_area",
    "review": "review_on",
    "updated": "updated_at",
}
MAX_QUERY_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asked of the list; anything unknown is left out."""

    query: str = ""
    schema: str = ""
    category: str = ""
    area: str = ""
    handling: str = ""
    state: str = ""
    sort: str = ""

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Asked:
        """The query string of a page or of the API."""

        def one_of(name: str, known: object) -> str:
            given = parameters.get(name, "")
            return given if given in known else ""  # type: ignore[operator]

        sort = parameters.get("sort", "")
        return cls(
            query=parameters.get("q", "").replace("\0", "").strip()[:MAX_QUERY_CHARACTERS],
            schema=one_of("schema", labels.SCHEMATA),
            category=one_of("category", (*SubjectCategory.values, "none")),
            area=one_of("area", CrimeArea.values),
            handling=one_of("handling", Handling.values),
            state=one_of("state", ("expired", "withdrawn", "all")),
            sort=sort if sort.removeprefix("-") in SORTS else "-updated",
        )

    def records(self) -> QuerySet[Record]:
        """The records asked for, sorted; the same name in another spelling or script is found as well."""
        found = Record.objects.select_related("holder")
        if self.query:
            found = found.filter(Q(caption__icontains=self.query) | Q(pk__in=_alike(self.query)))
        elif not self.schema:
            found = found.filter(holder__isnull=True)
        columns = {"schema": self.schema, "crime_area": self.area, "handling": self.handling}
        found = found.filter(**{column: wanted for column, wanted in columns.items() if wanted})
        if self.category:
            found = found.filter(subject_category="" if self.category == "none" else self.category)
        if self.state == "withdrawn":
            found = found.filter(withdrawn_at__isnull=False)
        elif self.state != "all":
            found = found.filter(withdrawn_at__isnull=True)
        if self.state == "expired":
            found = found.filter(review_on__lt=date.today())
        descending = self.sort.startswith("-")
        column = SORTS[self.sort.removeprefix("-")]
        return found.order_by(f"-{column}" if descending else column, "pk")


def _alike(query: str) -> list[uuid.UUID]:
    try:
        return [one.record for one in find(Subject(names=(query,)))]
    except Invalid:
        return []


def as_csv(records: QuerySet[Record]) -> HttpResponseBase:
    """The lines of the list as CSV with a header in the reader's language; long lists are not held in memory."""
    return csv_file.download(f"records-{timezone.localdate():%Y-%m-%d}.csv", _header(), _cells(records))


def _cells(records: QuerySet[Record]) -> Iterator[list[object]]:
    for record in records.iterator(chunk_size=500):
        properties: dict[str, list[str]] = record.properties
        yield [
            record.pk, labels.schema(record.schema), record.caption, *(
                " | ".join(properties.get(name, ())) for name in ("alias", "birthDate", "nationality", "phone")
            ),
            category(record.subject_category), area(record.crime_area), record.handling, record.source_grade,
            record.review_on.isoformat(), record.dataset, record.holder.caption if record.holder else "",
        ]  # fmt: skip


def _header() -> list[str]:
    return [
        _("Id"),
        _("Type"),
        _("Name"),
        _("Other name"),
        _("Birth date"),
        _("Nationality"),
        _("Phone"),
        _("Category"),
        _("Crime area"),
        _("Handling code"),
        _("Source grade"),
        _("Review on"),
        _("Data set"),
        _("Belongs to"),
    ]


def category(code: str) -> str:
    """The subject category in words."""
    return str(SubjectCategory(code).label) if code in SubjectCategory.values else _("no category")


def area(code: str) -> str:
    """The crime area in words."""
    return str(CrimeArea(code).label) if code in CrimeArea.values else ""
