"""What an officer does with a partner's file: stop it on its way, let it go on, erase it here, fetch it again."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.attachments import files, offering
from benkan.apps.attachments.holders import holder, unknown
from benkan.apps.attachments.models import Attachment, Direction, State
from benkan.core.errors import N_, Refused

BY_OFFICER = "officer"
"""Why a file was erased that may be fetched again."""


def open_(officer: Officer, identity: uuid.UUID | str) -> Attachment:
    """The file's row, if the officer may see the letter to which it belongs.

    Raises:
        Refused: ``attachment.unknown``; the same for one that is not there and for one that he may not see.
    """
    try:
        row = Attachment.objects.filter(pk=identity).first()
    except (ValueError, TypeError, ValidationError):
        row = None
    if row is None:
        raise unknown()
    _may_see(officer, row)
    return row


def pause(officer: Officer, identity: uuid.UUID | str) -> Attachment:
    """Stops a file on its way; what came is kept."""
    return _moved(officer, identity, {State.FETCHING}, State.PAUSED)


def resume(officer: Officer, identity: uuid.UUID | str) -> Attachment:
    """Lets a file go on that an officer or a wrong piece stopped, or that an officer erased."""
    with transaction.atomic():
        row = _moved(officer, identity, {State.PAUSED, State.HALTED, State.ERASED}, State.FETCHING)
        row.next_at, row.code, row.attempts = timezone.now(), "", 0
        if not row.salt:
            row.salt, row.have = files.new_salt(), b""
        row.save(update_fields=["next_at", "code", "attempts", "salt", "have"])
    return row


def erase(officer: Officer, identity: uuid.UUID | str) -> Attachment:
    """Erases a partner's file here; it may be fetched again as long as its letter stands."""
    open_(officer, identity)
    with transaction.atomic():
        row = _locked(identity)
        if row.state == State.ERASED:
            raise _not_now()
        offering.erase_one(row, BY_OFFICER, officer=accounts.handle(officer))
    return row


def _moved(officer: Officer, identity: uuid.UUID | str, before: set[State], after: State) -> Attachment:
    open_(officer, identity)
    with transaction.atomic():
        row = _locked(identity)
        if row.state not in before or (row.state == State.ERASED and row.code != BY_OFFICER):
            raise _not_now()
        row.state = after
        row.save(update_fields=["state"])
    return row


def _locked(identity: uuid.UUID | str) -> Attachment:
    row = Attachment.objects.select_for_update().filter(pk=identity, direction=Direction.IN).first()
    if row is None:
        raise unknown()
    return row


def _may_see(officer: Officer, row: Attachment) -> None:
    try:
        holder(row.holder).see(officer, row.thread)
    except Refused as refused:
        raise unknown() from refused


def _not_now() -> Refused:
    return Refused(
        "attachment.not-now",
        N_("This is not possible as the file stands now."),
        N_("Open the page again and look how far it is."),
    )
