"""A subject becomes 44-bit keys of a service's own index: pairs of name parts, parts with a day, whole names, numbers.

A private index must keep common names out; a service's own need not, because it counts how many records carry a key and
ranks by that. So every pair of every reading is a key here, common ones included, and whoever shares a private token
shares a key (a test draws people and compares). A pair with its year is a key of its own, which keeps a name that half
a million people carry searchable; a part with the day finds whoever is misspelt in the other. A record has its year
once; a query asks for the years beside it.

A key is a mix of the hashes of its components, each hashed once in a process, so that a million keys can be mixed in
columns. Keys are not secret and not keyed: they never leave the node.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

from benkan.core.matching.dates import PartialDate, day_key
from benkan.core.matching.identifiers import canonical
from benkan.core.matching.name_tokens import whole_key
from benkan.core.matching.normalise import Part
from benkan.core.matching.subject import Subject
from benkan.core.matching.tokens import MATCHING_VERSION, Role

OPEN_RULES = 3
OPEN_VERSION = f"{OPEN_RULES}.{MATCHING_VERSION}"

KEY_BITS = 44  # of a thousand million keys one in twenty thousand is another's too: what it finds is compared and falls
PAIR, NUMBER = 0, -1  # what a key says if it refines no other
MAX_KEYS = 4000  # of one subject; a listed person with fifty aliases has a thousand
YEARS_BESIDE = (0, -1, 1)
LEAST_LETTERS = 3  # a skeleton of two consonants has half of all others beside it

_WORD = (1 << 64) - 1
_FACTORS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
_SHIFT = 64 - KEY_BITS
_UNSPELT = ("#", "~", "-")  # skeletons of scripts that have no letters to mistake


@lru_cache(maxsize=1 << 17)
def component(text: str) -> int:
    """The 64-bit hash of one component of a key."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def mixed(mark: int, one: int, two: int = 0, three: int = 0) -> int:
    """The key of these component hashes: 0 to 2^44 - 1. Their order matters."""
    found = mark + _FACTORS[0] * one + _FACTORS[1] * two + _FACTORS[2] * three & _WORD
    found ^= found >> 30
    found = found * 0xBF58476D1CE4E5B9 & _WORD
    found ^= found >> 27
    found = found * 0x94D049BB133111EB & _WORD
    return (found ^ found >> 31) >> _SHIFT


