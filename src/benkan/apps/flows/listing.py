"""The list of alerts: what was asked of it, its rows in the order of their rank, and the same as CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from benkan.apps.accounts.services import Officer
from benkan.apps.flows import looking, telling
from benkan.apps.flows.models import Alert
from benkan.apps.flows.words import STATES
from benkan.web import csv_file

SORTS: Final = {"rank": "rank", "last": "last_at", "first": "first_at", "amount": "xof", "found": "found_at"}
LEAST_AMOUNTS: Final = (1_000_000, 5_000_000, 20_000_000, 100_000_000)
AT_ONCE: Final = 200
SINCE_DAYS: Final = (7, 30, 90, 365)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asked of the list; anything unknown is left out."""

    pattern: str = ""
    state: str = "open"
    least_xof: int = 0
    days: int = 0
    sort: str = "-rank"

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Asked:
        """The query string of a page or of the API."""
        pattern, sort = parameters.get("rule", ""), parameters.get("sort", "")
        state = parameters.get("state", "open")
        amount, days = parameters.get("amount", ""), parameters.get("days", "")
        return cls(
            pattern=pattern if pattern in telling.PATTERNS else "",
            state=state if state in STATES or state == "" else "open",
            least_xof=int(amount) if amount.isascii() and amount.isdecimal() and len(amount) < 16 else 0,
            days=int(days) if days.isascii() and days.isdecimal() and len(days) < 6 else 0,
            sort=sort if sort.removeprefix("-") in SORTS else "-rank",
        )

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list beyond what is to be decided."""
        return self != Asked(sort=self.sort)

    def alerts(self, officer: Officer) -> QuerySet[Alert]:
        """The alerts asked for that this officer may see."""
        found = looking.visible_alerts(officer)
        if self.pattern:
            found = found.filter(pattern=self.pattern)
        if self.state:
            found = found.filter(state=self.state)
        if self.least_xof:
            found = found.filter(xof__gte=self.least_xof)
        if self.days:
            found = found.filter(last_at__gte=timezone.now() - dt.timedelta(days=self.days))
        column = SORTS[self.sort.removeprefix("-")]
        order = [f"-{column}" if self.sort.startswith("-") else column]
        return found.order_by(*order, "-last_at", "pk") if column != "last_at" else found.order_by(*order, "pk")


def as_csv(found: QuerySet[Alert]) -> HttpResponseBase:
    """One line for each alert, without the numbers and names of its accounts."""
    head = [
        _("Identity"),
        _("Rule"),
        _("What was found"),
        _("First transfer"),
        _("Last transfer"),
        _("Amount in F CFA"),
        _("Transfers"),
        _("State"),
        _("Day it was found"),
    ]
    return csv_file.download(f"alerts-{timezone.localdate():%Y-%m-%d}.csv", head, _cells(found))


def _cells(found: QuerySet[Alert]) -> Iterator[list[object]]:
    rows = found.iterator(chunk_size=AT_ONCE)
    while chunk := list(islice(rows, AT_ONCE)):
        for row, said in zip(chunk, telling.sentences(chunk, named=False), strict=True):
            yield [
                row.pk,
                telling.pattern_name(row.pattern),
                said,
                timezone.localtime(row.first_at).isoformat(),
                timezone.localtime(row.last_at).isoformat(),
                row.xof,
                row.transfer_count,
                STATES[row.state],
                timezone.localtime(row.found_at).date().isoformat(),
            ]
