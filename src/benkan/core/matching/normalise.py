"""A written name becomes its parts: cleaned, split, joined where two words are one name, particles and titles gone.

Follows the naming habits of the Sahel and the Maghreb as resources/names/words.yaml lists them: Abd + al + X is one
part, so are X + al-din, X + Allah and Abu + X; ag, ould, ben and the article carry no information; a title goes if two
parts stay. The order of parts means nothing afterwards. It does not guess which part is the family name: half of the
region has none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from benkan.core.errors import N_, Invalid
from benkan.core.matching import tables
from benkan.core.matching.phonetics import MAX_READINGS, skeletons
from benkan.core.matching.scripts import APOSTROPHES, Script, fold, script_of

MAX_NAME_CHARACTERS = 300
MAX_PARTS = 12

_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Invisible and harmless: joiners of Persian, left-to-right marks that word processors leave behind, soft hyphens.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_SPACES = str.maketrans("\t\n\r\u0085\u2028\u2029", "      ")
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
)
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}'])*")
_ASCII_WORD = re.compile("[A-Za-z0-9]")


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One part of a name: as written, folded, and its skeletons (the usual reading first; none for an initial).

    Args:
        written: as it stands in the name; a compound keeps its spaces.
        folded: in plain lower-case letters, without spaces.
        readings: at most four skeletons.
        bits: the information of each reading.
        script: of the first letter.
        given: which known given name it is; 0 if it is none.
        tenths: what the part tells at least, in tenths of a bit, 13 bits at most.
        keys: the readings as a set.
    """

    written: str
    folded: str
    readings: tuple[str, ...]
    bits: tuple[float, ...]
    script: Script
    given: int
    tenths: int
    keys: frozenset[str]

    @property
    def initial(self) -> bool:
        """Whether it is a single letter that stands for a part."""
        return not self.readings

    @property
    def information_bits(self) -> float:
        """What the part tells at least, whichever of its readings is meant; 1 for an initial."""
        return min(self.bits, default=1.0)


def clean(text: object, *, place: str = "name") -> str:
    """The text in NFKC with single spaces, ready to be shown and matched.

    Args:
        text: what somebody typed or a file held.
        place: where it stands in the input, for the error.

    Raises:
        Invalid: ``name.not-text``, ``name.empty``, ``name.too-long`` (over 300 characters), ``name.bidi`` (controls
            that can make a name look like another one), ``name.control``. Correct the name at its source.
    """
    if not isinstance(text, str):
        raise Invalid("name.not-text", N_("A name must be text."), N_("Give the name as text."), place=place)
    if len(text) > MAX_NAME_CHARACTERS:
        raise _too_long(place)
    if text.isascii() and text.isprintable():  # nearly every Latin name: nothing below would change it
        if not _ASCII_WORD.search(text):
            raise _no_letters(place)
        return " ".join(text.replace("`", "'").split())
    text = text.translate(_SPACES).translate(APOSTROPHES)
    if not _OVERRIDES.isdisjoint(text):
        raise Invalid(
            "name.bidi",
            N_("The name holds hidden characters that change the reading direction."),
            N_("Type the name again without copying it."),
            place=place,
        )
    if not text.isprintable() and any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") for c in text):
        raise Invalid(
            "name.control",
            N_("The name holds control characters."),
            N_("Remove them, or check the encoding of the file (UTF-8 is expected)."),
            place=place,
        )
    normal = unicodedata.normalize("NFKC", text.translate(_INVISIBLE))
    if len(normal) > MAX_NAME_CHARACTERS:  # one presentation form can hide eighteen letters
        raise _too_long(place)
    if not _WORD.search(normal):
        raise _no_letters(place)
    return " ".join(normal.split())


def _no_letters(place: str) -> Invalid:
    return Invalid("name.empty", N_("The name has no letters."), N_("Give at least one name."), place=place)


def _too_long(place: str) -> Invalid:
    return Invalid(
        "name.too-long",
        N_("The name is longer than %(limit)d characters."),
        N_("Give one name; further names go into further entries."),
        place=place,
        limit=MAX_NAME_CHARACTERS,
    )


_SPECIAL = tables.PARTICLES | tables.TITLES | tables.ABD | tables.ABU | tables.DIN | tables.ALLAH


