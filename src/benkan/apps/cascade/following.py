"""What became of those trained, targets, and who is to be reminded: answers have a day, and no answer is no answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer, handle
from benkan.apps.cascade import people, standing
from benkan.apps.cascade.models import Answer, Cascade, Person, Tally, Target
from benkan.apps.journal import services as journal
from benkan.core import cascade as rules
from benkan.core import territories
from benkan.core.errors import N_, Invalid

MOST_ANSWERS: Final = 1_000
MOST_TARGETS: Final = 200
MOST_WANTED: Final = 100_000_000
SOON: Final = dt.timedelta(days=30)
"""How long before its day a target that is behind shows in My day."""


@transaction.atomic
def answer(who: Officer, cascade: Cascade, answers: Sequence[tuple[UUID, dt.date, str]]) -> int:
    """Notes what became of persons: (person, day, ``active``, ``in-service`` or ``left``). Returns how many are new.

    A second answer of one day replaces the first.

    Raises:
        Invalid: ``cascade.person.unknown``, ``cascade.answer``, ``cascade.answer-day``.
    """
    accounts.need(who, "train")
    cascade = standing.lock(cascade)
    if not 0 < len(answers) <= MOST_ANSWERS:
        raise Invalid(
            "cascade.answers", N_("Give 1 to %(most)d answers at once."), N_("Send them in parts."), most=MOST_ANSWERS
        )
    here = {
        one.public_id: one for one in Person.objects.filter(cascade=cascade, public_id__in=[row[0] for row in answers])
    }
    for public_id, day, state in answers:
        one = here.get(public_id)
        if one is None:
            raise Invalid(
                "cascade.person.unknown",
                N_("There is no such person in this tree."),
                N_("Look it up in the tree."),
                place="person",
            )
        if state not in Answer.State.values:
            raise Invalid(
                "cascade.answer", N_("There is no such answer."), N_("Use one of: %(known)s."), place="state",
                known=", ".join(Answer.State.values),
            )  # fmt: skip
        if not one.trained_on <= day <= timezone.localdate():
            raise Invalid(
                "cascade.answer-day",
                N_("An answer is of a day between the training and today."),
                N_("Give the day on which it was known."),
                place="day",
            )
        Answer.objects.update_or_create(
            person=one, day=day, defaults={"state": state, "told_by": handle(who), "told_at": timezone.now()}
        )
    standing.settle(cascade, [one.pk for one in here.values()])
    journal.write("cascade-answered", officer=handle(who), reference=str(cascade.public_id), count=len(answers))
    return len(answers)


@dataclass(frozen=True, slots=True)
class Aim:
    """A target with how far it is."""

    target: Target
    progress: rules.Progress

    def as_object(self) -> dict[str, Any]:
        """For programs."""
        return {
            "of": self.target.kind,
            "value": self.target.value,
            "persons": self.target.persons,
            "due_on": self.target.due_on.isoformat(),
            "reached": self.progress.reached,
            "expected": self.progress.expected,
            "state": self.progress.state,
        }


@transaction.atomic
def set_target(who: Officer, cascade: Cascade, kind: str, value: str, persons: int, due_on: dt.date) -> Target:
    """A target of the tree: of all, a country, a region or a service (``ML/Douanes``); of one day there is one.

    Raises:
        Invalid: ``cascade.target``, ``cascade.target-day``, ``cascade.targets``.
    """
    accounts.need(who, "train")
    cascade = standing.lock(cascade)
    if kind not in Target.Kind.values or not 0 < persons <= MOST_WANTED:
        raise _no_target()
    today = timezone.localdate()
    if not today < due_on <= today + dt.timedelta(days=20 * 366):
        raise Invalid(
            "cascade.target-day", N_("The day of a target lies ahead."), N_("Give a later day."), place="due_on"
        )
    value = _value(kind, value)
    there = Target.objects.filter(cascade=cascade)
    if there.count() >= MOST_TARGETS:
        raise Invalid(
            "cascade.targets", N_("A tree has at most %(most)d targets."), N_("Take one away first."), most=MOST_TARGETS
        )
    made, _ = there.update_or_create(
        cascade=cascade,
        kind=kind,
        value=value,
        due_on=due_on,
        defaults={"persons": persons, "set_on": today, "set_by": handle(who)},
    )
    journal.write("cascade-target-set", officer=handle(who), reference=str(cascade.public_id), kind=kind, count=persons)
    return made


@transaction.atomic
def remove_target(who: Officer, target: Target) -> None:
    """Takes the target away."""
    accounts.need(who, "train")
    reference, kind, persons = str(target.cascade.public_id), target.kind, target.persons
    target.delete()
    journal.write(
        "cascade-target-set", officer=handle(who), reference=reference, kind=kind, count=persons, removed=True
    )


def aims(cascade: Cascade, today: dt.date | None = None) -> list[Aim]:
    """The targets of the tree with how far each is, the next first."""
    targets = list(cascade.targets.order_by("due_on", "kind", "value"))
    reached: dict[tuple[str, str], int] = {}
    for row in Tally.objects.filter(
        cascade=cascade, kind__in=["country", "region", "service"], value__in=[one.value for one in targets]
    ):
        reached[row.kind, row.value] = reached.get((row.kind, row.value), 0) + row.persons
    day = today or timezone.localdate()
    return [
        Aim(
            one,
            rules.progress(
                cascade.persons if one.kind == Target.Kind.ALL else reached.get((one.kind, one.value), 0),
                one.persons, one.set_on, one.due_on, day,
            ),
        )
        for one in targets
    ]  # fmt: skip


def idle(cascade: Cascade) -> QuerySet[Person]:
    """Persons who have not yet trained anybody, the longest first: as many as the figures say, who left among them."""
    return Person.objects.filter(cascade=cascade, held=0).order_by("trained_on", "pk")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of onward training waits for an officer.

    Args:
        own: where the officer was trained, has been reminded and has not trained anybody yet.
        late: targets behind, for who may train.
    """

    own: list[Person]
    late: list[Aim]

    @property
    def count(self) -> int:
        """How many lines."""
        return len(self.own) + len(self.late)


