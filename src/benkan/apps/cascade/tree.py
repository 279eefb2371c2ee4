"""The tree as pages show it: a handful of branches at a time, the largest first, and its drawing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from benkan.apps.cascade.figures import place_name
from benkan.apps.cascade.models import Cascade, Person
from benkan.apps.cascade.seeing import Sight
from benkan.core import cascade as rules
from benkan.core.cascade import Branch, Sector

SHOWN: Final = 20
DRAWN_OF_ONE: Final = 40
"""Branches of one person that a drawing asks for; the others are drawn together."""
WIDTH, ROW = 1_000, 56
"""Of the drawing, and of one level of it."""


@dataclass(frozen=True, slots=True)
class Node:
    """A person as a line of the tree."""

    person: Person
    name: str
    where: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sector of the drawing, in its units, with its words."""

    sector: Sector
    x: float
    y: float
    width: float
    height: float
    node: Node | None
    share: float

    @property
    def shade(self) -> int:
        """Which of the shades it has: by level."""
        return self.sector.level % 4


def top(cascade: Cascade) -> QuerySet[Person]:
    """The attendees of the first course, the largest branches first."""
    return Person.objects.filter(cascade=cascade, parent__isnull=True).order_by("-below", "pk")


def directly_below(person: Person) -> QuerySet[Person]:
    """Whoever stands directly below, the largest branches first."""
    return Person.objects.filter(parent=person).order_by("-below", "pk")


def nodes(people: Sequence[Person], sight: Sight) -> list[Node]:
    """These persons as lines."""
    return [Node(one, sight.name(one), where(one)) for one in people]


def where(person: Person) -> str:
    """Service and place."""
    return " · ".join(
        part
        for part in (person.service, place_name(person.region or f"{person.country}/") if person.region else "")
        if part
    )


def page_of(people: QuerySet[Person], number: Any, count: int) -> Page[Person]:
    """One page of these persons; how many there are is known and not counted again."""
    paginator = Paginator(people, SHOWN)
    paginator.__dict__["count"] = count
    return paginator.get_page(number)


def above(person: Person) -> list[Person]:
    """Everybody above, the top first."""
    return list(Person.objects.filter(cascade=person.cascade_id, path__in=rules.parents(person.path)).order_by("depth"))


def drawing(cascade: Cascade, sight: Sight) -> list[Drawn]:
    """The drawing by levels, the first course on top."""
    ranked = list(top(cascade)[:DRAWN_OF_ONE])
    rest = cascade.persons - sum(1 + one.below for one in ranked)
    branches = [Branch(one.pk, 1 + one.below) for one in ranked]
    if rest:
        branches.append(Branch(None, rest, top(cascade).count() - len(ranked)))
    people = {one.pk: one for one in ranked}

    def below(parents: Sequence[int]) -> dict[int, list[Branch]]:
        row = Window(RowNumber(), partition_by=[F("parent")], order_by=[F("below").desc(), F("pk")])
        found: dict[int, list[Branch]] = defaultdict(list)
        ranked_below = Person.objects.filter(parent__in=parents).annotate(row=row).filter(row__lte=DRAWN_OF_ONE)
        for one in ranked_below:
            people[one.pk] = one
            found[one.parent_id or 0].append(Branch(one.pk, 1 + one.below))
        sums = {one.pk: (one.below, one.taught) for one in people.values() if one.pk in set(parents)}
        for parent, inner in found.items():
            persons, taught = sums[parent]
            if others := persons - sum(branch.persons for branch in inner):
                inner.append(Branch(None, others, taught - len(inner)))
        return found

    sectors = rules.icicle(branches, below)
    shown = dict(zip(people, nodes(list(people.values()), sight), strict=True))
    return [
        Drawn(
            one, one.x * WIDTH, one.level * ROW, max(0.0, one.width * WIDTH - 1), ROW - 2,
            shown.get(one.branch.identifier) if one.branch.identifier else None,
            100 * one.branch.persons / cascade.persons,
        )
        for one in sectors
    ]  # fmt: skip
