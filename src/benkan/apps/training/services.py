"""What other slices and the commands may ask of training."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from benkan.apps.training import completing, erasing, grading, learners, sheets
from benkan.apps.training.attending import Said, from_object, receive
from benkan.apps.training.catalogue import add_course, add_run, add_session, course, get_run, named
from benkan.apps.training.completing import certify, close, enter_points
from benkan.apps.training.day import waiting_for
from benkan.apps.training.evaluating import answering as evaluation
from benkan.apps.training.models import Course, Learner, Nomination, Run
from benkan.apps.training.nominating import accept_all, decide, nominate, read_list
from benkan.apps.training.testing import gains, sitting, writing
from benkan.core.errors import N_, Refused

__all__ = [
    "Completed",
    "LearnerView",
    "RunView",
    "Said",
    "accept_all",
    "add_course",
    "add_run",
    "add_session",
    "certify",
    "close",
    "completed",
    "course",
    "courses",
    "decide",
    "enter_points",
    "erasing",
    "evaluation",
    "find_or_add_learner",
    "from_object",
    "gains",
    "get_run",
    "grading",
    "learner",
    "learners",
    "named",
    "nominate",
    "read_list",
    "receive",
    "run",
    "runs",
    "runs_of_gathering",
    "sheet",
    "sitting",
    "trainers",
    "waiting_for",
    "writing",
]


@dataclass(frozen=True, slots=True)
class LearnerView:
    """A learner as other slices see it."""

    public_id: uuid.UUID
    name: str
    service: str
    country: str
    region: str
    language: str
    username: str


@dataclass(frozen=True, slots=True)
class RunView:
    """A course run as other slices see it; ``ends`` is its last day."""

    public_id: uuid.UUID
    course_code: str
    title: dict[str, str]
    starts: dt.date
    ends: dt.date
    place: str
    gathering: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Completed:
    """Somebody who completed a run; ``score`` is the points afterwards in percent, None without a test."""

    learner: LearnerView
    run_id: uuid.UUID
    course_code: str
    title: dict[str, str]
    competence: str
    hours: int
    finished_on: dt.date
    valid_months: int | None
    score: int | None


def learner(public_id: uuid.UUID) -> LearnerView:
    """The learner; ``Refused`` with ``learner.unknown``."""
    return _view(learners.get(public_id))


def find_or_add_learner(
    name: str, service: str, country: str, region: str = "", username: str | None = None
) -> LearnerView:
    """The learner of this name, service and country, made when nobody is; ``Invalid`` as ``learners.find_or_add``."""
    return _view(learners.find_or_add(name, service, country, region=region, username=username or ""))


def completed(run_id: uuid.UUID | None = None, since: dt.date | None = None) -> list[Completed]:
    """Who completed this run, or every run since a day."""
    return [_completed(one) for one in completing.completed(run_id, since)]


def run(public_id: uuid.UUID) -> RunView:
    """The run; ``Refused`` with ``run.unknown``."""
    return _run(get_run(public_id))


def runs(course_code: str = "") -> list[RunView]:
    """Every run, or those of a course, the latest first."""
    found = Run.objects.select_related("course")
    return [_run(one) for one in (found.filter(course_id=course_code) if course_code else found)]


def runs_of_gathering(public_id: uuid.UUID) -> list[RunView]:
    """The runs that belong to a gathering."""
    return [_run(one) for one in Run.objects.filter(gathering=public_id).select_related("course")]


def trainers(public_id: uuid.UUID) -> list[str]:
    """Who teaches in a run, by name."""
    return sorted({one.trainer for one in get_run(public_id).sessions.all() if one.trainer})


def sheet(of: Run, session: int, language: str) -> bytes:
    """The sheets of attendance of a session as PDF; ``Refused`` with ``session.unknown``."""
    found = of.sessions.filter(number=session).first()
    if found is None:
        raise Refused("session.unknown", N_("This run has no session %(number)d."), N_("Open the run."), number=session)
    return sheets.pdf(of, found, language)


def courses() -> list[Course]:
    """The catalogue, by code."""
    return list(Course.objects.all())


def _view(one: Learner) -> LearnerView:
    return LearnerView(one.pk, one.name, one.service, one.country, one.region, one.language, one.username)


def _run(one: Run) -> RunView:
    return RunView(one.pk, one.course_id, dict(one.course.names), one.starts, one.ends, one.place, one.gathering)


def _completed(one: Nomination) -> Completed:
    of = one.run.course
    return Completed(
        _view(one.learner), one.run_id, of.code, dict(of.names), of.competence, of.hours, one.run.ends, of.valid_months,
        one.after,
    )  # fmt: skip
