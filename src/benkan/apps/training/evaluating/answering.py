"""A form is filled in once by each learner; only sums are kept, so that no answer belongs to anybody.

A row says that a learner has answered, and has no time; the answers go into counters that were there before, and no
line of the journal is written for them: a time would tie the two together. A run is evaluated while its days last or
until a trainer ends it; only then are results shown, and nobody can answer any more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.training.catalogue import RIGHT
from benkan.apps.training.models import Answered, Evaluation, Nomination, Run, Tally
from benkan.core import course_evaluation as rules
from benkan.core.course_evaluation import Shown, Stage
from benkan.core.errors import N_, Invalid, Refused

FRESH: Final = dt.timedelta(days=14)
"""How long the end of an evaluation is news."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one form of a run stands: ``state`` is coming, open or over; ``shown`` is empty until it is over."""

    stage: Stage
    first: dt.date
    last: dt.date
    state: str
    answered: int
    shown: list[Shown]


def answer(nomination: Nomination, stage: str, values: Mapping[str, int], *, by: Officer) -> None:
    """A learner's form.

    Raises:
        Refused: ``training.not-yours``, ``training.not-accepted``, ``training.evaluation-closed``,
            ``training.evaluated``: this learner has answered.
        Invalid: ``training.evaluation``.
    """
    if not accounts.handle(by) or nomination.learner.username != accounts.handle(by):
        raise Refused(
            "training.not-yours",
            N_("This evaluation is another learner's."),
            N_("Open it from your own training."),
        )
    wanted, given = _checked(stage, values)
    with transaction.atomic():
        evaluation = _open(nomination.run, wanted)
        row = Nomination.objects.select_for_update().get(pk=nomination.pk)
        if row.state != Nomination.State.ACCEPTED:
            raise Refused(
                "training.not-accepted",
                N_("Nobody with this code was accepted for this run."),
                N_("Nominate and accept the person first."),
            )
        _new, made = Answered.objects.get_or_create(nomination=row, stage=wanted)
        if not made:
            raise Refused(
                "training.evaluated", N_("You have answered this form already."), N_("Each learner answers it once.")
            )
        _count(evaluation, given, paper=False)


def copy(run: Run, stage: str, values: Mapping[str, int], *, by: Officer) -> None:
    """A form that came back on paper without a name.

    Raises:
        Refused: ``role.not-allowed``, ``training.evaluation-closed``; ``training.evaluation-full``: as many forms came
            back as persons were accepted.
        Invalid: ``training.evaluation``.
    """
    accounts.need(by, RIGHT)
    wanted, given = _checked(stage, values)
    with transaction.atomic():
        evaluation = _open(run, wanted)
        if evaluation.answered >= run.nominations.filter(state=Nomination.State.ACCEPTED).count():
            raise Refused(
                "training.evaluation-full",
                N_("As many forms are in as there were persons."),
                N_("Do not enter a form twice."),
            )
        _count(evaluation, given, paper=True)


def end(run: Run, stage: str, *, by: Officer) -> None:
    """Nobody answers any more, and what enough have answered is shown.

    Raises:
        Refused: ``role.not-allowed``, ``training.evaluation-closed``.
        Invalid: ``training.evaluation``.
    """
    accounts.need(by, RIGHT)
    with transaction.atomic():
        evaluation = _open(run, _stage(stage))
        evaluation.ended_on = timezone.localdate()
        evaluation.save(update_fields=["ended_on"])
        journal.write(
            "evaluation-ended",
            officer=accounts.handle(by),
            reference=str(run.pk),
            stage=evaluation.stage,
            count=evaluation.answered,
        )


def standings(run: Run, today: dt.date | None = None) -> list[Standing]:
    """Both forms of a run."""
    day = today or timezone.localdate()
    rows = {one.stage: one for one in Evaluation.objects.filter(run=run).prefetch_related("tallies")}
    found = []
    for stage in Stage:
        first, last = rules.days(stage, run.ends)
        row = rows.get(stage)
        state = _state(row, first, last, day)
        pages, paper = (_tallies(row, paper=each) for each in (False, True))
        found.append(
            Standing(
                stage, first, last, state, row.answered if row else 0,
                rules.shown(stage, pages, paper) if state == "over" else [],
            )
        )  # fmt: skip
    return found


