"""A record of ours ends, and what was released of it is taken back with it, in one act."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.db import transaction

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.records import services as records
from benkan.apps.requests import changing, phrases
from benkan.apps.requests.models import Change
from benkan.apps.requests.onward import reading

RECORD_ENDED: Final = "record-ended"


def withdrawal_reasons() -> list[tuple[str, str]]:
    """Why what was released may be taken back, with the record's own end first, in the reader's language."""
    return sorted(phrases.choices(phrases.WITHDRAWAL), key=lambda one: one[0] != RECORD_ENDED)


def withdraw_record(
    officer: Officer, record_id: uuid.UUID | str, *, releases_too: bool, reason_code: str = RECORD_ENDED
) -> tuple[Any, list[Change]]:
    """The withdrawn record, and the withdrawals of every release made of it; all of it or nothing.

    Args:
        releases_too: False leaves the releases standing: the information was true, only the record is not needed.
        reason_code: of ``wire.phrases.WITHDRAWAL``; every receiver reads it.

    Raises:
        Refused: no right, or a release cannot be changed. Invalid: no such reason.
    """
    accounts.need(officer, "release")
    with transaction.atomic():
        record = records.withdraw(record_id, officer=accounts.handle(officer))
        made = reading.of_record(str(record.pk)) if releases_too else []
        return record, [changing.withdraw(officer, one.pk, [], reason_code) for one in made]
