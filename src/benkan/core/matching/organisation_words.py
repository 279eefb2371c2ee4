"""A company's or ship's name prepared for comparison: what each word means, the legal form apart, numbers in digits.

Trading, commerce and تجارة are one meaning, SARL and "société à responsabilité limitée" one legal form. Vocabulary and
information are reviewed data (resources/names/organisations.yaml). It does not know any register: a word that is in no
list is taken for the name itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from benkan.core.matching import organisation_tables as tables
from benkan.core.matching.normalise import information_bits, readings
from benkan.core.matching.scripts import script_of
from benkan.core.matching.written_numbers import number_at
from benkan.core.matching.written_words import WrittenWord, without_article, written_words

MAX_WORDS = 16
_LONGEST_PHRASE = 6
_CORRECTED_FROM_LETTERS = 8
_CORRECTED_FORM_FROM_LETTERS = 7  # compagny, limitd: the words of a legal form are few and no word is near them
_NAME_BITS_MARGIN = 1.5  # a family's name in a company's name tells somewhat more than in a person's

Class = Literal["name", "vague", "region", "activity", "place", "town", "number"]

_CLASSES: dict[str, Class] = {
    "proper": "name",
    "vague": "vague",
    "region": "region",
    "activity": "activity",
    "place": "place",
    "town": "town",
}


@dataclass(frozen=True, slots=True)
class NameWord:
    """A word that counts: as written, folded, its class, what it means (itself for a name), skeletons, information."""

    written: str
    folded: str
    kind: Class
    meaning: str
    skeletons: tuple[str, ...]
    script: str
    bits: float


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """A prepared name: its words in order, its legal forms with their families, the initials that may stand for it."""

    words: tuple[NameWord, ...]
    legal_forms: frozenset[str]
    families: frozenset[str]
    initials: frozenset[str]
    squeezed: frozenset[str]
    meanings: frozenset[str]


@lru_cache(maxsize=32768)
def prepared(name: str, kind: str = "company") -> OrganisationName:
    """A cleaned name, prepared once.

    Args:
        name: a name from ``clean``.
        kind: ``company`` or ``vessel``: a ship's prefix (MV, MT, SS) goes.
    """
    all_words = written_words(name)
    if kind == "vessel" and len(all_words) > 1 and all_words[0].folded in tables.VESSEL_PREFIXES:
        all_words = all_words[1:]
    bearing = tuple(word for word in all_words if word.folded not in tables.STOP_WORDS) or all_words
    kept, forms = _without_legal_forms(bearing) if kind == "company" else (bearing, ())
    words = tuple(_understood(kept)[:MAX_WORDS])
    return OrganisationName(
        words,
        frozenset(form for form, family in forms if family != "any"),
        frozenset(family for _, family in forms if family != "any"),
        _initials(bearing, kept),
        frozenset(("".join(word.folded for word in kept), _squeezed_whole(all_words, bearing, kept))),
        frozenset(word.meaning for word in words),
    )


def _squeezed_whole(
    all_words: tuple[WrittenWord, ...], bearing: tuple[WrittenWord, ...], kept: tuple[WrittenWord, ...]
) -> str:
    """All letters with the stop words but without the legal forms: Van der Bilt has them inside."""
    forms = [word for word in bearing if word not in kept]
    return "".join(word.folded for word in all_words if word not in forms)


def _without_legal_forms(words: tuple[WrittenWord, ...]) -> tuple[tuple[WrittenWord, ...], tuple[tuple[str, str], ...]]:
    """The words without legal forms, and those; a name of nothing but legal forms keeps its words."""
    found: dict[int, tuple[int, tuple[str, str]]] = {}
    at = 0
    while at < len(words):
        width, form = _phrase(words, at, tables.LEGAL_FORMS)
        if form is not None:
            found[at] = (width, form)
        at += width
    if sum(width for width, _ in found.values()) == len(words):
        # "Management Company" is a name of its own: the word that says the form is all that there is.
        return words, ()
    edges = _edges(len(words), found)
    kept: list[WrittenWord] = []
    forms: list[tuple[str, str]] = []
    at = 0
    while at < len(words):
        width, form = found.get(at, (1, None))
        short = width == 1 and len(words[at].folded) <= tables.EDGE_ONLY_LETTERS
        if form is not None and (at in edges or not short):
            forms.append(form)
        else:
            kept += words[at : at + width]
        at += width
    return tuple(kept), tuple(forms)


def _edges(length: int, found: dict[int, tuple[int, tuple[str, str]]]) -> set[int]:
    """Where legal forms stand at the beginning or at the end, several in a row included."""
    edges: set[int] = set()
    at = 0
    while at in found:
        edges.add(at)
        at += found[at][0]
    ends = {at + width: at for at, (width, _) in found.items()}
    at = length
    while at in ends:
        at = ends[at]
        edges.add(at)
    return edges


def _understood(words: tuple[WrittenWord, ...]) -> list[NameWord]:
    found: list[NameWord] = []
    at = 0
    while at < len(words):
        width, concept = _phrase(words, at, tables.CONCEPTS)
        written = " ".join(word.written for word in words[at : at + width])
        folded = " ".join(word.folded for word in words[at : at + width])
        number = None if concept else number_at(words, at)
        if concept is not None:
            meaning, kind = concept
            found.append(_listed(written, folded, meaning, kind))
        elif number is not None:
            value, width = number
            written = " ".join(word.written for word in words[at : at + width])
            found.append(NameWord(written, value, "number", value, (), "digit", tables.CLASS_BITS["number"]))
        else:
            found.append(_unlisted(written, folded))
        at += width
    return found


def _listed(written: str, folded: str, meaning: str, kind: str) -> NameWord:
    return NameWord(written, folded, _CLASSES[kind], f"={meaning}", (), script_of(folded), tables.CLASS_BITS[kind])


def _unlisted(written: str, folded: str) -> NameWord:
    script = script_of(folded)
    bits = tables.LETTER_BITS[min(len(folded), len(tables.LETTER_BITS) - 1)]
    if script == "digit" or any(c.isdigit() for c in folded):
        return NameWord(written, folded, "name", folded, (), "digit", bits)
    skeletons = readings(folded)
    told = information_bits(skeletons[0]) + _NAME_BITS_MARGIN if script != "other" else bits
    return NameWord(written, folded, "name", folded, skeletons, script, min(bits, told))


def _phrase(
    words: tuple[WrittenWord, ...], at: int, vocabulary: dict[str, tuple[str, str]]
) -> tuple[int, tuple[str, str] | None]:
    """How many words from here the longest listed phrase has, and what it means; one word and nothing if unlisted."""
    if words[at].folded in _beginnings(vocabulary is tables.LEGAL_FORMS):
        for width in range(min(_LONGEST_PHRASE, len(words) - at), 1, -1):
            meaning = vocabulary.get(" ".join(word.folded for word in words[at : at + width]))
            if meaning is not None:
                return width, meaning
    return 1, _single(words[at].folded, vocabulary)


def _single(folded: str, vocabulary: dict[str, tuple[str, str]]) -> tuple[str, str] | None:
    meaning = vocabulary.get(folded)
    if meaning is None and folded[:1] == "و" and len(folded) > 3:  # Arabic "and" is written to its word
        meaning = vocabulary.get(without_article(folded[1:]))
    legal = vocabulary is tables.LEGAL_FORMS
    if meaning is None and len(folded) >= _shortest_corrected(legal=legal) - 1 and folded.isascii():
        near = _misspellings(legal)
        for place in range(len(folded)):
            meaning = near.get(folded[:place] + folded[place + 1 :])
            if meaning is not None:
                return meaning
        meaning = near.get(folded)
    return meaning


def _shortest_corrected(*, legal: bool) -> int:
    return _CORRECTED_FORM_FROM_LETTERS if legal else _CORRECTED_FROM_LETTERS


@lru_cache(maxsize=2)
def _beginnings(legal: bool) -> frozenset[str]:
    vocabulary = tables.LEGAL_FORMS if legal else tables.CONCEPTS
    return frozenset(spelling.split(" ", 1)[0] for spelling in vocabulary if " " in spelling)


@lru_cache(maxsize=2)
def _misspellings(legal: bool) -> dict[str, tuple[str, str]]:
    """Long listed words and what is left of them when one letter goes: finds one wrong letter without a scan."""
    vocabulary = tables.LEGAL_FORMS if legal else tables.CONCEPTS
    shortest = _shortest_corrected(legal=legal)
    found: dict[str, tuple[str, str]] = {}
    for spelling, meaning in vocabulary.items():
        # A place is never corrected: Nigerien and Nigerian are one letter apart and two countries.
        if (
            len(spelling) >= shortest
            and " " not in spelling
            and spelling.isascii()
            and meaning[1] not in ("place", "town")
        ):
            found.setdefault(spelling, meaning)
            for place in range(len(spelling)):
                found.setdefault(spelling[:place] + spelling[place + 1 :], meaning)
    return found


def _initials(bearing: tuple[WrittenWord, ...], kept: tuple[WrittenWord, ...]) -> frozenset[str]:
    """What may stand for the name: the initials of its words, with and without its legal form."""
    found = {"".join(word.folded[0] for word in words) for words in (bearing, kept) if len(words) >= 3}
    return frozenset(one for one in found if one.isascii() and one.isalpha())
