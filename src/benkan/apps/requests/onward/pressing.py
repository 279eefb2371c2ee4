"""The owner's last resort: a holder that was told of a change by nobody in time is told by the owner itself.

A service in between may be dark for weeks, or may keep a change to itself. The holder checks the owner's signature, so
it takes the change from the owner as well as from the service that gave it the copy.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import F
from django.utils import timezone

from benkan import wire
from benkan.apps.requests import changing, rules
from benkan.apps.requests.models import ChangeState, Direction, Holder, HolderState
from benkan.apps.requests.onward import holders, spreading


def press(now: dt.datetime | None = None) -> int:
    """Tells each such holder directly, once, and from then on; how many."""
    since = (now or timezone.now()) - holders.PATIENCE
    late = Holder.objects.select_for_update(of=("self",)).filter(
        release__direction=Direction.OUT,
        state=HolderState.HELD,
        hop__gt=1,
        due_version__gt=F("version"),
        due_at__lt=since,
    )
    pressed = 0
    for holder in late.exclude(giver=rules.own()).select_related("release"):
        _directly(holder)
        pressed += 1
    return pressed


def _directly(holder: Holder) -> None:
    release = holder.release
    holder.giver = rules.own()
    for change in release.changes.filter(state=ChangeState.MADE, version__gt=holder.version).order_by("version"):
        message = changing.message_of(change)
        names = holder.names
        if isinstance(message, wire.Correction):  # what was withdrawn since does not travel once more
            names = [name for name in names if name in release.properties]
        part = spreading.narrowed(message, names)
        if part is not None:
            spreading.tell(holder, release, part)
    holder.save(update_fields=["giver", "envelope"])
