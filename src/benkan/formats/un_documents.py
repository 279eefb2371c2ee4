"""Documents of the UN list: the number field holds anything from a bare number to a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from benkan.formats.un_names import squeezed

_BARE = re.compile(r"(?=.*\d)[A-Za-z]{0,4}[ .]?[A-Za-z0-9][A-Za-z0-9 ./°-]{1,28}")
_ONE_WORD = re.compile(r"(?=(?:.*\d){2})[A-Za-z0-9]{5,20}")
_WORDS = re.compile(r"[A-Za-z]{4,}")
_AFTER = re.compile(
    r"(?:numbers?|\bno\b\.?|n°|№|document\s*\([^)]*\)|card|passport|code|ssn)\s*[.:]*\s*(?=\S*\s?\d)(.+)$",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER = re.compile(r"(?:\b[A-Z]{1,3}[ /-]{0,2})?\d[\dA-Z]*(?:[-/.][\dA-Z]+)*|[A-Z]+\d[\dA-Z]*", re.IGNORECASE)
_DATES = re.compile(
    r"\b\d{1,2}\s+[A-Z][a-z]{2,8}\.?\s+\d{4}\b|\bin\s+\d{4}\b|(?<![\d/-])(?:19|20)\d{2}\b(?=\s*[,.)]|$)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A document number and whether it had to be taken out of a sentence."""

    value: str
    taken_out: bool


def number_in(text: str) -> Number | None:
    """The number in the text, or nothing if there is none that can be told from a date.

    Args:
        text: the field ``NUMBER``, ``NOTE`` or ``TYPE_OF_DOCUMENT2``.
    """
    text = re.sub(r"^(?:SSN|No)\b[.:]*\s*", "", squeezed(text), flags=re.IGNORECASE)
    if not any(character.isdigit() for character in text):
        return None
    if _is_bare(text):
        return Number(text, taken_out=False)
    outside = squeezed(re.sub(r"\([^)]*\)", " ", text)) or text
    if _is_bare(outside):
        return Number(outside, taken_out=True)
    after = _AFTER.search(outside)
    for part in (after[1] if after else "", outside):
        part = re.split(r"[,;]|\s+issued|\s+expir|\s+under|\s+made", _DATES.sub(" ", part))[0]  # noqa: PLW2901
        found = [match[0].strip() for match in _NUMBER.finditer(part) if sum(map(str.isdigit, match[0])) >= 3]
        if found:
            return Number(max(found, key=len), taken_out=True)
    return None


def _is_bare(text: str) -> bool:
    return bool(_ONE_WORD.fullmatch(text) or (_BARE.fullmatch(text) and not _WORDS.search(text)))
