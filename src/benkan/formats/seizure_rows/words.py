"""Conveyance, circumstance and persons of a cell: the code that a word of the reviewed lists means."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from benkan.core import seizures
from benkan.core.recognising import Recogniser, fold
from benkan.formats.seizure_rows.table import WORDS
from benkan.formats.typed.cells import Cell, Reading, asked, judged

CODES: Final = {
    "conveyance": seizures.CONVEYANCES,
    "circumstance": seizures.CIRCUMSTANCES,
    "persons": seizures.PERSONS,
}
MOST_PERSONS: Final = 10_000
_COUNT: Final = re.compile(r"(\d{1,5}|un|une|deux|trois|quatre|cinq|six|one|two|three|four|five)(?: [^\W\d]+)?")
_SPELLED: Final = {
    "un": 1, "une": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4, "cinq": 5,
    "five": 5, "six": 6,
}  # fmt: skip


def read(field: str, text: str) -> Cell:
    """The code that the cell means; an empty cell is ``unknown``."""
    written = text.strip()
    if not written:
        return judged(field, text, (Reading("unknown", ("unknown", None)),), "")
    if written.startswith("="):
        return asked(field, written, (), "formula")
    if field == "persons" and (count := _count(written)) is not None:
        code = "yes" if count else "no"
        return judged(field, written, (Reading(f"{code}:{count}", (code, count)),), "")
    key = written.casefold()
    if exact := _exact(field).get(key) or _exact(field).get(fold(written)):
        return judged(field, written, (Reading(exact, (exact, None)),), "")
    found = _recogniser(field).find(written)
    if found.sure:
        return judged(field, written, (Reading(found.sure, (found.sure, None)),), "")
    near = tuple(Reading(one.code, (one.code, None)) for one in found.candidates)
    return asked(field, written, near, "unknown-word")


def word_of(field: str, code: str) -> tuple[str, int | None] | None:
    """The code and, for persons, how many, that an answer names: ``truck``, ``yes:3``."""
    name, _, count = code.partition(":")
    if name not in CODES[field] or (count and not (field == "persons" and count.isdecimal() and count.isascii())):
        return None
    return name, min(int(count[:6]), MOST_PERSONS) if count else None


def _count(written: str) -> int | None:
    plain = "".join(
        str(unicodedata.digit(letter)) if letter.isdigit() and not letter.isascii() else letter for letter in written
    )
    found = _COUNT.fullmatch(plain.casefold())
    if found is None:
        return None
    number = _SPELLED.get(found[1])
    value = int(found[1]) if number is None else number
    return value if value <= MOST_PERSONS else None


@lru_cache(maxsize=8)
def _exact(field: str) -> dict[str, str]:
    return {form: code for of, code, words in WORDS if of == field for word in words for form in (word, fold(word))}


@lru_cache(maxsize=8)
def _recogniser(field: str) -> Recogniser:
    return Recogniser({code: words for of, code, words in WORDS if of == field})
