"""The catalogue, and runs with their places and programme."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.training.models import Course, Places, Run, Session
from benkan.core import territories
from benkan.core.errors import N_, Invalid, Refused

RIGHT: Final = "train"
LANGUAGES: Final = ("fr", "en", "ar")
CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
MOST_PLACES: Final = 10_000
MOST_SESSIONS: Final = 200
LONGEST: Final = dt.timedelta(days=366)
_MOST_NAME: Final = 200


def add_course(
    code: str,
    names: Mapping[str, str],
    competence: str,
    *,
    by: Officer,
    hours: int = 0,
    valid_months: int | None = None,
    attendance_percent: int = 80,
    requires: str = "",
    accredited_until: dt.date | None = None,
) -> Course:
    """A new course of the catalogue.

    Args:
        competence: code of what a certificate of it attests.
        valid_months: how long such a certificate holds; None for ever.
        attendance_percent: share of the sessions that completes it.
        requires: code of another course that must be completed before.

    Raises:
        Refused: ``role.not-allowed``, ``training.course-known``.
        Invalid: ``training.field`` with the place.
    """
    accounts.need(by, RIGHT)
    kept = {language: text.strip() for language, text in names.items() if text.strip()}
    _check(
        (
            ("code", CODE.fullmatch(code) is not None),
            ("names", bool(kept) and kept.keys() <= set(LANGUAGES) and all(map(_plain, kept.values()))),
            ("competence", re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", competence) is not None),
            ("hours", 0 <= hours <= MOST_PLACES),
            ("valid_months", valid_months is None or 1 <= valid_months <= 1_200),
            ("attendance_percent", 0 <= attendance_percent <= 100),
            ("requires", not requires or Course.objects.filter(pk=requires).exists()),
        )
    )
    with transaction.atomic():
        if Course.objects.filter(pk=code).exists():
            raise Refused(
                "training.course-known",
                N_("The catalogue has a course %(course)s already."),
                N_("Choose another code."),
                place="code",
                course=code,
            )
        made = Course.objects.create(
            code=code, names=kept, competence=competence, hours=hours, valid_months=valid_months,
            attendance_percent=attendance_percent, requires=requires, accredited_until=accredited_until,
            added_by=accounts.handle(by), added_at=timezone.now(),
        )  # fmt: skip
        journal.write("course-added", officer=made.added_by, reference=code, competence=competence)
    return made


def course(code: str) -> Course:
    """The course; ``Refused`` with ``course.unknown`` when there is none."""
    found = Course.objects.filter(pk=code).first()
    if found is None:
        raise Refused(
            "course.unknown",
            N_("The catalogue has no course %(course)s."),
            N_("Open it from the catalogue."),
            course=code[:64],
        )
    return found


def add_run(
    course_code: str,
    *,
    place: str,
    starts: dt.date,
    ends: dt.date,
    capacity: int,
    by: Officer,
    languages: Sequence[str] = ("fr",),
    places: Mapping[str, int] | None = None,
    gathering: uuid.UUID | None = None,
) -> Run:
    """A course that takes place from one day to another, both included.

    Args:
        places: how many each country has, by ISO code; together they may not pass the capacity.

    Raises:
        Refused: ``role.not-allowed``, ``course.unknown``; ``training.accreditation``: it ran out.
        Invalid: ``training.field``, ``training.days``, ``training.places``.
    """
    accounts.need(by, RIGHT)
    of, given = course(course_code), {code.upper(): count for code, count in (places or {}).items() if count}
    _check(
        (
            ("place", bool(place.strip()) and _plain(place)),
            ("capacity", 1 <= capacity <= MOST_PLACES),
            ("languages", bool(languages) and set(languages) <= set(LANGUAGES)),
            ("places", all(territories.country(code) and 0 < count <= MOST_PLACES for code, count in given.items())),
        )
    )
    if not dt.timedelta() <= ends - starts <= LONGEST:
        raise Invalid(
            "training.days",
            N_("A run ends on or after its first day, and within a year."),
            N_("Correct the days."),
            place="ends",
        )
    if sum(given.values()) > capacity:
        raise Invalid(
            "training.places",
            N_("%(places)d places were given out, but only %(capacity)d persons find room."),
            N_("Give fewer places or a larger room."),
            place="places",
            places=sum(given.values()),
            capacity=capacity,
        )
    if of.accredited_until is not None and of.accredited_until < ends:
        raise Refused(
            "training.accreditation",
            N_("The accreditation of this course runs out on %(day)s, before the run is over."),
            N_("Renew the accreditation, or choose earlier days."),
            day=of.accredited_until.isoformat(),
        )
    with transaction.atomic():
        made = Run.objects.create(
            course=of, place=place.strip(), starts=starts, ends=ends, languages=list(languages), capacity=capacity,
            gathering=gathering, added_by=accounts.handle(by), added_at=timezone.now(),
        )  # fmt: skip
        Places.objects.bulk_create(Places(run=made, country=code, places=count) for code, count in given.items())
        journal.write("run-added", officer=made.added_by, reference=str(made.pk), course=of.code, places=capacity)
    return made


def add_session(
    run: Run,
    *,
    starts: dt.datetime,
    ends: dt.datetime,
    titles: Mapping[str, str],
    by: Officer,
    trainer: str = "",
    room: str = "",
) -> Session:
    """A part of the programme.

    Raises:
        Refused: ``role.not-allowed``, ``training.closed``; ``training.room-taken``, ``training.trainer-taken``: another
            session of this run has the room or the trainer at that time.
        Invalid: ``training.field``; ``training.session-days``: outside the days of the run.
    """
    accounts.need(by, RIGHT)
    kept = {language: text.strip() for language, text in titles.items() if text.strip()}
    _check(
        (
            ("titles", bool(kept) and kept.keys() <= set(LANGUAGES) and all(map(_plain, kept.values()))),
            ("trainer", _plain(trainer)),
            ("room", _plain(room) and len(room) <= 100),
        )
    )
    days = [timezone.localtime(at).date() for at in (starts, ends)]
    if not (starts < ends and run.starts <= days[0] <= days[1] <= run.ends):
        raise Invalid(
            "training.session-days",
            N_("A session ends after it begins, within the days of the run."),
            N_("Correct the times."),
            place="starts",
        )
    with transaction.atomic():
        need_open(Run.objects.select_for_update().get(pk=run.pk))
        there = list(run.sessions.all())
        _free(there, starts, ends, trainer.strip(), room.strip())
        number = max((one.number for one in there), default=0) + 1
        if number > MOST_SESSIONS:
            raise _field("titles")
        return Session.objects.create(
            run=run, number=number, starts=starts, ends=ends, titles=kept, trainer=trainer.strip(), room=room.strip()
        )


def get_run(run: uuid.UUID) -> Run:
    """The run; ``Refused`` with ``run.unknown`` when there is none."""
    found = Run.objects.select_related("course").filter(pk=run).first()
    if found is None:
        raise Refused("run.unknown", N_("There is no such course run."), N_("Open it from the list."))
    return found


def need_open(run: Run) -> None:
    """Nothing, while the run is open; ``Refused`` with ``training.closed`` after it was closed."""
    if run.closed_at is not None:
        raise Refused(
            "training.closed",
            N_("This run is closed: who completed it is settled."),
            N_("Make another run, or revoke a certificate that is wrong."),
        )


def _free(there: list[Session], starts: dt.datetime, ends: dt.datetime, trainer: str, room: str) -> None:
    for other in there:
        if other.ends <= starts or ends <= other.starts:
            continue
        for code, wanted, taken, text in (
            ("training.room-taken", room, other.room, N_("Session %(number)d is in this room at that time.")),
            ("training.trainer-taken", trainer, other.trainer, N_("Session %(number)d has this trainer at that time.")),
        ):
            if wanted and wanted.casefold() == taken.casefold():
                raise Refused(code, text, N_("Choose another time, room or trainer."), number=other.number)


def _plain(text: str) -> bool:
    return len(text) <= _MOST_NAME and text.isprintable()


def _check(fields: Sequence[tuple[str, bool]]) -> None:
    for name, right in fields:
        if not right:
            raise _field(name)


def _field(name: str) -> Invalid:
    return Invalid(
        "training.field",
        N_("This cannot be taken: %(place)s."),
        N_("Correct the field: plain text that is not too long, numbers within reason, codes that exist."),
        place=name,
    )


def named(names: Mapping[str, str], language: str) -> str:
    """The name in this language, or in the first there is."""
    return names.get(language) or next((names[each] for each in LANGUAGES if names.get(each)), "")
