"""The figures of a tree, read from its sums: a few thousand rows however many persons it has."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from benkan.apps.cascade import standing
from benkan.apps.cascade.models import Cascade, Person, Tally, Target
from benkan.core import cascade as rules
from benkan.core import territories
from benkan.core.territories import Place
from benkan.web import words

SUBJECTS: Final = ("country", "region", "service", "month")
LARGEST_BRANCH: Final = 60_000
"""A larger branch is not counted on the spot: its own sums stand on its person, and its parts below."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a reach table: persons, in all and by depth."""

    value: str
    label: str
    persons: int
    by_depth: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a tree has reached.

    Args:
        per_trainer: persons trained by somebody of the tree for each who has trained; nothing without trainers.
        by_depth: persons by level, 0 for the first course.
        not_reached: places of the countries concerned where nobody was trained, by code.
        left: what is left of the trainings after months.
        active: the same, of those who pass on what they learned.
    """

    persons: int
    sessions: int
    levels: int
    waiting: rules.Waiting
    per_trainer: float | None
    by_depth: list[int]
    by: Mapping[str, list[Line]]
    reached: list[Place]
    not_reached: list[Place]
    left: list[rules.Left]
    active: list[rules.Left]

    def as_object(self) -> dict[str, Any]:
        """The figures for programs; no names."""
        return {
            "persons": self.persons,
            "sessions": self.sessions,
            "levels": self.levels,
            "trainers": self.waiting.trainers,
            "not_yet_trained_anybody": self.waiting.idle,
            "persons_per_trainer": self.per_trainer,
            "median_days_to_first_session": self.waiting.median_days,
            "ninth_tenth_days_to_first_session": self.waiting.ninth_tenth_days,
            "by_depth": self.by_depth,
            **{
                f"by_{kind}": [{"value": one.value, "persons": one.persons} for one in self.by[kind]]
                for kind in SUBJECTS
            },
            "regions_not_reached": [one.code for one in self.not_reached],
            "in_service": [_point(one) for one in self.left],
            "active": [_point(one) for one in self.active],
        }


def figures(cascade: Cascade, today: dt.date | None = None) -> Reach:
    """Everything that pages, commands and programs say of a tree."""
    day = today or timezone.localdate()
    table: dict[str, dict[str, Counter[int]]] = {kind: defaultdict(Counter) for kind in SUBJECTS}
    rows = Tally.objects.filter(cascade=cascade, kind__in=SUBJECTS).values_list("kind", "value", "depth", "persons")
    by_depth = Counter[int]()
    for kind, value, depth, persons in rows:
        table[kind][value][depth] += persons
        if kind == "country":
            by_depth[depth] += persons
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    others = Tally.objects.filter(cascade=cascade).exclude(kind__in=SUBJECTS).order_by().values_list("kind", "value")
    for kind, value, persons in others.annotate(number=Sum("persons")):
        counted[kind][value] = persons
    waiting = rules.waiting({int(days): number for days, number in counted["wait"].items()}, cascade.persons)
    below_top = cascade.persons - by_depth[0]
    trained = {month: sum(depths.values()) for month, depths in table["month"].items()}
    reached, not_reached = _places(cascade, table)
    return Reach(
        cascade.persons,
        cascade.sessions,
        cascade.levels,
        waiting,
        round(below_top / waiting.trainers, 1) if waiting.trainers else None,
        [by_depth[depth] for depth in range(max(by_depth, default=-1) + 1)],
        {kind: lines(kind, table[kind]) for kind in SUBJECTS},
        reached,
        not_reached,
        rules.curve(trained, counted["in-service"], counted["left"], day),
        rules.curve(trained, counted["active"], counted["left"], day),
    )


def lines(kind: str, values: Mapping[str, Mapping[int, int]]) -> list[Line]:
    """The lines of one table: months in their order, everything else by persons."""
    found = [Line(value, label(kind, value), sum(depths.values()), depths) for value, depths in values.items()]
    if kind == "month":
        return sorted(found, key=lambda one: one.value)
    return sorted(found, key=lambda one: (-one.persons, one.value))


def label(kind: str, value: str) -> str:
    """The value in the reader's words."""
    if kind == Target.Kind.ALL:
        return _("The whole tree")
    if not value or value.endswith("/"):
        return _("Not said")
    if kind == "country":
        return words.country(value)
    if kind == "region":
        return place_name(value)
    if kind == "service":
        country, _slash, service = value.partition("/")
        return f"{service} ({words.country(country)})" if country else service
    return value


def place_name(code: str) -> str:
    """A place in the reader's language with its country; one that the gazetteer does not know as it was written."""
    found = territories.place(code)
    country, _slash, written = code.partition("/")
    name = found.names.get((get_language() or "en")[:2], found.names["en"]) if found else written
    return f"{name} ({words.country(country)})" if country else name


def of_branch(person: Person) -> dict[str, list[Line]] | None:
    """Persons below one person by country and region; nothing for a branch too large to be counted now."""
    if person.below > LARGEST_BRANCH:
        return None
    below = standing.branch_of(person).exclude(pk=person.pk).order_by()
    found: dict[str, list[Line]] = {}
    for kind in ("country", "region"):
        values: dict[str, Counter[int]] = defaultdict(Counter)
        for value, depth, number in below.values_list(kind, "depth").annotate(number=Count("pk")):
            values[value][depth] += number
        found[kind] = lines(kind, values)
    return found


def _places(cascade: Cascade, table: Mapping[str, Mapping[str, Any]]) -> tuple[list[Place], list[Place]]:
    """Places where somebody was trained, and towns of the countries concerned where nobody was."""
    reached = {code for code in table["region"] if code in territories.PLACES}
    countries = {code for code in table["country"] if code}
    for target in cascade.targets.all():
        countries |= {target.value[:2]} if target.kind != Target.Kind.ALL else set()
    towns = [one for one in territories.PLACES.values() if one.kind == "city" and one.country in countries]
    return (
        [territories.PLACES[code] for code in sorted(reached)],
        [one for one in towns if one.code not in reached],
    )


def _point(one: rules.Left) -> dict[str, Any]:
    return {
        "months": one.months,
        "trained": one.trained,
        "there": one.there,
        "gone": one.gone,
        "unknown": one.unknown,
        "lowest": one.lowest,
        "highest": one.highest,
    }
