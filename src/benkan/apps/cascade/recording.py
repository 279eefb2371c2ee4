"""Onward sessions as they are reported: who held one, when, for whom. The same report twice is one session."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer, handle
from benkan.apps.cascade import naming, people, standing
from benkan.apps.cascade.models import Cascade, Person, Session, Training
from benkan.apps.cascade.people import Named
from benkan.apps.journal import services as journal
from benkan.core import cascade as rules
from benkan.core.errors import N_, Invalid

MOST_TOPIC: Final = 200
MOST_MATERIALS: Final = 64
MOST_REFERENCE: Final = 64


@dataclass(frozen=True, slots=True)
class Held:
    """A session as reported; ``reference`` is the reporter's own number of it, if any."""

    trainer: UUID
    day: dt.date
    topic: str
    hours: Decimal
    attendees: Sequence[Named]
    country: str = ""
    region: str = ""
    service: str = ""
    materials: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a report.

    Args:
        session: the one that it is, new or not.
        is_new: whether it was not there yet.
        persons: how many came into the tree by it.
        trainings: how many attended it who were not noted there yet.
        alike: pairs of persons who could be one.
    """

    session: Session
    is_new: bool
    persons: int
    trainings: int
    alike: int


@transaction.atomic
def record(who: Officer, cascade: Cascade, held: Held, way: str = Session.Way.PAGE) -> Recorded:
    """Records the session and its attendees; a session that is there already gets the attendees that it lacks.

    Raises:
        Refused: the officer may not train; ``cascade.too-early``, ``cascade.circle``, ``cascade.too-deep``.
        Invalid: ``cascade.trainer`` and whatever of the report cannot be read.
    """
    accounts.need(who, "train")
    cascade = standing.lock(cascade)
    done = take(who, cascade, held, way)
    if done.trainings:
        journal.write(
            "onward-session-recorded",
            officer=handle(who),
            reference=str(cascade.public_id),
            session=str(done.session.public_id),
            count=done.trainings,
            way=way,
        )
    return done


def take(who: Officer, cascade: Cascade, held: Held, way: str) -> Recorded:
    """As ``record``, of a tree that the caller has locked and with the caller's own line in the journal."""
    trainer = trainer_of(cascade, held.trainer)
    rules.check_days(held.day, trainer.trained_on, timezone.localdate())
    if not 0 < len(held.attendees) <= rules.MOST_ATTENDEES:
        raise Invalid(
            "cascade.attendees",
            N_("A session has 1 to %(most)d attendees."),
            N_("Write one attendee a line; record a larger session in parts."),
            place="attendees",
            most=rules.MOST_ATTENDEES,
        )
    listed = [people.checked(one) for one in held.attendees]
    session, is_new = _session(who, cascade, trainer, held, way)
    new, known = _attendees(cascade, session, listed)
    for one in known:
        way_up = rules.chain(trainer.pk, one.pk, trainers_above)
        rules.refuse_circle(names_of(way_up))
    made = people.make(cascade, new, trainer, held.day)
    rows = [Training(person=one, session=session, day=held.day) for one in (*made, *known)]
    Training.objects.bulk_create(rows, batch_size=500)
    naming.write(made)
    standing.settle(cascade, {trainer.pk, *(one.pk for one in (*made, *known))}, new={one.pk for one in made})
    alike = naming.propose(cascade, made)
    return Recorded(session, is_new, len(made), len(rows), alike)


def trainer_of(cascade: Cascade, public_id: UUID) -> Person:
    """The person of the tree with this public id, or of the learner with it.

    Raises:
        Invalid: ``cascade.trainer``.
    """
    here = Person.objects.filter(cascade=cascade)
    found = here.filter(public_id=public_id).first() or here.filter(learner=public_id).order_by("pk").first()
    if found is None:
        raise Invalid(
            "cascade.trainer",
            N_("The trainer is not in this tree."),
            N_("Record first the session in which the trainer was trained."),
            place="trainer",
        )
    return found


def trainers_above(level: Sequence[int]) -> list[tuple[int, int]]:
    """For these persons, whoever trained them, over every session."""
    rows: list[tuple[int, int]] = []
    for part in standing.portions(level):
        rows += Training.objects.filter(person__in=part, session__isnull=False).values_list(
            "person", "session__trainer"
        )
    return rows


def names_of(people_: Sequence[int]) -> list[str]:
    """The names of these persons, in this order; for whoever may read names, such as one who writes."""
    found = dict(Person.objects.filter(pk__in=people_).values_list("pk", "name"))
    return [found[pk] for pk in people_]


def _session(who: Officer, cascade: Cascade, trainer: Person, held: Held, way: str) -> tuple[Session, bool]:
    country = people.country_of(held.country) or trainer.country
    region = people.region_of(held.region, country) or trainer.region
    topic = people.line(held.topic, MOST_TOPIC, "topic")
    if not topic:
        raise Invalid("cascade.topic", N_("The session has no topic."), N_("Write what was taught."), place="topic")
    reference = people.line(held.reference, MOST_REFERENCE, "reference")
    # With a number of the reporter's own, a topic that was written otherwise the second time is no second session.
    same = (reference,) if reference else (topic.casefold(), region.casefold())
    key = hashlib.sha256("\0".join((str(trainer.public_id), held.day.isoformat(), *same)).encode()).hexdigest()
    return Session.objects.get_or_create(
        cascade=cascade,
        key=key,
        defaults={
            "trainer": trainer,
            "held_on": held.day,
            "country": country,
            "region": region,
            "service": people.line(held.service, people.MOST_SERVICE, "service") or trainer.service,
            "topic": topic,
            "hours": rules.check_hours(held.hours),
            "materials": people.line(held.materials, MOST_MATERIALS, "materials"),
            "way": way,
            "recorded_by": handle(who),
            "recorded_at": timezone.now(),
        },
    )


def _attendees(cascade: Cascade, session: Session, listed: Sequence[Named]) -> tuple[list[Named], list[Person]]:
    """New persons, and persons of the tree who come to this session for the first time."""
    ids = [one.learner for one in listed if one.learner]
    here = Person.objects.filter(cascade=cascade)
    there = {one.learner: one for one in here.filter(learner__in=ids)}
    there |= {one.public_id: one for one in here.filter(public_id__in=ids)}
    new, known = people.split(listed, there)
    present = {one.pk: one for one in here.filter(trainings__session=session)}
    keys = {
        (one.name.casefold(), one.service.casefold(), one.country, one.region.casefold()) for one in present.values()
    }
    new = [one for one in new if one.learner or one.key not in keys]
    return new, [one for one in known if one.pk not in present]


def session_of(cascade: Cascade, public_id: UUID) -> Session:
    """The session of the tree.

    Raises:
        Invalid: ``cascade.session.unknown``.
    """
    found = Session.objects.select_related("trainer", "cascade").filter(cascade=cascade, public_id=public_id).first()
    if found is None:
        raise Invalid(
            "cascade.session.unknown",
            N_("There is no such session in this tree."),
            N_("Look it up at its trainer."),
            place="session",
        )
    return found
