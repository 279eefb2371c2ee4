"""People who do not exist, by the million: names built from syllables, carried as unevenly as real ones.

20,000 family and 5,000 given names, Zipf with exponent 1; one birth date each, a fifth of them a year only; half have
an alias; documents, phones, accounts, plates and e-mails as often as a police file has them: about nine keys a record.
A query is about an indexed record, with what goes wrong in practice, or about nobody. Everything follows from the seed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from benkan.apps.records.index import identifier_bytes
from benkan.apps.records.index.entries import row_of
from benkan.apps.records.index.identity import keys_of, record_keys
from benkan.apps.records.index.store import EntryRow
from benkan.core.matching import Identifier, Subject
from benkan.core.matching.normalise import parts
from benkan.core.matching.open_keys import KEY_BITS, component, mixed, mixed_columns

FAMILIES, GIVEN, CHUNK = 20_000, 5_000, 100_000
READINGS = 2
SYLLABLES = [
    "ba", "ka", "tra", "re", "di", "lo", "mo", "ha", "med", "fa", "tou", "ma", "ta", "ra", "go", "kei", "ssa", "ne",
    "cha", "ib", "ri", "hi", "mi", "sou", "ndi", "ko", "ya", "wa", "gue", "dou", "zi", "la", "mba", "dja", "bre", "no",
]  # fmt: skip
WRONG_LETTERS = "btdkmnrslfzg"
KINDS = (("document", 1.0), ("document", 0.9), ("phone", 0.8), ("account", 0.4), ("plate", 0.3), ("email", 0.2))
UNTIL = 800_000  # a day long after any run
_ID_HIGH, _ID_LOW = 0x9E3779B97F4A7C15, 0xF39CC0605CEDC835
_HEADS = {
    kind: identifier_bytes.packed([Identifier(kind, f"{head}0")]).hex().rpartition("0")[0]
    for kind, head in (("document", "ML"), ("account", "ML"), ("phone", "+"), ("plate", ""), ("email", "x"))
}
_TAILS = {one: identifier_bytes.packed([Identifier("other", one)]).hex()[2:] for one in ("MD", "@mail.example")}


def _words(count: int, seed: int) -> list[str]:
    """Distinct names that are one part each, whatever stands beside them."""
    draw = np.random.default_rng(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        word = "".join(SYLLABLES[at] for at in draw.integers(0, len(SYLLABLES), draw.integers(2, 5))).title()
        read = parts(f"{word} Kolimbo")
        if len(read) == 2 and read[0].written == word and read[0].readings:
            found[word] = None
    return list(found)


def _zipf(count: int) -> np.ndarray:
    weights = 1.0 / np.arange(1, count + 1)
    return np.cumsum(weights / weights.sum())


@dataclass
class Names:
    """Names with the hashes of their first readings (0 where there is none), and the order of the readings' texts."""

    words: list[str]
    hashes: np.ndarray
    texts: np.ndarray

    @classmethod
    def made(cls, count: int, seed: int) -> Names:
        words = _words(count, seed)
        hashes = np.zeros((count, READINGS), np.uint64)
        texts = np.full((count, READINGS), "", dtype="U40")
        for at, word in enumerate(words):
            for place, reading in enumerate(parts(f"{word} Kolimbo")[0].readings[:READINGS]):
                hashes[at, place], texts[at, place] = component(reading), reading
        return cls(words, hashes, texts)


