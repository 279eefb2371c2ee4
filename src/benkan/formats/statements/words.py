"""What a word of a statement means: its channel, its status, its direction, its currency; by reviewed lists."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from benkan.core.recognising import fold
from benkan.formats.money_values import currency_of
from benkan.formats.statements.table import WORDS

LONGEST: Final = 200
LEAST_LETTERS: Final = 3
"""Shorter words must be the whole text: “p” at its beginning says nothing."""


def meaning(kind: str, text: str) -> str:
    """The code that the whole text means in one list, or nothing."""
    plain = text.strip()
    if not plain or len(plain) > LONGEST:
        return ""
    known = _words(kind)
    return known.get(plain.casefold()) or known.get(fold(plain), "")


def channel_of(text: str) -> str:
    """The way of a transfer that a type, a code or the beginning of a description names, or nothing."""
    if found := meaning("channel", text):
        return found
    words = fold(text[:LONGEST]).split()
    known = _words("channel")
    for length in range(min(len(words), 6), 0, -1):
        first = " ".join(words[:length])
        if len(first) >= LEAST_LETTERS and (code := known.get(first)):
            return code
    return ""


def currency_named(text: str) -> str:
    """The currency that a cell names by word, sign or code, or nothing."""
    return meaning("currency", text) or (currency_of(text) if len(text.strip()) == 3 else "")


@lru_cache(maxsize=8)
def _words(kind: str) -> dict[str, str]:
    found = {
        form: code
        for of, code, words in WORDS
        if of == kind
        for word in words
        for form in (fold(word), word.casefold())
        if form
    }
    return found | {code.casefold(): code for of, code, _words in WORDS if of == kind}
