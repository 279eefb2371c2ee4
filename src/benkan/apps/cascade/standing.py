"""Where persons stand and what is counted of them, made right again after sessions changed: one function for all acts.

Whatever an act did to ``Training``, ``Session`` or ``Answer``, it names the persons concerned and ``settle`` does the
rest: first training, parent, path and depth of whole branches, sums of everybody above and of the tree. The tree's own
row is locked first, so that two acts on one tree follow each other on every database.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import Concat, Substr

from benkan.apps.cascade.models import Answer, Cascade, Person, Session, Tally, Training
from benkan.core import cascade as rules
from benkan.core.cascade.counting import Key

PORTION: Final = 2_000
_COUNTED: Final = (
    "depth", "country", "region", "service", "trained_on", "first_held_on", "in_service_on", "active_on", "left_on",
)  # fmt: skip
DERIVED: Final = (
    "trained_on", "parent", "held", "first_held_on", "last_held_on", "in_service_on", "active_on", "left_on",
)  # fmt: skip


def lock(cascade: Cascade) -> Cascade:
    """The tree's row, read anew and held until the end of the transaction."""
    return Cascade.objects.select_for_update().get(pk=cascade.pk)


@transaction.atomic
def settle(cascade: Cascade, people: Iterable[int], new: Collection[int] = ()) -> None:
    """Everything that follows from trainings, sessions and answers, for these persons and all above and below.

    Persons without a training left are deleted: nobody may stand below them, and they hold no session.

    Args:
        cascade: locked by the caller.
        people: primary keys of everybody whose trainings, sessions or answers changed, ``new`` included.
        new: those of them who were made by this act, with their path, and are not yet counted.
    """
    found = {one.pk: one for part in portions(set(people)) for one in Person.objects.filter(pk__in=part)}
    was = {pk: (one.path, one.parent_id) for pk, one in found.items()}
    gone = derive(found)
    moved = [one for pk, one in found.items() if pk not in gone and one.parent_id != was[pk][1]]
    touched = _with_branches(found, moved)
    change = Counter[Key]()
    change.subtract(_counted(touched - set(new)))
    above = _above(cascade, [path for path, _ in was.values()])
    Person.objects.bulk_update([one for pk, one in found.items() if pk not in gone], DERIVED, batch_size=200)
    _place({one.pk: one for one in moved})
    for part in portions(gone):
        Person.objects.filter(pk__in=part).delete()
    touched -= gone
    change.update(_counted(touched))
    _tally(cascade, change)
    above |= _above(cascade, [path for pk in touched if pk in found for path in [found[pk].path]]) | set(found)
    add_up(cascade, above - gone)


def recounted(cascade: Cascade, person: Person, fields: list[str]) -> None:
    """Saves these fields of the person, and keeps the sums right: what was counted before is taken away."""
    change = Counter[Key]()
    change.subtract(_counted([person.pk]))
    person.save(update_fields=fields)
    change.update(_counted([person.pk]))
    _tally(cascade, change)


def contributions_of(people: QuerySet[Person]) -> Counter[Key]:
    """What these persons add, by key."""
    found = Counter[Key]()
    for row in people.values_list(*_COUNTED).iterator(chunk_size=PORTION):
        found.update(rules.contributions(rules.Counted(*row)))
    return found


def add_up(cascade: Cascade, people: Iterable[int]) -> None:
    """The sums of these persons from those of whoever stands directly below, the lowest first; then the tree's own."""
    levels: dict[int, list[int]] = defaultdict(list)
    for part in portions(people):
        for pk, depth in Person.objects.filter(pk__in=part).values_list("pk", "depth"):
            levels[depth].append(pk)
    for depth in sorted(levels, reverse=True):
        for part in portions(levels[depth]):
            sums = {
                row["parent"]: row
                for row in Person.objects.filter(parent__in=part).order_by().values("parent").annotate(
                    number=Count("pk"), inner=Sum("below"), deepest=Max("levels"), latest=Max("last_on")
                )
            }  # fmt: skip
            rows = list(Person.objects.filter(pk__in=part).only("pk", "last_held_on"))
            for one in rows:
                row = sums.get(one.pk)
                one.taught = row["number"] if row else 0
                one.below = row["number"] + row["inner"] if row else 0
                one.levels = row["deepest"] + 1 if row else 0
                one.last_on = _latest(one.last_held_on, row["latest"] if row else None)
            Person.objects.bulk_update(rows, ["taught", "below", "levels", "last_on"], batch_size=200)
    total(cascade)


def total(cascade: Cascade) -> None:
    """The sums of the whole tree, from those at its top."""
    top = Person.objects.filter(cascade=cascade, parent__isnull=True).aggregate(
        number=Count("pk"), inner=Sum("below"), deepest=Max("levels"), latest=Max("last_on")
    )
    cascade.persons = top["number"] + (top["inner"] or 0)
    cascade.levels = top["deepest"] or 0
    cascade.last_on = top["latest"]
    cascade.sessions = Session.objects.filter(cascade=cascade).count()
    cascade.save(update_fields=["persons", "levels", "last_on", "sessions", "next_number"])


def branch_of(person: Person) -> QuerySet[Person]:
    """The person and everybody below."""
    first, end = rules.branch(person.path)
    return Person.objects.filter(cascade=person.cascade_id, path__gte=first, path__lt=end)


