"""A list on its way through the pages: sent, mapped, asked, imported, validated by a second officer.

The file itself is kept only as long as the import is open, a week at most; afterwards its report remains.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.seizures import counting, sharing
from benkan.apps.seizures.importing import reading, running
from benkan.apps.seizures.importing.reading import List, Questions
from benkan.apps.seizures.importing.running import Done
from benkan.apps.seizures.importing.settings import MAX_SOURCE, Said
from benkan.apps.seizures.models import HeaderMemory, Import, Seizure
from benkan.core.errors import N_, Invalid, Refused
from benkan.formats.seizure_rows import FIELDS, header_key

MAX_UPLOAD_BYTES = 16 * 1024 * 1024
MAX_OPEN = 20
KEPT_DAYS = 7
MAX_ANSWERS = 20_000
MAX_ANSWER = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list asks: its mapping, how many rows it has, and the questions."""

    found: List
    questions: Questions


def may_import(officer: Officer) -> None:
    """Nothing when the officer may import.

    Raises:
        Refused: ``role.not-allowed``.
    """
    accounts.need(officer, "case")


def send(officer: Officer, name: str, data: bytes) -> Import:
    """The list, kept until it is imported; what was said before about the same headers is said already.

    Raises:
        Refused: no right, or ``seizures.too-many-open``. Invalid: the file cannot be read.
    """
    may_import(officer)
    if len(data) > MAX_UPLOAD_BYTES:
        raise Invalid(
            "input.too-large",
            N_("The file is larger than %(limit)d MiB."),
            N_("Check that it is the right file; split it if it is. Nothing was imported."),
            limit=MAX_UPLOAD_BYTES // (1024 * 1024),
        )
    found = reading.opened(data, Said("new"), timezone.localdate())
    remembered = HeaderMemory.objects.filter(pk=header_key(found.mapping.header)).first()
    handle = accounts.handle(officer)
    if Import.objects.filter(officer=handle, state=Import.State.OPEN).count() >= MAX_OPEN:
        raise Refused(
            "seizures.too-many-open",
            N_("You have %(limit)d lists that are not imported yet."),
            N_("Import or delete one of them."),
            limit=MAX_OPEN,
        )
    plain = re.sub(r"[^\w .()-]+", " ", name).strip()[-200:] or "list"
    return Import.objects.create(
        officer=handle,
        file_name=plain,
        sha256=hashlib.sha256(data).hexdigest(),
        content=data,
        source=plain.rsplit(".", 1)[0][:MAX_SOURCE] or "list",
        mapping=remembered.mapping if remembered else {},
        sent_at=timezone.now(),
    )


def get(officer: Officer, import_id: uuid.UUID) -> Import:
    """An import: an open one of this officer, or any that is done.

    Raises:
        Refused: ``seizures.import-unknown``.
    """
    row = Import.objects.filter(pk=import_id).first()
    if row is None or (row.state == Import.State.OPEN and row.officer != accounts.handle(officer)):
        raise Refused(
            "seizures.import.unknown", N_("There is no such list, or it is another officer's."), N_("Send it again.")
        )
    return row


def listed(officer: Officer) -> QuerySet[Import]:
    """This officer's open lists, and every list that was imported, without the files."""
    mine = Import.objects.filter(officer=accounts.handle(officer)) | Import.objects.filter(state=Import.State.DONE)
    return mine.defer("content")


def said_of(row: Import) -> Said:
    """What was said about the list so far."""
    return Said(row.source, row.country, row.service, row.mapping, row.answers)


def describe(row: Import, source: str, country: str, service: str, mapping: Mapping[str, str]) -> None:
    """Keeps what the officer says about the list, and remembers it for the next list with these headers.

    Raises:
        Invalid: a field that does not exist, or a text that cannot be kept.
    """
    if not all(field in FIELDS or field == "-" for field in mapping.values()):
        raise Invalid("seizures.field", N_("A column is something that a seizure does not have."), place="mapping")
    said = Said(source.strip(), country, service.strip(), dict(mapping)).checked()
    found = reading.opened(bytes(row.content), said, timezone.localdate())
    row.source, row.country, row.service, row.mapping = said.source, said.country, said.service, dict(mapping)
    row.save(update_fields=["source", "country", "service", "mapping"])
    reading.ready(found.mapping)
    HeaderMemory.objects.update_or_create(
        pk=header_key(found.mapping.header),
        defaults={"mapping": dict(mapping), "said_by": row.officer, "said_at": timezone.now()},
    )


def ask(row: Import) -> Asked:
    """What the list asks, with the answers so far taken into account."""
    said, today = said_of(row), timezone.localdate()
    found = reading.opened(bytes(row.content), said, today)
    questions = Questions()
    if not (found.mapping.missing or found.mapping.doubled):
        for read in reading.read(found, said, today):
            questions.take(read, said)
    return Asked(found, questions)


