"""Invented people for each node, from a seed, with overlaps planted between the nodes.

Every record is a FollowTheMoney entity. The planted ones are the scenario's: the same person in another script, under
another transliteration, with a missing or swapped birth date, and the same phone, account or vehicle elsewhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from benkan.node.demo.names import CITIES, FAMILIES, MEN, PHONE_PREFIX, WOMEN

SAFEGUARDS = (
    ("suspect", "drug-trafficking", "H1", "B2"),
    ("suspect", "drug-trafficking", "H2", "C3"),
    ("suspect", "terrorist-financing", "H2", "B2"),
    ("suspect", "money-laundering", "H1", "X4"),
    ("suspect", "fraud", "H1", "C3"),
    ("convicted", "drug-trafficking", "H1", "A1"),
    ("convicted", "firearms", "H1", "A1"),
    ("contact", "terrorist-financing", "H2", "X4"),
)
"""Category, crime area, handling code and grade; records with the same ones are imported together."""
SHARED_PHONE = "+22791000417"
SHARED_IBAN_BODY = "BF1030134020015400945000643"
SHARED_PLATE = "AB 4417 MD"
SUBJECT = {"name": "Moussa Ag Alhassane", "born": "1984"}
SWAPPED = {"name": "Souleymane Tiendrebeogo", "born": "1979-08-03"}
NOBODY = {"name": "Vouidibio Kpassagnon", "born": "1991"}


@dataclass(slots=True)
class Person:
    """One invented record and what a service says about it."""

    entity: dict[str, Any]
    category: str = "suspect"
    area: str = "drug-trafficking"
    handling: str = "H1"
    grade: str = "B2"
    planted: str = field(default="")


def entity(identifier: str, schema: str, **properties: str | list[str]) -> dict[str, Any]:
    """A FollowTheMoney entity with its properties as lists."""
    return {
        "id": identifier,
        "schema": schema,
        "properties": {
            name: [value] if isinstance(value, str) else value for name, value in properties.items() if value
        },
    }


def _phone(draw: random.Random, country: str) -> str:
    digits = 7 if country != "MA" else 8
    return PHONE_PREFIX[country] + "".join(draw.choice("0123456789") for _ in range(digits))


def _born(draw: random.Random) -> list[str]:
    year, month, day = draw.randint(1950, 2004), draw.randint(1, 12), draw.randint(1, 28)
    kind = draw.random()
    if kind < 0.1:
        return []
    if kind < 0.3:
        return [f"{year}"]
    return [f"{year}-{month:02d}-{day:02d}"]


def invent(country: str, number: int, draw: random.Random) -> Person:
    """One person of this country who exists nowhere."""
    woman = draw.random() < 0.25
    given = draw.choice(WOMEN if woman else MEN)
    second = draw.choice(MEN) if draw.random() < 0.35 else None
    family = draw.choice(FAMILIES[country])
    script = 1 if country == "MA" else 0
    parts = [given[script], *([second[script]] if second else []), family[script]]
    aliases = [" ".join((given[0], family[0]))] if script and draw.random() < 0.3 else []
    return Person(
        entity(
            f"{country.lower()}-{number:05d}",
            "Person",
            name=" ".join(parts),
            alias=aliases,
            birthDate=_born(draw),
            gender="female" if woman else "male",
            nationality=country.lower(),
            phone=[_phone(draw, country)] if draw.random() < 0.4 else [],
            idNumber=[f"{country}{draw.randrange(10**8):08d}"] if draw.random() < 0.3 else [],
            birthPlace=draw.choice(CITIES[country]),
        ),
        *draw.choice(SAFEGUARDS),
    )


def iban(body: str) -> str:
    """The body with its two check digits (ISO 7064, mod 97-10)."""
    country, rest = body[:2], body[2:]
    digits = "".join(str(int(character, 36)) for character in rest + country + "00")
    return f"{country}{98 - int(digits) % 97:02d}{rest}"


SHARED_IBAN = iban(SHARED_IBAN_BODY)


def planted(country: str) -> list[Person]:
    """The records of the scenario that this country's service holds."""
    code = country.lower()
    held: dict[str, list[Person]] = {
        "ML": [
            Person(
                entity(
                    "ml-p1",
                    "Person",
                    name="Alhassane Moussa",
                    birthDate="1985",
                    gender="male",
                    phone=SHARED_PHONE,
                    nationality="ml",
                ),
                planted="other order, year off by one, the phone that Niger knows",
            ),
            Person(
                entity("ml-p2", "Vehicle", name="Toyota Hilux blanc", registrationNumber=SHARED_PLATE, type="pick-up"),
                planted="vehicle also in Burkina Faso",
            ),
            Person(
                entity("ml-p3", "Person", name="Housseini Tounkara", birthDate="1990-02-11", nationality="ml"),
                planted="known in Niger without a birth date",
            ),
        ],
        "BF": [
            Person(
                entity(
                    "bf-p1",
                    "Person",
                    name="Suleiman Tiendrébéogo",
                    birthDate="1979-03-08",
                    gender="male",
                    nationality="bf",
                ),
                planted="other transliteration, day and month swapped",
            ),
            Person(
                entity("bf-p2", "BankAccount", name="Compte de tiers", iban=SHARED_IBAN, bankName="Banque du Nazinon"),
                area="terrorist-financing",
                planted="account also in Niger",
            ),
            Person(
                entity(
                    "bf-p3",
                    "Vehicle",
                    name="Toyota Hilux",
                    registrationNumber=SHARED_PLATE.replace(" ", "-"),
                    type="pick-up",
                ),
                planted="vehicle also in Mali",
            ),
        ],
        "NE": [
            Person(
                entity(
                    "ne-p1", "Person", name="Elhadji Rabo Dan Gaya", gender="male", phone=SHARED_PHONE, nationality="ne"
                ),
                area="terrorist-financing",
                handling="H2",
                planted="phone also in Mali",
            ),
            Person(
                entity("ne-p2", "BankAccount", name="Compte relais", iban=SHARED_IBAN),
                area="terrorist-financing",
                planted="account also in Burkina Faso",
            ),
            Person(
                entity("ne-p3", "Person", name="Mussa Ag Al-Hassan", birthDate="1983", gender="male", nationality="ne"),
                planted="other transliteration, year off by one",
            ),
            Person(
                entity("ne-p4", "Person", name="Husseyni Tunkara", gender="male", nationality="ml"),
                planted="known in Mali, other transliteration, no birth date",
            ),
        ],
        "MA": [
            Person(
                entity(
                    "ma-p1",
                    "Person",
                    name="موسى أغ الحسن",
                    alias=["أبو الحسن الأزوادي"],
                    birthDate="1984-06-17",
                    gender="male",
                    nationality="ml",
                    phone="+212661000984",
                    passportNumber="ML0418842",
                    address="حي السلام، الدار البيضاء",
                    notes="شوهد في ميناء طنجة المتوسط في مارس 2025",
                ),
                planted="Arabic script",
            ),
        ],
    }
    for person in held[country]:
        person.entity["id"] = f"{code}-{person.entity['id']}"
    return held[country]


def people(country: str, count: int, seed: int) -> Iterator[Person]:
    """The planted records, then as many invented ones as make ``count``."""
    own = planted(country)
    yield from own
    draw = random.Random(f"{seed}|{country}")  # noqa: S311 - invented people, not secrets
    for number in range(count - len(own)):
        yield invent(country, number, draw)
