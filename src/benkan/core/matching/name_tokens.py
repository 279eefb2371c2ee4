"""What one name gives as tokens: pairs of consonant skeletons that tell enough, with the birth date where it is known.

A shipped table says how many bits a skeleton tells, and a pair is stored only if it tells its budget. Dates make the
difference between a name and a person: a record with a birth date stores its pairs with the year and its parts with
the day, so that a query with a date asks for those and for undated records only, and the namesakes of other years stay
silent. Years one apart, swapped days and the bare year are the query's concern: the record stays small.

Values begin with three letters of the subject's kind and a mark:

| mark | is | stored by | asked by |
|---|---|---|---|
| P, T | two parts; three where no two tell enough | every record | queries without a date |
| U, W | two parts, at a lower budget; the whole name in one | records without a date | every query |
| F | two parts and the year | records whose day is known | queries with a year; with a day if rare |
| Y | two parts and the year | records whose day is unknown | queries with a date |
| S, V | three parts and the year; the whole name and the year | records with a date | queries with a date |
| D, E | one part and the day; two common parts and the day | records whose day is known | the same, and years beside |
| O | the only word of a company or vessel | all | all |
| Z | two parts that tell too little | never sent | never sent |
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from typing import Literal, NamedTuple

from benkan.core.matching.dates import PartialDate, day_key, day_keys_near
from benkan.core.matching.normalise import Part, information_bits

Tier = Literal["identifier", "name+date", "rare-name", "weak"]
TIERS: tuple[Tier, ...] = ("identifier", "name+date", "rare-name", "weak")

DEFAULT_BUDGET_BITS = 10.6
UNDATED_BITS = -3.1  # one record in ten has no birth date: a name among those few may be ten times as common
DATED_BITS = 3.4  # what a name with its year must tell beyond a name alone
YEAR_ALONE_BITS = 4.3  # the same where the query knows only the year and asks three of them
UNKNOWN_DAY_BITS = 3.1  # the same among records that know no day either: fewer of them, and "about 1984" is meant so
SAME_YEAR_BITS = 6.4  # the same where both days are known and may differ: a typing error, or a namesake of that year
DAY_BITS = 6.4  # the same for one part, or a pair of common ones, with the day
WHOLE_BITS = 4.4
TRIPLE_MARGIN = 1.5  # parts of one name are not independent and a long name has many threes
YEAR = 5.9  # bits of a birth year among the sixty of a file's adults
THREE_YEARS = 4.3  # the same when the years before and after are asked too
DAY = 13.5  # a birth day and its swapped twin among the same years
THREE_DAYS = 11.9
_ONE_WORD_BITS = 10.0  # a one-word company must be at least this rare to be searched by its only word
_MAX_BITS = 13.0  # of one part: the rarest name of the table is not as good as a number
_RECORD_READINGS = 2
_RECORD_CHOICES = 2
_RECORD_PAIRS = 3
_RECORD_NAMES = 2
_UNDATED_PAIRS = 6
_RECORD_DAYS = 3
_RECORD_DAY_READINGS = 1
_MORE_ASKED = 3  # pairs that a query tries beyond those a record stores: the other side may have ranked them otherwise
_WHOLE_PARTS = 3
_MAX_WHOLE_BITS = 16.0
_LEAST_COMPOUND = 3  # of a name that is one compound
_LEAST_WHOLE = 5  # consonants of a whole name


class _Pair(NamedTuple):
    """Two parts: what their rarest readings tell together, and each choice of readings with what it tells."""

    bits: float
    choices: list[tuple[str, float]]


class NameTokens:
    """The tokens of one name.

    Args:
        found: the parts of the name.
        kind: of the subject.
        asked: whether they are asked of an index, not stored in one.
        budget_bits: what a name must tell by itself.
    """

    __slots__ = ("_out", "asked", "budget", "full", "kind", "prefix")

    def __init__(self, found: tuple[Part, ...], kind: str, *, asked: bool, budget_bits: float) -> None:
        self.full = [part for part in found if part.readings]
        self.kind = kind
        self.prefix = kind[:3]
        self.asked = asked
        self.budget = budget_bits
        self._out: list[tuple[Tier, int, str]] = []

    def all(self, dates: Sequence[PartialDate]) -> list[tuple[Tier, int, str]]:
        """(tier, rank, value) of every token of the name; 0 is the best rank."""
        pairs = self._pairs(self.full)
        sure = self._by_name(pairs, dated=bool(dates))
        if dates:
            before = len(self._out)
            for date in dates:
                self._by_date(pairs, date)
            sure = sure or len(self._out) > before
        if self.kind != "person" and len(self.full) == 1:
            sure = True
            for key, bits in zip(self.full[0].readings, self.full[0].bits, strict=True):
                self._add("rare-name" if bits >= _ONE_WORD_BITS and len(key) >= 4 else "weak", 0, f"O|{key}")
        if not sure:
            for rank, pair in enumerate(pairs):
                for value, _ in pair.choices:
                    self._add("weak", rank, f"Z|{value}")
        return self._out

    def _add(self, tier: Tier, rank: int, value: str) -> None:
        self._out.append((tier, rank, f"{self.prefix}|{value}"))

    def _pairs(self, full: list[Part]) -> list[_Pair]:
        """The pairs of parts, the one that tells most first; a record keeps its usual readings, a query tries all."""
        most, choices = (4, 16) if self.asked else (_RECORD_READINGS, _RECORD_CHOICES)
        found = []
        for first, second in combinations(full, 2):
            if len(first.readings) == len(second.readings) == 1:
                a, b = first.readings[0], second.readings[0]
                bits = min(first.bits[0], _MAX_BITS) + min(second.bits[0], _MAX_BITS)
                found.append(_Pair(bits, [(f"{a}|{b}" if a <= b else f"{b}|{a}", bits)]))
                continue
            told: dict[str, tuple[int, float]] = {}
            for (at, (a, a_bits)), (other, (b, b_bits)) in product(
                enumerate(zip(first.readings[:most], first.bits, strict=False)),
                enumerate(zip(second.readings[:most], second.bits, strict=False)),
            ):
                value = f"{a}|{b}" if a <= b else f"{b}|{a}"
                told.setdefault(value, (at + other, min(a_bits, _MAX_BITS) + min(b_bits, _MAX_BITS)))
            usual = sorted(told, key=lambda value: (told[value][0], value))[:choices]
            found.append(_Pair(max(bits for _, bits in told.values()), [(value, told[value][1]) for value in usual]))
        if len(found) > 1:
            found.sort(key=lambda pair: (-pair.bits, pair.choices[0]))
        return found

    def _rarest(self, pairs: list[_Pair], count: int, least: float) -> list[tuple[int, str, float]]:
        """(rank, value, bits) of the choices of the rarest pairs that tell enough."""
        if not pairs or pairs[0].bits < least:
            return []
        found = []
        for rank, (bits_of_pair, choices) in enumerate(pairs[: count + _MORE_ASKED if self.asked else count]):
            if bits_of_pair < least:
                break
            for alternative, (value, bits) in enumerate(choices):
                if bits >= least:
                    found.append((rank + alternative, value, bits))
        return found

    def _by_name(self, pairs: list[_Pair], *, dated: bool) -> bool:
        """Tokens without a date; whether a record of any date has one (``P``, ``T``)."""
        sure = False
        if not (self.asked and dated):
            for rank, value, _ in self._rarest(pairs, _RECORD_NAMES, self.budget):
                sure = True
                self._add("rare-name", rank, f"P|{value}")
            for value in self._threes(pairs, self.budget, 0.0):
                sure = True
                self._add("rare-name", 1, f"T|{value}")
        if self.kind != "person":  # nothing but people has birth dates
            self._add_whole(self.budget)
        elif self.asked or not dated:
            for rank, value, _ in self._rarest(pairs, _UNDATED_PAIRS, self.budget + UNDATED_BITS):
                self._add("rare-name", rank + 1, f"U|{value}")
            self._add_whole(self.budget + UNDATED_BITS)
        return sure

    def _add_whole(self, enough: float) -> None:
        if len(self.full) > 1 and _whole_bits(self.full) >= enough:
            whole = whole_key(self.full)
            if len(whole) >= _LEAST_WHOLE:
                self._add("rare-name", 2, f"W|{whole}")

    def _by_date(self, pairs: list[_Pair], date: PartialDate) -> None:
        """Tokens with a date, as the table above names them."""
        day = day_key(date)
        if self.asked:
            self._asked_years(pairs, date.year, day)
        else:
            mark, enough = ("F", YEAR_ALONE_BITS) if day else ("Y", UNKNOWN_DAY_BITS)
            for rank, value, _ in self._rarest(pairs, _RECORD_PAIRS, self.budget + enough - YEAR):
                self._add("name+date", rank, f"{mark}|{value}|{date.year}")
        self._whole(date.year, day)
        for value in self._threes(pairs, self.budget + DATED_BITS, YEAR):
            self._add("name+date", 1, f"S|{value}|{date.year}")
        if day:
            self._by_day(pairs, date, day)

    def _asked_years(self, pairs: list[_Pair], year: int, day: str | None) -> None:
        if day:
            for rank, value, bits in self._rarest(pairs, _RECORD_PAIRS, self.budget + DATED_BITS - YEAR):
                self._add("name+date", rank, f"Y|{value}|{year}")
                if bits >= self.budget + SAME_YEAR_BITS - YEAR:
                    self._add("name+date", rank + 2, f"F|{value}|{year}")
            return
        for mark, enough in (("Y", self.budget + UNKNOWN_DAY_BITS), ("F", self.budget + YEAR_ALONE_BITS)):
            for rank, value, bits in self._rarest(pairs, _RECORD_PAIRS, enough - YEAR):
                self._add("name+date", rank, f"{mark}|{value}|{year}")
                if bits >= enough - THREE_YEARS:
                    self._add("name+date", rank + 3, f"{mark}|{value}|{year - 1}")
                    self._add("name+date", rank + 3, f"{mark}|{value}|{year + 1}")

    def _whole(self, year: int, day: str | None) -> None:
        """The whole name in one, with the year: Hamid Reza and Hamidreza, Shams al-Din and Shamsuddin."""
        if not 0 < len(self.full) <= _WHOLE_PARTS:
            return
        bits = _whole_bits(self.full)
        if bits + YEAR < self.budget + WHOLE_BITS:
            return
        whole = whole_key(self.full)
        if len(whole) < (_LEAST_WHOLE if len(self.full) > 1 else _LEAST_COMPOUND):
            return
        self._add("name+date", 1, f"V|{whole}|{year}")
        if self.asked and not day and bits + THREE_YEARS >= self.budget + WHOLE_BITS:
            self._add("name+date", 3, f"V|{whole}|{year - 1}")
            self._add("name+date", 3, f"V|{whole}|{year + 1}")

    def _by_day(self, pairs: list[_Pair], date: PartialDate, day: str) -> None:
        most, parts = (4, len(self.full)) if self.asked else (_RECORD_DAY_READINGS, _RECORD_DAYS)
        least = self.budget + DAY_BITS
        rare = self.full
        if len(rare) > 1:
            rare = sorted(rare, key=lambda part: (-max(part.bits), part.readings))
        for rank, part in enumerate(rare[:parts]):
            for alternative, (key, bits) in enumerate(zip(part.readings[:most], part.bits, strict=False)):
                if bits + DAY >= least:
                    self._add("name+date", rank + alternative, f"D|{key}|{day}")
                    if self.asked and bits + THREE_DAYS >= least:
                        for near in day_keys_near(date):
                            self._add("name+date", rank + alternative + 2, f"D|{key}|{near}")
        if rare and max(rare[0].bits) + DAY < least:
            for rank, value, _ in self._rarest(pairs, _RECORD_PAIRS, least - DAY):
                self._add("name+date", rank, f"E|{value}|{day}")

    def _threes(self, pairs: list[_Pair], budget: float, more: float) -> list[str]:
        """Three parts where no two tell enough, with ``more`` bits of whatever stands beside them."""
        if len(self.full) < 3 or pairs[0].bits + more >= budget:
            return []
        return [
            "|".join(sorted(part.readings[0] for part in chosen))
            for chosen in combinations(self.full, 3)
            if sum(min(part.bits[0], _MAX_BITS) for part in chosen) + more >= budget + TRIPLE_MARGIN
        ]


def whole_key(full: list[Part]) -> str:
    """The consonants of the whole name in the order of the alphabet: however it is divided and in whatever order."""
    return "".join(sorted("".join(part.readings[0].lstrip("=#") for part in full)))


def _whole_bits(full: list[Part]) -> float:
    return min(sum(part.bits[0] for part in full), _MAX_WHOLE_BITS)


def expected_share(value: str) -> float:
    """The share of people who have a name token by chance.

    Every pair of a name of three or more parts is looked at, so a stranger has about three chances to share one.
    """
    _, mark, *components = value.split("|")
    dated = mark in "FYSVDE"
    told = sum(information_bits(one) for one in (components[:-1] if dated else components))
    if mark in "WV":
        told = min(told, _MAX_WHOLE_BITS)
    told += {"F": YEAR, "Y": YEAR, "S": YEAR, "V": YEAR, "D": DAY, "E": DAY}.get(mark, 0.0)
    return float(min(1.0, 3 / 2**told))
