"""Files about money on their way through the pages: sent, and, for a statement, mapped and asked, then imported.

What is small and needs no question is imported at once, in one transaction. A statement is kept until every row is
answered, a week at most; then its file is forgotten and its report stays. Large files wait for the worker
(``importing``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.flows import assuming, statements
from benkan.apps.flows.models import Import, Upload
from benkan.apps.flows.statements import Opened, Question, Said
from benkan.apps.flows.storing import Noted, Source, Stored, store
from benkan.core.errors import N_, Invalid, Refused
from benkan.formats import goaml, iso20022, money_files, transfer_list
from benkan.formats.money_rows import Assumed, End, MoneyRow
from benkan.formats.money_values import account_of
from benkan.formats.report import Report

MOST_BYTES: Final = 16 * 1024 * 1024
MOST_ROWS: Final = 20_000
"""Transfers of a file that a page waits for; larger ones come in by the command."""
MOST_OPEN: Final = 20
KEPT_DAYS: Final = 7
AT_ONCE_BYTES: Final = 256 * 1024
"""A larger file is imported by the worker."""
MOST_ANSWERS: Final = 20_000
MOST_ANSWER: Final = 200
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Own:
    """Whose statement it is, as an officer types it; ``currency`` is that of amounts that name none."""

    account: str = ""
    institution: str = ""
    holder: str = ""
    currency: str = ""


def send(officer: Officer, name: str, data: bytes) -> Upload | Import:
    """The import of a file that needs no question, or the statement, kept until it is imported.

    Raises:
        Refused: no right, or ``flows.too-many-open``. Invalid: the file is too large or cannot be read.
    """
    accounts.need(officer, "case")
    if len(data) > MOST_BYTES:
        raise Invalid(
            "input.too-large",
            N_("The file is larger than %(limit)d MiB."),
            N_("Check that it is the right file; split it if it is. Nothing was imported."),
            limit=MOST_BYTES // 1024**2,
        )
    kind = money_files.kind_of(data[: money_files.HEAD_BYTES])
    if not kind:
        raise Invalid(
            "flows.file-unknown",
            N_("This is no file about money that can be read here."),
            N_("Choose a statement in CSV or XLSX, goAML or ISO 20022 XML, or a list of transfers."),
        )
    plain = re.sub(r"[^\w .()-]+", " ", name).strip()[-200:] or "file"
    if kind != "statement" and len(data) <= AT_ONCE_BYTES:
        return _import(officer, kind, plain, data)
    if kind == "statement":
        statements.opened(data, Said(), assuming.assumed(country()))
    with transaction.atomic():
        handle = accounts.handle(officer)
        if Upload.objects.filter(officer=handle).count() >= MOST_OPEN:
            raise Refused(
                "flows.too-many-open",
                N_("You have %(limit)d files that are not imported yet."),
                N_("Import or delete one of them."),
                limit=MOST_OPEN,
            )
        now = timezone.now()
        return Upload.objects.create(
            officer=handle,
            file_name=plain,
            sha256=hashlib.sha256(data).hexdigest(),
            content=data,
            sent_at=now,
            kind=kind,
            import_at=None if kind == "statement" else now,
        )


def _import(officer: Officer, kind: str, name: str, data: bytes) -> Import:
    found = Report(listed=statements.LISTED)
    source = Source(kind, name, hashlib.sha256(data).hexdigest(), findings=Noted(found))
    rows = rows_of(kind, data, found)
    return _kept(store(rows, source, officer=accounts.handle(officer), most_rows=MOST_ROWS))


def rows_of(kind: str, data: bytes, found: Report) -> Iterable[MoneyRow]:
    """The transfers of a file that needs no question."""
    stream, assumed = io.BytesIO(data), assuming.assumed(country())
    if kind == "goaml":
        return goaml.Reader(stream, found, assuming.schema(), assumed)
    if kind == "iso20022":
        return iso20022.Reader(stream, found, assumed)
    return transfer_list.read(stream, found, assumed, {})


def get(officer: Officer, upload_id: uuid.UUID) -> Upload:
    """A file of this officer that is not imported yet.

    Raises:
        Refused: ``flows.upload.unknown``; the same for another officer's and for none.
    """
    accounts.need(officer, "case")
    row = Upload.objects.filter(pk=upload_id, officer=accounts.handle(officer)).first()
    if row is None:
        raise _unknown()
    return row


def became(officer: Officer, upload_id: uuid.UUID) -> Import | None:
    """The import of a file that waited under this identity, where the officer may see it."""
    return imports(officer).filter(upload=upload_id).first()


def waits(officer: Officer, upload_id: uuid.UUID) -> bool:
    """Whether a file of this officer is not imported yet, or not wholly."""
    return waiting(officer).filter(pk=upload_id).exists()


def waiting(officer: Officer) -> QuerySet[Upload]:
    """This officer's files that are not imported yet, without the files."""
    return Upload.objects.filter(officer=accounts.handle(officer)).defer("content")


def imports(officer: Officer) -> QuerySet[Import]:
    """What this officer may see of imports: their own; a supervisor sees those of all officers, none of a reporter."""
    found = Import.objects.filter(report=None)
    return found if officer.role == "supervisor" else found.filter(officer=accounts.handle(officer))


def imported(officer: Officer, import_id: uuid.UUID) -> Import:
    """One of those.

    Raises:
        Refused: ``flows.upload.unknown``.
    """
    row = imports(officer).filter(pk=import_id).first()
    if row is None:
        raise _unknown()
    return row


