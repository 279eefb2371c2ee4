"""The inbox of reports: what was asked of it, its rows, and the same as CSV; and the statistics of answers."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from benkan.apps.accounts.services import Officer
from benkan.apps.reporting import deciding, words
from benkan.apps.reporting.models import Party, Report, Reporter
from benkan.web import csv_file

SORTS: Final = {
    "received": "received_at",
    "number": "number",
    "reporter": "reporter__name",
    "total": "total_xof",
    "kept": "kept",
    "state": "state",
}
MAX_QUERY: Final = 200
LATE: Final = dt.timedelta(days=30)
"""After a month without any answer a report is shown as late."""
MEASURED: Final = 20_000
"""Answers from which the median time is reckoned: the latest ones."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an officer asked of the list; anything unknown is left out."""

    query: str = ""
    reporter: str = ""
    state: str = ""
    format: str = ""
    mine: str = ""
    sort: str = "-received"

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Asked:
        """The query string of a page or of the API."""
        sort = parameters.get("sort", "")
        state = parameters.get("state", "")
        return cls(
            query=parameters.get("q", "").replace("\0", "").strip()[:MAX_QUERY],
            reporter=parameters.get("reporter", "").replace("\0", "")[:40],
            state=state if state in (*words.STATES, "late") else "",
            format=given if (given := parameters.get("format_", "")) in (*words.FORMATS, "statement") else "",
            mine="1" if parameters.get("mine") == "1" else "",
            sort=sort if sort.removeprefix("-") in SORTS else "-received",
        )

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return self != Asked(sort=self.sort)

    def reports(self, officer: Officer) -> QuerySet[Report]:
        """The reports asked for that this officer may see."""
        found = deciding.visible(officer).select_related("reporter", "corrects", "corrected")
        if self.query:
            named = Party.objects.filter(caption__icontains=self.query).values("report")
            found = found.filter(Q(number__icontains=self.query) | Q(reference__icontains=self.query) | Q(pk__in=named))
        if self.reporter:
            found = found.filter(reporter__code=self.reporter)
        if self.state == "late":
            found = found.filter(told_at=None, received_at__lt=timezone.now() - LATE)
        elif self.state:
            found = found.filter(state=self.state)
        if self.format:
            found = found.filter(format=self.format)
        if self.mine:
            found = found.filter(given_to=officer.get_username())
        column = SORTS[self.sort.removeprefix("-")]
        # An amount that is not known is last in both directions.
        order = F(column).desc(nulls_last=True) if self.sort.startswith("-") else F(column).asc(nulls_last=True)
        return found.order_by(order, "pk")


def as_csv(reports: QuerySet[Report]) -> HttpResponseBase:
    """One line for each report, with a header in the reader's language; without persons and accounts."""
    head = [
        _("Number"),
        _("Received"),
        _("Reporter"),
        _("Kind of reporter"),
        _("Format"),
        _("Kind"),
        _("Transfers"),
        _("Refused entries"),
        _("Amount (XOF)"),
        _("State"),
        _("Reason"),
        _("Corrects"),
        _("Given to"),
    ]
    return csv_file.download(f"reports-{timezone.localdate():%Y-%m-%d}.csv", head, _cells(reports))


def _cells(reports: QuerySet[Report]) -> Iterator[list[object]]:
    for row in reports.iterator(chunk_size=500):
        yield [
            row.number, row.received_at.isoformat(), row.reporter.name, words.KINDS[row.reporter.kind],
            words.format_label(row.format), row.kind, row.kept, row.refused,
            "" if row.total_xof is None else f"{row.total_xof:f}", words.STATES[row.state],
            words.REASONS.get(row.reason_code, ""), row.corrects.number if row.corrects else "", row.given_to,
        ]  # fmt: skip


def report_as_object(row: Report) -> dict[str, Any]:
    """The report as an officer's program reads it in a list."""
    return {
        "id": str(row.pk),
        "number": row.number,
        "reporter": row.reporter.code,
        "received_at": row.received_at.isoformat(),
        "format": row.format,
        "kind": row.kind,
        "reference": row.reference,
        "kept": row.kept,
        "refused": row.refused,
        "total_xof": None if row.total_xof is None else f"{row.total_xof:f}",
        "state": row.state,
        "reason": row.reason_code,
        "case": str(row.case) if row.case else "",
        "given_to": row.given_to,
        "corrects": row.corrects.number if row.corrects else "",
    }


@dataclass(frozen=True, slots=True)
class Figures:
    """Answers to the reports of one reporter, or of all."""

    reporter: Reporter | None
    reports: int
    states: Mapping[str, int]
    late: int
    median_days: float | None

    @property
    def in_order(self) -> list[int]:
        """How many are in each state, in the order of the states."""
        return [self.states.get(code, 0) for code in words.STATES]

    @property
    def answered_percent(self) -> int:
        """Reports that were answered in some way, in whole per cent."""
        waiting = self.states.get("received", 0)
        return round(100 * (self.reports - waiting) / self.reports) if self.reports else 0


def figures() -> list[Figures]:
    """The answers to each reporter's reports, all reporters together first."""
    by_state = Report.objects.values_list("reporter", "state").annotate(number=Count("pk"))
    states: dict[Any, Counter[str]] = {}
    for reporter, state, number in by_state:
        states.setdefault(reporter, Counter())[state] = number
    unanswered = Report.objects.filter(told_at=None, received_at__lt=timezone.now() - LATE)
    late = Counter(dict(unanswered.values_list("reporter").annotate(number=Count("pk"))))
    days: dict[Any, list[float]] = {}
    told = Report.objects.exclude(told_at=None).order_by("-told_at")[:MEASURED]
    for row in told.only("reporter", "received_at", "told_at"):
        days.setdefault(row.reporter_id, []).append(row.waits.total_seconds() / 86_400)

    def of(reporter: Reporter | None, mine: Counter[str], passed: int, spans: list[float]) -> Figures:
        median = round(statistics.median(spans), 1) if spans else None
        return Figures(reporter, mine.total(), mine, passed, median)

    everyone = [span for spans in days.values() for span in spans]
    return [
        of(None, sum(states.values(), Counter()), late.total(), everyone),
        *(
            of(one, states.get(one.pk, Counter()), late[one.pk], days.get(one.pk, []))
            for one in Reporter.objects.order_by("name")
        ),
    ]


def reasons() -> list[tuple[str, str, int]]:
    """How often each reason was given: state, reason, count, the commonest first."""
    found = Report.objects.exclude(reason_code="").values_list("state", "reason_code").annotate(number=Count("pk"))
    return sorted(found, key=lambda one: (-one[2], one[1]))
