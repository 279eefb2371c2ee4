"""The gazetteer: which place a written word means. The rules are ``core.recognising``; a country may narrow them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from benkan.core.recognising import Candidate, Found, Recogniser
from benkan.core.territories import table

_PARTS: Final = re.compile(r"[,;()/]|\s[-–—]\s|،")


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO 3166-1 code, with its names by language code."""

    code: str
    names: Mapping[str, str]
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place: ``code`` is ``ML/Gao``; ``kind`` is city, border, port or route; the point in degrees (WGS 84)."""

    code: str
    country: str
    names: Mapping[str, str]
    variants: tuple[str, ...]
    kind: str
    latitude: float
    longitude: float


COUNTRIES: Final[Mapping[str, Country]] = {
    code: Country(code, {"fr": fr, "en": en, "ar": ar}, variants) for code, fr, en, ar, variants in table.COUNTRIES
}
PLACES: Final[Mapping[str, Place]] = {
    f"{country}/{fr}": Place(
        f"{country}/{fr}", country, {"fr": fr, "en": en, "ar": ar}, variants, kind, latitude, longitude
    )
    for country, fr, en, ar, variants, kind, latitude, longitude in table.PLACES
}


def country(code: str) -> Country | None:
    """The country of this code, if the gazetteer has it."""
    return COUNTRIES.get(code)


def place(code: str) -> Place | None:
    """The place of this code, if the gazetteer has it."""
    return PLACES.get(code)


def find(text: str, country: str = "", *, limit: int = 6) -> Found:
    """The place that the text names, such as “Gao”, “غاو” or “Gao (Mali)”.

    Args:
        country: ISO code that is known beside; places elsewhere are then candidates only.
    """
    parts = [part for part in (each.strip() for each in _PARTS.split(text)) if part]
    named = {found.sure for part in parts if (found := find_country(part)).sure} if len(parts) > 1 else set()
    wanted = country or (next(iter(named)) if len(named) == 1 else "")
    where = [part for part in parts if not find_country(part).sure] if len(parts) > 1 else [text]
    if not wanted and len(where) == 1:
        wanted, where = _country_beside(where[0])
    recogniser = _recogniser(wanted if wanted in COUNTRIES else "")
    each = [recogniser.find(part, limit=limit) for part in where]
    sure = {found.sure for found in each if found.sure}
    if len(sure) == 1:
        return next(found for found in each if found.sure)
    candidates = {one.code: one for found in each for one in found.candidates}
    if not candidates and wanted:
        candidates = {one.code: one for part in where for one in _recogniser("").find(part, limit=limit).candidates}
    return Found("", tuple(candidates.values())[:limit])


def _country_beside(text: str) -> tuple[str, list[str]]:
    """A country written behind the place without a mark (“Tamanrasset Algérie”), and the rest; or ""."""
    words = text.split()
    for size in (2, 1):
        if (
            len(words) > size
            and (found := _countries().find(" ".join(words[-size:]))).sure
            and found.candidates[0].likeness == 100
        ):
            return found.sure, [" ".join(words[:-size])]
    return "", [text]


def find_country(text: str) -> Found:
    """The country that the text names, by its code or any of its names."""
    given = text.strip()
    if given in COUNTRIES:
        return Found(given, (Candidate(given, given, 100.0),))
    return _countries().find(given)


def suggest(text: str, country: str = "", *, limit: int = 8) -> list[Candidate]:
    """Places that fit the letters typed so far, those of the given country first."""
    found = _recogniser("").suggest(text, limit=limit * 3)
    return sorted(found, key=lambda one: (-one.likeness, PLACES[one.code].country != country))[:limit]


@lru_cache(maxsize=64)
def _recogniser(country: str) -> Recogniser:
    return Recogniser(
        {code: (*one.names.values(), *one.variants) for code, one in PLACES.items() if country in ("", one.country)},
        table.NOISE,
    )


@lru_cache(maxsize=1)
def _countries() -> Recogniser:
    return Recogniser({code: (*one.names.values(), *one.variants) for code, one in COUNTRIES.items()})
