"""Numbers as people write them: digits of two scripts, thousands divided by spaces or marks, either mark for decimals.

A mark before exactly three digits may divide thousands or begin the decimals; then there are two values, unless it is
known which mark is the decimal one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Final, Literal

Mark = Literal["", ",", "."]
LONGEST: Final = 120
NUMBER: Final = r"\d+(?:[ ']\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
_MARKS: Final = re.compile(r"[;:()\[\]\"«»]|(?<=[^\W\d])\.")
_ARABIC: Final = str.maketrans("أإآىة", "ااايه", "ـ")


def values(written: str, decimal: Mark = "") -> tuple[Decimal, ...]:
    """The values that the digits can have: none, one, or two when a mark can be read both ways.

    Args:
        written: digits with spaces, apostrophes, commas and points, as ``NUMBER`` finds them.
        decimal: the mark that is known to begin decimals.
    """
    grouped = " " in written or "'" in written
    plain = written.replace(" ", "").replace("'", "")
    marks = [letter for letter in plain if letter in ",."]
    if not marks:
        return (Decimal(plain),)
    last = marks[-1]
    head, _, tail = plain.rpartition(last)
    whole = head.replace(",", "").replace(".", "")
    as_decimal, as_thousands = Decimal(f"{whole}.{tail}"), Decimal(whole + tail)
    if len(set(marks)) == 2:
        return (as_decimal,) if marks.count(last) == 1 and _in_thousands(head, marks[0]) else ()
    if len(marks) > 1:
        return (as_thousands,) if _in_thousands(plain, last) else ()
    if grouped or len(tail) != 3 or not 1 <= len(head) <= 3 or head == "0":
        return (as_decimal,)
    if decimal:
        return (as_decimal,) if decimal == last else (as_thousands,)
    return (as_decimal, as_thousands)


def decimal_mark(cells: Iterable[str]) -> Mark:
    """The decimal mark that the cells of one column show; empty when none or both do.

    A number shows it by a mark that can be nothing else: before one, two or more than three digits, after a zero, or
    after thousands that are divided otherwise.
    """
    shown: set[Mark] = set()
    for cell in cells:
        for number in re.findall(NUMBER, fold(cell[:LONGEST])):
            if mark := _shown_by(number):
                shown.add(mark)
    return shown.pop() if len(shown) == 1 else ""


def fold(text: str) -> str:
    """Lower case, Latin digits, plain spaces, no accents or vowel signs, one letter for each family of Arabic ones."""
    if text.isascii():
        return " ".join(_MARKS.sub(" ", text.lower()).split())
    digits = "".join(
        str(unicodedata.digit(letter)) if letter.isdigit() and not letter.isascii() else letter for letter in text
    )
    marked = "".join(
        f" {letter}" if unicodedata.decomposition(letter).startswith("<fraction>") else letter for letter in digits
    )
    marked = marked.replace("٫", ".").replace("٬", " ").replace("’", "'").replace("ʼ", "'")
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", marked.casefold()) if not unicodedata.combining(letter)
    )
    return " ".join(_MARKS.sub(" ", bare.replace("\u2044", "/").translate(_ARABIC)).split())


def _shown_by(number: str) -> Mark:
    marks = [letter for letter in number if letter in ",."]
    if not marks or (len(marks) > 1 and len(set(marks)) == 1):
        return ""
    mark: Mark = "," if marks[-1] == "," else "."
    behind = len(number) - number.rfind(mark) - 1
    sure = len(set(marks)) == 2 or behind != 3 or " " in number or "'" in number or number.startswith(f"0{mark}")
    return mark if sure else ""


def _in_thousands(text: str, mark: str) -> bool:
    first, *rest = text.split(mark)
    return 1 <= len(first) <= 3 and bool(rest) and all(len(part) == 3 and part.isdecimal() for part in rest)