def mixed_columns(mark: int, *components: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """``mixed`` of columns of component hashes (uint64, all of one length)."""
    with np.errstate(over="ignore"):
        found = np.full(len(components[0]), mark & _WORD, dtype=np.uint64)
        for factor, one in zip(_FACTORS, components, strict=False):
            found += np.uint64(factor) * one
        found ^= found >> np.uint64(30)
        found *= np.uint64(0xBF58476D1CE4E5B9)
        found ^= found >> np.uint64(27)
        found *= np.uint64(0x94D049BB133111EB)
        found ^= found >> np.uint64(31)
    return found >> np.uint64(_SHIFT)


def open_keys(subject: Subject, *, role: Role, default_region: str | None = None) -> dict[int, int]:
    """Keys of the subject, identifiers first, with what each says: ``NUMBER``, ``PAIR``, or the key that it refines.

    Args:
        subject: who or what; at most ``MAX_KEYS`` keys come out, those of the first names before those of the last.
        role: ``record`` for what the index stores, ``query`` for what is asked of it.
        default_region: ISO 3166 code for phones written in national form.
    """
    found: dict[int, int] = {}
    for identifier in subject.identifiers:
        for form in canonical(identifier, default_region):
            found[mixed(component("number"), component(form))] = NUMBER
    if subject.kind == "vehicle":  # a car's name is its model: it identifies nobody
        return found
    years, days = _dates(subject.dates, role)
    for name in subject.parts:
        full = [part for part in name if part.readings]
        readings = [part.readings for part in full]
        pairs = (_ordered(a, b) for one, other in combinations(readings, 2) for a, b in product(one, other))
        _add_pairs(found, subject.kind, pairs, years)
        _add_days(found, subject.kind, readings, days)
        _add_whole(found, subject.kind, full, years, role)
        if len(found) >= MAX_KEYS:
            return dict(list(found.items())[:MAX_KEYS])
    return found


def similar_keys(subject: Subject, beside: Mapping[str, Sequence[str]], limit: int) -> dict[int, int]:
    """Keys of the pairs in which one part is written with another skeleton; with the date, where there is one.

    Args:
        beside: for a skeleton of the subject, the skeletons of the index that differ from it by one letter.
        limit: how many pairs at most; they are taken in turn from each part.
    """
    pairs: dict[tuple[str, str], None] = {}
    for name in subject.parts:
        usual = [part.readings[0] for part in name if part.readings]
        for one, other in combinations(dict.fromkeys(usual), 2):
            for similar in beside.get(one, ()):
                pairs[_ordered(similar, other)] = None
            for similar in beside.get(other, ()):
                pairs[_ordered(one, similar)] = None
    found: dict[int, int] = {}
    years, _days = _dates(subject.dates, "query")
    _add_pairs(found, subject.kind, list(pairs)[:limit], years)
    # An undated pair with a wrong letter says little where a year could have been asked for.
    return {key: PAIR for key, says in found.items() if says != PAIR} if years else found


def skeletons_of(subject: Subject) -> set[str]:
    """Every skeleton of the subject's names that could be mistaken by a letter."""
    if subject.kind == "vehicle":
        return set()
    return {reading for name in subject.parts for part in name for reading in part.readings if spelt(reading)}


def spelt(skeleton: str) -> bool:
    """Whether a letter of this skeleton may be wrong and the rest still says something."""
    return LEAST_LETTERS <= len(skeleton) <= 40 and not skeleton.startswith(_UNSPELT)


def has_bare_phone(subject: Subject, default_region: str | None) -> bool:
    """Whether a phone of the subject has no country: it can agree with another one without sharing a key."""
    return any(one.kind == "phone" and not canonical(one, default_region) for one in subject.identifiers)


def _ordered(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a <= b else (b, a)


def _dates(dates: Iterable[PartialDate], role: Role) -> tuple[list[int], list[int]]:
    """Components of the years and of the days, those beside them too for a query."""
    beside = YEARS_BESIDE if role == "query" else YEARS_BESIDE[:1]
    years: dict[int, None] = {}
    days: dict[int, None] = {}
    for date in dates:
        day = day_key(date)
        for off in beside:
            years[component(str(date.year + off))] = None
            if day:
                days[component(f"{date.year + off}{day[4:]}")] = None
    return list(years), list(days)


def _add_pairs(found: dict[int, int], kind: str, pairs: Iterable[tuple[str, str]], years: list[int]) -> None:
    with_pair, with_year, _, _ = _marks(kind)
    for a, b in pairs:
        hash_a, hash_b = component(a), component(b)
        pair = mixed(with_pair, hash_a, hash_b)
        found.setdefault(pair, PAIR)
        for year in years:
            found[mixed(with_year, hash_a, hash_b, year)] = pair


def _add_days(found: dict[int, int], kind: str, readings: Sequence[tuple[str, ...]], days: list[int]) -> None:
    if days:
        with_day = _marks(kind)[2]
        for part in readings:
            for reading in part:
                hashed = component(reading)
                for day in days:
                    found[mixed(with_day, hashed, day)] = PAIR


def _add_whole(found: dict[int, int], kind: str, full: list[Part], years: list[int], role: Role) -> None:
    """The whole name in one: Hamid Reza and Hamidreza; of a dated record with its year only."""
    if not full:
        return
    with_whole = _marks(kind)[3]
    wholes: Iterable[str] = (whole_key(full),)
    if len(full) == 1:
        # Nobody is known by one name alone; a firm is, in whatever reading.
        wholes = full[0].readings if kind != "person" else wholes if years else ()
    for whole in wholes:
        hashed = component(whole)
        for year in years:
            found[mixed(with_whole, hashed, year)] = PAIR
        if not years or (role == "query" and kind == "person") or kind != "person":
            found[mixed(with_whole, hashed)] = PAIR


@lru_cache(maxsize=16)
def _marks(kind: str) -> tuple[int, int, int, int]:
    """What sets apart the keys of a pair, a pair with a year, a part with a day, and a whole name."""
    mark = component(kind)
    return tuple(mark + component(name) for name in ("pair", "year", "day", "whole"))  # type: ignore[return-value]