def waiting_for(who: Officer) -> Waiting | None:
    """What waits for this officer; nothing when nothing does."""
    mine = Person.objects.filter(username=handle(who), held=0, left_on=None, reminded_on__isnull=False)
    own = list(mine.exclude(username="").select_related("cascade").order_by("trained_on")[:10])
    found = Waiting(own, late_targets() if accounts.may(who, "train") else [])
    return found if found.count else None


def late_targets(today: dt.date | None = None) -> list[Aim]:
    """Targets behind whose day comes within a month or is a month past, of all trees."""
    day = today or timezone.localdate()
    near = {"due_on__lte": day + SOON, "due_on__gte": day - SOON}
    trees = Cascade.objects.filter(pk__in=Target.objects.filter(**near).values("cascade"))[:20]
    found = [one for tree in trees for one in aims(tree, day) if abs((one.target.due_on - day).days) <= SOON.days]
    return [one for one in found if one.progress.state in ("late", "missed")][:10]


@transaction.atomic
def remind(today: dt.date | None = None) -> int:
    """Notes every own officer who should have trained by now and has not: it shows in the officer's own day.

    Returns how many are new; each is reminded once of one tree.
    """
    day = today or timezone.localdate()
    count = 0
    for tree in Cascade.objects.exclude(remind_after_days=0):
        due = Person.objects.filter(
            cascade=tree, held=0, left_on=None, reminded_on=None, erased=False,
            trained_on__lte=day - dt.timedelta(days=tree.remind_after_days),
        ).exclude(username="")  # fmt: skip
        new = due.update(reminded_on=day)
        if new:
            journal.write("cascade-reminded", reference=str(tree.public_id), count=new)
        count += new
    return count


def _value(kind: str, value: str) -> str:
    if kind == Target.Kind.ALL:
        return ""
    value = people.line(value, 130, "value")
    country, _, rest = value.partition("/")
    if kind == Target.Kind.COUNTRY:
        value = people.country_of(value)
    elif kind == Target.Kind.REGION:
        value = people.region_of(value, "")
    elif country not in territories.COUNTRIES or not rest:
        value = ""
    if not value.strip("/"):
        raise _no_target()
    return value


def _no_target() -> Invalid:
    return Invalid(
        "cascade.target",
        N_("This target cannot be read."),
        N_("Give all, country, region or service, which one (ML, ML/Gao, ML/Douanes), and a number of persons."),
        place="target",
    )
