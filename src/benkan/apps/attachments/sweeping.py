"""What goes by itself: files past their date, files that no letter took along, what a killed process left behind."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from benkan.apps.attachments import files
from benkan.apps.attachments.models import Attachment, State
from benkan.apps.attachments.offering import erase_one

WAITING = dt.timedelta(days=14)
"""So long a file may wait beside a letter that nobody decides."""


def tend() -> int:
    """Erases what is over; how many files."""
    today, now = timezone.localdate(), timezone.now()
    erased = 0
    with transaction.atomic():
        over = Attachment.objects.select_for_update().exclude(state=State.ERASED)
        for row in over.filter(until__lt=today):
            erased += erase_one(row, "expired")
        for row in over.filter(state=State.KEPT, subject="", created_at__lt=now - WAITING):
            row.delete()  # it never left, so nobody was told of it
            erased += 1
    for identity in files.identities():
        # Asked one by one: a file that is being taken in becomes a row at any moment.
        if not Attachment.objects.filter(~Q(state=State.ERASED), pk=identity).exists():
            files.remove(identity)
    return erased
