"""Persons and things that had to do with a seizure: records of this service, linked; they never leave with it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.journal import services as journal
from benkan.apps.records import services as records
from benkan.apps.seizures import choices
from benkan.apps.seizures.entering import own
from benkan.apps.seizures.models import Involved, Seizure
from benkan.core.errors import N_, Invalid, Refused
from benkan.core.seizures import INVOLVEMENTS

MAX_INVOLVED = 100


@dataclass(frozen=True, slots=True)
class Linked:
    """A record and how it stands to the seizure, with the words; ``record`` is None when it is no longer here."""

    link: Involved
    record: Any | None
    words: str


def link(officer: Officer, seizure_id: uuid.UUID | str, record_id: uuid.UUID | str, involvement: str) -> Involved:
    """The record, linked to the seizure.

    Raises:
        Refused: no right, no such seizure or record. Invalid: ``seizure.involvement``, or too many.
    """
    accounts.need(officer, "case")
    if involvement not in INVOLVEMENTS:
        raise Invalid("seizure.involvement", N_("Choose one of the list."), place="involvement")
    found = records.get(record_id)
    with transaction.atomic():
        row = own(seizure_id)
        if row.involved.count() >= MAX_INVOLVED:
            raise Invalid(
                "seizure.involved",
                N_("At most %(limit)d records are linked to a seizure."),
                place="record",
                limit=MAX_INVOLVED,
            )
        made, _created = Involved.objects.update_or_create(
            seizure=row,
            record=found.pk,
            defaults={
                "involvement": involvement,
                "added_by": accounts.handle(officer),
                "added_at": timezone.now(),
            },
        )
        _write("seizure-linked", officer, row, involvement=involvement)
    return made


def suggested(text: str, limit: int) -> list[dict[str, str]]:
    """Own records that fit what was typed, as the text field shows them."""
    return [{"code": str(one.pk), "label": one.caption, "hint": one.hint} for one in records.suggested(text, limit)]


def meant(chosen: str, text: str) -> str:
    """The record that was chosen, or the only one that fits what was typed.

    Raises:
        Invalid: ``seizure.record``: none fits, or several do.
    """
    if chosen:
        return chosen
    found = records.suggested(text, 2)
    if len(found) != 1:
        raise Invalid(
            "seizure.record",
            N_("No record fits, or more than one does."),
            N_("Type more of its name, or its phone or plate, and choose it from the list."),
            place="record",
        )
    return str(found[0].pk)


def unlink(officer: Officer, seizure_id: uuid.UUID | str, record_id: uuid.UUID | str) -> None:
    """The record, linked no longer."""
    accounts.need(officer, "case")
    with transaction.atomic():
        row = own(seizure_id)
        removed, _each = row.involved.filter(record=record_id).delete()
        if not removed:
            raise Refused("seizure.not-linked", N_("This record is not linked to the seizure."))
        _write("seizure-unlinked", officer, row)


def linked(row: Seizure) -> list[Linked]:
    """The linked records in the order in which they were added."""
    links = list(row.involved.all())
    found = records.by_ids([one.record for one in links])
    return [
        Linked(one, found.get(str(one.record)), choices.word(choices.INVOLVEMENTS, one.involvement)) for one in links
    ]


def of_record(record_id: uuid.UUID | str) -> list[Seizure]:
    """The seizures to which a record is linked, the newest first."""
    return list(Seizure.objects.filter(involved__record=record_id).order_by("-happened_on", "pk"))


def put_into_case(officer: Officer, seizure_id: uuid.UUID | str, case_id: uuid.UUID | str | None) -> Seizure:
    """The seizure as part of an open case of this officer, or of none.

    Raises:
        Refused: no right, no such seizure, or a case that is closed or not this officer's.
    """
    accounts.need(officer, "case")
    with transaction.atomic():
        row = own(seizure_id)
        row.case = cases.usable(case_id, officer).pk if case_id else None
        row.save(update_fields=["case"])
        if row.case:
            cases.moved(row.case)
        _write("seizure-in-case", officer, row, linked=row.case is not None)
    return row


def _write(event: str, officer: Officer, row: Seizure, **facts: Any) -> None:
    journal.write(event, officer=accounts.handle(officer), reference=row.number, seizure=str(row.pk), **facts)