def answer(row: Import, given: Mapping[tuple[str, str], str]) -> None:
    """Keeps answers: for a field and what is written, what it means.

    Raises:
        Invalid: ``seizures.too-many-answers``.
    """
    answers = {field: dict(known) for field, known in row.answers.items()}
    for (field, written), value in given.items():
        if field in (*FIELDS, "duplicate") and value and len(value) <= MAX_ANSWER:
            answers.setdefault(field, {})[written[:MAX_ANSWER]] = value
    if sum(map(len, answers.values())) > MAX_ANSWERS:
        raise Invalid(
            "seizures.too-many-answers", N_("At most %(limit)d answers are kept."), limit=MAX_ANSWERS, place="answers"
        )
    row.answers = answers
    row.save(update_fields=["answers"])


def preview(row: Import) -> Done:
    """What the import would do now; nothing is stored."""
    return running.run(bytes(row.content), said_of(row), officer=row.officer, dry_run=True)


def finish(officer: Officer, import_id: uuid.UUID, *, dry_run: bool = False) -> tuple[Import, Done]:
    """Imports the list in one go; the file is forgotten when nothing in it waits any more.

    Raises:
        Refused: no right, or it is another officer's. Invalid: the list cannot be used.
    """
    may_import(officer)
    with transaction.atomic():
        row = Import.objects.select_for_update().filter(pk=import_id, state=Import.State.OPEN).first()
        if row is None or row.officer != accounts.handle(officer):
            raise Refused("seizures.import.unknown", N_("There is no such list, or it is another officer's."))
        before = row.report
        done = running.run(bytes(row.content), said_of(row), officer=row.officer, dry_run=dry_run)
        if dry_run:
            return row, done
        row.report = done.as_object()
        row.report["imported_in_all"] = done.imported + int(before.get("imported_in_all", 0))
        row.done_at = timezone.now()
        if not done.asked_rows:
            row.state, row.content, row.answers = Import.State.DONE, b"", {}
        row.save()
    return row, done


def close(officer: Officer, import_id: uuid.UUID) -> None:
    """The list, with what was imported of it, and without the rows that still waited; or gone when nothing was."""
    row = get(officer, import_id)
    if row.state == Import.State.DONE:
        return
    if not row.report:
        row.delete()
        return
    row.state, row.content, row.answers = Import.State.DONE, b"", {}
    row.save(update_fields=["state", "content", "answers"])


def forget_old() -> int:
    """Closes lists that were open too long, and deletes those of which nothing was imported; how many."""
    old = Import.objects.filter(state=Import.State.OPEN, sent_at__lt=timezone.now() - dt.timedelta(days=KEPT_DAYS))
    empty = old.filter(report={})
    count, _each = empty.delete()
    return count + old.update(state=Import.State.DONE, content=b"", answers={})


def waiting(row: Import) -> QuerySet[Seizure]:
    """The seizures of this list as they were imported, that no second officer has read."""
    return Seizure.objects.filter(
        source=row.source, entered_by=row.officer, state=Seizure.State.RECORDED, version=1, validated_at=None
    )


def validate(officer: Officer, import_id: uuid.UUID, *, seen: int) -> int:
    """Validates all that was imported of this list by another officer; how many.

    Args:
        seen: how many the officer saw waiting; another number is refused.

    Raises:
        Refused: no right, ``seizure.same-officer`` or ``seizure.changed``.
    """
    accounts.need(officer, "release")
    with transaction.atomic():
        row = get(officer, import_id)
        if row.officer == accounts.handle(officer):
            raise Refused(
                "seizure.same-officer",
                N_("Another officer validates than the one who entered it."),
                N_("Ask a colleague to read it."),
            )
        rows = list(waiting(row).select_for_update().prefetch_related("drugs", "legs"))
        if len(rows) != seen:
            raise Refused(
                "seizure.changed",
                N_("The seizure was changed while you read it."),
                N_("Read it again, then validate it."),
            )
        now, sums = timezone.now(), dict[counting.Key, counting.Sums]()
        for one in rows:
            for key, share in counting.share(one).items():
                sums[key] = counting.minus(sums.get(key, counting.NOTHING), share)
            one.state, one.validated_by, one.validated_at = Seizure.State.VALIDATED, accounts.handle(officer), now
            for key, share in counting.share(one).items():
                sums[key] = counting.plus(sums.get(key, counting.NOTHING), share)
        for start in range(0, len(rows), counting.BATCH // 2):
            keys = [one.pk for one in rows[start : start + counting.BATCH // 2]]
            Seizure.objects.filter(pk__in=keys).update(
                state=Seizure.State.VALIDATED, validated_by=accounts.handle(officer), validated_at=now
            )
        counting.add(sums)
        for one in rows:
            sharing.share(one, officer=accounts.handle(officer))
        journal.write(
            "seizures-validated", officer=accounts.handle(officer), count=len(rows), **{"import": str(row.pk)}
        )
    return len(rows)
