"""The words of a company, ship, street or car as written: split, folded, abbreviations in one piece.

S.A.R.L., S A R L and SARL are one word, so are A/S and AS; d' and l' go, an English possessive loses its s, & is
"and"; the Arabic article and the particles glued to it go. It knows no vocabulary: what a word means is for the tables.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from benkan.core.matching.scripts import fold

_POSSESSIVE = re.compile(r"(?<=\w)'s\b", re.IGNORECASE)
_ELISION = re.compile(r"\b(?:qu|[ldsnj])'(?=\w{2})", re.IGNORECASE)
_DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]\.[ ]?){2,}(?:[^\W\d_](?!\w))?")
_SLASHED = re.compile(r"(?<!\w)([^\W\d_])/([^\W\d_])(?!\w)")
# SiemensAG: somebody forgot a space, the capitals still show where.
_GLUED_FORM = re.compile(r"(?<=[a-z]{3})(?=(?:AG|SA|SAS|SARL|GmbH|LLC|Ltd|OOO|SpA|Inc)\b)")
_WORD = re.compile(r"[^\W_](?:[^\W_]|['\u064b-\u0652\u0670\u0300-\u036f])*")
_GLUED_ARTICLES = ("وال", "بال", "كال", "لل", "ال")


class WrittenWord(NamedTuple):
    """One word: as written (abbreviations without their dots) and folded."""

    written: str
    folded: str


@lru_cache(maxsize=8192)
def written_words(text: str) -> tuple[WrittenWord, ...]:
    """The words of a cleaned text, in order; single letters that follow each other are one word.

    Args:
        text: what ``clean`` gave (NFKC, at most 300 characters).
    """
    text = _GLUED_FORM.sub(" ", text.replace("&", " and "))
    if "'" in text:
        text = _ELISION.sub("", _POSSESSIVE.sub("", text))
    if "." in text:
        text = _DOTTED.sub(lambda found: found.group().replace(".", "").replace(" ", "") + " ", text)
    if "/" in text:
        text = _SLASHED.sub(r"\1\2", text)
    found: list[WrittenWord] = []
    letters: list[WrittenWord] = []
    for written in _WORD.findall(text):
        word = WrittenWord(written, without_article(fold(written)))
        if len(word.folded) == 1 and word.folded.isalpha():
            letters.append(word)
            continue
        found += _together(letters)
        letters = []
        if word.folded:
            found.append(word)
    return tuple(found + _together(letters))


def without_article(folded: str) -> str:
    """An Arabic word without its article and the particles glued to it: وَالتجارة is تجارة."""
    if folded[:1] in ("ا", "و", "ل", "ب", "ك"):
        for glued in _GLUED_ARTICLES:
            if folded.startswith(glued) and len(folded) > len(glued) + 2:
                return folded[len(glued) :]
    return folded


def _together(letters: list[WrittenWord]) -> list[WrittenWord]:
    if len(letters) < 2:
        return letters
    return [WrittenWord("".join(one.written for one in letters), "".join(one.folded for one in letters))]
