"""The consonant skeleton of a name part: what stays when spelling, vowels and script are taken away.

The classes follow how French, English and scientific transliteration write the same Arabic or West African consonant:
b=p, f=v=ph, k=q=c=kh=gh=g, sh=ch=tch, j=dj=zh, s=ss=ç; h and vowels fall away; w and y count only where a part begins.
Doubled letters are one; equal consonants with a vowel between them stay two (Cissé is SS). Where a letter can be read
in two ways both readings are kept, four at most. These are our own rules, measured in docs/matching.md; they are not
Soundex or Metaphone, which know English. A skeleton is not a spelling and cannot be turned back into one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from benkan.core.matching.scripts import script_of

MAX_READINGS = 4
_VOWELS = frozenset("aeiouyw")
_W_OPENING = re.compile(r"ou(?=[aeiy])|w|u(?=[aeio])")
_Y_OPENING = re.compile(r"[aei]?y(?=[aeiou])|y|[ae]?i(?=[aou])")
_ARABIC_Y_OPENING = re.compile("ا?ي(?=[اوه])|ي")
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1+")

# Longest first. Each reading is one class letter; "" means that the letter may be silent.
_LATIN: dict[str, tuple[str, ...]] = {
    "tch": ("X",), "sch": ("X",), "dsch": ("J",),
    "sh": ("X",), "ch": ("X",), "kh": ("K",), "gh": ("K",), "ph": ("F",), "th": ("T", "S"), "dh": ("D", "Z"),
    "zh": ("J",), "dj": ("J",), "dz": ("Z",), "ck": ("K",), "qu": ("K",), "ts": ("S",), "tz": ("Z",),
    "b": ("B",), "p": ("B",), "f": ("F",), "v": ("F", ""), "k": ("K",), "q": ("K",), "g": ("K",), "c": ("K",),
    "x": ("KS",), "j": ("J",), "z": ("Z",), "s": ("S",), "t": ("T",), "d": ("D",), "r": ("R",), "l": ("L",),
    "m": ("M",), "n": ("N",),
}  # fmt: skip

_ARABIC: dict[str, tuple[str, ...]] = {
    "ب": ("B",), "پ": ("B",), "ت": ("T",), "ث": ("T", "S"), "ج": ("J", "K"), "چ": ("X",), "خ": ("K",), "د": ("D",),
    "ذ": ("D", "Z"), "ر": ("R",), "ز": ("Z",), "ژ": ("J",), "س": ("S",), "ش": ("X",), "ص": ("S",), "ض": ("D", "Z"),
    "ط": ("T",), "ظ": ("Z", "D"), "غ": ("K",), "ف": ("F",), "ڤ": ("F", ""), "ق": ("K",), "ك": ("K",), "گ": ("K",),
    "ل": ("L",), "م": ("M",), "ن": ("N",),
}  # fmt: skip


@lru_cache(maxsize=65536)
def skeletons(folded: str) -> tuple[str, ...]:
    """The readings of one folded word, the usual one first; never empty, at most four.

    Args:
        folded: a word as ``scripts.fold`` gives it. Words of digits or of another script are their own skeleton.
    """
    script = script_of(folded)
    if script == "latin":
        return _readings(_scan_latin(folded))
    if script == "arabic":
        return _readings(_scan_arabic(folded))
    return (("#" if script == "digit" else "~") + folded,)


def _readings(slots: list[tuple[str, ...]]) -> tuple[str, ...]:
    if all(len(slot) == 1 for slot in slots):
        return ("".join(slot[0] for slot in slots) or "-",)
    ambiguous = [place for place, slot in enumerate(slots) if len(slot) > 1]
    # Two ambiguous letters already give four readings; a third one keeps its usual reading.
    kept = [slot if place in ambiguous[:2] else slot[:1] for place, slot in enumerate(slots)]
    found = dict.fromkeys("".join(choice) or "-" for choice in product(*kept))
    return tuple(found)[:MAX_READINGS]


def _scan_latin(word: str) -> list[tuple[str, ...]]:
    slots: list[tuple[str, ...]] = []
    word = _DOUBLED.sub(r"\1", word)
    at = _opening(word, slots)
    adjacent = False
    while at < len(word):
        letter = word[at]
        if letter in _VOWELS or letter == "h":
            at, adjacent = at + 1, False
            continue
        slot, width = _latin_letter(word, at)
        if slot and not (adjacent and slots[-1][0] == slot[0]):
            slots.append(slot)
        adjacent = bool(slots)
        at += width
    return slots


def _opening(word: str, slots: list[tuple[str, ...]]) -> int:
    """Reads a w or y sound at the beginning: Ouattara and Wattara, Iyad and Eyad, Youssouf and Ioussouf."""
    if opening := _W_OPENING.match(word):
        slots.append(("W",))
        return opening.end()
    if word.startswith("v"):  # Vahedi and Wahedi, Vahid and وحيد
        slots.append(("F", "W"))
        return 1
    if opening := _Y_OPENING.match(word):
        slots.append(("Y",))
        return opening.end()
    return 0


def _latin_letter(word: str, at: int) -> tuple[tuple[str, ...], int]:
    letter, following = word[at], word[at + 1 : at + 3]
    if letter == "c" and following[:1] in tuple("eiy"):
        return ("S",), 1
    if letter == "g" and following[:1] in tuple("ei"):
        return ("J", "K"), 1
    if letter == "d" and len(following) == 2 and following[0] in "iy" and following[1] in "aeou":
        return ("D", "J"), 1
    if at == 0 and word.startswith("rh"):
        return ("R", "K"), 2
    for width in (4, 3, 2, 1):
        slot = _LATIN.get(word[at : at + width])
        if slot is not None and width <= len(word) - at:
            return slot, width
    return (), 1


def _scan_arabic(word: str) -> list[tuple[str, ...]]:
    slots: list[tuple[str, ...]] = []
    at = 0
    if word[0] == "و":
        # Before a consonant it may be the vowel that Latin writes ou: وريمي is Ourimi and Wurimi.
        slots.append(("W",) if word[1:2] in ("ا", "و", "ي") else ("W", ""))
        at = 1
    elif opening := _ARABIC_Y_OPENING.match(word):
        slots.append(("Y",))
        at = opening.end()
    for letter in word[at:]:
        slot = _ARABIC.get(letter)
        if slot is not None:
            slots.append(slot)
    return slots
