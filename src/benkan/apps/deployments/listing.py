"""The list of loans: what was asked of it, its rows, the same as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, When
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from benkan.apps.accounts.services import Officer
from benkan.apps.deployments import reading, recording, words
from benkan.apps.deployments.models import Loan
from benkan.apps.means import services as means
from benkan.core import deployments as rules
from benkan.web import csv_file

MAX_QUERY_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asked of the list; anything unknown is left out."""

    query: str = ""
    kind: str = ""
    state: str = ""
    side: str = ""

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Asked:
        """The query string of a page or of the API."""
        kind, state, side = (parameters.get(name, "") for name in ("kind", "state", "side"))
        return cls(
            query=parameters.get("q", "").replace("\0", "").strip()[:MAX_QUERY_CHARACTERS],
            kind=kind if kind in means.SHEETS else "",
            state=state if state in (*rules.STATES, "open", "under-way") else "",
            side=side if side in ("lender", "borrower") else "",
        )

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return self != Asked()

    def loans(self) -> QuerySet[Loan]:
        """The loans asked for: open ones first, then by first day, the latest first."""
        found = reading.listed(self.state, self.kind, self.query)
        if self.side:
            found = found.filter(**{self.side: recording.own()})
        first = Case(When(state__in=rules.OPEN, then=0), default=1, output_field=IntegerField())
        return found.select_related("examination").annotate(ended=first).order_by("ended", "-starts", "-number")

    def filters(self) -> list[dict[str, Any]]:
        """The filters of the page."""
        states = [("open", _("all that are open")), ("under-way", _("under way")), *words.STATES.items()]
        return [
            {"name": "kind", "label": _("Kind"), "choices": means.kinds(), "value": self.kind},
            {"name": "state", "label": _("State"), "choices": states, "value": self.state},
            {
                "name": "side",
                "label": _("Our side"),
                "choices": [("lender", _("we lend")), ("borrower", _("we borrow"))],
                "value": self.side,
            },
        ]


def rows(who: Officer, page: list[Loan]) -> list[dict[str, Any]]:
    """The rows of a page, with whether this officer must act."""
    own = recording.own()
    return [
        {
            "loan": one,
            "kind": means.kind_words(one.kind),
            "state": words.state(one),
            "next": reading.next_by(one),
            "mine": reading.next_by(one) == own and bool(set(reading.may(who, one)) - reading.ASIDE),
            "open": one.state in rules.OPEN,
        }
        for one in page
    ]


def as_csv(found: QuerySet[Loan]) -> HttpResponseBase:
    """The list for a spreadsheet."""
    head = (
        _("Number"), _("Kind"), _("State"), _("Lender"), _("Borrower"), _("Where it is needed"), _("First day"),
        _("Last day"), _("Claimed"), _("Settled"), _("Currency"),
    )  # fmt: skip
    lines = (
        (
            one.number, means.kind_words(one.kind), words.state(one), one.lender, one.borrower, one.place, one.starts,
            one.ends, one.claimed, one.settled, one.currency,
        )
        for one in found.iterator(chunk_size=500)
    )  # fmt: skip
    return csv_file.download("loans.csv", head, lines)
