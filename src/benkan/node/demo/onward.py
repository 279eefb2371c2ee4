"""Invented onward training for the demo's node of Mali: three attendees train ten more each, one of those six.

A fourth attendee is the analyst of the node, who has not trained anybody yet and is reminded of it. Some of the trained
were asked after half a year what became of them, some were not: what is left is a range.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from benkan.apps.accounts.services import Officer

TITLE: Final = "Lire l’image d’un scanner à bagages"
_TOP: Final = (
    ("Hawa Sidibé", "Douanes", "ML", "Bamako"),
    ("Boureima Zoungrana", "Police", "BF", "Ouagadougou"),
    ("Hamsatou Idé", "Gendarmerie", "NE", "Niamey"),
)
_GIVEN: Final = ("Aliou", "Bintou", "Cheick", "Djénéba", "Elhadj", "Fily", "Goundo", "Hamadi", "Inna", "Kola")
_FAMILY: Final = ("Sissoko", "Tapsoba", "Garba")
_PLACES: Final = (
    ("ML", ("Kayes", "Sikasso", "Ségou")),
    ("BF", ("Bobo-Dioulasso", "Dori", "Kaya")),
    ("NE", ("Agadez", "Tahoua", "Zinder")),
)


def grow(officer: Officer, own: Officer, now: dt.datetime) -> dict[str, Any]:
    """The tree with its sessions, answers and two targets.

    Args:
        officer: may train.
        own: an attendee who is an officer of this node.
        now: the course was ten months before.
    """
    from benkan.apps.cascade import services as cascade

    began = now.date() - dt.timedelta(days=300)
    attendees = [cascade.Named(*one) for one in _TOP]
    attendees.append(cascade.Named(str(own), "OCS", "ML", "Bamako", username=own.get_username()))
    tree = cascade.begin(officer, TITLE, began, attendees)
    tops = cascade.top_of(tree, officer)
    for number, (top, family, (country, places)) in enumerate(zip(_TOP, _FAMILY, _PLACES, strict=True)):
        trainer = next(one["id"] for one in tops if one["name"] == top[0])
        named = [
            cascade.Named(f"{given} {family}", top[1], country, places[at % len(places)])
            for at, given in enumerate(_GIVEN)
        ]
        day = began + dt.timedelta(days=30 + 25 * number)
        cascade.record(officer, tree, _held(trainer, day, named, places[0]))
    first = cascade.found(tree, f"{_GIVEN[0]} {_FAMILY[0]}")
    named = [cascade.Named(f"{given} Dolo", "Douanes", "ML", "Mopti") for given in _GIVEN[:6]]
    cascade.record(officer, tree, _held(first[0], began + dt.timedelta(days=120), named, "Mopti"))
    asked = now.date() - dt.timedelta(days=20)
    told = [
        (cascade.found(tree, f"{given} {family}")[0], asked, "left" if at == 7 else "in-service")
        for family in _FAMILY[:2]
        for at, given in enumerate(_GIVEN[2:9])
    ]
    cascade.answer(officer, tree, told)
    cascade.set_target(officer, tree, "all", "", 60, now.date() + dt.timedelta(days=65))
    cascade.set_target(officer, tree, "region", "Gao", 10, now.date() + dt.timedelta(days=20))
    tree.refresh_from_db()
    return {"persons": tree.persons, "levels": tree.levels}


def _held(trainer: Any, day: dt.date, attendees: list[Any], place: str) -> Any:
    from uuid import UUID

    from benkan.apps.cascade import services as cascade

    return cascade.Held(UUID(str(trainer)), day, TITLE, Decimal(6), attendees, region=place, materials="2026.1")
