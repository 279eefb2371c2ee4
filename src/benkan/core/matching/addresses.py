"""Do two addresses agree? Modest evidence: a post-office box and its town, a street with its number, a town.

Addresses of the region are free text: "Rue 224, Porte 45, Hamdallaye, BP 1234 Bamako". Words are compared by skeleton,
so الحسن and Hassan meet; towns and countries are known in French, English and Arabic. Nobody is put on a map, and a
different town is hardly evidence against: people and firms have several addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from benkan.core.errors import N_
from benkan.core.matching.explain import Reason
from benkan.core.matching.normalise import readings
from benkan.core.matching.organisation_tables import ADDRESS_WORDS, BOX_WORDS, CONCEPTS, STOP_WORDS
from benkan.core.matching.written_words import WrittenWord, written_words

TEXTS: dict[str, str] = {
    "address.box": N_("The same post-office box: %(box)s, %(town)s."),
    "address.box-alone": N_("The same number of a post-office box: %(box)s. At most one address names the town."),
    "address.street": N_("The addresses agree in: %(words)s."),
    "address.neighbour": N_("The addresses agree in: %(words)s. The numbers differ."),
    "address.area": N_("The same part of the same town: %(words)s."),
    "address.town": N_("The same town: %(town)s."),
    "address.town-different": N_("The towns differ: %(a)s and %(b)s."),
    "address.country-different": N_("The countries of the addresses differ: %(a)s and %(b)s."),
}

# By judgement: no labelled pairs of addresses exist here. A box is shared by a household or an office, a town by all.
_BOX, _BOX_ALONE, _AREA, _TOWN, _TOWN_DIFFERENT, _COUNTRY_DIFFERENT = 3.0, 1.5, 0.7, 0.3, -0.3, -0.5
_PER_WORD, _PER_NUMBER, _MOST_STREET, _NEIGHBOUR_SHARE = 0.7, 0.8, 2.8, 0.4
_LONGEST_PHRASE = 4
_SKELETON_LETTERS = 2
MAX_ADDRESSES = 10


@dataclass(frozen=True, slots=True)
class Address:
    """What a written address says: boxes, towns (``ML/bamako``), countries, numbers, and words with their spelling."""

    boxes: frozenset[str]
    towns: frozenset[str]
    countries: frozenset[str]
    numbers: frozenset[str]
    words: dict[str, str]
    town_words: dict[str, str]


def address_evidence(a: tuple[str, ...], b: tuple[str, ...]) -> Reason | None:
    """The pair of addresses that speaks most for one place; nothing if they have nothing to say to each other.

    The weight is the same whichever side comes first: at most 3 log-odds for, half a one against.

    Args:
        a: cleaned addresses of one side.
        b: those of the other.
    """
    found = [
        reason
        for one in a[:MAX_ADDRESSES]
        for other in b[:MAX_ADDRESSES]
        if (reason := _compared(read_address(one), read_address(other))) is not None
    ]
    return max(found, key=lambda reason: (reason.weight, reason.code), default=None)


@lru_cache(maxsize=8192)
def read_address(text: str) -> Address:
    """What a cleaned address says.

    Args:
        text: one address from ``clean``, in any order, at most 300 characters.
    """
    words = written_words(text)
    boxes, towns, numbers = set(), {}, set()
    countries: set[str] = set()
    plain: dict[str, str] = {}
    at = 0
    while at < len(words):
        width, meaning = _phrase(words, at)
        word = words[at]
        if meaning == "box" and at + width < len(words) and words[at + width].folded[:1].isdigit():
            boxes.add(words[at + width].folded)
            width += 1
        elif meaning and "/" in meaning:
            towns[meaning] = " ".join(one.written for one in words[at : at + width])
            countries.add(meaning.partition("/")[0])
        elif meaning and meaning != "box":
            countries.add(meaning)
        elif any(c.isdigit() for c in word.folded):
            numbers.add(word.folded.lstrip("0") or "0")
        elif not meaning and word.folded not in STOP_WORDS and word.folded not in ADDRESS_WORDS:
            plain[_key(word.folded)] = word.written
        at += width
    return Address(frozenset(boxes), frozenset(towns), frozenset(countries), frozenset(numbers), plain, towns)


def _phrase(words: tuple[WrittenWord, ...], at: int) -> tuple[int, str]:
    """How many words from here name a town, a country or a box, and which."""
    for width in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
        phrase = " ".join(word.folded for word in words[at : at + width])
        if phrase in BOX_WORDS:
            return width, "box"
        meaning = CONCEPTS.get(phrase)
        if meaning is not None and meaning[1] in ("place", "town"):
            return width, meaning[0]
    return 1, ""


def _key(folded: str) -> str:
    skeleton = readings(folded)[0]
    return skeleton if len(skeleton) >= _SKELETON_LETTERS else folded


def _compared(a: Address, b: Address) -> Reason | None:
    apart = bool(a.towns and b.towns and a.towns.isdisjoint(b.towns))
    abroad = bool(a.countries and b.countries and a.countries.isdisjoint(b.countries))
    if abroad and not a.towns & b.towns:
        return _reason("address.country-different", _COUNTRY_DIFFERENT, a=_listed(a.countries), b=_listed(b.countries))
    if apart:
        return _reason("address.town-different", _TOWN_DIFFERENT, a=_towns(a), b=_towns(b))
    town = ", ".join(sorted(a.town_words[one] for one in a.towns & b.towns))
    if boxes := a.boxes & b.boxes:
        if town:
            return _reason("address.box", _BOX, box=_listed(boxes), town=town)
        return _reason("address.box-alone", _BOX_ALONE, box=_listed(boxes))
    return _street(a, b, town) or (_reason("address.town", _TOWN, town=town) if town else None)


def _street(a: Address, b: Address, town: str) -> Reason | None:
    shared, numbers = sorted(a.words.keys() & b.words.keys()), a.numbers & b.numbers
    words = ", ".join([*(a.words[one] for one in shared), *sorted(numbers)])
    weight = min(_PER_WORD * len(shared) + _PER_NUMBER * len(numbers), _MOST_STREET)
    if len(shared) + len(numbers) >= 2 and (shared or town):
        if a.numbers and b.numbers and not numbers:
            return _reason("address.neighbour", weight * _NEIGHBOUR_SHARE, words=words)
        return _reason("address.street", weight, words=words)
    if shared and town:
        return _reason("address.area", _AREA, words=words)
    return None


def _towns(address: Address) -> str:
    return ", ".join(sorted(address.town_words.values()))


def _listed(words: frozenset[str]) -> str:
    return ", ".join(sorted(words))


def _reason(code: str, weight: float, **facts: str) -> Reason:
    return Reason(code, TEXTS[code], facts, weight)
