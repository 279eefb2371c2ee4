"""What was reported wrong, put right: a session's trainer, a session that never was, two persons who are one."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer, handle
from benkan.apps.cascade import naming, recording, standing
from benkan.apps.cascade.models import Answer, Cascade, Likeness, Person, Session, Training
from benkan.apps.journal import services as journal
from benkan.core import cascade as rules
from benkan.core.errors import N_, Invalid, Refused


@transaction.atomic
def move(who: Officer, session: Session, trainer: UUID) -> None:
    """The session was held by another person of the tree; whoever was trained first in it moves, with the branch.

    Raises:
        Refused: ``cascade.too-early``, ``cascade.circle``, ``cascade.too-deep``.
        Invalid: ``cascade.trainer``.
    """
    accounts.need(who, "train")
    cascade = standing.lock(session.cascade)
    session = Session.objects.get(pk=session.pk)
    new, old = recording.trainer_of(cascade, trainer), session.trainer
    if new.pk == old.pk:
        return
    rules.check_days(session.held_on, new.trained_on, timezone.localdate())
    attendees = list(session.trainings.values_list("person", flat=True))
    for one in attendees:
        way_up = rules.chain(new.pk, one, recording.trainers_above)
        rules.refuse_circle(recording.names_of(way_up))
    session.trainer = new
    session.save(update_fields=["trainer"])
    standing.settle(cascade, {old.pk, new.pk, *attendees})
    journal.write(
        "onward-session-moved",
        officer=handle(who),
        reference=str(cascade.public_id),
        session=str(session.public_id),
        count=len(attendees),
    )


@transaction.atomic
def withdraw(who: Officer, session: Session) -> int:
    """The session never was: it goes, and whoever was trained in it alone. Returns how many persons went.

    Raises:
        Refused: ``cascade.trained-on``: one of them has held sessions, or was trained only later elsewhere.
    """
    accounts.need(who, "train")
    cascade = standing.lock(session.cascade)
    attendees = list(Person.objects.filter(trainings__session=session))
    others = Training.objects.filter(person__in=attendees).exclude(session=session)
    first_elsewhere: dict[int, dt.date] = {}
    for person, day in others.values_list("person", "day"):
        first_elsewhere[person] = min(day, first_elsewhere.get(person, day))
    for one in attendees:
        trained_on = first_elsewhere.get(one.pk)
        if one.first_held_on is not None and (trained_on is None or one.first_held_on < trained_on):
            raise Refused(
                "cascade.trained-on",
                N_("%(count)d sessions were held by somebody who was trained in this one."),
                N_("Give those sessions their right trainer, or withdraw them first."),
                place="session",
                count=one.held,
            )
    trainer, public_id, before = session.trainer_id, session.public_id, cascade.persons
    session.delete()
    standing.settle(cascade, {trainer, *(one.pk for one in attendees)})
    journal.write(
        "onward-session-withdrawn",
        officer=handle(who),
        reference=str(cascade.public_id),
        session=str(public_id),
        count=before - cascade.persons,
    )
    return before - cascade.persons


@transaction.atomic
def merge(who: Officer, cascade: Cascade, kept: UUID, other: UUID) -> Person:
    """Two persons are one: sessions, trainings and answers of the other become those of the kept one.

    Raises:
        Refused: ``cascade.circle`` when one of them stands above the other.
        Invalid: ``cascade.person-unknown``, ``cascade.same-person``.
    """
    accounts.need(who, "train")
    cascade = standing.lock(cascade)
    stays, goes = person_of(cascade, kept), person_of(cascade, other)
    if stays.pk == goes.pk:
        raise Invalid("cascade.same-person", N_("This is one person already."), N_("Choose two."), place="other")
    for one, above in ((stays, goes), (goes, stays)):
        way_up = rules.chain(one.pk, above.pk, recording.trainers_above)
        rules.refuse_circle(recording.names_of(way_up))
    standing_below = list(Person.objects.filter(parent=goes).values_list("pk", flat=True))
    there = set(Training.objects.filter(person=stays).values_list("session", flat=True))
    for row in Training.objects.filter(person=goes):
        if row.session_id in there:
            row.delete()
        else:
            row.person = stays
            row.save(update_fields=["person"])
    Session.objects.filter(trainer=goes).update(trainer=stays)
    days = set(Answer.objects.filter(person=stays).values_list("day", flat=True))
    Answer.objects.filter(person=goes).exclude(day__in=days).update(person=stays)
    naming.forget(goes)
    standing.settle(cascade, {stays.pk, goes.pk, *standing_below})
    stays.refresh_from_db()
    lacking = [name for name in ("learner", "username", "service", "country", "region") if not getattr(stays, name)]
    for name in lacking:
        setattr(stays, name, getattr(goes, name))
    standing.recounted(cascade, stays, lacking)
    journal.write("cascade-persons-merged", officer=handle(who), reference=str(cascade.public_id))
    return stays


@transaction.atomic
def different(who: Officer, likeness: Likeness) -> None:
    """The two are not one; they are not proposed again."""
    accounts.need(who, "train")
    Likeness.objects.filter(pk=likeness.pk).update(
        state=Likeness.State.DIFFERENT, judged_by=handle(who), judged_at=timezone.now()
    )
    journal.write("cascade-likeness-judged", officer=handle(who), reference=str(likeness.cascade.public_id))


@transaction.atomic
def erase(who: Officer, cascade: Cascade, person: UUID) -> None:
    """Takes name, learner and user name away; the person still counts where it stood."""
    accounts.need(who, "train")
    cascade = standing.lock(cascade)
    _erase(person_of(cascade, person))
    journal.write("cascade-person-erased", officer=handle(who), reference=str(cascade.public_id))


@transaction.atomic
def erase_learner(learner: UUID) -> int:
    """As ``erase``, of a learner who is erased on this node, in every tree; returns in how many."""
    found = list(Person.objects.filter(learner=learner))
    for one in found:
        _erase(one)
    return len(found)


def person_of(cascade: Cascade, public_id: UUID) -> Person:
    """The person of the tree.

    Raises:
        Invalid: ``cascade.person.unknown``.
    """
    found = Person.objects.filter(cascade=cascade, public_id=public_id).first()
    if found is None:
        raise Invalid(
            "cascade.person.unknown",
            N_("There is no such person in this tree."),
            N_("Look it up in the tree."),
            place="person",
        )
    return found


def _erase(one: Person) -> None:
    naming.forget(one)
    Likeness.objects.filter(first=one).delete()
    Likeness.objects.filter(second=one).delete()
    one.name, one.learner, one.username, one.erased = "", None, "", True
    one.save(update_fields=["name", "learner", "username", "erased"])


def own_top(cascade: Cascade, who: Officer) -> Person:
    """The highest person of the tree who is this officer.

    Raises:
        Invalid: ``cascade.person.unknown``.
    """
    found = Person.objects.filter(cascade=cascade, username=handle(who)).order_by("depth", "path").first()
    if found is None:
        raise Invalid(
            "cascade.person.unknown", N_("There is no such person in this tree."), N_("Look it up in the tree.")
        )
    return found
