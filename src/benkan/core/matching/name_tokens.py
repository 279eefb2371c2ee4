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
| D, E | one part and the day; two common parts and the day | records whose day is known | the same, and the years beside |
| O | the only word of a company or vessel | all | all |
| Z | two parts that tell too little | own data only | own data only |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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

    __slots__ = ("asked", "budget", "found", "kind")

    def __init__(self, found: tuple[Part, ...], kind: str, *, asked: bool, budget_bits: float) -> None:
        self.found = found
        self.kind = kind
        self.asked = asked
        self.budget = budget_bits

    def all(self, dates: Sequence[PartialDate]) -> Iterator[tuple[Tier, int, str]]:
        """(tier, rank, value) of every token of the name; 0 is the best rank."""
        full = [part for part in self.found if part.readings]
        prefix = self.kind[:3]
        pairs = self._pairs(full)
        sure = False
        for tier, rank, value in self._by_name(full, pairs, dated=bool(dates)):
            sure = sure or value[0] in "PT"
            yield tier, rank, f"{prefix}|{value}"
        for date in dates:
            for rank, value in self._by_date(full, pairs, date):
                sure = True
                yield "name+date", rank, f"{prefix}|{value}"
        if self.kind != "person" and len(full) == 1:
            sure = True
            for key, bits in zip(full[0].readings, full[0].bits, strict=True):
                yield ("rare-name" if bits >= _ONE_WORD_BITS and len(key) >= 4 else "weak"), 0, f"{prefix}|O|{key}"
        if not sure:
            for rank, pair in enumerate(pairs):
                for value, _ in pair.choices:
                    yield "weak", rank, f"{prefix}|Z|{value}"

    def _pairs(self, full: list[Part]) -> list[_Pair]:
        """The pairs of parts, the one that tells most first; a record keeps its usual readings, a query tries all."""
        most = 4 if self.asked else _RECORD_READINGS
        found = []
        for first, second in combinations(full, 2):
            choices: dict[str, float] = {}
            for (a, a_bits), (b, b_bits) in product(
                zip(first.readings[:most], first.bits, strict=False),
                zip(second.readings[:most], second.bits, strict=False),
            ):
                value = f"{a}|{b}" if a <= b else f"{b}|{a}"
                choices.setdefault(value, min(a_bits, _MAX_BITS) + min(b_bits, _MAX_BITS))
            kept = list(choices.items()) if self.asked else list(choices.items())[:_RECORD_CHOICES]
            found.append(_Pair(max(choices.values()), kept))
        found.sort(key=lambda pair: (-pair.bits, pair.choices[0]))
        return found

    def _rarest(self, pairs: list[_Pair], count: int, least: float) -> Iterator[tuple[int, str, float]]:
        """(rank, value, bits) of the choices of the rarest pairs that tell enough."""
        for rank, pair in enumerate(pairs[: count + _MORE_ASKED * self.asked]):
            if pair.bits < least:
                return
            for alternative, (value, bits) in enumerate(pair.choices):
                if bits >= least:
                    yield rank + alternative, value, bits

    def _by_name(self, full: list[Part], pairs: list[_Pair], *, dated: bool) -> Iterator[tuple[Tier, int, str]]:
        """Tokens without a date: ``P`` and ``T`` of every record, ``U`` and ``W`` of records without a date."""
        if not (self.asked and dated):
            for rank, value, _ in self._rarest(pairs, _RECORD_NAMES, self.budget):
                yield "rare-name", rank, f"P|{value}"
            for rank, value in self._threes(full, pairs, self.budget, 0.0):
                yield "rare-name", rank, f"T|{value}"
        if self.asked or not dated:
            for rank, value, _ in self._rarest(pairs, _UNDATED_PAIRS, self.budget + UNDATED_BITS):
                yield "rare-name", rank + 1, f"U|{value}"
            whole = _whole_key(full)
            enough = _whole_bits(full) >= self.budget + UNDATED_BITS
            if len(full) > 1 and len(whole) >= _LEAST_WHOLE and enough:
                yield "rare-name", 2, f"W|{whole}"

    def _by_date(self, full: list[Part], pairs: list[_Pair], date: PartialDate) -> Iterator[tuple[int, str]]:
        """Tokens with a date, as the table above names them."""
        day = day_key(date)
        yield from self._asked_years(pairs, date) if self.asked else self._stored_year(pairs, date)
        yield from self._whole(full, date, day)
        for rank, value in self._threes(full, pairs, self.budget + DATED_BITS, YEAR):
            yield rank, f"S|{value}|{date.year}"
        if day:
            yield from self._by_day(full, pairs, date, day)

    def _stored_year(self, pairs: list[_Pair], date: PartialDate) -> Iterator[tuple[int, str]]:
        mark = "F" if day_key(date) else "Y"
        for rank, value, _ in self._rarest(pairs, _RECORD_PAIRS, self.budget + DATED_BITS - YEAR):
            yield rank, f"{mark}|{value}|{date.year}"

    def _asked_years(self, pairs: list[_Pair], date: PartialDate) -> Iterator[tuple[int, str]]:
        year = date.year
        if day_key(date):
            for rank, value, bits in self._rarest(pairs, _RECORD_PAIRS, self.budget + DATED_BITS - YEAR):
                yield rank, f"Y|{value}|{year}"
                if bits >= self.budget + SAME_YEAR_BITS - YEAR:
                    yield rank + 2, f"F|{value}|{year}"
            return
        for rank, value, bits in self._rarest(pairs, _RECORD_PAIRS, self.budget + YEAR_ALONE_BITS - YEAR):
            for mark in "YF":
                yield rank, f"{mark}|{value}|{year}"
                if bits >= self.budget + YEAR_ALONE_BITS - THREE_YEARS:
                    yield rank + 3, f"{mark}|{value}|{year - 1}"
                    yield rank + 3, f"{mark}|{value}|{year + 1}"

    def _whole(self, full: list[Part], date: PartialDate, day: str | None) -> Iterator[tuple[int, str]]:
        """The whole name in one, with the year: Hamid Reza and Hamidreza, Shams al-Din and Shamsuddin."""
        whole = _whole_key(full)
        bits = _whole_bits(full)
        if (
            not 0 < len(full) <= _WHOLE_PARTS
            or len(whole) < (_LEAST_WHOLE if len(full) > 1 else 3)
            or bits + YEAR < self.budget + WHOLE_BITS
        ):
            return
        yield 1, f"V|{whole}|{date.year}"
        if self.asked and not day and bits + THREE_YEARS >= self.budget + WHOLE_BITS:
            yield 3, f"V|{whole}|{date.year - 1}"
            yield 3, f"V|{whole}|{date.year + 1}"

    def _by_day(self, full: list[Part], pairs: list[_Pair], date: PartialDate, day: str) -> Iterator[tuple[int, str]]:
        most = 4 if self.asked else _RECORD_DAY_READINGS
        least = self.budget + DAY_BITS
        rare = sorted(full, key=lambda part: (-max(part.bits), part.readings))
        for rank, part in enumerate(rare if self.asked else rare[:_RECORD_DAYS]):
            for alternative, (key, bits) in enumerate(zip(part.readings[:most], part.bits, strict=False)):
                if bits + DAY >= least:
                    yield rank + alternative, f"D|{key}|{day}"
                    if self.asked and bits + THREE_DAYS >= least:
                        for near in day_keys_near(date):
                            yield rank + alternative + 2, f"D|{key}|{near}"
        if full and max(max(part.bits) for part in full) + DAY < least:
            for rank, value, _ in self._rarest(pairs, _RECORD_PAIRS, least - DAY):
                yield rank, f"E|{value}|{day}"

    def _threes(self, full: list[Part], pairs: list[_Pair], budget: float, more: float) -> Iterator[tuple[int, str]]:
        """Three parts where no two tell enough, with ``more`` bits of whatever stands beside them."""
        if len(full) < 3 or (pairs and pairs[0].bits + more >= budget):
            return
        for chosen in combinations(full, 3):
            if sum(min(part.bits[0], _MAX_BITS) for part in chosen) + more >= budget + TRIPLE_MARGIN:
                yield 1, "|".join(sorted(part.readings[0] for part in chosen))


