"""The end of a run: who completed it, by the share of sessions and the test afterwards; then the certificates."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.training import attending
from benkan.apps.training.catalogue import RIGHT, need_open
from benkan.apps.training.models import Nomination, Run
from benkan.core.course_evaluation import months_after
from benkan.core.errors import N_, Invalid, Refused

PASS: Final = 60
"""Percent of the points afterwards that pass, where a test was held."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands at the end, and whether that completes the course."""

    nomination: Nomination
    share: float
    completes: bool


@dataclass(frozen=True, slots=True)
class Gain:
    """What the tests say of a run: how many sat both, and their mean points in percent before and after."""

    persons: int
    before: float
    after: float


def enter_points(nomination: Nomination, *, by: Officer, before: int | None = None, after: int | None = None) -> None:
    """Points of the tests before and after, in percent; None leaves what is there.

    Raises:
        Refused: ``role.not-allowed``, ``training.closed``; ``training.points-from-test``: they were answered here.
        Invalid: ``training.points``.
    """
    accounts.need(by, RIGHT)
    need_open(Run.objects.get(pk=nomination.run_id))
    for name, points in (("before", before), ("after", after)):
        if points is None:
            continue
        if not 0 <= points <= 100:
            raise Invalid(
                "training.points", N_("Points are between 0 and 100 percent."), N_("Correct the number."), place=name
            )
        if nomination.sittings.filter(moment=name).exists():
            raise Refused(
                "training.points-from-test",
                N_("These points come from the answers to the test."),
                N_("Correct the answers on the page of the test, where they came from paper."),
                place=name,
            )
        setattr(nomination, name, points)
    nomination.save(update_fields=["before", "after"])


def standings(run: Run) -> list[Standing]:
    """Everybody who was accepted, with the share of sessions and whether it suffices."""
    shares = attending.shares(run)
    rows = run.nominations.filter(state=Nomination.State.ACCEPTED, learner__erased_at=None).select_related("learner")
    tested = any(row.after is not None for row in rows)
    return [
        Standing(
            row,
            shares.get(row.pk, 0.0),
            shares.get(row.pk, 0.0) * 100 + 1e-9 >= run.course.attendance_percent
            and (not tested or (row.after is not None and row.after >= PASS)),
        )
        for row in rows
    ]


def gain(run: Run) -> Gain | None:
    """What was learned, where at least five sat both tests: fewer would show persons."""
    both = [
        (row.before, row.after) for row in run.nominations.all() if row.before is not None and row.after is not None
    ]
    if len(both) < 5:
        return None
    return Gain(len(both), sum(one for one, _ in both) / len(both), sum(two for _, two in both) / len(both))


def close(run: Run, *, by: Officer) -> int:
    """Settles who completed the run; how many did.

    Raises:
        Refused: ``role.not-allowed``, ``training.closed``, ``training.not-over``; ``training.disagreed``: devices say
            two things of somebody's attendance.
    """
    accounts.need(by, RIGHT)
    with transaction.atomic():
        row = Run.objects.select_for_update().select_related("course").get(pk=run.pk)
        need_open(row)
        if row.ends > timezone.localdate():
            raise Refused(
                "training.not-over", N_("This run is not over yet."), N_("Close it on its last day or later.")
            )
        open_ = sum(one.disagreed for each in attending.table(row).values() for one in each.values())
        if open_:
            raise Refused(
                "training.disagreed",
                N_("Two devices say two things of %(count)d attendances."),
                N_("Say which holds, in the table of attendance."),
                count=open_,
            )
        done = 0
        for one in standings(row):
            one.nomination.completed = one.completes
            one.nomination.save(update_fields=["completed"])
            done += one.completes
        row.closed_at, row.closed_by = timezone.now(), accounts.handle(by)
        row.save(update_fields=["closed_at", "closed_by"])
        journal.write("run-closed", officer=row.closed_by, reference=str(row.pk), count=done)
    return done


def certify(run: Run, *, by: Officer) -> int:
    """Issues the certificates of everybody who completed a closed run and has none yet; how many.

    Raises:
        Refused: ``role.not-allowed``; ``training.open``: the run is not closed.
    """
    from benkan.apps.certificates import services as certificates

    accounts.need(by, RIGHT)
    if run.closed_at is None:
        raise Refused(
            "training.open",
            N_("This run is not closed yet."),
            N_("Close it first: then it is settled who completed it."),
        )
    course, issued = run.course, 0
    until = months_after(run.ends, course.valid_months) if course.valid_months else None
    achievement = certificates.Achievement(course.code, course.competence, course.names, course.hours)
    for row in run.nominations.filter(completed=True, learner__erased_at=None).select_related("learner"):
        person = row.learner
        if any(one.run == run.pk and one.revoked_at is None for one in certificates.of_learner(person.pk)):
            continue
        if person.username == accounts.handle(by):
            continue  # nobody certifies themselves: another officer issues this one
        holder = certificates.Holder(
            person.name, person.pk, person.username, person.service, person.country, person.region
        )
        certificates.issue(holder, achievement, by=by, since=run.ends, until=until, run=run.pk)
        issued += 1
    return issued


def completed(run: uuid.UUID | None = None, since: dt.date | None = None) -> list[Nomination]:
    """Nominations that completed a closed run, the earliest first."""
    found = (
        Nomination.objects.filter(completed=True, learner__erased_at=None)
        .select_related("learner", "run__course")
        .order_by("run__ends", "id")
    )
    if run is not None:
        found = found.filter(run_id=run)
    if since is not None:
        found = found.filter(run__ends__gte=since)
    return list(found)


def points_of(given: Mapping[str, str]) -> dict[str, int | None]:
    """Points from a form; what is left empty stays as it is.

    Raises:
        Invalid: ``training.points``.
    """
    found: dict[str, int | None] = {}
    for name in ("before", "after"):
        text = given.get(name, "").strip()
        if text and not (text.isascii() and text.isdecimal() and len(text) < 4):
            raise Invalid(
                "training.points", N_("Points are between 0 and 100 percent."), N_("Correct the number."), place=name
            )
        found[name] = int(text) if text else None
    return found
