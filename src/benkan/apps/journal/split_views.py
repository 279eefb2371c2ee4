"""A split view as a file that anyone verifies with the owner's card alone: ``benkan evidence verify FILE``."""

from __future__ import annotations

import hashlib

from django.db import transaction

from benkan.apps.journal.models import SplitView
from benkan.apps.journal.writing import write
from benkan.core.errors import N_, Refused
from benkan.wire import Letter, make_split_view


def found() -> list[SplitView]:
    """Every split view that is kept, oldest first."""
    return list(SplitView.objects.all())


def as_file(identity: int, *, officer: str = "") -> bytes:
    """The file of one split view; that it was made is a line of the journal.

    Raises:
        Refused: ``journal.split-view.unknown``.
    """
    from benkan.apps.agencies import services as agencies

    row = SplitView.objects.filter(pk=identity).first()
    if row is None:
        raise Refused(
            "journal.split-view.unknown",
            N_("There is no split view with the number %(number)d."),
            N_("See the numbers with: benkan journal status"),
            number=identity,
        )
    letter = None
    if row.envelope:
        letter = Letter(envelope=bytes(row.envelope), salt=bytes(row.salt), payload=bytes(row.payload))
    data = make_split_view(
        owner=row.partner, card=agencies.card(row.partner), notes=(row.ours, row.theirs), letter=letter
    )
    with transaction.atomic():
        write(
            "evidence-made",
            officer=officer,
            partner=row.partner,
            sha256=hashlib.sha256(data).hexdigest(),
            bytes=len(data),
        )
    return data