def _whole_key(full: list[Part]) -> str:
    """The consonants of the whole name in the order of the alphabet: however it is divided and in whatever order."""
    return "".join(sorted("".join(part.readings[0] for part in full)))


def _whole_bits(full: list[Part]) -> float:
    return min(sum(part.bits[0] for part in full), _MAX_WHOLE_BITS)


def own_pairs(
    found: tuple[Part, ...], kind: str, dates: Sequence[PartialDate], *, asked: bool
) -> Iterator[tuple[Tier, str]]:
    """(tier, value) of what a service's own index keeps of a name."""
    full = [part for part in found if part.readings]
    prefix = kind[:3]
    most = 4 if asked else _RECORD_READINGS
    for first, second in combinations(full, 2):
        for (a, a_bits), (b, b_bits) in product(
            zip(first.readings[:most], first.bits, strict=False), zip(second.readings[:most], second.bits, strict=False)
        ):
            tier: Tier = "rare-name" if a_bits + b_bits >= DEFAULT_BUDGET_BITS else "weak"
            yield tier, f"{prefix}|Z|{a}|{b}" if a <= b else f"{prefix}|Z|{b}|{a}"
    whole = _whole_key(full)
    if len(full) == 1 or len(whole) >= 3:
        yield "weak" if len(full) == 1 else "rare-name", f"{prefix}|W|{whole}"
    for date in dates:
        if day := day_key(date):
            for part in full:
                for key in part.readings[:most]:
                    yield "name+date", f"{prefix}|D|{key}|{day}"
                    if asked:
                        for near in day_keys_near(date):
                            yield "name+date", f"{prefix}|D|{key}|{near}"


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
