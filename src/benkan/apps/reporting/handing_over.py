"""The transfers of reports go on to the flows of money, where rules look for patterns; done by the worker.

Each report once, in one transaction with its mark: a killed worker hands over the same rows again, and flows knows
them. A correction repeats most rows of its report; flows counts them as known. The reporter is not named there.
"""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils import timezone

from benkan.apps.flows import services as flows
from benkan.apps.reporting.contents import rows_of
from benkan.apps.reporting.models import Report

AT_ONCE: Final = 20
DOOR: Final = "reporting-door"
"""Under which name the journal knows the door."""


def run_due() -> int:
    """Hands over the reports that have not been; how many."""
    waiting = list(Report.objects.filter(handed_at=None).order_by("received_at").values_list("pk", flat=True)[:AT_ONCE])
    for key in waiting:
        with transaction.atomic():
            row = Report.objects.select_for_update().filter(pk=key, handed_at=None).first()
            if row is None:
                continue
            if row.kept:
                flows.store(rows_of(row), flows.Source(row.format, str(row.pk), row.sha256, row.pk), officer=DOOR)
            row.handed_at = timezone.now()
            row.save(update_fields=["handed_at"])
    return len(waiting)
