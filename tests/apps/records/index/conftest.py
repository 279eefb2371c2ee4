"""People for the index: a few that everything can be shown on, and any number by chance."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import transaction

from benkan.apps.records.index.writing import Writing
from benkan.core.matching import Subject

LATER = date.today() + timedelta(days=365)


@pytest.fixture
def put():
    """Puts subjects into the index; their ids in the same order."""

    def _put(*subjects: Subject, until: date = LATER) -> list[uuid.UUID]:
        ids = [uuid.uuid4() for _ in subjects]
        with transaction.atomic(), Writing() as index:
            for identifier, subject in zip(ids, subjects, strict=True):
                index.add(identifier.bytes, subject, kind=subject.kind, until=until)
        return ids

    return _put


@pytest.fixture
def take():
    """Takes records out of the index."""

    def _take(*ids: uuid.UUID) -> int:
        with transaction.atomic(), Writing() as index:
            return index.remove([one.bytes for one in ids])

    return _take


@pytest.fixture
def people_by_chance():
    """Distinct people of the region's names."""
    import random

    from benkan.core.matching import Identifier

    draw = random.Random(3)
    given = [
        "Moussa",
        "Fatoumata",
        "Ibrahim",
        "Aïssata",
        "Oumar",
        "Mariam",
        "Salif",
        "Kadiatou",
        "Iyad",
        "إياد",
        "Bintou",
    ]
    family = [
        "Traoré",
        "Coulibaly",
        "Keita",
        "Ouédraogo",
        "Maïga",
        "Ag Alhassane",
        "Ould Sidi",
        "غالي",
        "Bagayoko",
        "Zongo",
    ]

    def _people(count: int) -> list[Subject]:
        return [
            Subject(
                names=[f"{draw.choice(given)} {draw.choice(family)}" for _ in range(draw.randint(1, 2))],
                birth_dates=draw.choice(
                    [[], ["1984"], [f"{draw.randint(1960, 2000)}-0{draw.randint(1, 9)}-1{draw.randint(0, 9)}"]]
                ),
                sex=draw.choice([None, "male", "female"]),
                nationalities=draw.choice([[], ["ML"], ["NE", "ML"]]),
                identifiers=[Identifier("phone", f"+2237{number:07d}")] if draw.random() < 0.5 else [],
            )
            for number in range(count)
        ]

    return _people
