"""Statements of accounts into the tables: what is sure is stored, what is in doubt is asked, nothing is guessed.

What a person said of the columns is remembered for the next statement with the same header, and is told whenever it
serves. Rows that wait for an answer are stored when the file comes again with it; the others are then known.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.utils import timezone

from benkan.apps.flows.keys import MOBILE, of_number
from benkan.apps.flows.models import StatementLayout
from benkan.apps.flows.storing import MOST_ROWS, Source, Stored, findings_of, store
from benkan.core.errors import N_, Invalid
from benkan.formats.money_rows import Assumed, End, MoneyRow
from benkan.formats.report import Finding, Report
from benkan.formats.statements import FIELDS, WHY, Answers, Statement
from benkan.formats.typed.cells import Cell

MAX_QUESTIONS = 20_000
LISTED = 200
IGNORED = "-"
FirstRead = Callable[[Iterator[MoneyRow]], Iterable[MoneyRow]]


@dataclass(slots=True)
class Question:
    """A written cell that is not sure: how many rows have it, and the first of them."""

    cell: Cell
    rows: int = 0
    first: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of one statement.

    Args:
        own: whose statement it is.
        columns: header and field of ``FIELDS``; ``-`` for a column that is not read.
        answers: what the cells that were asked mean.
    """

    own: End = field(default_factory=End)
    columns: Mapping[str, str] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)


@dataclass(slots=True)
class StatementDone:
    """What became of a statement; ``remembered`` is who said before which column is what, or empty."""

    stored: Stored
    columns: dict[str, str]
    remembered: str = ""
    asked_rows: int = 0
    left_out: int = 0
    questions: list[Question] = field(default_factory=list)

    def as_object(self) -> dict[str, object]:
        """The report as programs read it."""
        return self.stored.as_object() | {
            "columns": self.columns,
            "remembered": self.remembered,
            "asked_rows": self.asked_rows,
            "left_out": self.left_out,
            "questions": [
                {
                    "field": one.cell.field,
                    "written": one.cell.written,
                    "rows": one.rows,
                    "first_row": one.first,
                    "can_mean": [way.code for way in one.cell.readings],
                }
                for one in self.questions
            ],
        }


@dataclass(frozen=True, slots=True)
class Opened:
    """A statement with its columns; ``remembered`` is who said before which column is what, or empty."""

    sheet: Statement
    found: Report
    columns: dict[str, str]
    key: str
    remembered: str


def opened(data: bytes, said: Said, assumed: Assumed) -> Opened:
    """The statement as it is understood, as somebody said before of this header, or as is said now.

    Raises:
        Invalid: ``statement.field``; those of the reader.
    """
    _check(said.columns)
    found = Report(listed=LISTED)
    key = _signature(data, assumed, said.own)
    layout = StatementLayout.objects.filter(pk=key).first() if key else None
    columns = {**(layout.columns if layout else {}), **said.columns}
    sheet = Statement(data, found, timezone.localdate(), columns, assumed, said.own)
    return Opened(sheet, found, columns, key, layout.said_by if layout and not said.columns else "")


def asked(data: bytes, said: Said, assumed: Assumed) -> list[Question]:
    """What is in doubt, those of most rows first; nothing is stored.

    Raises:
        Invalid: as ``import_statement``.
    """
    sheet, found = opened(data, said, assumed).sheet, dict[tuple[str, str], Question]()
    for _row in _sure(sheet, said, found, StatementDone(Stored(), {})):
        pass
    return _ordered(found)