class People:
    """A population of ``count`` people in chunks of 100,000; chunk k is the same however many there are."""

    def __init__(self, count: int, seed: int = 1) -> None:
        self.count, self.seed = count, seed
        self.families, self.given = Names.made(FAMILIES, seed), Names.made(GIVEN, seed + 1)
        every = np.unique(np.concatenate((self.families.texts.ravel(), self.given.texts.ravel())))
        self._rank = {"f": np.searchsorted(every, self.families.texts), "g": np.searchsorted(every, self.given.texts)}
        self._zipf = {"f": _zipf(FAMILIES), "g": _zipf(GIVEN)}

    def chunks(self) -> Iterator[tuple[int, dict[str, np.ndarray]]]:
        for start in range(0, self.count, CHUNK):
            yield start, self.columns(start, min(CHUNK, self.count - start))

    def columns(self, start: int, count: int) -> dict[str, np.ndarray]:
        draw = np.random.default_rng((self.seed, start // CHUNK))
        return self.drawn(draw, CHUNK, start) if count == CHUNK else {
            name: column[:count] for name, column in self.drawn(draw, CHUNK, start).items()
        }  # fmt: skip

    def drawn(self, draw: np.random.Generator, count: int, start: int) -> dict[str, np.ndarray]:
        def name(which: str) -> np.ndarray:
            return np.searchsorted(self._zipf[which], draw.random(count)).clip(0, len(self._zipf[which]) - 1)

        return {
            "number": np.arange(start + 1, start + count + 1, dtype=np.uint64),
            "f": name("f"),
            "g": name("g"),
            "g2": name("g"),
            "alias": draw.random(count) < 0.5,
            "year": np.clip(draw.normal(1985, 14, count), 1930, 2012).astype(np.int64),
            "month": draw.integers(1, 13, count),
            "day": draw.integers(2, 29, count),
            "dated": draw.random(count) < 0.8,
            "has": draw.random((count, len(KINDS))) < np.array([share for _, share in KINDS]),
            "digits": draw.integers(0, 10**8, (count, len(KINDS))),
        }

    def keys(self, columns: dict[str, np.ndarray], sampled: set[int]) -> tuple[np.ndarray, np.ndarray]:
        """Keys and record numbers of these people, as ``keys_of`` makes them (a test compares).

        Identifiers of people about whom nobody will ask get keys by chance: as many, as unique, and never asked for.
        """
        keys, numbers = [record_keys(_ids(columns["number"]))], [columns["number"]]
        person, everyone = component("person"), np.ones(len(columns["f"]), np.bool_)
        years, days = _hashed(columns["year"].astype("U4")), _hashed(_days(columns))

        def add(mark: str, chosen: np.ndarray, *components: np.ndarray) -> None:
            keys.append(mixed_columns(person + component(mark), *(one[chosen] for one in components)))
            numbers.append(columns["number"][chosen])

        differs = columns["alias"] & (columns["g2"] != columns["g"])
        for given, chosen in (("g", everyone), ("g2", differs)):
            for i in range(READINGS):
                for j in range(READINGS):
                    a, b = self.families.hashes[columns["f"], i], self.given.hashes[columns[given], j]
                    swap = self._rank["f"][columns["f"], i] > self._rank["g"][columns[given], j]
                    mask = chosen & (a != 0) & (b != 0)
                    add("pair", mask, np.where(swap, b, a), np.where(swap, a, b))
                    add("year", mask, np.where(swap, b, a), np.where(swap, a, b), years)
                add("day", chosen & columns["dated"] & (self.given.hashes[columns[given], i] != 0),
                    self.given.hashes[columns[given], i], days)  # fmt: skip
            whole = np.char.add(self.given.texts[columns[given], 0], self.families.texts[columns["f"], 0])
            add("whole", chosen, _hashed(whole, in_order=True), years)
        for i in range(READINGS):
            add("day", columns["dated"] & (self.families.hashes[columns["f"], i] != 0),
                self.families.hashes[columns["f"], i], days)  # fmt: skip
        chance = np.random.default_rng((self.seed, 7, int(columns["number"][0])))
        known = np.isin(columns["number"], np.fromiter(sampled, np.uint64, len(sampled)))
        for place in range(len(KINDS)):
            mask = columns["has"][:, place] & ~known
            keys.append(chance.integers(0, 1 << KEY_BITS, int(mask.sum()), dtype=np.uint64))
            numbers.append(columns["number"][mask])
        for at in np.flatnonzero(known).tolist():
            found = [mixed(component("number"), component(f"{kind}:{value}")) for kind, value in _forms(columns, at)]
            keys.append(np.array(found, dtype=np.uint64))
            numbers.append(np.full(len(found), columns["number"][at], dtype=np.uint64))
        return np.concatenate(keys), np.concatenate(numbers)

    def subject(self, columns: dict[str, np.ndarray], at: int) -> Subject:
        family = self.families.words[columns["f"][at]]
        names = [f"{self.given.words[columns['g'][at]]} {family}"]
        if columns["alias"][at]:
            names.append(f"{self.given.words[columns['g2'][at]]} {family}")
        return Subject(
            names=names, birth_dates=[_date(columns, at)],
            identifiers=[Identifier(kind, value) for kind, value in _forms(columns, at)],
        )  # fmt: skip

    def rows(self, columns: dict[str, np.ndarray]) -> list[EntryRow]:
        """Entry rows, as ``row_of`` makes them (a test compares)."""
        words, given = self.families.words, self.given.words
        has, digits = columns["has"].tolist(), columns["digits"].tolist()
        born = columns["year"] * 10_000 + np.where(columns["dated"], columns["month"] * 100 + columns["day"], 0)
        ids = _ids(columns["number"]).tobytes()
        rows = []
        for at, (number, f, g, g2, alias, date) in enumerate(
            zip(*(columns[name].tolist() for name in ("number", "f", "g", "g2", "alias")), born.tolist(), strict=True)
        ):
            family = words[f]
            names = f"{given[g]} {family}"
            if alias:
                names = f"{names}\n{given[g2]} {family}" if g2 != g else names
            packed = "".join([
                _packed(kind, number, place, digits[at][place])
                for place, (kind, _) in enumerate(KINDS) if has[at][place]
            ])  # fmt: skip
            identifiers = bytes.fromhex(packed + "a" if len(packed) % 2 else packed)
            rows.append(
                EntryRow(number, UNTIL, 1, date, names, "", 0, ids[16 * at : 16 * at + 16], identifiers)
            )  # fmt: skip
        return rows

    def skeleton_counts(self, columns: dict[str, np.ndarray]) -> dict[str, int]:
        found: dict[str, int] = {}
        for names, which in ((self.families, "f"), (self.given, "g")):
            for place in range(READINGS):
                texts, counts = np.unique(names.texts[columns[which], place], return_counts=True)
                for text, count in zip(texts.tolist(), counts.tolist(), strict=True):
                    if text:
                        found[text] = found.get(text, 0) + count
        return found


@dataclass(frozen=True)
class Question:
    """What is asked, and the number of the record that it is about; 0 for nobody."""

    subject: Subject
    about: int


def questions(people: People, sampled: dict[int, tuple[dict[str, np.ndarray], int]], seed: int) -> list[Question]:
    """For each sampled record a question about it and one about nobody, in an order by chance."""
    draw = np.random.default_rng((people.seed, 11, seed))
    found = [Question(_asked(people, columns, at, draw), number) for number, (columns, at) in sampled.items()]
    nobody = people.drawn(draw, len(sampled), 1 << 40)
    found += [Question(_asked(people, nobody, at, draw), 0) for at in range(len(sampled))]
    return [found[at] for at in draw.permutation(len(found)).tolist()]


def uuid_of(number: int) -> uuid.UUID:
    """The id of a record that does not exist."""
    return uuid.UUID(int=(number * (_ID_HIGH << 64 | _ID_LOW)) & ((1 << 128) - 1))


def _ids(numbers: np.ndarray) -> np.ndarray:
    """The ids of many records (below 2^31) as two big-endian words each."""
    low, high = np.uint64(_ID_LOW & 0xFFFF_FFFF), np.uint64(_ID_LOW >> 32)
    carried = (numbers * high + (numbers * low >> np.uint64(32))) >> np.uint64(32)
    found = np.empty((len(numbers), 2), ">u8")
    found[:, 0], found[:, 1] = numbers * np.uint64(_ID_HIGH) + carried, numbers * np.uint64(_ID_LOW)
    return found


def _asked(people: People, columns: dict[str, np.ndarray], at: int, draw: np.random.Generator) -> Subject:
    family = people.families.words[columns["f"][at]]
    if draw.random() < 0.3:
        family = _respelt(family, draw) if draw.random() < 0.5 else _mistyped(family, draw)
    year = int(columns["year"][at])
    if draw.random() < 0.2:
        year += int(draw.choice([-3, -2, -1, 1, 2, 3]))
    month, day = int(columns["month"][at]), int(columns["day"][at])
    born = f"{year}-{month:02d}-{day:02d}" if columns["dated"][at] and draw.random() < 0.5 else str(year)
    identifiers = [Identifier(kind, value) for kind, value in _forms(columns, at) if draw.random() < 0.5]
    return Subject(
        names=[f"{people.given.words[columns['g'][at]]} {family}"], birth_dates=[born], identifiers=identifiers
    )  # fmt: skip


def _respelt(word: str, draw: np.random.Generator) -> str:
    """The same name as another clerk writes it: a vowel more, or another one."""
    at = [place for place, letter in enumerate(word) if letter in "aeiou"]
    place = int(draw.choice(at)) if at else len(word)
    return word[:place] + str(draw.choice(["ou", "e", "a", "ee"])) + word[place + 1 :]


def _mistyped(word: str, draw: np.random.Generator) -> str:
    """The name with one wrong letter."""
    place = int(draw.integers(1, len(word)))
    return word[:place] + str(draw.choice(list(WRONG_LETTERS))) + word[place + 1 :]


def _forms(columns: dict[str, np.ndarray], at: int) -> list[tuple[str, str]]:
    number = int(columns["number"][at])
    return [
        (kind, _value(kind, number, place, int(columns["digits"][at][place])))
        for place, (kind, _) in enumerate(KINDS)
        if columns["has"][at][place]
    ]


def _value(kind: str, number: int, place: int, digits: int) -> str:
    if kind == "phone":
        return f"+2237{number % 10_000_000:07d}"
    if kind == "email":
        return f"x{number}@mail.example"
    if kind == "plate":
        return f"{number}MD"
    return f"ML{place}{digits:08d}{number}"


def _packed(kind: str, number: int, place: int, digits: int) -> str:
    """The half-bytes of such a value: its digits stand for themselves."""
    head = _HEADS[kind]
    if kind == "phone":
        return f"{head}2237{number % 10_000_000:07d}"
    if kind == "email":
        return f"{head}{number}{_TAILS['@mail.example']}"
    if kind == "plate":
        return f"{head}{number}{_TAILS['MD']}"
    return f"{head}{place}{digits:08d}{number}"


def _date(columns: dict[str, np.ndarray], at: int) -> str:
    year, month, day = (int(columns[name][at]) for name in ("year", "month", "day"))
    return f"{year}-{month:02d}-{day:02d}" if columns["dated"][at] else str(year)


def _days(columns: dict[str, np.ndarray]) -> np.ndarray:
    low, high = np.minimum(columns["month"], columns["day"]), np.maximum(columns["month"], columns["day"])
    code = columns["year"] * 10_000 + low * 100 + high
    return np.char.add(
        np.char.add(columns["year"].astype("U4"), "-"),
        np.char.add(np.char.add(np.char.zfill(low.astype("U2"), 2), "-"), np.char.zfill(high.astype("U2"), 2)),
    ) if len(code) else code.astype("U10")  # fmt: skip


def _hashed(texts: np.ndarray, *, in_order: bool = False) -> np.ndarray:
    """The component hash of each text, its letters in order of the alphabet if asked; each distinct one once."""
    distinct, places = np.unique(texts, return_inverse=True)
    written = ("".join(sorted(text)) if in_order else text for text in distinct.tolist())
    return np.fromiter((component(text) for text in written), np.uint64, len(distinct))[places]


def agrees_with_the_program(people: People, count: int = 200) -> Any:
    """Raises AssertionError unless the columns give the keys and rows that the program itself makes."""
    from datetime import date

    columns = people.columns(0, min(count, people.count))
    everyone = set(range(1, count + 1))
    keys, numbers = people.keys(columns, everyone)
    rows = people.rows(columns)
    for at in range(len(columns["f"])):
        subject = people.subject(columns, at)
        assert set(keys[numbers == at + 1].tolist()) == set(keys_of(uuid_of(at + 1).bytes, subject, "ML"))
        row = row_of(
            at + 1, uuid_of(at + 1).bytes, subject, kind="person", until=date.fromordinal(UNTIL), region="ML"
        )  # fmt: skip
        assert row == rows[at], (row, rows[at])
