"""What of loans waits for an officer: what this service must do next, and what should be back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.deployments import reading, recording
from benkan.apps.deployments.models import Loan
from benkan.core import deployments as rules

SHOWN: Final = 8
READ: Final = 200
"""Open loans that are looked at, those that begin first."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, bounded: loans on which this officer must act, and loans whose last day is over."""

    acts: list[Loan]
    overdue: list[Loan]

    @property
    def count(self) -> int:
        """How many are shown."""
        return len(self.acts) + len(self.overdue)


def waiting_for(who: Officer) -> Waiting | None:
    """What waits for this officer; nothing when nothing does, or for a role that does not read loans."""
    if not accounts.may(who, "means"):
        return None
    own = recording.own()
    live = Loan.objects.filter(Q(lender=own) | Q(borrower=own), state__in=rules.OPEN)
    found = list(live.select_related("examination", "accepted").order_by("starts", "number")[:READ])
    acts = [one for one in found if reading.next_by(one) == own and set(reading.may(who, one)) - reading.ASIDE]
    today = timezone.localdate()
    out = [one for one in found if one.state in ("in-transit", "deployed")]
    late = [one for one in out if one.accepted is not None and one.accepted.ends < today]
    both = Waiting(acts[:SHOWN], late[:SHOWN])
    return both if both.count else None
