"""What stops when a convention's last day is past: letters, searches and requests that still wait, on this side.

Nothing could leave anyway: ``decide`` is asked before every attempt. Stopping says so to the officer without waiting
for the link to come back.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from benkan.apps.accords.standing import read
from benkan.core.conventions import Convention


def stop_ended(at: dt.datetime | None = None) -> int:
    """Stops what waits under conventions whose newest begun version has ended; how many things were stopped."""
    from benkan.apps.exchange import services as exchange

    today = (at or timezone.now()).astimezone(dt.UTC).date()
    newest: dict[str, Convention] = {
        each.convention.identifier: each.convention
        for each in read().agreements
        if each.signed and each.convention.starts_on <= today
    }
    return sum(
        exchange.stop_queued(
            convention.identifier,
            f"{convention.identifier} · {convention.clauses['dates'].article}",
            code="convention.expired",
        )
        for convention in newest.values()
        if convention.ends_on < today
    )
