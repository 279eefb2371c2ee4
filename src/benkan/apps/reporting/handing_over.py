"""The transfers of reports go on to the flows of money, where rules look for patterns; done by the worker.

Piece by piece, each in a transaction of its own, so that nobody waits for the database meanwhile; the mark comes last.
A killed worker hands over the same rows again, and flows knows them. A correction repeats most rows of its report;
flows counts them as known. The reporter is not named there.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import Final

from django.utils import timezone

from benkan.apps.exchange import services as exchange
from benkan.apps.flows import services as flows
from benkan.apps.reporting.contents import rows_of
from benkan.apps.reporting.models import Report

AT_ONCE: Final = 20
PIECE: Final = 2_000
DOOR: Final = "reporting-door"
"""Under which name the journal knows the door."""
_lanes = exchange.Lanes("reports-to-flows", 1)


def run_due(*, wait_for: bool = False) -> int:
    """Starts handing over where it is not under way; how many were started."""
    if not Report.objects.filter(handed_at=None).exists():
        return 0
    return _lanes.start([("hand over", hand_over)], wait_for=wait_for)


def hand_over() -> int:
    """Hands over the reports that have not been; how many."""
    waiting = list(Report.objects.filter(handed_at=None).order_by("received_at")[:AT_ONCE])
    for row in waiting:
        kept = row.kept
        _pieces(row)
        # A report that grew meanwhile is handed over again.
        Report.objects.filter(pk=row.pk, handed_at=None, kept=kept).update(handed_at=timezone.now())
    return len(waiting)


def _pieces(row: Report) -> None:
    rows, seen = rows_of(row), Counter[str]()
    while piece := list(islice(rows, PIECE)):
        source = flows.Source(row.format, str(row.pk), row.sha256, row.pk)
        flows.store(piece, source, officer=DOOR, seen=seen)
