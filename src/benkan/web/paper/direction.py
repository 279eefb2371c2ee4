"""Which way a line of text runs: the bidirectional algorithm of Unicode (UAX #9) for one paragraph.

Marks, embeddings and isolates inside a text are dropped before: a name must not turn round what stands beside it. So
the rules that remain are W1 to W7, N1, N2, I1, I2, L1 and L2.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import Final

_CONTROLS: Final = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_NEUTRAL: Final = frozenset({"B", "S", "WS", "ON", "BN", "ES", "ET", "CS"})
_LEFTWARDS: Final = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Where all letters and digits lie that run from right to left (Unicode, DerivedBidiClass)."""
_MARKS: Final = "\u200e\u200f\u061c"


class _Kept(dict[int, str]):
    """What stands on paper for each letter, found out once for each."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        category = unicodedata.category(letter)
        kept = ""
        if letter in "\u00a0\u202f":  # what keeps the groups of a number together stays so
            kept = "\u00a0"
        elif letter.isspace() or category in ("Cc", "Zl", "Zp"):
            kept = " "
        elif letter in "\u200c\u200d" or (category not in ("Cf", "Cs", "Co", "Cn") and letter not in _MARKS):
            kept = letter
        self[code] = kept
        return kept


class _Strong(dict[int, str]):
    """``L`` for each letter and digit that may run to the right in a line that runs to the left."""

    def __missing__(self, code: int) -> str:
        kind = unicodedata.bidirectional(chr(code)) or "L"
        self[code] = found = "L" if kind in ("L", "EN", "AN") else " "
        return found


_KEPT: Final = _Kept()
_STRONG: Final = _Strong()


def clean(text: str) -> str:
    """The text as paper can hold it: composed, one line, nothing invisible that turns or hides it."""
    return " ".join(word for word in unicodedata.normalize("NFC", text).translate(_KEPT).split(" ") if word)


def leftwards(text: str) -> bool:
    """Whether a text by itself runs to the left: as its first letter does; what has no letter runs to the right."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind != "L" for kind in kinds if kind in ("L", "R", "AL")), False)


def runs(text: str, *, rtl: bool) -> list[tuple[int, int, int]]:
    """Stretches of one direction in the order in which they are seen: (start, end, level); odd levels run leftwards."""
    if not rtl and _LEFTWARDS.search(text) is None:
        return [(0, len(text), 0)] if text else []
    if rtl and "L" not in text.translate(_STRONG):
        return [(0, len(text), 1)] if text else []
    levels = _levels(text, rtl=rtl)
    found: list[tuple[int, int, int]] = []
    for at, level in enumerate(levels):
        if found and found[-1][2] == level:
            found[-1] = (found[-1][0], at + 1, level)
        else:
            found.append((at, at + 1, level))
    for bound in range(max(levels, default=0), 0, -1):  # L2: from the highest level down, turn what is at least so high
        at = 0
        while at < len(found):
            end = at
            while end < len(found) and found[end][2] >= bound:
                end += 1
            found[at:end] = found[at:end][::-1]
            at = max(end, at + 1)
    return found


def _levels(text: str, *, rtl: bool) -> list[int]:
    base = 1 if rtl else 0
    edge = "R" if rtl else "L"
    kinds = [unicodedata.bidirectional(letter) or "L" for letter in text]
    kinds = ["BN" if kind in _CONTROLS else kind for kind in kinds]
    _marks_and_digits(kinds, edge)
    _separators(kinds)
    _ends(kinds)
    _numbers(kinds, edge)
    _neutral(kinds, edge)
    levels = [base + (kind != edge if kind in "LR" else 2 - base) for kind in kinds]
    for at in range(len(text) - 1, -1, -1):  # L1: spaces at the end run with the paragraph
        if not text[at].isspace():
            break
        levels[at] = base
    return levels


def _marks_and_digits(kinds: list[str], edge: str) -> None:
    before = edge
    for at, kind in enumerate(kinds):  # W1
        if kind == "NSM":
            kinds[at] = before
        before = kinds[at]
    strong = edge
    for at, kind in enumerate(kinds):  # W2, W3
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[at] = "AN"
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]


def _separators(kinds: list[str]) -> None:
    for at in range(1, len(kinds) - 1):  # W4
        sides = (kinds[at - 1], kinds[at + 1])
        if (kinds[at] in ("ES", "CS") and sides == ("EN", "EN")) or (kinds[at] == "CS" and sides == ("AN", "AN")):
            kinds[at] = sides[0]


def _ends(kinds: list[str]) -> None:
    if "ET" not in kinds:
        return
    at = 0
    while at < len(kinds):  # W5
        end = at
        while end < len(kinds) and kinds[end] == "ET":
            end += 1
        if end > at and "EN" in (kinds[at - 1] if at else "", kinds[end] if end < len(kinds) else ""):
            kinds[at:end] = ["EN"] * (end - at)
        at = max(end, at + 1)


def _numbers(kinds: list[str], edge: str) -> None:
    strong = edge
    for at, kind in enumerate(kinds):  # W6, W7
        if kind in _NEUTRAL:
            kinds[at] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"


def _neutral(kinds: list[str], edge: str) -> None:
    at = 0
    for kind, same in groupby(kinds[:]):  # N1, N2
        end = at + sum(1 for _each in same)
        if kind == "ON":
            before = _side(kinds[at - 1]) if at else edge
            after = _side(kinds[end]) if end < len(kinds) else edge
            kinds[at:end] = [before if before == after else edge] * (end - at)
        at = end


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"