def portions(values: Iterable[Any], size: int = PORTION) -> Iterator[list[Any]]:
    """The values in lists that any database takes in one question."""
    every = iter(values)
    while part := list(islice(every, size)):
        yield part


def derive(found: dict[int, Person]) -> set[int]:
    """Sets what trainings, sessions and answers say of each; returns who has no training left."""
    gone: set[int] = set()
    for part in portions(found):
        trainings: dict[int, list[tuple[dt.date, int | None, int]]] = defaultdict(list)
        for person, day, trainer, pk in Training.objects.filter(person__in=part).values_list(
            "person", "day", "session__trainer", "pk"
        ):
            trainings[person].append((day, trainer, pk))
        held = {
            row["trainer"]: row
            for row in Session.objects.filter(trainer__in=part).order_by().values("trainer").annotate(
                number=Count("pk"), first=Min("held_on"), last=Max("held_on")
            )
        }  # fmt: skip
        left = Answer.State.LEFT
        told = {
            row["person"]: row
            for row in Answer.objects.filter(person__in=part).order_by().values("person").annotate(
                there=Max("day", filter=~Q(state=left)),
                active=Max("day", filter=Q(state=Answer.State.ACTIVE)),
                latest=Max("day"),
                gone=Max("day", filter=Q(state=left)),
            )
        }  # fmt: skip
        for pk in part:
            one = found[pk]
            if pk not in trainings:
                gone.add(pk)
                continue
            one.trained_on, one.parent_id, _ = rules.first_training(trainings[pk])
            sessions, answers = held.get(pk), told.get(pk)
            one.held = sessions["number"] if sessions else 0
            one.first_held_on = sessions["first"] if sessions else None
            one.last_held_on = sessions["last"] if sessions else None
            # Who holds a session is in service and active on that day, whatever anybody answers.
            one.in_service_on = _latest(answers["there"] if answers else None, one.last_held_on)
            one.active_on = _latest(answers["active"] if answers else None, one.last_held_on)
            one.left_on = answers["gone"] if answers and answers["gone"] else None
            if one.left_on and one.in_service_on and one.in_service_on > one.left_on:
                one.left_on = None  # came back: the later word holds
    return gone


def _place(people: dict[int, Person]) -> None:
    """Gives these persons, and their branches with them, the path below their parents; parents before children."""
    waiting = dict(people)
    while waiting:
        ready = [one for one in waiting.values() if one.parent_id not in waiting]
        for one in ready:
            del waiting[one.pk]
            parent = Person.objects.values_list("path", flat=True).get(pk=one.parent_id) if one.parent_id else ""
            path = rules.under(parent, one.number)
            # Read again: somebody above may have moved meanwhile, and this branch with him.
            old = one.path = Person.objects.values_list("path", flat=True).get(pk=one.pk)
            deeper = rules.depth_of(path) - rules.depth_of(old)
            lowest = branch_of(one).aggregate(deepest=Max("depth"))["deepest"] or 0
            rules.refuse_depth(lowest + deeper)
            # A path ends with its person's own number, so no other person ever has it, whatever moves first.
            branch_of(one).update(path=Concat(Value(path), Substr("path", len(old) + 1)), depth=F("depth") + deeper)
            one.path = path


def _with_branches(found: dict[int, Person], moved: Sequence[Person]) -> set[int]:
    """The persons, and everybody below one who moves."""
    every = set(found)
    for one in moved:
        every.update(branch_of(one).values_list("pk", flat=True))
    return every


def _counted(people: Iterable[int]) -> Counter[Key]:
    found = Counter[Key]()
    for part in portions(people):
        found.update(contributions_of(Person.objects.filter(pk__in=part)))
    return found


def _above(cascade: Cascade, paths: Iterable[str]) -> set[int]:
    """Everybody who stands above one of these places."""
    wanted = {above for path in paths for above in rules.parents(path)}
    found: set[int] = set()
    for part in portions(wanted):
        found.update(Person.objects.filter(cascade=cascade, path__in=part).values_list("pk", flat=True))
    return found


def _tally(cascade: Cascade, change: Counter[Key]) -> None:
    """Adds the change to the sums; a sum that falls to nothing goes."""
    wanted = {key: number for key, number in change.items() if number}
    if not wanted:
        return
    rows: dict[Key, Tally] = {}
    for part in portions({value for _, value, _ in wanted}):
        for row in Tally.objects.filter(cascade=cascade, value__in=part):
            rows[row.kind, row.value, row.depth] = row
    fresh: list[Tally] = []
    grown: list[Tally] = []
    ended: list[Tally] = []
    for key, number in wanted.items():
        there = rows.get(key)
        if there is None:
            fresh.append(Tally(cascade=cascade, kind=key[0], value=key[1], depth=key[2], persons=number))
            continue
        there.persons += number
        (grown if there.persons else ended).append(there)
    Tally.objects.bulk_create(fresh, batch_size=500)
    Tally.objects.bulk_update(grown, ["persons"], batch_size=200)
    Tally.objects.filter(pk__in=[row.pk for row in ended]).delete()


def _latest(*days: dt.date | None) -> dt.date | None:
    return max((day for day in days if day is not None), default=None)
