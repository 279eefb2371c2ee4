"""A subject becomes 55-bit keys of a service's own index: every pair of name parts, again with each date, each number.

A private index must keep common pairs out; a service's own need not, because it counts how many records carry a key and
ranks by that. So whoever shares a private token shares a key here: a token's first two components are a pair, and the
pairs of all readings are added, common ones included. A pair with its year or its day is a key of its own, which keeps
a name that half a million people carry searchable. A record has its year once; a query asks for the years beside it.

A key is a mix of the hashes of its components, each hashed once in a process, so that a million keys can be mixed in
columns. Keys are not secret and not keyed: they never leave the node.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

from benkan.core.matching.dates import PartialDate, day_key
from benkan.core.matching.identifiers import canonical
from benkan.core.matching.normalise import parts
from benkan.core.matching.subject import Subject
from benkan.core.matching.tokens import MATCHING_VERSION, Role, tokens

OPEN_RULES = 1
OPEN_VERSION = f"{OPEN_RULES}.{MATCHING_VERSION}"

KEY_BITS = 55
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


def mixed(mark: int, *components: int) -> int:
    """The key of these component hashes: 0 to 2^55 - 1. At most three components; their order matters."""
    found = mark
    for factor, one in zip(_FACTORS, components, strict=False):
        found += factor * one
    found &= _WORD
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
    pairs: dict[tuple[str, str], None] = {}
    for token in tokens(subject, role=role, default_region=default_region):
        if token.kind == "identifier":
            found[mixed(component(token.value))] = NUMBER
            continue
        _prefix, _mark, *rest = token.value.split("|")
        if len(rest) > 1:
            pairs[rest[0], rest[1]] = None
        else:
            found[mixed(component(token.value))] = PAIR
    if subject.kind != "vehicle":
        for name in subject.names:
            if len(pairs) > MAX_KEYS:
                break
            for pair in _pairs([part.readings for part in parts(name, subject.kind) if part.readings]):
                pairs[pair] = None
    _add(found, subject.kind, pairs, _dates(subject.dates, role))
    return found


def similar_keys(subject: Subject, beside: Mapping[str, Sequence[str]], limit: int) -> dict[int, int]:
    """Keys of the pairs in which one part is written with another skeleton; with the date, where there is one.

    Args:
        beside: for a skeleton of the subject, the skeletons of the index that differ from it by one letter.
        limit: how many pairs at most; they are taken in turn from each part.
    """
    pairs: dict[tuple[str, str], None] = {}
    for name in subject.names:
        usual = [part.readings[0] for part in parts(name, subject.kind) if part.readings]
        for one, other in combinations(dict.fromkeys(usual), 2):
            for similar in beside.get(one, ()):
                pairs[_ordered(similar, other)] = None
            for similar in beside.get(other, ()):
                pairs[_ordered(one, similar)] = None
    chosen = dict.fromkeys(list(pairs)[:limit])
    found: dict[int, int] = {}
    dates = _dates(subject.dates, "query")
    _add(found, subject.kind, chosen, dates)
    # An undated pair with a wrong letter says little where a year could have been asked for.
    return {key: PAIR for key, says in found.items() if says != PAIR} if dates else found


def skeletons_of(subject: Subject) -> set[str]:
    """Every skeleton of the subject's names that could be mistaken by a letter."""
    if subject.kind == "vehicle":
        return set()
    return {
        reading
        for name in subject.names
        for part in parts(name, subject.kind)
        for reading in part.readings
        if spelt(reading)
    }


def spelt(skeleton: str) -> bool:
    """Whether a letter of this skeleton may be wrong and the rest still says something."""
    return LEAST_LETTERS <= len(skeleton) <= 40 and not skeleton.startswith(_UNSPELT)


def has_bare_phone(subject: Subject, default_region: str | None) -> bool:
    """Whether a phone of the subject has no country: it can agree with another one without sharing a key."""
    return any(one.kind == "phone" and not canonical(one, default_region) for one in subject.identifiers)


def _pairs(readings: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for one, other in combinations(readings, 2):
        for a, b in product(one, other):
            yield _ordered(a, b)


def _ordered(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a <= b else (b, a)


def _dates(dates: Iterable[PartialDate], role: Role) -> list[tuple[int, int]]:
    """Mark and component of each date key: the days first, since they say most."""
    days = {(_marks()[2], component(day)): None for date in dates if (day := day_key(date))}
    beside = YEARS_BESIDE if role == "query" else YEARS_BESIDE[:1]
    years = {(_marks()[1], component(str(date.year + off))): None for off in beside for date in dates}
    return [*days, *years]


def _add(found: dict[int, int], kind: str, pairs: Iterable[tuple[str, str]], dates: list[tuple[int, int]]) -> None:
    prefix = component(kind)
    for a, b in pairs:
        if len(found) >= MAX_KEYS:
            return
        hash_a, hash_b = component(a), component(b)
        pair = mixed(prefix + _marks()[0], hash_a, hash_b)
        found.setdefault(pair, PAIR)
        for mark, date in dates:
            found[mixed(prefix + mark, hash_a, hash_b, date)] = pair


@lru_cache(maxsize=1)
def _marks() -> tuple[int, int, int]:
    """What sets apart the keys of a pair, a pair with a year, a pair with a day."""
    return component("pair"), component("year"), component("day")
