"""Grades from the gradebook of Moodle: columns are named, unknown learners are asked, and nothing is half-done.

A row is somebody's when the number is that of the learner, or the code of the place. A name alone is proposed and never
believed. Either every row has its answer and every grade can be kept, or none is.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.training import completing
from benkan.apps.training.catalogue import RIGHT, need_open
from benkan.apps.training.models import Nomination, Run
from benkan.core.errors import N_, Invalid, Refused
from benkan.formats import moodle_grades
from benkan.formats.moodle_grades import Gradebook, Row

NOBODY: Final = "-"
"""The answer for a row that is none of the run's learners."""
MOST_OUT_OF: Final = 10_000


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold the grades, and the most that can be had where they are no percentages."""

    before: str = ""
    after: str = ""
    before_out_of: int = 100
    after_out_of: int = 100


@dataclass(frozen=True, slots=True)
class Question:
    """A row that is nobody's for certain, and whose it may be by the name."""

    row: Row
    proposed: Nomination | None


@dataclass(slots=True)
class Plan:
    """What a gradebook would bring: grades by place, what is asked, rows that were answered with nobody."""

    grades: dict[int, tuple[Nomination, int | None, int | None]] = field(default_factory=dict)
    asked: list[Question] = field(default_factory=list)
    left: int = 0


def read(data: bytes) -> Gradebook:
    """The gradebook; ``Invalid`` with ``training.grades`` for what is none."""
    try:
        return moodle_grades.read(data)
    except ValueError as error:
        raise Invalid(
            "training.grades",
            N_("This is no gradebook of Moodle."),
            N_("Export the gradebook as plain text with commas, in UTF-8, with the ID number or the names."),
            place="file",
        ) from error


def plan(run: Run, book: Gradebook, columns: Columns, answers: Mapping[int, str]) -> Plan:
    """What the gradebook would bring.

    Args:
        answers: by line, the code of the place of a row that is asked, or ``-`` for nobody.

    Raises:
        Invalid: ``training.grades-columns``: no such column; ``training.grade`` with the line;
            ``training.grades-answer``: no such place; ``training.grades-twice``: two rows of one learner.
    """
    _check(book, columns)
    people = list(
        run.nominations.filter(state=Nomination.State.ACCEPTED, learner__erased_at=None).select_related(
            "learner", "run"
        )
    )
    known = {str(one.learner_id): one for one in people} | {one.code: one for one in people}
    found = Plan()
    for row in book.rows:
        answer = answers.get(row.line, "")
        person = known.get(_number(row.number)) or (known.get(answer) if answer else None)
        if person is not None:
            if person.pk in found.grades:
                raise _wrong("training.grades-twice", N_("Two rows are one learner's."), row)
            found.grades[person.pk] = (
                person,
                _grade(row, columns.before, columns.before_out_of),
                _grade(row, columns.after, columns.after_out_of),
            )
        elif answer == NOBODY:
            found.left += 1
        elif answer:
            raise _wrong("training.grades-answer", N_("Nobody of this run has the place that was answered."), row)
        else:
            found.asked.append(Question(row, _by_name(people, row.name)))
    return found


def take(run: Run, book: Gradebook, columns: Columns, answers: Mapping[int, str], *, by: Officer) -> int:
    """Keeps the grades of everybody, or of nobody; of how many.

    Raises:
        Refused: ``role.not-allowed``, ``training.closed``; ``training.grades-open``: rows are still to be answered;
            ``training.points-from-test``: somebody answered the test here.
        Invalid: as ``plan``.
    """
    accounts.need(by, RIGHT)
    with transaction.atomic():
        need_open(Run.objects.select_for_update().get(pk=run.pk))
        planned = plan(run, book, columns, answers)
        if planned.asked:
            raise Refused(
                "training.grades-open",
                N_("Of %(count)d rows it is not known whose they are; nothing was kept."),
                N_("Say of each whose it is, or that it is nobody's of this run."),
                count=len(planned.asked),
            )
        for person, before, after in planned.grades.values():
            completing.enter_points(person, by=by, before=before, after=after)
        journal.write("grades-imported", officer=accounts.handle(by), reference=str(run.pk), count=len(planned.grades))
    return len(planned.grades)


def answers_of(written: Sequence[str]) -> dict[int, str]:
    """Answers as a command is given them: ``LINE=CODE``, ``LINE=-``.

    Raises:
        Invalid: ``training.grades-answer``.
    """
    found = {}
    for one in written:
        line, _, code = one.partition("=")
        if not (line.isascii() and line.isdecimal() and len(line) < 9 and code):
            raise Invalid(
                "training.grades-answer",
                N_("This is no answer: %(answer)s."),
                N_("Write the line, an equals sign and the code of the place, or - for nobody."),
                place="--row",
                answer=one[:40],
            )
        found[int(line)] = code.strip().upper()
    return found


def _check(book: Gradebook, columns: Columns) -> None:
    named = [one for one in (columns.before, columns.after) if one]
    outs = (columns.before_out_of, columns.after_out_of)
    if (
        not named
        or len(set(named)) != len(named)
        or not set(named) <= set(book.columns)
        or not all(1 <= one <= MOST_OUT_OF for one in outs)
    ):
        raise Invalid(
            "training.grades-columns",
            N_("These are no columns of grades."),
            N_("Name one column of grades before, one after the course, or both, and the most that can be had."),
            place="columns",
        )


def _grade(row: Row, column: str, out_of: int) -> int | None:
    if not column:
        return None
    try:
        return moodle_grades.percent(row.cells.get(column, ""), out_of)
    except ValueError as error:
        raise _wrong("training.grade", N_("A grade cannot be read, or is more than can be had."), row) from error


def _number(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return text.upper()


def _by_name(people: list[Nomination], name: str) -> Nomination | None:
    same = [one for one in people if name and one.learner.name.casefold() == name.casefold()]
    return same[0] if len(same) == 1 else None


def _wrong(code: str, text: str, row: Row) -> Invalid:
    return Invalid(code, text, N_("Correct the gradebook; nothing was kept."), place=f"line {row.line}")
