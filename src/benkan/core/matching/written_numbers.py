"""Numbers in names, in digits: Forty-Four, Forty 4 and 44 are one number, so are II and 2, 1st and First.

Roman numbers go to 39, as funds and ships carry them. It does not read sums (three hundred and five).
"""

from __future__ import annotations

import re

from benkan.core.matching.organisation_tables import NUMBER_WORDS
from benkan.core.matching.written_words import WrittenWord

_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|e|er|ere|eme)")
_ROMAN = re.compile(r"(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_UNITS = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}


def number_at(words: tuple[WrittenWord, ...], at: int) -> tuple[str, int] | None:
    """The number that begins here, in digits, and its words; Forty-Four and Forty 4 are 44."""
    first = _written_number(words[at].folded)
    if first is None:
        roman = _roman(words[at].folded) if at > 0 else None
        return None if roman is None else (str(roman), 1)
    value, in_words = first
    if in_words and 20 <= value < 100 and value % 10 == 0 and at + 1 < len(words):
        unit = _written_number(words[at + 1].folded)
        if unit is not None and 0 < unit[0] < 10:
            return str(value + unit[0]), 2
    return str(value), 1


def _written_number(folded: str) -> tuple[int, bool] | None:
    if folded.isdecimal() and folded.isascii():
        return int(folded), False
    if ordinal := _ORDINAL.fullmatch(folded):
        return int(ordinal.group(1)), False
    word = NUMBER_WORDS.get(folded)
    return None if word is None else (int(word), True)


def _roman(folded: str) -> int | None:
    """A Roman number to 39, as funds and ships carry them; never the first word (X Energy, V Ships)."""
    found = _ROMAN.fullmatch(folded)
    return None if found is None else 10 * len(found.group(1)) + _ROMAN_UNITS[found.group(2)]
