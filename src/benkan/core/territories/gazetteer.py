"""The gazetteer: which place a written word means. The rules are ``core.recognising``; a country may narrow them.

Reviewed places are recognised with small errors. The towns of GeoNames (CC BY 4.0) beside them are recognised by their
whole name only: of thousands of names some are one letter away from nearly everything.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from benkan.core.recognising import Candidate, Found, Recogniser, fold
from benkan.core.territories import table, towns

_PARTS: Final = re.compile(r"[,;()/]|\s[-–—]\s|،")


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO 3166-1 code, with its names by language code."""

    code: str
    names: Mapping[str, str]
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place: ``code`` is ``ML/Gao``; the point in degrees (WGS 84).

    Args:
        kind: city, border, port or route of the reviewed places; town: of GeoNames.
    """

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
_REVIEWED: Final[Mapping[str, Place]] = {
    f"{country}/{fr}": Place(
        f"{country}/{fr}", country, {"fr": fr, "en": en, "ar": ar}, variants, kind, latitude, longitude
    )
    for country, fr, en, ar, variants, kind, latitude, longitude in table.PLACES
}
PLACES: Final[Mapping[str, Place]] = {
    **{
        f"{country}/{name}": Place(
            f"{country}/{name}", country, {"fr": name, "en": name, "ar": ar}, (), "town", latitude, longitude
        )
        for country, name, ar, latitude, longitude in towns.TOWNS
    },
    **_REVIEWED,
}
_TOWNS: Final = {name: tuple(codes.split("|")) for name, codes in towns.NAMES}
_TOWN_NAMES: Final = tuple(_TOWNS)
SMALL: Final = "~"
"""Before the code of a town that is small beside its namesake in another country."""
EXACT: Final = 100.0
SHORTEST_BEGINNING: Final = 2
MOST_TOWNS: Final = 200
ALIKE: Final = 80.0
"""Per cent of likeness from which a town is a candidate."""


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
    whole = [text] if fold(text) in _TOWNS else _PARTS.split(text)
    parts = [part for part in (each.strip() for each in whole) if part]
    named = {found.sure for part in parts if (found := find_country(part)).sure} if len(parts) > 1 else set()
    wanted = country or (next(iter(named)) if len(named) == 1 else "")
    where = [part for part in parts if not find_country(part).sure] if len(parts) > 1 else [text]
    if not wanted and len(where) == 1:
        wanted, where = _country_beside(where[0])
    recogniser = _recogniser(wanted if wanted in COUNTRIES else "")
    each = [_with_towns(part, recogniser.find(part, limit=limit), wanted, limit) for part in where]
    sure = {found.sure for found in each if found.sure}
    if len(sure) == 1:
        return next(found for found in each if found.sure)
    candidates = {one.code: one for found in each for one in found.candidates}
    if not candidates and wanted:
        candidates = {one.code: one for part in where for one in _recogniser("").find(part, limit=limit).candidates}
    return Found("", tuple(candidates.values())[:limit])


def _with_towns(text: str, found: Found, country: str, limit: int) -> Found:
    """What the reviewed places say, and the towns: a town of that name may be meant, or one that is as near."""
    named = _called(fold(text), country)
    whole = bool(found.candidates) and found.candidates[0].likeness == EXACT
    if named and not (whole and found.sure in named and len(named) == 1):
        if found.sure and whole and found.sure not in named:
            return found
        codes = dict.fromkeys((*named, *(one.code for one in found.candidates if whole)))
        exact = tuple(Candidate(code, text, EXACT) for code in codes)
        return Found(named[0] if len(codes) == 1 else "", exact[:limit])
    if whole:
        return found
    if found.sure:
        near = _near(text, country, OSA.distance, 1)
        rivals = {code: one for code, one in near.items() if code != found.sure}
        return Found("", (*found.candidates, *rivals.values())[:limit]) if rivals else found
    alike = {one.code: one for one in found.candidates} | _near(text, country, fuzz.ratio, ALIKE)
    return Found("", tuple(sorted(alike.values(), key=lambda one: -one.likeness))[:limit])


def _near(text: str, country: str, scorer: Callable[..., float], cutoff: float) -> dict[str, Candidate]:
    """Towns whose name is alike."""
    wanted = fold(text)
    close = process.extract(wanted, _TOWN_NAMES, scorer=scorer, limit=12, score_cutoff=cutoff)
    return {
        code: Candidate(code, name, round(float(fuzz.ratio(wanted, name)), 1))
        for name, _score, _place in close
        for code in _called(name, country)
    }


def _called(folded: str, country: str) -> list[str]:
    """The places of this name that a town has too; small ones only where the country is known."""
    codes = _TOWNS.get(folded, ())
    if not country:
        return [code for code in codes if not code.startswith(SMALL)]
    return [bare for code in codes if (bare := code.removeprefix(SMALL)).startswith(f"{country}/")]


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
    wanted = fold(text)
    if len(wanted) >= SHORTEST_BEGINNING and len(found) < limit:
        known = {one.code for one in found}
        start = bisect_left(_TOWN_NAMES, wanted)
        for name in _TOWN_NAMES[start : start + MOST_TOWNS]:
            if name.startswith(wanted):
                codes = [code for code in _called(name, "") if code not in known]
                found += [Candidate(code, name, 95.0) for code in codes]
                known.update(codes)
    return sorted(found, key=lambda one: (-one.likeness, PLACES[one.code].country != country))[:limit]


@lru_cache(maxsize=64)
def _recogniser(country: str) -> Recogniser:
    return Recogniser(
        {code: (*one.names.values(), *one.variants) for code, one in _REVIEWED.items() if country in ("", one.country)},
        table.NOISE,
    )


@lru_cache(maxsize=1)
def _countries() -> Recogniser:
    return Recogniser({code: (*one.names.values(), *one.variants) for code, one in COUNTRIES.items()})