def import_as_object(row: Import) -> dict[str, object]:
    """An import as programs read it."""
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "file_name": row.file_name,
        "sha256": row.sha256,
        "officer": row.officer,
        "imported_at": row.imported_at.isoformat(),
        "read": row.read,
        "added": row.added,
        "known": row.known,
        "refused": row.refused,
        "examined": row.examined_at is not None,
        "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
        "withdrawn_by": row.withdrawn_by,
        "withdrawn_why": row.withdrawn_why,
        "withdrawn": row.withdrawn,
    }


def opened(row: Upload) -> Opened:
    """The statement with its columns as they are understood, were said before, or were said now."""
    return statements.opened(bytes(row.content), _said(row), _assumed(row))


def describe(row: Upload, own: Own, columns: Mapping[str, str]) -> Opened:
    """Keeps what the officer says of the statement; whether anything is missing says the answer.

    Raises:
        Invalid: ``statement.field``, ``flows.currency``, or a text is too long.
    """
    for name, text, most in (("account", own.account, 128), ("institution", own.institution, 200)):
        _short(name, text, most)
    _short("holder", own.holder, 300)
    currency = own.currency.strip().upper()
    if currency and not _CURRENCY.fullmatch(currency):
        raise Invalid(
            "flows.currency", N_("A currency has three letters."), N_("Write it like XOF or EUR."), place="currency"
        )
    row.account, row.institution, row.holder = own.account.strip(), own.institution.strip(), own.holder.strip()
    row.currency, row.columns = currency, dict(columns)
    found = opened(row)
    row.save(update_fields=["account", "institution", "holder", "currency", "columns"])
    return found


def questions(row: Upload) -> list[Question]:
    """What is still in doubt, the most frequent first.

    Raises:
        Invalid: ``statement.mapping``, ``statement.too-many-questions``.
    """
    return statements.asked(bytes(row.content), _said(row), _assumed(row))


def answer(row: Upload, given: Mapping[tuple[str, str], str]) -> None:
    """Keeps answers: for a field and what is written, what it means; ``-`` leaves its rows out.

    Raises:
        Invalid: ``flows.too-many-answers``.
    """
    held = {(field, written): value for field, written, value in row.answers}
    held |= {key: value.strip() for key, value in given.items() if value.strip() and len(value) <= MOST_ANSWER}
    if len(held) > MOST_ANSWERS:
        raise Invalid("flows.too-many-answers", N_("At most %(limit)d answers are kept."), limit=MOST_ANSWERS)
    row.answers = [[field, written, value] for (field, written), value in held.items()]
    row.save(update_fields=["answers"])


def finish(officer: Officer, upload_id: uuid.UUID) -> tuple[Import, int] | None:
    """Imports what is sure, in one go; the import, and how many rows still wait. The file goes when none does.

    None where the file is large: then the worker imports it.

    Raises:
        Refused: no right, or it is another officer's. Invalid: the columns are not clear.
    """
    accounts.need(officer, "case")
    with transaction.atomic():
        row = Upload.objects.select_for_update().filter(pk=upload_id, officer=accounts.handle(officer)).first()
        if row is None:
            raise _unknown()
        if len(row.content) > AT_ONCE_BYTES:
            row.import_at, row.attempts, row.read_rows, row.refusal = timezone.now(), 0, 0, {}
            row.save(update_fields=["import_at", "attempts", "read_rows", "refusal"])
            return None
        done = imported_statement(row)
        if not done.asked_rows:
            row.delete()
        return _kept(done.stored), done.asked_rows


def imported_statement(row: Upload, first: statements.FirstRead = iter) -> statements.StatementDone:
    """What is sure of a statement, stored.

    Args:
        first: reads the rows before anything is stored.
    """
    return statements.import_statement(
        bytes(row.content),
        row.file_name,
        _said(row),
        _assumed(row),
        officer=row.officer,
        most_rows=MOST_ROWS,
        upload=row.pk,
        first=first,
    )


def close(officer: Officer, upload_id: uuid.UUID) -> None:
    """The file is forgotten; what was imported of it stays."""
    get(officer, upload_id).delete()


def forget_old() -> int:
    """Forgets statements that waited too long; how many."""
    return Upload.objects.filter(sent_at__lt=timezone.now() - dt.timedelta(days=KEPT_DAYS)).delete()[0]


def _said(row: Upload) -> Said:
    own = End(account_of(row.account), row.institution, row.holder, country=country())
    return Said(own, row.columns, {(field, written): value for field, written, value in row.answers})


def _assumed(row: Upload) -> Assumed:
    found = assuming.assumed(country())
    return replace(found, currency=row.currency) if row.currency else found


def country() -> str:
    """This node's country."""
    from django.conf import settings

    return str(settings.BENKAN_NODE.country)


def _kept(done: Stored) -> Import:
    assert done.brought is not None
    return Import.objects.get(pk=done.brought)


def _short(name: str, text: str, most: int) -> None:
    if len(text) > most or "\0" in text:
        raise Invalid(
            "flows.text-too-long", N_("At most %(limit)d signs."), N_("Write it shorter."), place=name, limit=most
        )


def _unknown() -> Refused:
    return Refused(
        "flows.upload.unknown", N_("There is no such file here, or it is another officer's."), N_("Send it again.")
    )