@lru_cache(maxsize=16384)
def parts(name: str) -> tuple[Part, ...]:
    """The parts of a cleaned name in the order written, the twelve most informative if there are more.

    Args:
        name: a person's name from ``clean``; ``organisation_parts`` reads those of companies and ships.
    """
    plain = [plain_part(word) for word in name.split(" ")]
    if len(plain) <= MAX_PARTS and None not in plain:
        return tuple(plain)  # type: ignore[arg-type]
    words = [(word, folded) for word in _WORD.findall(name) if (folded := fold(word))]
    found = _person_parts(words)
    if len(found) > MAX_PARTS:
        order = sorted(found, key=lambda part: (-part.information_bits, part.folded))
        kept = set(map(id, order[:MAX_PARTS]))
        found = [part for part in found if id(part) in kept]
    return tuple(found)


@lru_cache(maxsize=65536)
def plain_part(word: str) -> Part | None:
    """The part that a word is whatever stands beside it; nothing if that depends, or if it is not one word."""
    if not _WORD.fullmatch(word):
        return None
    folded = fold(word)
    return _word_part(word, folded) if folded and folded not in _SPECIAL else None


def information_bits(skeleton: str) -> float:
    """How much a skeleton tells: minus log2 of the share of people who carry it, as resources/names estimates it.

    A skeleton that the table does not know gets the default of its length: the longer, the rarer. A known one never
    tells more than that: a short skeleton is the meeting point of more names than any list holds.
    """
    known = tables.BITS.get(skeleton)
    by_length = tables.UNKNOWN_BITS[min(len(skeleton.lstrip("#~-")), len(tables.UNKNOWN_BITS) - 1)]
    return by_length if known is None else min(known, by_length)


@lru_cache(maxsize=65536)
def readings(folded: str) -> tuple[str, ...]:
    """The skeletons of one word with its glued pieces and added forms: at most four, the usual one first."""
    words = list(_compound(folded))
    found = list(words[:1])
    found += tables.ADDED.get(folded, ())
    if bare := _without_glue(folded):
        found += skeletons(bare)[:1]
    if father := _FATHER.match(folded):
        found.append("B" + skeletons(folded[father.end() :])[0])
    return tuple(dict.fromkeys(found + words[1:]))[:MAX_READINGS]


_SERVANT = re.compile(r"abd[aeiou]{0,2}l(.{2,})$|عبدال(.{2,})$")
_OF_GOD = re.compile("(.{2,})ا?لله$")
_OF_FAITH = re.compile(r"(?<=..)[aeu]l(?=d(?:ee|ie|ei|i|y)ne?$)")
_FATHER = re.compile(r"ab(?:ou|u|o)(?:al|el|l)(?=[^l].{2})|ابوال(?=.{2})")
_GLUE = re.compile(
    r"(?:al|el|ul)(?=[bcdfghjkmnpqrstvwxyz].{3})|(?:al|el)(?=[aeiou].{4})|l(?=(?:a|ou).{3})|ben(?=.{3})|بن(?=.{3})"
)


def _compound(folded: str) -> tuple[str, ...]:
    if folded in tables.ALLAH:
        return ("L",)
    if len(folded) > 3 and folded.startswith("ال"):
        return _compound(folded[2:])
    if god := _OF_GOD.match(folded):
        return tuple(skeleton + "L" for skeleton in skeletons(god.group(1)))
    if glued := _SERVANT.match(folded):
        rest = glued.group(1) or glued.group(2)
        # In Abdelaziz the l is the article, in Abdellah it is God's name: a list of the names decides before vowels.
        if rest in tables.ALLAH or rest in ("lah", "la"):
            return ("BDL",)
        if glued.group(2) or rest[0] not in "aeiou" or re.match("ou[aei]", rest) or rest in tables.DIVINE:
            return _servants(skeletons(rest))
    return skeletons(_OF_FAITH.sub("", folded))


def _servants(names: tuple[str, ...]) -> tuple[str, ...]:
    """Abd + X in each reading of X, and X alone: Abdelkader is Kader to his friends and in many files."""
    return (*("BD" + one for one in names), names[0])


def _without_glue(folded: str) -> str:
    """The word without a glued article or ben (Elbakkali, Lahcen, Benali), or nothing."""
    glued = _GLUE.match(folded)
    return folded[glued.end() :] if glued else ""


