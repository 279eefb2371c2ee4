"""Drugs, places and amounts as this slice's pages ask for them: in the reader's language, with what must be asked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from benkan.apps.seizures.amounts import substance_name, words_of
from benkan.apps.seizures.models import Spot
from benkan.core import substances, territories
from benkan.core.recognising import Candidate
from benkan.core.substances import CODES
from benkan.core.substances import known as known  # noqa: PLC0414 - asked of this module by forms and views
from benkan.web import words


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose from: its code and the words for it."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class DrugsFound:
    """What a word means: the code when it is sure, else the substances to choose from."""

    sure: str
    candidates: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """One reading of an amount, with a code that names it and words that show it."""

    code: str
    words: str
    kilograms: Decimal | None
    litres: Decimal | None
    count: int | None
    count_kind: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer, or one as it was written (then without a code and a point)."""

    code: str
    name: str
    country: str
    area: str
    latitude: float | None
    longitude: float | None

    @property
    def words(self) -> str:
        """The place with its country, in the reader's language."""
        return f"{place_name(self.code) or self.name} · {words.country(self.country)}"


def drugs(text: str) -> DrugsFound:
    """The substance that the text names, or those to choose from."""
    found = substances.find(text)
    return DrugsFound(found.sure, tuple(Choice(one.code, substance_name(one.code)) for one in found.candidates))


def amounts(text: str) -> list[Amount]:
    """Every way in which the text can be read as an amount; one when it is sure."""
    return [
        Amount(
            f"r{place}",
            words_of(one.kilograms, one.litres, one.count, one.count_kind),
            one.kilograms,
            one.litres,
            one.count,
            one.count_kind,
        )
        for place, one in enumerate(substances.readings(text))
    ]


def _parts(one: substances.Amount) -> tuple[Decimal | None, Decimal | None, int | None, str]:
    return one.kilograms, one.litres, one.count, one.count_kind


def places(text: str, code: str, country: str) -> list[Place]:
    """The places that are meant: one when it is sure; none when the gazetteer has no such name."""
    chosen = territories.place(code)
    if chosen is not None and chosen.code in {one.code for one in territories.find(text).candidates} | {code}:
        return [_place(chosen)]
    found = territories.find(text)
    if found.sure:
        return [_place(territories.PLACES[found.sure])]
    near = [one for one in found.candidates if one.likeness >= ALIKE]
    return sorted((_place(territories.PLACES[one.code]) for one in near), key=lambda one: one.country != country)


ALIKE = 80.0
"""Per cent of likeness from which a place is worth asking about; others are places that the gazetteer does not have."""


def suggested(what: str, text: str, country: str, limit: int) -> list[dict[str, Any]]:
    """What fits the letters typed so far, as a page shows it."""
    if what == "substance":
        return [
            {"code": one.code, "label": substance_name(one.code), "hint": _hint(one, substance_name(one.code))}
            for one in substances.suggest(text, limit=limit)
        ]
    if what == "place":
        return [
            {
                "code": one.code,
                "label": place_name(one.code),
                "hint": words.country(territories.PLACES[one.code].country),
                "also": {"country": territories.PLACES[one.code].country},
            }
            for one in territories.suggest(text, country, limit=limit)
        ]
    return []


def place_name(code: str) -> str:
    """The place's name in the reader's language; empty when the gazetteer has no such place."""
    found = territories.place(code)
    return found.names[_language()] if found else ""


def spot_name(spot: Spot) -> str:
    """A place of a seizure in the reader's language, or as it was written."""
    return place_name(f"{spot.country}/{spot.name}") or spot.name


def spots_by_id() -> dict[int, dict[str, str]]:
    """Every place as programs read it: country, region and name."""
    found = Spot.objects.values_list("pk", "country", "area", "name")
    return {pk: {"country": country, "area": area, "place": name} for pk, country, area, name in found}


def codes() -> tuple[str, ...]:
    """Every code of the catalogue."""
    return CODES


def used() -> list[tuple[str, str]]:
    """The substances that were seized at all, by their names: the choices of a filter."""
    codes = _each("seizures_drug", "substance")
    return sorted(((code, substance_name(code)) for code in codes), key=lambda pair: pair[1].casefold())


def countries() -> list[tuple[str, str]]:
    """The countries in which something was seized, by their names."""
    codes = _each("seizures_seizure", "country")
    return sorted(((code, words.country(code)) for code in codes), key=lambda pair: pair[1].casefold())


def _each(table: str, column: str) -> list[str]:
    """The values of an indexed column, each once: a step in the index for each value, not for each row."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE used(value) AS (SELECT MIN({column}) FROM {table} UNION ALL "  # noqa: S608 - our own names
            f"SELECT (SELECT MIN({column}) FROM {table} WHERE {column} > used.value) FROM used "
            "WHERE used.value IS NOT NULL) SELECT value FROM used WHERE value IS NOT NULL"
        )
        return [row[0] for row in cursor.fetchall()]


def all_countries() -> list[tuple[str, str]]:
    """Every country of the gazetteer by its name in the reader's language."""
    language = _language()
    found = ((code, one.names[language]) for code, one in territories.COUNTRIES.items())
    return sorted(found, key=lambda pair: pair[1].casefold())


def _place(one: territories.Place) -> Place:
    return Place(one.code, one.names["fr"], one.country, "", one.latitude, one.longitude)


def _hint(one: Candidate, label: str) -> str:
    """The name that fits, where it is another than the one shown."""
    return _("also: %(name)s") % {"name": one.name} if one.name.casefold() not in label.casefold() else ""


def _language() -> str:
    language = (get_language() or "fr")[:2]
    return language if language in ("fr", "en", "ar") else "en"
