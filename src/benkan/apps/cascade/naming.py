"""Under which keys a person's name is found again, in any order and script; and who of a tree could be the same.

The keys are those of ``core.matching``'s own index, for one tree each: a part of a name alone for whoever looks
somebody up, a pair of parts for proposing who is the same. They are mixes of skeletons and never leave the node.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product
from typing import Final

from django.db.models import Count

from benkan.apps.cascade import standing
from benkan.apps.cascade.models import Cascade, Likeness, NameKey, Person
from benkan.core.errors import Invalid
from benkan.core.matching import THRESHOLD, Subject, compare
from benkan.core.matching.open_keys import component, mixed

MOST_ALIKE: Final = 20
"""Persons who share a pair of name parts with a new one and are compared with it."""
MOST_FOUND: Final = 50
_PART: Final = component("cascade part")
_PAIR: Final = component("cascade pair")


def subject(person: Person) -> Subject | None:
    """The person as matching compares persons; nothing when the name is none that it can read."""
    try:
        return Subject(names=(person.name,), nationalities=(person.country.lower(),) if person.country else ())
    except Invalid:
        return None


def write(people: Iterable[Person]) -> None:
    """Writes the keys of these persons."""
    rows = []
    for one in people:
        parts, pairs = keys_of(one.cascade_id, one.name)
        rows += [NameKey(key=key, person=one) for key in parts | pairs]
    NameKey.objects.bulk_create(rows, batch_size=1_000)


def forget(person: Person) -> None:
    """Takes the keys of the person's name away."""
    parts, pairs = keys_of(person.cascade_id, person.name)
    NameKey.objects.filter(key__in=parts | pairs, person=person).delete()


def look_up(cascade: Cascade, text: str, most: int = MOST_FOUND) -> list[Person]:
    """Persons whose name has every part that was typed, the largest branches first."""
    parts = _readings(text)
    if not parts:
        return []
    found: set[int] | None = None
    for readings in parts[:4]:
        keys = {mixed(_PART + cascade.pk, component(one)) for one in readings}
        rows = NameKey.objects.filter(key__in=keys)
        # Whoever has the first parts is known: the next part is asked of them alone.
        rows = rows.filter(person__in=found) if found is not None and len(found) < 5_000 else rows
        here = set(rows.values_list("person", flat=True)[:200_000])
        found = here if found is None else found & here
        if not found:
            return []
    few = sorted(found or ())[:5_000]
    return list(Person.objects.filter(pk__in=few, cascade=cascade, erased=False).order_by("-below", "pk")[:most])


def propose(cascade: Cascade, new: Sequence[Person]) -> int:
    """Notes whom of the tree each new person could be; nobody is joined here. Returns how many pairs were noted."""
    subjects = {one.pk: made for one in new if not one.erased and (made := subject(one)) is not None}
    keys: dict[int, set[int]] = {one.pk: keys_of(cascade.pk, one.name)[1] for one in new if one.pk in subjects}
    every = {key for found in keys.values() for key in found}
    sharing: dict[int, list[int]] = {}
    for part in standing.portions(every):
        # A pair that hundreds carry says nothing of any two of them.
        carried = NameKey.objects.filter(key__in=part).values("key").annotate(number=Count("pk"))
        rare = carried.filter(number__lte=MOST_ALIKE).values_list("key", flat=True)
        for key, person in NameKey.objects.filter(key__in=list(rare)).values_list("key", "person"):
            sharing.setdefault(key, []).append(person)
    pairs = {
        (min(pk, other), max(pk, other))
        for pk, found in keys.items()
        for key in found
        for other in sharing.get(key, ())
        if other != pk
    }
    people = {one.pk: one for one in Person.objects.filter(pk__in={pk for pair in pairs for pk in pair}, erased=False)}
    scores = {pair: score for pair in pairs if (score := _score(people, pair)) >= THRESHOLD}
    rows = [
        Likeness(cascade=cascade, first_id=one, second_id=other, score=score) for (one, other), score in scores.items()
    ]
    Likeness.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _score(people: Mapping[int, Person], pair: tuple[int, int]) -> float:
    one, other = (people.get(pk) for pk in pair)
    if one is None or other is None or (one.learner and other.learner and one.learner != other.learner):
        return 0.0
    a, b = subject(one), subject(other)
    return compare(a, b).score if a is not None and b is not None else 0.0


def keys_of(cascade: int, name: str) -> tuple[set[int], set[int]]:
    """Keys of the parts, and keys of the pairs."""
    parts = _readings(name)
    alone = {mixed(_PART + cascade, component(one)) for readings in parts for one in readings}
    both = {
        mixed(_PAIR + cascade, *sorted((component(a), component(b))))
        for one, other in combinations(parts, 2)
        for a, b in product(one, other)
    }
    return alone, both


def _readings(name: str) -> list[tuple[str, ...]]:
    """The skeletons of each part of the name."""
    try:
        made = Subject(names=(name,))
    except Invalid:
        return []
    return [part.readings for whole in made.parts for part in whole if part.readings][:8]