def import_statement(
    data: bytes,
    name: str,
    said: Said,
    assumed: Assumed,
    *,
    officer: str,
    dry_run: bool = False,
    most_rows: int = MOST_ROWS,
    upload: uuid.UUID | None = None,
    first: FirstRead = iter,
) -> StatementDone:
    """Stores the transfers of a statement that are sure, and says what is asked.

    Args:
        data: the bytes of a CSV or XLSX file.
        name: of the file.
        assumed: zone, currency, country and rates where the file is silent.
        upload: under which the file waited.
        first: reads the rows before anything is stored, where somebody waits for it.

    Raises:
        Invalid: ``statement.field``, ``statement.mapping``, ``statement.too-many-questions``; those of the reader.
    """
    one = opened(data, said, assumed)
    done = StatementDone(Stored(), one.sheet.mapping.as_said(), one.remembered)
    doubts: dict[tuple[str, str], Question] = {}
    source = Source("statement", name, hashlib.sha256(data).hexdigest(), None, upload, _Findings(one.found, doubts))
    rows = first(_sure(one.sheet, said, doubts, done))
    done.stored = store(rows, source, officer=officer, dry_run=dry_run, most_rows=most_rows)
    done.questions = _ordered(doubts)
    if said.columns and one.key and not dry_run:
        StatementLayout.objects.update_or_create(
            pk=one.key, defaults={"columns": one.columns, "said_by": officer, "said_at": timezone.now()}
        )
    return done


def _check(columns: Mapping[str, str]) -> None:
    for header, name in columns.items():
        if name != IGNORED and name not in FIELDS:
            raise Invalid(
                "statement.field",
                N_("No column of a statement is a “%(name)s”."),
                N_("Use one of: %(known)s."),
                place=header,
                name=name,
                known=", ".join((*FIELDS, IGNORED)),
            )


def _signature(data: bytes, assumed: Assumed, own: End) -> str:
    """Under what a mapping is remembered; empty for a file whose header is not found by itself.

    Such files have numbers for headers: what was said of one would be taken for all of the same width.
    """
    plain = Statement(data, Report(), timezone.localdate(), None, assumed, own).mapping
    return plain.key if plain.row else ""


def _sure(
    sheet: Statement, said: Said, asked: dict[tuple[str, str], Question], done: StatementDone
) -> Iterator[MoneyRow]:
    """The transfers that are sure; what is not goes into the questions."""
    institution = said.own.institution
    for row in sheet.read(said.answers):
        if row.transfer is not None:
            one_side = not sheet.mapping.sides
            yield _at_operator(row.transfer, institution) if institution and one_side else row.transfer
        elif row.doubts:
            done.asked_rows += 1
            for cell in row.doubts:
                one = asked.setdefault((cell.field, cell.written), Question(cell, 0, row.number))
                one.rows += 1
            if len(asked) > MAX_QUESTIONS:
                raise Invalid(
                    "statement.too-many-questions",
                    N_("More than %(limit)d different cells cannot be read."),
                    N_("Check that the columns are mapped rightly; nothing was imported."),
                    place=f"row {row.number}",
                    limit=MAX_QUESTIONS,
                )
        else:
            done.left_out += 1


def _at_operator(row: MoneyRow, institution: str) -> MoneyRow:
    """The transfer with its other side as the phone that an operator's statement means by a bare number."""
    return replace(row, source=_as_phone(row.source, institution), destination=_as_phone(row.destination, institution))


def _as_phone(end: End, institution: str) -> End:
    if not end.account or end.institution:
        return end
    told = of_number(end.account, institution, end.country)
    return replace(end, account=told.key.partition(":")[2]) if told.sort == MOBILE else end


def _ordered(asked: Mapping[tuple[str, str], Question]) -> list[Question]:
    """The questions, those of most rows first."""
    return sorted(asked.values(), key=lambda one: (-one.rows, one.first))


@dataclass(frozen=True, slots=True)
class _Findings:
    """What the reader noted and what is asked: looked at when the rows have ended."""

    found: Report
    asked: Mapping[tuple[str, str], Question]

    def __iter__(self) -> Iterator[dict[str, object]]:
        yield from (findings_of(one) for one in self.found.findings)
        for one in _ordered(self.asked)[:LISTED]:
            place = f"row {one.first} · {one.cell.field} · {one.cell.written[:60]}"
            yield findings_of(Finding(place, "statement.doubt", WHY[one.cell.why], N_("Waits for an answer.")))
