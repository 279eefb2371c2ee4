"""Which entry of a closed list a written word means: in several languages and two scripts, with small errors.

A word is *sure* only when one entry alone fits it: exactly after folding, by its sound, or with one or two letters
wrong where no other name is near. Everything else is a list of candidates to choose from; nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

LONGEST: Final = 200
SHORT_WORD: Final = 5
"""A word of at most this many letters must be right."""
LONG_WORD: Final = 9
"""From this many letters on, two may be wrong."""
SHORTEST_SOUND: Final = 4
CLOSE: Final = 60.0
_ARABIC: Final = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ة": "ه",
        "ؤ": "و",
        "ئ": "ي",
        "ـ": "",
        "ڤ": "ف",
        "گ": "ك",
        "ڭ": "ك",
        "ڨ": "ق",
    }
)
_STRENGTH: Final = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:mgs|mcg|mg|µg|ml|gr|g|%|ملغم|ملغ|مغ|مل)(?!\w)|\b\d+(?:[.,]\d+)?(?!\w)\s*%?"
)
_BRACKET: Final = re.compile(r"[(\[][^)\]]*[)\]]")
_LATIN_SOUNDS: Final = tuple(
    (re.compile(pattern), into)
    for pattern, into in (
        ("ph", "f"),
        ("sch|sh", "ch"),
        ("th", "t"),
        ("qu|q|ck", "k"),
        ("c(?=[eiy])", "s"),
        ("c(?!h)", "k"),
        ("x", "ks"),
        ("z", "s"),
        ("y", "i"),
        ("(?<!c)h", ""),
        (r"(.)\1+", r"\1"),
        ("[es]+( |$)", r"\1"),
        (" ", ""),
    )
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a word may mean: its code, the name that fits, and how well (0 to 100)."""

    code: str
    name: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a word means: the code when it is sure, else empty; and every candidate, the likeliest first."""

    sure: str
    candidates: tuple[Candidate, ...]


NOTHING: Final = Found("", ())


class Recogniser:
    """The names of a closed list, ready to be recognised; it does not change and may be shared.

    Args:
        names: every name of each code; the order of the codes decides among equals.
        noise: folded words that say nothing about which entry is meant.
    """

    def __init__(self, names: Mapping[str, Iterable[str]], noise: Iterable[str] = ()) -> None:
        self._noise = frozenset(noise)
        self._order = {code: place for place, code in enumerate(names)}
        whole: dict[str, list[str]] = {}
        shorter: dict[str, list[str]] = {}
        for code, each in names.items():
            for name in (*each, code):
                _put(whole, fold(name), code)
                _put(shorter, self._bare(fold(name)), code)
        # Without its noise a name counts only where nothing else has that name.
        self._exact = {name: tuple(codes) for name, codes in (shorter | whole).items()}
        self._names = tuple(self._exact)
        sounds: dict[str, list[str]] = {}
        for name, codes in self._exact.items():
            for code in codes:
                _put(sounds, sound(name), code)
        self._sounds = {key: tuple(codes) for key, codes in sounds.items()}

    def find(self, text: str, *, limit: int = 6) -> Found:
        """The entry that the text names.

        Args:
            text: as it was written, of at most 200 characters; longer texts name nothing.
        """
        whole = fold(text) if len(text) <= LONGEST else ""
        if not whole:
            return NOTHING
        named: dict[str, Candidate] = {}
        for form in self._forms(text, whole):
            if not named:
                named = {code: Candidate(code, form, 100.0) for code in self._exact.get(form, ())}
        for inside in _BRACKET.findall(text):
            # “cocaïne (crack)” names two entries, “tafrodol (tramadol)” one.
            beside = fold(inside.strip("()[]"))
            codes = self._exact.get(beside, ())
            if named and not codes and self._says_more(beside):
                # “cannabis (something nobody knows)” may be another entry.
                return Found("", tuple(named.values())[:limit])
            if not named.keys() & set(codes):
                named |= {code: Candidate(code, fold(inside), 100.0) for code in codes}
            elif named.keys() != set(codes):
                named = {code: one for code, one in named.items() if code in codes}
        if named:
            return Found(next(iter(named)) if len(named) == 1 else "", tuple(named.values())[:limit])
        return self._by_likeness(whole, limit)

    def _by_likeness(self, whole: str, limit: int) -> Found:
        """By sound, by few wrong letters, or by a name that stands in the text with nothing beside it."""
        bare = self._bare(whole) or whole
        spoken = self._sounds.get(sound(bare), ())
        if len(spoken) == 1:
            return Found(spoken[0], (Candidate(spoken[0], whole, 95.0),))
        near = self._near(bare, limit)
        if near.sure:
            return near
        named, left = self._named_inside(whole)
        if len(named) == 1 and not left:
            return Found(named[0].code, tuple(named))
        candidates = {one.code: one for one in (*named, *near.candidates)}
        return Found("", tuple(candidates.values())[:limit])

    def suggest(self, text: str, *, limit: int = 8) -> list[Candidate]:
        """Entries one of whose names begins with the text, or has a word that does; then those that are alike.

        Args:
            text: the letters typed so far; two are needed.
        """
        wanted = fold(text[:LONGEST])
        if len(wanted) < 2:
            return []
        found: dict[str, Candidate] = {}
        for name, codes in self._exact.items():
            likeness = 100.0 if name.startswith(wanted) else 90.0 if f" {wanted}" in name else 0.0
            for code in codes if likeness else ():
                if code not in found or found[code].likeness < likeness:
                    found[code] = Candidate(code, name, likeness)
        if len(found) < limit:
            for candidate in self._near(wanted, limit).candidates:
                found.setdefault(candidate.code, candidate)
        return sorted(found.values(), key=lambda one: (-one.likeness, self._order[one.code]))[:limit]

    def _forms(self, text: str, whole: str) -> list[str]:
        """The text as it stands, and without brackets, strengths or an article."""
        without = fold(_BRACKET.sub(" ", text))
        forms = [whole, without, self._bare(whole), self._bare(without)]
        forms += [form.removeprefix("ال") for form in forms if form.startswith("ال")]
        forms += [f"ال{form}" for form in forms[:2] if form and not form.isascii()]
        return [form for form in dict.fromkeys(forms) if form]

    def _says_more(self, folded: str) -> bool:
        """Whether words stand there that are neither noise nor a name, where noise is known at all."""
        return bool(self._noise) and self._bare(folded) not in self._exact and bool(self._bare(folded))

    def _bare(self, folded: str) -> str:
        """The name without strengths and noise."""
        return " ".join(word for word in _STRENGTH.sub(" ", folded).split() if word not in self._noise)

    def _named_inside(self, whole: str) -> tuple[list[Candidate], bool]:
        """Entries one of whose names stands in the text as whole words, and whether other words are left beside them.

        A longer name outweighs a shorter one in it.
        """
        padded = f" {self._bare(whole)} "
        words = padded.split()
        parts = {" ".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1)}
        hits = [part for part in parts if len(part) >= 3 and part in self._exact]
        longest = [name for name in hits if not any(name != other and f" {name} " in f" {other} " for other in hits)]
        found: dict[str, Candidate] = {}
        for name in sorted(longest):
            for code in self._exact[name]:
                found.setdefault(code, Candidate(code, name, 90.0))
        for name in sorted(hits, key=len, reverse=True):
            padded = padded.replace(f" {name} ", " ")
        return list(found.values()), bool(padded.strip())

    def _near(self, wanted: str, limit: int) -> Found:
        """Names alike; sure when one entry alone is within one or two letters."""
        allowed = 0 if len(wanted) <= SHORT_WORD else 1 if len(wanted) < LONG_WORD else 2
        close = process.extract(wanted, self._names, scorer=fuzz.ratio, limit=limit * 3, score_cutoff=CLOSE)
        found: dict[str, Candidate] = {}
        near: dict[str, int] = {}
        for name, likeness, _place in close:
            apart = OSA.distance(wanted, name)
            for code in self._exact[name]:
                found.setdefault(code, Candidate(code, name, round(float(likeness), 1)))
                near[code] = min(near.get(code, apart), apart)
        within = [code for code, apart in near.items() if apart <= allowed]
        # Another entry one letter further is too near to be sure.
        rivals = [code for code, apart in near.items() if apart <= allowed + 1 and code not in within]
        sure = within[0] if len(within) == 1 and not rivals else ""
        return Found(sure, tuple(list(found.values())[:limit]))


def fold(text: str) -> str:
    """A name in one form: no case, no accents, no vowel signs, one letter for each family of Arabic letters."""
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold().translate(_ARABIC))
        if not unicodedata.combining(letter)
    ).translate(_ARABIC)
    return " ".join(re.sub(r"[^\w%+]|_", " ", bare).split())


def sound(folded: str) -> str:
    """How a name sounds, roughly: spellings of one word in French, English or Arabic fall together; "" when too short.

    In Arabic long vowels are left out as well, since a foreign name is written with some of them or others.
    """
    if folded.isascii():
        key = folded
        for pattern, into in _LATIN_SOUNDS:
            key = pattern.sub(into, key)
    else:
        key = re.sub(r"(.)\1+", r"\1", re.sub(r"[اويهء ]", "", folded.removeprefix("ال")))
    return key if len(key) >= SHORTEST_SOUND else ""


def _put(into: dict[str, list[str]], name: str, code: str) -> None:
    if name and code not in into.setdefault(name, []):
        into[name].append(code)
