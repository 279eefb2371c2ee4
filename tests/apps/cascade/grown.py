"""A small tree: three attendees of a course at Bamako, and sessions that they hold."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from benkan.apps.accounts import services as accounts
from benkan.apps.cascade import planting, recording
from benkan.apps.cascade.models import Cascade, Person
from benkan.apps.cascade.people import Named
from benkan.apps.cascade.recording import Held

BEGAN = dt.date(2025, 3, 10)
NAMES = ("Awa Traoré", "Moussa Ag Alhassane", "Fatoumata Ouédraogo")


def trainer(language: str = "en") -> accounts.Officer:
    return accounts.create_officer(f"formation-{language}", "Training", "trainer", language=language)


def begun(who: accounts.Officer, names: tuple[str, ...] = NAMES, **more: Any) -> Cascade:
    attendees = [Named(name, "Douanes", "ML", "Bamako") for name in names]
    return planting.begin(who, "Reading scanner pictures", BEGAN, attendees, **more)


def at(cascade: Cascade, name: str) -> Person:
    return Person.objects.get(cascade=cascade, name=name)


def held(by: Person, names: list[str], *, days: int = 30, topic: str = "Scanners", **more: Any) -> Held:
    told = {"service": "Douanes", "country": "ML", "region": "Gao"}
    attendees = [Named(name, **told) for name in names]
    day = BEGAN + dt.timedelta(days=days)
    return Held(by.public_id, day, topic, Decimal(6), attendees, **more)


def record(who: accounts.Officer, cascade: Cascade, by: Person, names: list[str], **more: Any) -> recording.Recorded:
    return recording.record(who, cascade, held(by, names, **more))
