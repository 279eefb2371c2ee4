"""A test is opened, answered on a page or copied from paper, and closed; each learner sits once before and once after.

The first opening fixes the questions of the run. Answers that are sent again are the same answers; other answers of the
same person are refused, but what was copied from paper may be copied again while the run is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.training.catalogue import RIGHT, need_open
from benkan.apps.training.models import CourseTest, Moment, Nomination, Question, Run, Sitting
from benkan.apps.training.testing import writing
from benkan.core import course_tests as rules
from benkan.core.errors import N_, BenkanError, Invalid, Refused
from benkan.formats import named_rows

MOST_ROWS: Final = 5_000
MOST_BYTES: Final = 2_000_000
Answers = Mapping[str, Sequence[int]]


@dataclass(slots=True)
class Copied:
    """What a list of answers from paper brought: taken, known, and each row that was refused, with its line."""

    taken: int = 0
    known: int = 0
    refused: list[tuple[int, BenkanError]] = field(default_factory=list)


def test_of(run: Run) -> CourseTest | None:
    """The test of the run, once it was opened."""
    return CourseTest.objects.filter(run=run).first()


def questions_of(test: CourseTest) -> list[Question]:
    """Its questions in their order."""
    found = {str(one.pk): one for one in Question.objects.filter(pk__in=test.questions)}
    return [found[one] for one in test.questions if one in found]


def open_test(run: Run, moment: str, *, by: Officer) -> CourseTest:
    """The test can be answered on the learners' pages; the first time its questions are fixed.

    Raises:
        Refused: ``role.not-allowed``, ``training.closed``; ``training.no-questions``: the course has none.
        Invalid: ``training.moment``.
    """
    accounts.need(by, RIGHT)
    _need_moment(moment)
    with transaction.atomic():
        row = Run.objects.select_for_update().select_related("course").get(pk=run.pk)
        need_open(row)
        test = test_of(row)
        if test is None:
            asked = [str(one.pk) for one in writing.asked(row.course)]
            if not asked:
                raise Refused(
                    "training.no-questions", N_("This course has no questions."), N_("Write or take in some first.")
                )
            test = CourseTest(run=row, questions=asked, started_by=accounts.handle(by), started_at=timezone.now())
        test.open = moment
        test.save()
        journal.write("test-opened", officer=accounts.handle(by), reference=str(row.pk), moment=moment)
    return test


def close_test(run: Run, *, by: Officer) -> None:
    """Nobody can answer on a page any more; the same again changes nothing.

    Raises:
        Refused: ``role.not-allowed``.
    """
    accounts.need(by, RIGHT)
    with transaction.atomic():
        test = CourseTest.objects.select_for_update().filter(run=run).exclude(open="").first()
        if test is not None:
            moment, test.open = test.open, ""
            test.save(update_fields=["open"])
            journal.write("test-closed", officer=accounts.handle(by), reference=str(run.pk), moment=moment)


def sit(nomination: Nomination, moment: str, answers: Answers, *, by: Officer) -> Sitting:
    """A learner's answers on the own page, while the test is open.

    Args:
        answers: marked places by the question's id; a question that is left out is not answered.

    Raises:
        Refused: ``training.not-yours``, ``training.test-not-open``, ``training.test-sat``, ``training.closed``,
            ``training.not-accepted``.
        Invalid: ``training.moment``, ``training.answers``.
    """
    if not accounts.handle(by) or nomination.learner.username != accounts.handle(by):
        raise Refused(
            "training.not-yours", N_("This test is another learner's."), N_("Open the test from your own training.")
        )
    return _keep(nomination, moment, answers, Sitting.How.PAGE, by)[0]


def hand_over(nomination: Nomination, moment: str, answers: Answers, *, by: Officer) -> Sitting:
    """The answers of somebody who used the trainer's device, while the test is open; as ``sit``.

    Raises:
        Refused: also ``role.not-allowed``, ``training.own-test``.
    """
    _need_other(nomination, by)
    return _keep(nomination, moment, answers, Sitting.How.PAGE, by)[0]


def copy(nomination: Nomination, moment: str, letters: str, *, by: Officer) -> bool:
    """Answers copied from paper as ``A B - CD``; whether they are new or changed.

    Raises:
        Refused: ``role.not-allowed``, ``training.own-test``, ``training.test-sat``, ``training.closed``,
            ``training.not-accepted``, ``training.test-not-open``: no test of this run was opened yet.
        Invalid: ``training.moment``, ``training.answers``.
    """
    _need_other(nomination, by)
    test = test_of(nomination.run)
    if test is None:
        raise _not_open()
    asked = questions_of(test)
    try:
        read = rules.read_letters(letters, len(asked), [len(one.choices) for one in asked])
    except ValueError as error:
        raise _wrong_answers() from error
    answers = {str(one.pk): marks for one, marks in zip(asked, read, strict=True)}
    return _keep(nomination, moment, answers, Sitting.How.PAPER, by)[1]


def copy_list(run: Run, moment: str, data: bytes, *, by: Officer) -> Copied:
    """Answers of many from CSV: ``code,answers``; a row that cannot be taken is reported, the others are taken.

    Raises:
        Refused: ``role.not-allowed``, ``training.closed``.
        Invalid: ``training.moment``, ``training.answers-list``.
    """
    accounts.need(by, RIGHT)
    need_open(run)
    _need_moment(moment)
    people = {one.code: one for one in run.nominations.select_related("learner", "run")}
    done = Copied()
    for line, row in _rows(data):
        try:
            person = people.get(row["code"].upper())
            if person is None:
                raise not_accepted()
            new = copy(person, moment, row["answers"], by=by)
        except BenkanError as error:
            done.refused.append((line, error))
            continue
        done.taken += new
        done.known += not new
    return done


def awaited(nominations: Iterable[Nomination]) -> set[UUID]:
    """The runs of these places whose open test the learner has not answered yet."""
    mine = {one.run_id: one for one in nominations if one.state == Nomination.State.ACCEPTED}
    tests = CourseTest.objects.filter(run__in=mine, run__closed_at=None).exclude(open="")
    sat = set(Sitting.objects.filter(nomination__in=mine.values()).values_list("nomination_id", "moment"))
    return {one.run_id for one in tests if (mine[one.run_id].pk, one.open) not in sat}


def points(test: CourseTest, answers: Answers) -> int:
    """The points of these answers, in percent."""
    asked = questions_of(test)
    return rules.percent(len(right_ones(asked, answers)), len(asked))


def right_ones(asked: Iterable[Question], answers: Answers) -> set[str]:
    """The questions that were answered right, by id."""
    return {str(one.pk) for one in asked if rules.is_right(one.right, answers.get(str(one.pk), ()))}


def from_form(asked: Iterable[Question], given: Mapping[str, Sequence[str]]) -> dict[str, list[int]]:
    """Answers of a form whose fields are named after the questions.

    Raises:
        Invalid: ``training.answers``.
    """
    found = {}
    for one in asked:
        marks = given.get(str(one.pk), ())
        if len(marks) > len(one.choices) or not all(mark.isascii() and mark.isdecimal() for mark in marks):
            raise _wrong_answers()
        found[str(one.pk)] = sorted({int(mark) for mark in marks})
    return found


def _keep(nomination: Nomination, moment: str, answers: Answers, how: str, by: Officer) -> tuple[Sitting, bool]:
    _need_moment(moment)
    with transaction.atomic():
        run = Run.objects.select_for_update().get(pk=nomination.run_id)
        need_open(run)
        test = CourseTest.objects.filter(run=run).first()
        row = Nomination.objects.select_for_update().get(pk=nomination.pk)
        if row.state != Nomination.State.ACCEPTED:
            raise not_accepted()
        if test is None or (how == Sitting.How.PAGE and test.open != moment):
            raise _not_open()
        kept = _checked(test, answers)
        known = Sitting.objects.filter(nomination=row, moment=moment).first()
        if known is not None and known.answers == kept:
            return known, False
        if known is not None and not known.how == how == Sitting.How.PAPER:
            raise Refused(
                "training.test-sat",
                N_("This learner has answered this test already."),
                N_("Each learner answers once before and once after the course."),
            )
        made = known or Sitting(nomination=row, moment=moment)
        made.how, made.answers, made.sat_at, made.officer = how, kept, timezone.now(), accounts.handle(by)
        made.save()
        setattr(row, moment, points(test, kept))
        row.save(update_fields=[moment])
        journal.write("test-answered", officer=made.officer, reference=str(run.pk), moment=moment, way=how)
    return made, True


def _checked(test: CourseTest, answers: Answers) -> dict[str, list[int]]:
    asked = {str(one.pk): one for one in questions_of(test)}
    if not answers.keys() <= asked.keys():
        raise _wrong_answers()
    kept = {}
    for key, marks in answers.items():
        if not all(type(mark) is int and 0 <= mark < len(asked[key].choices) for mark in marks):
            raise _wrong_answers()
        if marks:
            kept[key] = sorted(set(marks))
    return kept


def _need_other(nomination: Nomination, by: Officer) -> None:
    accounts.need(by, RIGHT)
    if nomination.learner.username == accounts.handle(by):
        raise Refused(
            "training.own-test",
            N_("Nobody enters the answers of the own test."),
            N_("Answer it on your own page, or ask another trainer."),
        )


def _need_moment(moment: str) -> None:
    if moment not in Moment.values:
        raise Invalid(
            "training.moment", N_("A test is held before or after a course."), N_("Say which."), place="moment"
        )


def _not_open() -> Refused:
    return Refused(
        "training.test-not-open", N_("This test is not open."), N_("The trainer opens it from the page of the run.")
    )


def not_accepted() -> Refused:
    """The refusal for a code or a person that has no place in the run."""
    return Refused(
        "training.not-accepted",
        N_("Nobody with this code was accepted for this run."),
        N_("Nominate and accept the person first."),
    )


def _wrong_answers() -> Invalid:
    return Invalid(
        "training.answers",
        N_("These are no answers to this test."),
        N_("Give for each question its letters, or - for none, with spaces between: A B - CD."),
        place="answers",
    )


def _rows(data: bytes) -> Iterable[tuple[int, dict[str, str]]]:
    try:
        yield from named_rows.rows(
            data, ("code", "answers"), ("code", "answers"), most_bytes=MOST_BYTES, most_rows=MOST_ROWS
        )
    except ValueError as error:
        raise Invalid(
            "training.answers-list",
            N_("This is no list of answers."),
            N_("Give CSV in UTF-8 with a first line of names: code, answers; at most %(most)d rows."),
            place="file",
            most=MOST_ROWS,
        ) from error


def nomination_of(run: Run, officer: Officer) -> Nomination | None:
    """The officer's own accepted place in the run."""
    return run.nominations.filter(
        learner__username=accounts.handle(officer), state=Nomination.State.ACCEPTED
    ).select_related("learner", "run").first()  # fmt: skip
