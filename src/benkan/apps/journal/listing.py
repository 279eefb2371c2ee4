"""The journal as a list: filtered, sorted, counted, and as rows for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from benkan.apps.journal import entry as entries
from benkan.apps.journal.events import EVENTS
from benkan.apps.journal.models import Line
from benkan.web import csv_file


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader filters and sorts by."""

    query: str
    event: str
    partner: str
    sort: str

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        """The filters of an address; unknown events and columns count as none."""
        event, sort = given.get("event", ""), given.get("sort", "-line")
        return cls(
            query=given.get("q", "").strip()[:100],
            event=event if event in EVENTS else "",
            partner=given.get("partner", "")[:40],
            sort=sort if sort in {"line", "-line"} else "-line",
        )

    @property
    def filtered(self) -> bool:
        """Whether anything is left out."""
        return bool(self.query or self.event or self.partner)

    def lines(self) -> QuerySet[Line]:
        """The lines that fit, in the order asked for, without the bytes that lists do not show."""
        found = Line.objects.defer("entry", "leaf_hash")
        if self.event:
            found = found.filter(event=self.event)
        if self.partner:
            found = found.filter(partner=self.partner)
        if self.query:
            named = Q()
            for column in ("officer", "reference", "clause", "convention"):
                named |= Q(**{f"{column}__icontains": self.query})
            if self.query.isascii() and self.query.isdecimal() and len(self.query) < 19:
                named |= Q(seq=int(self.query))
            found = found.filter(named)
        return found.order_by("seq" if self.sort == "line" else "-seq")


def as_csv(lines: QuerySet[Line]) -> HttpResponseBase:
    """The list as CSV with a header in the reader's language; a long list is not held in memory."""
    header = [
        _("Line"),
        _("Time (UTC)"),
        _("Event"),
        _("What"),
        _("Officer"),
        _("Partner"),
        _("Clause"),
        _("Reference"),
        _("Facts"),
    ]
    return csv_file.download("journal.csv", header, _cells(lines))


def _cells(lines: QuerySet[Line]) -> Iterator[list[object]]:
    for line in lines.iterator(chunk_size=1_000):
        facts = " ".join(f"{key}={value}" for key, value in line.facts.items())
        yield [
            line.seq,
            entries.instant(line.at),
            line.event,
            _(EVENTS[line.event]) if line.event in EVENTS else line.event,
            line.officer,
            line.partner,
            line.clause,
            line.reference,
            facts,
        ]
