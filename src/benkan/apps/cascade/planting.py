"""How a tree begins: from a completed course of this node, or from a list by hand; and how attendees join later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer, handle
from benkan.apps.cascade import naming, people, standing
from benkan.apps.cascade.models import Cascade, Person, Training
from benkan.apps.cascade.people import Named
from benkan.apps.journal import services as journal
from benkan.core.errors import N_, Invalid, Refused

MOST_TITLE: Final = 200
MOST_AT_ONCE: Final = 5_000


@transaction.atomic
def begin(
    who: Officer, title: str, began_on: dt.date, attendees: Sequence[Named], *, run: UUID | None = None
) -> Cascade:
    """A new tree with the attendees of its first course at the top.

    Raises:
        Refused: the officer may not train; ``cascade.there`` when the course has a tree.
        Invalid: ``cascade.title``, ``cascade.day``, ``cascade.nobody``, or a line of the list.
    """
    accounts.need(who, "train")
    title = people.line(title, MOST_TITLE, "title")
    if not title:
        raise Invalid(
            "cascade.title", N_("The tree has no title."), N_("Name the course it began with."), place="title"
        )
    if not dt.date(2000, 1, 1) <= began_on <= timezone.localdate():
        raise Invalid(
            "cascade.day",
            N_("A session cannot have been on %(day)s."),
            N_("Give the day on which it was held, not later than today."),
            place="day",
            day=began_on.isoformat(),
        )
    if run is not None and Cascade.objects.filter(run=run).exists():
        raise Refused("cascade.there", N_("This course has its tree already."), N_("Open it and add attendees there."))
    made = Cascade.objects.create(
        title=title, began_on=began_on, run=run, made_by=handle(who), made_at=timezone.now()
    )  # fmt: skip
    count = _join(made, began_on, attendees)
    journal.write("cascade-begun", officer=handle(who), reference=str(made.public_id), count=count)
    return made


@transaction.atomic
def join(who: Officer, cascade: Cascade, trained_on: dt.date, attendees: Sequence[Named]) -> int:
    """Further attendees of the first course; those who are there already stay one person. Returns how many are new."""
    accounts.need(who, "train")
    cascade = standing.lock(cascade)
    count = _join(cascade, trained_on, attendees)
    journal.write("cascade-joined", officer=handle(who), reference=str(cascade.public_id), count=count)
    return count


def from_run(who: Officer, run: UUID) -> Cascade:
    """The tree of a completed course of this node: begun now, or with those who completed it since.

    Raises:
        Refused: ``cascade.not-completed`` when nobody has completed the course.
    """
    from benkan.apps.training import services as training

    accounts.need(who, "train")
    done = training.completed(run_id=run)
    if not done:
        raise Refused(
            "cascade.not-completed",
            N_("Nobody has completed this course yet."),
            N_("Record the attendance first: whoever completed the course is at the top of the tree."),
        )
    listed = [
        Named(
            one.learner.name,
            one.learner.service[: people.MOST_SERVICE],
            one.learner.country,
            one.learner.region,
            one.learner.public_id,
            one.learner.username,
        )
        for one in done
    ]
    day = max(one.finished_on for one in done)
    there = Cascade.objects.filter(run=run).first()
    if there is None:
        title = done[0].title
        return begin(
            who, title.get(who.language) or title.get("fr") or next(iter(title.values())), day, listed, run=run
        )
    join(who, there, day, listed)
    return there


def _join(cascade: Cascade, day: dt.date, attendees: Sequence[Named]) -> int:
    if not 0 < len(attendees) <= MOST_AT_ONCE:
        raise Invalid(
            "cascade.nobody",
            N_("A list has 1 to %(most)d attendees."),
            N_("Write one attendee a line."),
            place="attendees",
            most=MOST_AT_ONCE,
        )
    listed = [people.checked(one) for one in attendees]
    ids = [one.learner for one in listed if one.learner]
    there = {
        one.learner: one
        for part in standing.portions(ids)
        for one in Person.objects.filter(cascade=cascade, learner__in=part)
    }
    new, known = people.split(listed, there)
    at_top = {
        (one.name.casefold(), one.service.casefold(), one.country, one.region.casefold())
        for one in Person.objects.filter(cascade=cascade, parent__isnull=True)
    }
    new = [one for one in new if one.learner or one.key not in at_top]
    made = people.make(cascade, new, None, day)
    Training.objects.bulk_create([Training(person=one, day=day) for one in made], batch_size=500)
    late = [one for one in known if not Training.objects.filter(person=one, session=None).exists()]
    Training.objects.bulk_create([Training(person=one, day=day) for one in late])
    naming.write(made)
    standing.settle(cascade, [one.pk for one in (*made, *late)], new={one.pk for one in made})
    naming.propose(cascade, made)
    return len(made)
