"""Places and sums made again from trainings, sessions and answers, and compared with what was there."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction

from benkan.apps.cascade import standing
from benkan.apps.cascade.models import Cascade, Person, Tally
from benkan.core import cascade as rules
from benkan.core.cascade.counting import Key

_KEPT: Final = ("path", "depth", "below", "levels", "last_on", "taught", *standing.DERIVED)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was made again.

    Args:
        persons: everybody of the tree.
        mended: persons of whom something was not right.
        tallies: sums that were not right.
    """

    persons: int
    mended: int
    tallies: int


@transaction.atomic
def rebuild(cascade: Cascade) -> Rebuilt:
    """Everything that follows, from the ground; the tree is locked meanwhile."""
    cascade = standing.lock(cascade)
    people = {one.pk: one for one in Person.objects.filter(cascade=cascade)}
    before = {pk: _kept(one) for pk, one in people.items()}
    gone = standing.derive(people)
    for pk in gone:
        del people[pk]
    children: dict[int | None, list[Person]] = defaultdict(list)
    for one in people.values():
        children[one.parent_id].append(one)
    order: list[Person] = []
    level = children[None]
    for one in level:
        one.path, one.depth = rules.under("", one.number), 0
    while level:
        order += level
        following = []
        for parent in level:
            for one in children[parent.pk]:
                one.path, one.depth = rules.under(parent.path, one.number), parent.depth + 1
                following.append(one)
        level = following
    for one in reversed(order):
        inner = children[one.pk]
        one.taught = len(inner)
        one.below = sum(1 + child.below for child in inner)
        one.levels = max((1 + child.levels for child in inner), default=0)
        days = [day for day in (one.last_held_on, *(child.last_on for child in inner)) if day]
        one.last_on = max(days, default=None)
    wrong = [one for one in order if _kept(one) != before[one.pk]]
    _write(wrong)
    for part in standing.portions(gone):
        Person.objects.filter(pk__in=part).delete()
    tallies = _tallies(cascade)
    standing.total(cascade)
    return Rebuilt(len(order), len(wrong), tallies)


def _write(people: list[Person]) -> None:
    """Writes everything that was made again; one statement for many rows, since a whole tree may be wrong."""
    own = Person._meta  # noqa: SLF001 - Django's documented way
    fields = [field for field in own.concrete_fields if field.name in _KEPT]
    columns = ", ".join(f"{connection.ops.quote_name(field.column)} = %s" for field in fields)
    table = connection.ops.quote_name(own.db_table)
    rows = (
        [*(field.get_db_prep_save(getattr(one, field.attname), connection) for field in fields), one.pk]
        for one in people
    )
    with connection.cursor() as cursor:
        for part in standing.portions(rows):
            cursor.executemany(f"UPDATE {table} SET {columns} WHERE id = %s", part)  # noqa: S608 - names of our own columns


def recount(cascade: Cascade) -> Counter[Key]:
    """Every sum, counted anew from everybody."""
    return standing.contributions_of(Person.objects.filter(cascade=cascade))


def _tallies(cascade: Cascade) -> int:
    right = recount(cascade)
    there = {(row.kind, row.value, row.depth): row.persons for row in Tally.objects.filter(cascade=cascade)}
    wrong = sum(right.get(key, 0) != there.get(key, 0) for key in right.keys() | there.keys())
    if wrong:
        Tally.objects.filter(cascade=cascade).delete()
        rows = [
            Tally(cascade=cascade, kind=kind, value=value, depth=depth, persons=number)
            for (kind, value, depth), number in right.items()
        ]
        Tally.objects.bulk_create(rows, batch_size=500)
    return wrong


def _kept(one: Person) -> tuple[object, ...]:
    return tuple(one.parent_id if name == "parent" else getattr(one, name) for name in _KEPT)
