"""What an amount says: kilograms, litres or a count, each kept apart; and every other way in which it can be read.

Amounts come as “1 417,5 g”, “1.417 kg”, “١٤١٧٫٥ غ”, “17 500 comprimés”, “2 kg 300 g”, “12 kg 500”, “deux kilos et
demi”, “3 sacs x 50 kg”. Nothing is guessed: a caller that gets several readings asks, one that gets none says that it
cannot be read. Unknown is an amount of its own and not zero. Words of units and numbers are reviewed in
resources/substances.
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
from benkan.core.substances.spoken import LINKS, VALUES, in_digits
from benkan.core.substances.table import NUMBER_WORDS, UNITS

LARGEST: Final = Decimal(10) ** 12
STRENGTH: Final = Decimal("0.01")
"""Kilograms; a weight up to this beside a count is what one tablet or ampoule contains."""
HAVE_STRENGTH: Final = frozenset(("tablet", "capsule", "dose"))
SHORTEST_MISSPELT: Final = 6
"""A word for a unit that is at least this long may have one wrong letter."""
PACKET: Final = "packet"
BARE: Final = "?"
"""The unit of a number that has none."""
THOUSANDTHS: Final = 3
"""Digits of what follows a unit without one of its own: “12 kg 500” is twelve kilograms and five hundred grams."""
MEASURED: Final = frozenset(("kilogram", "litre"))
_UNITS: Final = {word: (unit, Decimal(factor)) for word, unit, factor in UNITS}
_SMALLER: Final = {"kg": "g", "t": "kg", "l": "ml"}
_PAIRS: Final = {word: (Decimal(value), unit) for word, value, unit in NUMBER_WORDS if unit}
_PARTS: Final = {word: Decimal(value) for word, value, _unit in NUMBER_WORDS if value.startswith("0.")}
_NOBODY_KNOWS: Final = frozenset(word for word, value, _unit in NUMBER_WORDS if value == "unknown")
_ABOUT: Final = frozenset(word for word, value, _unit in NUMBER_WORDS if value == "about")
_BESIDE: Final = frozenset(word for word, value, _unit in NUMBER_WORDS if value == "beside")
_EACH: Final = frozenset(word for word, value, _unit in NUMBER_WORDS if value == "each")
_OF: Final = frozenset(("de", "d", "of", "من"))
_LINKS: Final = frozenset(("du", "في", "منها")) | _OF | LINKS
_TIMES: Final = frozenset("x×*")
_UP_TO: Final = frozenset(("-", "–", "—", "a", "to", "الي"))
_DENOMINATORS: Final = frozenset((2, 3, 4, 5, 8, 10))
_BRACKET: Final = re.compile(r"([^()]*)\(([^()]*)\)([^()]*)")
_TOKENS: Final = re.compile(
    rf"(?P<fraction>\d+/\d+(?![\d/]))|(?P<number>(?<![\d.,])\.\d+|{NUMBER})"
    r"|(?P<word>[^\W\d_]+[0-9]?(?:/[^\W\d_]+)?|[x×*~+?/–—-])|(?P<other>\S)"
)
_HARMLESS: Final = re.compile(r"(?<!\d)[.,'](?!\d)|[.,]$")
_PLAIN: Final = re.compile(r"\d[\d ]*(?:[.,]\d+)* ?[^\W\d_]+")
"""One number and one word, as nearly every cell is: nothing needs to be taken apart."""
_APART: Final = (
    (re.compile(r"(?<=\d) ?[x×*] ?(?=[\d.])"), " x "),
    (re.compile(r"(?<=[^\W\d_])(?=\d{2})"), " "),
    (re.compile(r"\bو(?=\d)"), "و "),
    (re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])"), " "),
    (re.compile(r"\ba half\b"), "half"),
    (re.compile(r"[≈≃∼]|\+/-|±"), "~"),
)


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
    folded = fold(text)
    if not folded or len(folded) > LONGEST:
        return ()
    if folded in _NOBODY_KNOWS:
        return (UNKNOWN,)
    if not _PLAIN.fullmatch(folded):
        for pattern, instead in _APART:
            folded = pattern.sub(instead, folded)
        folded = in_digits(_HARMLESS.sub(" ", folded))
    reader = _Reader(decimal)
    if not all(reader.take(token) for token in _TOKENS.finditer(folded)) or not reader.finish():
        return ()
    ways: dict[Amount, None] = {}
    for choice in product(*(numbers for numbers, _unit in reader.terms)):
        said = [(number * reader.factor, unit) for number, (_numbers, unit) in zip(choice, reader.terms, strict=True)]
        ways |= dict.fromkeys(_amounts(said, reader))
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
    """Goes through the words: numbers wait for their unit. Each step says whether the text can still be an amount.

    Args:
        written: the digits that wait, as they were written.
        linked: whether “and” stands right before.
        each: whether what follows the count is said of each piece; ``of``: whether it may be.
    """

    decimal: Mark
    about: bool = False
    factor: Decimal = Decimal(1)
    terms: list[tuple[tuple[Decimal, ...], str]] = field(default_factory=list)
    waiting: tuple[Decimal, ...] = ()
    written: str = ""
    up_to: bool = False
    linked: bool = False
    each: bool = False
    of: bool = False
    lone: str = ""

    def take(self, token: re.Match[str]) -> bool:
        word, linked = token["word"], self.linked
        self.linked = False
        if not word:
            return self._digits(token)
        if word in _TIMES:
            return self._times()
        if word in _UP_TO and self.waiting:
            self.up_to = True
            return True
        if word in _LINKS:
            self.linked = word in LINKS
            self.of = self.of or word in _OF
            return True
        return self._word(word, linked=linked)

    def _digits(self, token: re.Match[str]) -> bool:
        if token["number"]:
            return self._number(token["number"])
        return bool(token["fraction"]) and self._fraction(token["fraction"])

    def _word(self, word: str, *, linked: bool) -> bool:
        joined = word.startswith("و") and word[1:] in _PARTS
        if joined or word in _PARTS:
            return self._part(_PARTS[word.removeprefix("و") if joined else word], linked=linked or joined)
        if word in _PAIRS:
            self.terms.append(((_PAIRS[word][0],), _PAIRS[word][1]))
            return not self.waiting
        if word in VALUES:
            self.waiting, self.written = tuple(number * VALUES[word] for number in self.waiting), ""
            return bool(self.waiting)
        if (unit := _unit(word) or (_misspelt(word) if self.waiting else None)) is not None:
            return self._unit(unit)
        return self._beside(word)

    def _beside(self, word: str) -> bool:
        self.each = self.each or word in _EACH
        self.about = self.about or word in _ABOUT
        # A word beside a finished amount (“5 kg saisis”) is no harm; anything else is not an amount.
        return (
            word in _ABOUT
            or word in _EACH
            or word in _BESIDE
            or (bool(self.terms) and not self.waiting and word.isalpha())
        )

    def finish(self) -> bool:
        """Takes what still waits: a number alone, or the rest behind a unit."""
        if self.waiting and not self.terms:
            self.terms, self.waiting = [(self.waiting, BARE)], ()
        elif self.waiting and len(self.terms) == 1 and len(self.written) == THOUSANDTHS and self.written.isdecimal():
            smaller = next((_SMALLER[word] for word in _SMALLER if _UNITS[word] == _UNITS[self.terms[0][1]]), "")
            if smaller:
                self.terms, self.waiting = [*self.terms, (self.waiting, smaller)], ()
        return bool(self.terms) and not self.waiting and not self.lone

    def _number(self, written: str) -> bool:
        numbers = values(f"0{written}" if written.startswith(".") else written, self.decimal)
        if self.waiting and not self.up_to:
            return False
        self.written = "" if self.waiting else written
        self.waiting, self.up_to = (*self.waiting, *numbers), False
        return bool(numbers)

    def _fraction(self, written: str) -> bool:
        over, under = (int(part) for part in written.split("/"))
        if not 0 < over < under or under not in _DENOMINATORS:
            return False
        if self.waiting and (self.up_to or not self.written.isdecimal()):
            return False
        self.waiting = tuple(number + Decimal(over) / under for number in self.waiting or (Decimal(0),))
        self.written = ""
        return True

    def _part(self, part: Decimal, *, linked: bool) -> bool:
        """A half or a quarter: of what comes, of the number before, or more than it (“deux kilos et demi”)."""
        if linked and self.lone:
            self.terms, self.lone = [((1 + part,), self.lone)], ""
            return True
        if linked and not self.waiting:
            if len(self.terms) != 1 or _UNITS[self.terms[0][1]][0] not in MEASURED:
                return False
            numbers, unit = self.terms[0]
            self.terms = [(tuple(number + part for number in numbers), unit)]
            return True
        whole = self.waiting or (Decimal(1),)
        self.waiting = tuple(number + part if linked and self.waiting else number * part for number in whole)
        self.written, self.up_to = "", False
        return True

    def _times(self) -> bool:
        """“5 x 2 kg”, “3 sacs x 50 kg”."""
        if not self.waiting and len(self.terms) == 1 and _UNITS[self.terms[0][1]][0] not in MEASURED:
            self.each = self.of = True
            return True
        if len(self.waiting) != 1 or self.terms:
            return False
        self.factor, self.waiting = self.waiting[0], ()
        return True

    def _unit(self, unit: str) -> bool:
        measure = _UNITS[unit][0]
        if self.waiting:
            if measure not in MEASURED and self.written:
                # Nobody counts in thousandths: “25,000 tablets”.
                self.waiting = (max(values(self.written) or self.waiting),)
            self.terms.append((self.waiting, unit))
            self.waiting, self.written = (), ""
            return True
        if not self.terms:
            self.lone = unit if measure in MEASURED and not self.lone else ""
            return bool(self.lone)
        return measure not in MEASURED or _UNITS[unit] == _UNITS[self.terms[-1][1]]


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


def _amounts(terms: list[tuple[Decimal, str]], reader: _Reader) -> list[Amount]:
    """What the terms say together: “2 kg 300 g” is one weight, “1 200 tablets of 225 mg” a count and its strength."""
    about = reader.about
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
        return _count(counted, measured, reader)
    if all(measured.values()):
        return []
    unit = "kilogram" if measured["kilogram"] else "litre"
    total = _together(measured[unit])
    return [] if total is None else [_measured(unit, total, about=about)]


def _count(
    counted: list[tuple[Decimal, str]], measured: dict[str, list[tuple[Decimal, Decimal]]], reader: _Reader
) -> list[Amount]:
    """A count; a small weight beside it is the strength of one, anything larger may be that of each or of all."""
    number, kind = counted[0]
    beside = [(unit, amount * factor) for unit, pairs in measured.items() for amount, factor in pairs]
    if any(one != one.to_integral_value() for one, _kind in counted) or len(beside) > 1:
        return []
    if len(counted) > 1:
        return _packed(counted, reader) if not beside else []
    if beside and (kind not in HAVE_STRENGTH or beside[0][0] == "litre" or beside[0][1] > STRENGTH):
        unit, each = beside[0]
        ways = (number * each,) if reader.each else (number * each, each)
        return [_measured(unit, way, about=reader.about) for way in ways]
    return [Amount(count=int(number), count_kind=kind, about=reader.about)]


def _packed(counted: list[tuple[Decimal, str]], reader: _Reader) -> list[Amount]:
    """“10 plaquettes de 10 comprimés” may be a hundred or ten, “100 strips x 10 tabs” is a thousand."""
    (packets, outer), (number, kind), *more = counted
    if more or not reader.of or outer != PACKET or kind == PACKET:
        return []
    ways = (packets * number,) if reader.each else (packets * number, number)
    return [Amount(count=int(way), count_kind=kind, about=reader.about) for way in ways]


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