@lru_cache(maxsize=65536)
def _part(written: str, folded: str, found: tuple[str, ...]) -> Part:
    bits = tuple(information_bits(one) for one in found)
    given = tables.GIVEN.get(folded.removeprefix("ال"), 0)
    tenths = round(min(*bits, 13.0, 13.0) * 10)
    return Part(written, folded, found, bits, script_of(folded), given, tenths, frozenset(found))


@lru_cache(maxsize=65536)
def _word_part(written: str, folded: str) -> Part:
    if len(folded) == 1 and not folded.isdigit():
        return _part(written, folded, ())
    return _part(written, folded, readings(folded))


def _person_parts(words: list[tuple[str, str]]) -> list[Part]:
    if _SPECIAL.isdisjoint([folded for _, folded in words]):
        return [_word_part(*word) for word in words]
    bearing = [word for word in words if word[1] not in tables.PARTICLES or word[1] in tables.ALLAH] or words
    joined = list(_joined(words)) or [_word_part(*word) for word in bearing]
    untitled = [part for part in joined if part.folded not in tables.TITLES]
    full = sum(not part.initial for part in untitled)
    return untitled if full >= 2 else joined


def _joined(words: list[tuple[str, str]]) -> Iterator[Part]:
    """Parts with their compounds joined; each compound is one part whatever its spacing was."""
    pending: Part | None = None
    at = 0
    while at < len(words):
        written, folded = words[at]
        tail = "L" if folded in tables.ALLAH else "DN" if folded in tables.DIN else ""
        ahead = _next_bearing(words, at + 1)
        if tail and pending is not None and pending.readings and pending.folded not in tables.TITLES:
            pending = _glue(pending, written, folded, tail)
        elif folded in tables.ABD and ahead < len(words) and _is_servant(words, at, ahead):
            if pending is not None:
                yield pending
            pending = _servant(words, at, ahead)
            at = ahead
        elif folded in tables.ABU and ahead < len(words):
            if pending is not None:
                yield pending
            pending = _father(words, at, ahead)
            at = ahead
        elif folded not in tables.PARTICLES:
            if pending is not None:
                yield pending
            pending = _word_part(written, folded)
        at += 1
    if pending is not None:
        yield pending


def _next_bearing(words: list[tuple[str, str]], at: int) -> int:
    while at < len(words) and words[at][1] in tables.ARTICLES:
        at += 1
    return at


def _glue(part: Part, written: str, folded: str, tail: str) -> Part:
    return _part(f"{part.written} {written}", part.folded + folded, tuple(one + tail for one in part.readings))


def _is_servant(words: list[tuple[str, str]], at: int, ahead: int) -> bool:
    """Whether Abdou or Abdoul begins a compound here: both are also names of their own (Abdou Diallo)."""
    if words[at][1] not in tables.ABD_ALONE:
        return True
    name = _bare(words[ahead][1])
    skeleton = skeletons(name)[0]
    # A skeleton of two letters is no evidence: Diallo is not al-Adl.
    return name in tables.DIVINE or name in tables.ALLAH or (len(skeleton) > 2 and skeleton in tables.DIVINE_SKELETONS)


def _bare(folded: str) -> str:
    return folded[2:] if len(folded) > 3 and folded.startswith("ال") and folded not in tables.ALLAH else folded


def _servant(words: list[tuple[str, str]], at: int, ahead: int) -> Part:
    name = _bare(words[ahead][1])
    found = ("BDL",) if name in tables.ALLAH else _servants(skeletons(name))[:MAX_READINGS]
    written = " ".join(word for word, _ in words[at : ahead + 1])
    return _part(written, _in_script("abd", "عبد", name) + name, found)


def _in_script(latin: str, arabic: str, name: str) -> str:
    return arabic if script_of(name) == "arabic" else latin


def _father(words: list[tuple[str, str]], at: int, ahead: int) -> Part:
    """Abu + X as one part; X alone stays a reading, for Abou is a given name of its own in Mali."""
    name = words[ahead][1]
    found = readings(name)
    written = " ".join(word for word, _ in words[at : ahead + 1])
    both = [*("B" + one for one in found[:2]), *found[:2]]
    return _part(written, _in_script("abu", "ابو", name) + name, tuple(dict.fromkeys(both)))
