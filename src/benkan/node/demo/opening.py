"""A demo node's first day, run in its own process: tables, officers, partners' cards, conventions, records, indexes.

Run as ``python -m benkan.node.demo.opening`` with BENKAN_HOME set to a home that the demo made; refuses any other.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

from benkan.core.errors import N_, Refused
from benkan.node.cli.boot import boot
from benkan.node.demo import lending, onward, pooling, recommending, reporting, school
from benkan.node.demo.cast import BY_AGENCY
from benkan.node.demo.people import Person, people


def _safeguards(person: Person) -> tuple[str, str, str, str]:
    return (person.category, person.area, person.handling, person.grade)


def take_in(country: str, count: int, seed: int) -> int:
    """Imports the invented people, those with the same safeguards together; returns how many."""
    from benkan.apps.records import services as records

    total = 0
    everyone = sorted(people(country, count, seed), key=_safeguards)
    for (category, area, handling, grade), group in groupby(everyone, key=_safeguards):
        defaults = records.Defaults(
            dataset="demo",
            subject_category=category,
            crime_area=area,
            purpose=area,
            handling=handling,
            grade=grade,
        )
        done = records.import_entities((person.entity for person in group), defaults, officer="admin", whole=True)
        total += done.added
    return total


def open_node() -> dict[str, Any]:
    """Prepares the node of BENKAN_HOME from its demo.json; returns what was made."""
    node = boot()
    if not node.demo:
        raise Refused("demo.not-a-demo-home", N_("This home was not made by the demo."), place=str(node.home))
    plan = json.loads((node.home / "demo.json").read_text("utf-8"))
    from django.utils import timezone

    from benkan.apps.accords import services as accords
    from benkan.apps.accounts import services as accounts
    from benkan.apps.agencies import services as agencies
    from benkan.apps.search import services as search
    from benkan.node.setting_up import prepare

    prepare()
    for persona in BY_AGENCY[node.agency].personas:
        accounts.create_officer(persona.username, persona.name, persona.role, language=persona.language)
    for card in plan["cards"].values():
        agencies.add_card(card.encode())
    for text in plan["conventions"]:
        accords.add(text)
    count = take_in(plan["country"], plan["people"], plan["seed"])
    made = _money() if plan["country"] == "ML" else {}
    search.build_index()
    if node.country == "ML":
        reporting.register(accounts.get("superviseur"), accounts.get("analyste"), timezone.now())
        made["onward"] = onward.grow(accounts.get("formation"), accounts.get("analyste"), timezone.now())
        made["decided"] = recommending.recommend(accounts.get("formation"), node.agency, timezone.now())
        made["school"] = school.teach(accounts.get("formation"), timezone.now())
        made["delegates"] = school.gather(accounts.get("liaison"), timezone.now())
    officers = accounts.get("moyens"), accounts.get("superviseur")
    made |= {"means": pooling.register(node.country, *officers, timezone.localdate())}
    if node.country == "ML":
        people = accounts.get("superviseur"), accounts.get("moyens")
        made |= lending.lend(*people, made["money"]["case"], timezone.localdate())
    return {"agency": node.agency, "records": count, "conventions": len(plan["conventions"]), **made}


def _money() -> dict[str, Any]:
    """Mali's case in which goods lead to money."""
    from django.utils import timezone

    from benkan.apps.accounts import services as accounts
    from benkan.node.demo import money

    return {"money": money.open_case(accounts.get("analyste"), timezone.now())}


if __name__ == "__main__":
    import sys

    sys.stdout.write(json.dumps(open_node()))
