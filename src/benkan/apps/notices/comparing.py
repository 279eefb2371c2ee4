"""“We know this”: a partner's notice beside our own records, by the same open matcher as every search of ours.

Nothing leaves: the partner does not learn that there is a hit. The worker compares within seconds of arrival; what it
keeps are ids of records, so that a record that goes takes its hit with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from benkan.apps.journal import services as journal
from benkan.apps.notices.models import Received, ReceivedState
from benkan.apps.records import services as records
from benkan.core.errors import Invalid, Unreachable
from benkan.core.notices import TYPES

MOST = 10
BATCH = 50


@dataclass(frozen=True, slots=True)
class Known:
    """One own record that may be the subject of a partner's notice."""

    record: Any
    score: float
    by_number: bool


def compare_due() -> int:
    """Compares the notices that wait for it; how many were compared."""
    done = 0
    waiting = Received.objects.filter(compared_at=None, state=ReceivedState.ACTIVE).order_by("received_at")
    for row in waiting[:BATCH]:
        try:
            found = matches(row)
        except Unreachable:
            return done  # the index is being made anew: later
        # The version makes sure that an edition which came meanwhile is compared itself.
        changed = Received.objects.filter(pk=row.pk, version=row.version, state=ReceivedState.ACTIVE).update(
            compared_at=timezone.now(), known=found
        )
        if changed:
            done += 1
            if found:
                journal.write(
                    "notice-known",
                    partner=row.partner,
                    convention=row.convention,
                    reference=str(row.notice),
                    notice=str(row.notice),
                    type=row.type,
                    count=len(found),
                )
    return done


def matches(row: Received) -> list[dict[str, Any]]:
    """Ids and scores of own records that may be the subject, the likeliest first; none for a notice without one.

    Raises:
        Unreachable: the index of own records is being made anew.
    """
    kind = TYPES.get(row.type)
    schema, properties = (row.schema, row.properties) if row.properties else (kind.schema if kind else "", row.fields)
    if not schema:
        return []
    try:
        found = records.resembling(records.subject_from(schema, properties), MOST)
    except Invalid:
        return []
    return [{"record": str(one.record), "score": round(one.score, 3), "number": one.by_number} for one in found]


def known(row: Received) -> list[Known]:
    """The records of ours behind the hits, those that are still in force."""
    found = records.by_ids([one["record"] for one in row.known])
    today = timezone.localdate()
    return [
        Known(found[one["record"]], one["score"], one["number"])
        for one in row.known
        if one["record"] in found
        and found[one["record"]].withdrawn_at is None
        and found[one["record"]].review_on >= today
    ]
