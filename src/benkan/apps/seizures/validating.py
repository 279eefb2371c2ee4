"""The second officer: a seizure counts as sure, and may be shared, once somebody else than its author has read it.

A seizure that turns out to be wrong is withdrawn with a reason and stays as a row that counts nowhere.
"""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.seizures import counting, sharing
from benkan.apps.seizures.entering import own
from benkan.apps.seizures.models import Seizure
from benkan.core.errors import N_, Invalid, Refused

MAX_REASON = 500


def validate(officer: Officer, seizure_id: uuid.UUID | str, *, seen_version: int) -> Seizure:
    """The seizure, validated by another officer than the one who entered it.

    Args:
        seen_version: the version that the officer read; a change in between is refused.

    Raises:
        Refused: no right, ``seizure.same-officer``, ``seizure.validated`` or ``seizure.changed``.
    """
    accounts.need(officer, "release")
    with transaction.atomic():
        row = own(seizure_id)
        if row.entered_by == accounts.handle(officer):
            raise Refused(
                "seizure.same-officer",
                N_("Another officer validates than the one who entered it."),
                N_("Ask a colleague to read it."),
            )
        if row.version != seen_version:
            raise Refused(
                "seizure.changed",
                N_("The seizure was changed while you read it."),
                N_("Read it again, then validate it."),
            )
        if row.state == Seizure.State.VALIDATED:
            raise Refused("seizure.validated", N_("This seizure is validated already."), N_("Nothing is left to do."))
        counted = counting.share(row)
        row.state, row.validated_by, row.validated_at = (
            Seizure.State.VALIDATED,
            accounts.handle(officer),
            timezone.now(),
        )
        row.save(update_fields=["state", "validated_by", "validated_at"])
        counting.move(counted, counting.share(row))
        journal.write(
            "seizure-validated",
            officer=accounts.handle(officer),
            reference=row.number,
            seizure=str(row.pk),
            version=row.version,
        )
        sharing.share(row, officer=accounts.handle(officer))
    return row


def withdraw(officer: Officer, seizure_id: uuid.UUID | str, reason: str) -> Seizure:
    """The seizure, counted nowhere any more.

    Raises:
        Refused: no right, not ours, or withdrawn before. Invalid: ``seizure.reason``.
    """
    accounts.need(officer, "release")
    reason = reason.strip()
    if not reason or len(reason) > MAX_REASON:
        raise Invalid(
            "seizure.reason",
            N_("Say why in one sentence of at most %(limit)d characters."),
            place="reason",
            limit=MAX_REASON,
        )
    with transaction.atomic():
        row = own(seizure_id)
        counted = counting.share(row)
        row.state, row.withdrawn_at, row.withdrawn_reason = Seizure.State.WITHDRAWN, timezone.now(), reason
        row.version += 1
        row.save(update_fields=["state", "withdrawn_at", "withdrawn_reason", "version"])
        counting.move(counted, {})
        journal.write(
            "seizure-withdrawn",
            officer=accounts.handle(officer),
            reference=row.number,
            seizure=str(row.pk),
            version=row.version,
        )
        sharing.withdraw(row, officer=accounts.handle(officer))
    return row


def waiting_for(officer: Officer) -> QuerySet[Seizure]:
    """The seizures that this officer could validate, oldest first; none without the right."""
    if not accounts.may(officer, "release"):
        return Seizure.objects.none()
    found = Seizure.objects.filter(state=Seizure.State.RECORDED, validated_at=None)
    return found.exclude(entered_by=accounts.handle(officer)).order_by("entered_at")
