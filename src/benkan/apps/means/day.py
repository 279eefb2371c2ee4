"""What of means waits for whoever lends: certificates to give or to renew, and what should be back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.means.committing import SOON
from benkan.apps.means.models import Booking, Mean

SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, each list bounded: what this officer may certify, certificates that end, what should be back."""

    to_certify: list[Mean]
    ending: list[Mean]
    overdue: list[Booking]

    @property
    def count(self) -> int:
        """How many of all three are shown."""
        return len(self.to_certify) + len(self.ending) + len(self.overdue)


def waiting_for(who: Officer) -> Waiting | None:
    """What waits for this officer; nothing when nothing does, or for a role that does not lend."""
    if not accounts.may(who, "lend"):
        return None
    today = timezone.localdate()
    live = Mean.objects.filter(withdrawn_at=None)
    bare = live.filter(certificate_until=None).exclude(described_by=accounts.handle(who)).order_by("registered_at")
    ending = live.filter(certificate_until__lte=today + SOON).order_by("certificate_until", "code")
    late = Booking.objects.filter(state=Booking.State.IN_USE, ends__lte=timezone.now()).select_related("mean")
    found = Waiting(list(bare[:SHOWN]), list(ending[:SHOWN]), list(late.order_by("ends")[:SHOWN]))
    return found if found.count else None
