"""What an amount says: kilograms, litres or a count, each kept apart; and every other way in which it can be read.

Amounts come as “1 417,5 g”, “1.417 kg”, “١٤١٧٫٥ غ”, “17 500 comprimés”, “2 kg 300 g”, “deux plaquettes”. Nothing is
guessed: a caller that gets several readings asks, one that gets none says that it cannot be read. Unknown is an amount
of its own and not zero. Words of units and numbers are reviewed in resources/substances.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import Final

from rapidfuzz.distance import OSA

from benkan.core.substances.numerals import LONGEST, NUMBER, Mark, fold, values
from benkan.core.substances.table import NUMBER_WORDS, UNITS

LARGEST: Final = Decimal(10) ** 12
STRENGTH: Final = Decimal("0.01")
"""Kilograms; a weight up to this beside a count is what one tablet or ampoule contains."""
HAVE_STRENGTH: Final = frozenset(("tablet", "capsule", "dose"))
SHORTEST_MISSPELT: Final = 6
"""A word for a unit that is at least this long may have one wrong letter."""
BARE: Final = "?"
"""The unit of a number that has none."""
HUNDRED: Final = 100
_UNITS: Final = {word: (unit, Decimal(factor)) for word, unit, factor in UNITS}
_VALUES: Final = {word: (Decimal(value), unit) for word, value, unit in NUMBER_WORDS if value.isdecimal()}
_NOBODY_KNOWS: Final = frozenset(word for word, value, _unit in NUMBER_WORDS if value == "unknown")
_ABOUT: Final = frozenset(word for word, value, _unit in NUMBER_WORDS if value == "about")
_BESIDE: Final = frozenset(word for word, value, _unit in NUMBER_WORDS if value == "beside")
_LINKS: Final = frozenset(("de", "du", "d", "of", "et", "and", "و", "في", "منها", "+"))
_TIMES: Final = frozenset("x×*")
_UP_TO: Final = frozenset(("-", "–", "—", "a", "to", "الي"))
_BRACKET: Final = re.compile(r"([^()]*)\(([^()]*)\)([^()]*)")
_TOKENS: Final = re.compile(rf"(?P<number>{NUMBER})|(?P<word>[^\W\d_]+[0-9]?(?:/[^\W\d_]+)?|[x×*~+?/–—-])")


@dataclass(frozen=True, slots=True)
class Amount:
    """One reading: at most one of kilograms, litres and count is there; none: the amount is unknown.

    Args:
        count_kind: what is counted: tablet, capsule, dose, plant, seed, packet or piece.
        about: whether the text says that it is an estimate.
    """

    kilograms: Decimal | None = None
    litres: Decimal | None = None
    count: int | None = None
    count_kind: str = ""
    about: bool = False


UNKNOWN: Final = Amount()


def readings(text: str, *, decimal: Mark = "") -> tuple[Amount, ...]:
    """Every way in which the text can be read as an amount; none when it cannot be, one when it is sure.

    Args:
        text: as it was written.
        decimal: the decimal mark that the sheet is known to use (see ``numerals.decimal_mark``), or empty.
    """
    beside = _BRACKET.fullmatch(text) if len(text) <= LONGEST else None
    if beside is not None:
        return _said_twice(f"{beside[1]} {beside[3]}", beside[2], decimal)
    folded = fold(text).replace("+/-", "~").replace("±", "~")
    if not folded or len(folded) > LONGEST:
        return ()
    if folded in _NOBODY_KNOWS:
        return (UNKNOWN,)
    reader = _Reader(decimal)
    if not all(reader.take(token) for token in _TOKENS.finditer(folded)) or not reader.finish():
        return ()
    ways: dict[Amount, None] = {}
    for choice in product(*(numbers for numbers, _unit in reader.terms)):
        said = [(number * reader.factor, unit) for number, (_numbers, unit) in zip(choice, reader.terms, strict=True)]
        ways |= dict.fromkeys(_amounts(said, about=reader.about))
    return tuple(ways)


def _said_twice(outside: str, inside: str, decimal: Mark) -> tuple[Amount, ...]:
    """An amount with another in brackets: the same said twice is one, “3 kg (30 g)” is asked."""
    first, second = readings(outside, decimal=decimal), readings(inside, decimal=decimal)
    if not first or not second or set(first) & set(second):
        return tuple(one for one in first if one in second) or first or second
    for counted, beside in ((first, second), (second, first)):
        # “1 200 tablets (225 mg)”: the strength of one.
        if all(one.count is not None for one in counted) and all(
            one.kilograms is not None and one.kilograms <= STRENGTH for one in beside
        ):
            return counted
    return tuple(dict.fromkeys((*first, *second)))


@dataclass(slots=True)
class _Reader:
    """Goes through the words: numbers wait for their unit. Each step says whether the text can still be an amount."""

    decimal: Mark
    about: bool = False
    factor: Decimal = Decimal(1)
    terms: list[tuple[tuple[Decimal, ...], str]] = field(default_factory=list)
    waiting: tuple[Decimal, ...] = ()
    up_to: bool = False

    def take(self, token: re.Match[str]) -> bool:
        word = token["word"]
        if token["number"]:
            return self._number(values(token["number"], self.decimal))
        if word in _TIMES:
            return self._times()
        if word in _UP_TO and self.waiting:
            self.up_to = True
            return True
        if word in _VALUES:
            return self._spelled(*_VALUES[word])
        if (unit := _unit(word) or (_misspelt(word) if self.waiting else None)) is not None:
            return self._unit(unit)
        return self._beside(word)

    def _beside(self, word: str) -> bool:
        if word in _ABOUT:
            self.about = True
            return True
        # A word beside a finished amount (“5 kg saisis”) is no harm; anything else is not an amount.
        return word in _LINKS or word in _BESIDE or (bool(self.terms) and not self.waiting and word.isalpha())

    def finish(self) -> bool:
        if self.waiting and not self.terms:
            self.terms, self.waiting = [(self.waiting, BARE)], ()
        return bool(self.terms) and not self.waiting

    def _number(self, numbers: tuple[Decimal, ...]) -> bool:
        if self.waiting and not self.up_to:
            return False
        self.waiting, self.up_to = (*self.waiting, *numbers), False
        return bool(numbers)

    def _times(self) -> bool:
        if len(self.waiting) != 1 or self.terms:
            return False
        self.factor, self.waiting = self.waiting[0], ()
        return True

    def _spelled(self, value: Decimal, unit: str) -> bool:
        if unit:
            self.terms.append(((value,), unit))
            return not self.waiting
        if not self.waiting:
            self.waiting = (value,)
            return True
        self.waiting = tuple(number * value for number in self.waiting)
        return value >= HUNDRED

    def _unit(self, unit: str) -> bool:
        if not self.waiting:
            return bool(self.terms)
        self.terms.append((self.waiting, unit))
        self.waiting = ()
        return True


def _unit(word: str) -> str | None:
    """The word when it is a unit or something that is counted, without its Arabic article."""
    return next((form for form in (word, word.removeprefix("ال")) if form in _UNITS), None)


@lru_cache(maxsize=4096)
def _misspelt(word: str) -> str | None:
    """The unit that a long word with one wrong letter can only mean."""
    if len(word) < SHORTEST_MISSPELT:
        return None
    near = {
        _UNITS[name]: name
        for name in _UNITS
        if len(name) >= SHORTEST_MISSPELT - 1 and OSA.distance(word, name, score_cutoff=1) <= 1
    }
    return next(iter(near.values())) if len(near) == 1 else None


def _amounts(terms: list[tuple[Decimal, str]], *, about: bool) -> list[Amount]:
    """What the terms say together: “2 kg 300 g” is one weight, “1 200 tablets of 225 mg” a count and its strength."""
    if any(not 0 < number <= LARGEST for number, _unit in terms):
        return []
    if terms[0][1] == BARE:
        return _bare_number(terms[0][0], about=about)
    measured: dict[str, list[tuple[Decimal, Decimal]]] = {"kilogram": [], "litre": []}
    counted: list[tuple[Decimal, str]] = []
    for number, word in terms:
        unit, factor = _UNITS[word]
        if unit in measured:
            measured[unit].append((number, factor))
        else:
            counted.append((number, unit))
    if counted:
        return _count(counted, measured, about=about)
    if all(measured.values()):
        return []
    unit = "kilogram" if measured["kilogram"] else "litre"
    total = _together(measured[unit])
    return [] if total is None else [_measured(unit, total, about=about)]


def _count(
    counted: list[tuple[Decimal, str]], measured: dict[str, list[tuple[Decimal, Decimal]]], *, about: bool
) -> list[Amount]:
    """A count; a small weight beside it is the strength of one, anything larger may be that of each or of all."""
    number, kind = counted[0]
    beside = [(unit, amount * factor) for unit, pairs in measured.items() for amount, factor in pairs]
    if len(counted) > 1 or number != number.to_integral_value() or len(beside) > 1:
        return []
    if beside and (kind not in HAVE_STRENGTH or beside[0][0] == "litre" or beside[0][1] > STRENGTH):
        unit, each = beside[0]
        return [_measured(unit, way, about=about) for way in (number * each, each)]
    return [Amount(count=int(number), count_kind=kind, about=about)]


def _bare_number(number: Decimal, *, about: bool) -> list[Amount]:
    """A number without a unit may be grams, kilograms or pieces."""
    ways = [_measured("kilogram", number / 1000, about=about), _measured("kilogram", number, about=about)]
    if number == number.to_integral_value():
        ways += [Amount(count=int(number), count_kind=kind, about=about) for kind in ("tablet", "piece")]
    return ways


def _together(terms: list[tuple[Decimal, Decimal]]) -> Decimal | None:
    """The sum where each term is the rest of the one before (“2 kg 300 g”); the same said twice counts once."""
    total = terms[0][0] * terms[0][1]
    before = terms[0][1]
    for number, unit in terms[1:]:
        value = number * unit
        if value == total:
            continue
        if unit >= before or value >= before:
            return None
        total, before = total + value, unit
    return total


def _measured(unit: str, value: Decimal, *, about: bool) -> Amount:
    """Kilograms or litres, to the millionth."""
    exact = value.quantize(Decimal("0.000001")).normalize() + Decimal(0)
    return Amount(kilograms=exact, about=about) if unit == "kilogram" else Amount(litres=exact, about=about)
