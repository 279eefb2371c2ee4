"""BKP-13: what a service tells its partners of a seizure: never persons, remarks, photos, custody or the case.

Amounts are decimal texts with one spelling each, places on the map whole millionths of a degree: a number that is
written again is the same number. Codes are those of ``core.seizures`` and ``core.substances``; whether they are known
and the values possible is checked by who receives them.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field, model_validator

from benkan.wire.fields import Code, Country, Date, Form, Grade, HandlingCode, Kind, Message, Text, Time, Uuid, Version

MAX_DRUGS = 20
MAX_LEGS = 12

Quantity = Annotated[str, Form(r"(0|[1-9][0-9]{0,7})(\.[0-9]{0,5}[1-9])?")]
"""Kilograms or litres, to the milligram or microlitre."""
Share = Annotated[str, Form(r"1|0\.[0-9]{0,3}[1-9]")]
Price = Annotated[str, Form(r"(0|[1-9][0-9]{0,13})(\.[0-9]?[1-9])?")]
Hour = Annotated[str, Form(r"[0-2][0-9]:[0-5][0-9]", dt.time.fromisoformat)]
MaybeKind = Annotated[str, Form(r"(?=.{0,32}\Z)([a-z]+(-[a-z]+)*)?")]
Currency = Annotated[str, Form(r"([A-Z]{3})?")]
Latitude = Annotated[int, Field(ge=-90_000_000, le=90_000_000)]
Longitude = Annotated[int, Field(ge=-180_000_000, le=180_000_000)]


class SeizureDrug(Message):
    """One drug: a weight, a volume or a number, or none when nobody knows it."""

    substance: Code
    kilograms: Quantity | None
    litres: Quantity | None
    count: Annotated[int, Field(ge=1, le=10**10)] | None
    count_kind: MaybeKind
    packages: Annotated[int, Field(ge=1, le=100_000_000)] | None
    purity: Share | None
    purity_method: Annotated[str, Text(100, smallest=0)]
    purity_laboratory: Annotated[str, Text(200, smallest=0)]
    price: Price | None
    price_currency: Currency
    price_unit: MaybeKind


class _Located(Message):
    """A point on the map in millionths of a degree, or none."""

    latitude: Latitude | None
    longitude: Longitude | None

    @model_validator(mode="after")
    def _both(self) -> _Located:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("a point has a latitude and a longitude")
        return self


class SeizureLeg(_Located):
    """A place on the way, and how sure that is."""

    role: Kind
    country: Country
    place: Annotated[str, Text(120, smallest=0)]
    grade: Grade


class SeizureShare(_Located):
    """A validated seizure; a later version takes the place of an earlier one.

    ``service`` is empty where the sender does not name its units.
    """

    seizure: Uuid
    version: Version
    number: Annotated[str, Text(40)]
    happened_on: Date
    precision: Kind
    happened_at: Hour | None
    service: Annotated[str, Text(200, smallest=0)]
    country: Country
    area: Annotated[str, Text(8, smallest=0)]
    place: Annotated[str, Text(120)]
    circumstance: Kind
    conveyance: Kind
    persons: Kind
    persons_count: Annotated[int, Field(ge=0, le=10_000)] | None
    concealment: MaybeKind
    concealment_text: Annotated[str, Text(500, smallest=0)]
    packaging: MaybeKind
    logo: Annotated[str, Text(200, smallest=0)]
    cargo: Annotated[str, Text(300, smallest=0)]
    handling: HandlingCode
    drugs: Annotated[list[SeizureDrug], Field(min_length=1, max_length=MAX_DRUGS)]
    legs: Annotated[list[SeizureLeg], Field(max_length=MAX_LEGS)]
    validated_at: Time


class SeizureWithdrawal(Message):
    """A seizure counts nowhere any more. Why is not said: a reason may name somebody."""

    seizure: Uuid
    version: Version
