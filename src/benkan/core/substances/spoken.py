"""Numbers in words, as digits: “deux cent cinquante”, “quatre-vingt-dix”, “two hundred and fifty”, “خمسة وعشرون”.

Words and values are reviewed in resources/substances. A row of words that is no number stays as it is written, so that
whoever reads on asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from benkan.core.substances.table import NUMBER_WORDS

VALUES: Final = {word: int(value) for word, value, unit in NUMBER_WORDS if value.isdecimal() and not unit}
LINKS: Final = frozenset(("et", "and", "و", "+"))
HUNDRED: Final = 100
THOUSAND: Final = 1_000
_HUNDREDS: Final = ("مايه", "ميه")
_SCORE: Final = frozenset(("vingt", "vingts"))


def in_digits(text: str) -> str:
    """The text with each row of number words as one number; words behind digits (“2 millions”) stay."""
    words, found, at = text.split(), list[str](), 0
    while at < len(words):
        row = _row(words, at) or [words[at]]
        behind_digits = bool(found) and found[-1][-1].isdecimal()
        value = number(row) if _value(row[0])[1] and not behind_digits else None
        found += row if value is None else [str(value)]
        at += len(row)
    return " ".join(found)


def number(words: Sequence[str]) -> int | None:
    """What the words say together; None when they are not one number."""
    whole, group, before = 0, 0, ""
    linked = False
    for written in words:
        if written in LINKS:
            linked = True
            continue
        word, value, joined = _value(written)
        if value >= THOUSAND:
            if whole and whole % (value * THOUSAND):
                return None
            whole, group = whole + (group or 1) * value, 0
        else:
            more = _more(group, value, word, before, linked=linked or joined)
            if more is None:
                return None
            group = more
        before, linked = word, False
    return whole + group


def _row(words: Sequence[str], start: int) -> list[str]:
    """The number words from here on, with “and” between them."""
    end = at = start
    while at < len(words):
        if _value(words[at])[1]:
            end = at + 1
        elif words[at] not in LINKS or at == start:
            break
        at += 1
    return list(words[start:end])


def _value(written: str) -> tuple[str, int, bool]:
    """The word, its value (0: it is no number) and whether the Arabic “and” is written on it."""
    for word, joined in ((written, False), (written.removeprefix("و"), True)):
        if word in VALUES:
            return word, VALUES[word], joined
        for ending in _HUNDREDS:
            head = word.removesuffix(ending)
            if head != word and 1 < VALUES.get(head, 0) < 10:
                return word, VALUES[head] * HUNDRED, joined
    return written, 0, False


def _more(group: int, value: int, word: str, before: str, *, linked: bool) -> int | None:
    """A number under a thousand with the next word; None when they do not belong together."""
    tens = group % HUNDRED
    if not group:
        return value
    if value == HUNDRED:
        return group * HUNDRED if group < 10 else None
    if value > HUNDRED:
        return None
    if before == "quatre" and word in _SCORE and tens == 4:
        return group + 76
    arabic = not word.isascii()
    fits = (
        tens == 0
        or (tens in (60, 80) and value < 20)
        or (tens == 10 and 7 <= value <= 9)
        or (tens % 10 == 0 and tens >= 20 and value < 10)
        or (arabic and tens < 10 and (value == 10 or (linked and value % 10 == 0 and value >= 20)))
    )
    return group + value if fits else None
