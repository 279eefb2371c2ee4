"""What the convention says about requests and releases: hours, handling codes, retention, the second person.

Whether a message may pass is decided by ``accords`` and ``exchange``; this only reads the numbers that pages and
deadlines need, from the version in force.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

from benkan.apps.accords import services as accords
from benkan.core.conventions import Convention
from benkan.core.errors import N_, Refused

HANDLING_CODES = ("H0", "H1", "H2", "H3")


def own() -> str:
    """The agency id of this node."""
    return str(settings.BENKAN_NODE.agency)


def convention_of(identifier: str, *, on: dt.datetime | None = None) -> Convention:
    """The newest version of the convention that all have signed and that has begun.

    Args:
        on: the moment at which it had begun; now when left out.

    Raises:
        Refused: ``convention.unknown``: this node has no such convention.
    """
    today = (on or timezone.now()).date()
    found = [
        agreement.convention
        for agreement in accords.agreements()
        if agreement.signed and agreement.convention.identifier == identifier
    ]
    begun = [convention for convention in found if convention.starts_on <= today] or found
    if not begun:
        raise Refused(
            "convention.unknown",
            N_("This node has no convention “%(convention)s”."),
            N_("Ask the administrator to add the signed text."),
            convention=identifier,
        )
    return max(begun, key=lambda convention: convention.version)


def keys_of(identifier: str, agency: str) -> set[bytes]:
    """The signing keys that the convention, in any version that all have signed, names for this party."""
    return {
        agreement.convention.parties[agency].signing_key
        for agreement in accords.agreements()
        if agreement.signed and agreement.convention.identifier == identifier and agency in agreement.convention.parties
    }


def due(convention: Convention, urgency: str, start: dt.datetime) -> dt.datetime:
    """When the answer is due; the clock runs from receipt."""
    return start + dt.timedelta(hours=convention.answer_hours[urgency])


def latest_retention(convention: Convention, today: dt.date) -> dt.date:
    """The last day to which a receiver may keep what leaves today."""
    return today + dt.timedelta(days=convention.retention_days)


def check_conditions(convention: Convention, *, handling: str, retained_until: dt.date, own_handling: str = "") -> None:
    """Nothing when the conditions fit the convention and the record's own code.

    Raises:
        Refused: ``release.handling``, ``release.handling-lower`` or ``release.retention``, with the clause.
    """
    if handling not in convention.handling:
        raise Refused(
            "release.handling",
            N_("The convention does not foresee the handling code %(handling)s."),
            N_("Choose one of: %(allowed)s."),
            clause=clause(convention, "handling"),
            handling=handling,
            allowed=", ".join(convention.handling),
        )
    if own_handling and HANDLING_CODES.index(handling) < HANDLING_CODES.index(own_handling):
        raise Refused(
            "release.handling-lower",
            N_("The record's own handling code is %(own)s: it cannot leave under a weaker one."),
            N_("Choose %(own)s or a stricter code, or change the record first."),
            own=own_handling,
        )
    today = timezone.localdate()
    last = latest_retention(convention, today)
    if not today < retained_until <= last:
        raise Refused(
            "release.retention",
            N_("The date of expiry must lie between tomorrow and %(last)s."),
            N_("Choose an earlier date."),
            clause=clause(convention, "retention"),
            last=last.isoformat(),
        )


def clause(convention: Convention, section: str) -> str:
    """The clause as refusals and journal lines quote it, such as ``aes-2025 · 4``."""
    return f"{convention.identifier} · {convention.clauses[section].article}"