def awaited(nominations: Iterable[Nomination], today: dt.date | None = None) -> list[tuple[Nomination, Stage, dt.date]]:
    """The forms that these learners can fill in today and have not, with the last day."""
    day = today or timezone.localdate()
    mine = [one for one in nominations if one.state == Nomination.State.ACCEPTED]
    answered = set(Answered.objects.filter(nomination__in=mine).values_list("nomination_id", "stage"))
    ended = set(
        Evaluation.objects.filter(run__in=[one.run_id for one in mine], ended_on__isnull=False).values_list(
            "run_id", "stage"
        )
    )
    found = []
    for one in mine:
        for stage in Stage:
            first, last = rules.days(stage, one.run.ends)
            waits = (one.pk, stage) not in answered and (one.run_id, stage) not in ended
            if waits and first <= day <= last:
                found.append((one, stage, last))
    return found


def fresh(today: dt.date | None = None) -> list[tuple[Run, Stage]]:
    """Evaluations that ended these days and that somebody answered."""
    day = today or timezone.localdate()
    rows = Evaluation.objects.filter(answered__gte=rules.FEWEST, run__ends__gte=day - dt.timedelta(days=300))
    found = []
    for row in rows.select_related("run__course").order_by("-run__ends")[:200]:
        over = row.ended_on or rules.days(Stage(row.stage), row.run.ends)[1] + dt.timedelta(days=1)
        if dt.timedelta() <= day - over <= FRESH:
            found.append((row.run, Stage(row.stage)))
    return found


def from_form(stage: str, given: Mapping[str, str]) -> dict[str, int]:
    """Values of a form; what was left out is not there.

    Raises:
        Invalid: ``training.evaluation``.
    """
    found = {}
    for statement in rules.STATEMENTS[_stage(stage)]:
        text = given.get(statement, "")
        if text and not (len(text) == 1 and text in "12345"):
            raise _wrong(statement)
        if text:
            found[statement] = int(text)
    return found


def _open(run: Run, stage: Stage) -> Evaluation:
    """The evaluation, locked; its counters are all made at once, so that their order tells nothing."""
    Run.objects.select_for_update().get(pk=run.pk)
    row, made = Evaluation.objects.get_or_create(run=run, stage=stage)
    if _state(row, *rules.days(stage, run.ends), timezone.localdate()) != "open":
        raise Refused(
            "training.evaluation-closed",
            N_("This evaluation is not open."),
            N_("It opens on the last day of the run, and again after six months."),
        )
    if made:
        Tally.objects.bulk_create(
            Tally(evaluation=row, statement=statement, value=value, paper=paper)
            for statement in rules.STATEMENTS[stage]
            for value in rules.SCALE
            for paper in (False, True)
        )
    return row


def _tallies(row: Evaluation | None, *, paper: bool) -> dict[tuple[str, int], int]:
    listed = row.tallies.all() if row is not None else ()
    return {(one.statement, one.value): one.count for one in listed if one.paper == paper}


def _count(evaluation: Evaluation, values: Mapping[str, int], *, paper: bool) -> None:
    for statement, value in values.items():
        evaluation.tallies.filter(statement=statement, value=value, paper=paper).update(count=F("count") + 1)
    Evaluation.objects.filter(pk=evaluation.pk).update(answered=F("answered") + 1)


def _state(row: Evaluation | None, first: dt.date, last: dt.date, day: dt.date) -> str:
    if (row is not None and row.ended_on is not None) or day > last:
        return "over"
    return "open" if day >= first else "coming"


def _checked(stage: str, values: Mapping[str, int]) -> tuple[Stage, dict[str, int]]:
    wanted = _stage(stage)
    try:
        return wanted, rules.checked(wanted, values)
    except ValueError as error:
        raise _wrong("values") from error


def _stage(stage: str) -> Stage:
    try:
        return Stage(stage)
    except ValueError as error:
        raise _wrong("stage") from error


def _wrong(place: str) -> Invalid:
    return Invalid(
        "training.evaluation",
        N_("This is no form of an evaluation: %(place)s."),
        N_("Answer at least one statement, from 1 to 5."),
        place=place,
    )
