"""Parts of names as numbers in columns, so that the names of a hundred candidates are laid side by side at once.

A process keeps one table of the parts that it met; a part has the same number as long as the table lives, equal
spellings have equal numbers, and so have equal skeletons. A full table is thrown away and begun anew: what is in it
can be read again from the names.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from benkan.core.matching.alignment import part_tenths
from benkan.core.matching.normalise import MAX_PARTS, Part, parts, plain_part
from benkan.core.matching.phonetics import MAX_READINGS

Integers = npt.NDArray[np.int64]

MOST_PARTS = 200_000
_FIRST_SIZE = 4096
_NAME_ENDS, _PERSON_ENDS, _NOT_PLAIN = -1, -2, -3
_NOBODY = Part("", "", (), (), "other", 0, 0, frozenset())
_SIGNS = {"\n": _NAME_ENDS, "\r": _PERSON_ENDS}  # neither stands in a cleaned name


class PartColumns:
    """The table: columns by the number of a part, 0 being nobody's.

    Args:
        at_most: parts; a few more may come in while it is still in use.
    """

    def __init__(self, at_most: int = MOST_PARTS) -> None:
        self._at_most = at_most
        self._lock = threading.Lock()
        self._words: dict[str, int] = dict(_SIGNS)
        self._names: dict[str, list[int]] = {}  # those in which not every word is a part by itself
        self._numbers: dict[Part, int] = {}
        self._spellings: dict[str, int] = {}
        self._skeletons: dict[str, int] = {}
        self.parts: list[Part] = [_NOBODY]
        self.spelling: Integers = np.zeros(_FIRST_SIZE, np.int64)
        self.skeletons: Integers = np.zeros((_FIRST_SIZE, MAX_READINGS), np.int64)  # 0: none, as of an initial
        self.tenths: Integers = np.zeros(_FIRST_SIZE, np.int64)
        self.given: Integers = np.zeros(_FIRST_SIZE, np.int64)

    @property
    def full(self) -> bool:
        """Whether it should be thrown away."""
        return len(self.parts) > self._at_most or max(len(self._words), len(self._names)) > 2 * self._at_most

    def number(self, part: Part) -> int:
        """The number of a part."""
        return self._numbers.get(part) or self._added(part)

    def of_people(self, people: Sequence[str]) -> tuple[Integers, Integers, Integers]:
        """The parts of all names of these people, one name in a line.

        Returns:
            The numbers of the parts; where each name begins among them; where each person begins among the names. Both
            have the total at their end, so that a name ends where the next one begins.
        """
        numbers = self._plain("\r".join(people))
        numbers.append(_PERSON_ENDS)
        found = None if _NOT_PLAIN in numbers else _bounded(np.array(numbers))
        if found is None:
            names = [[self._read(name) for name in one.split("\n")] for one in people]
            numbers = []
            for one in names:
                for name in one:
                    numbers += name
                    numbers.append(_NAME_ENDS)
                numbers[-1] = _PERSON_ENDS
            found = _bounded(np.array(numbers))
        assert found is not None  # no name has more parts than it may
        return found

    def _plain(self, text: str) -> list[int]:
        words = text.replace("\n", " \n ").replace("\r", " \r ").split(" ")
        numbers = list(map(self._words.get, words))
        if None in numbers:
            return [self._word(word) if number is None else number for word, number in zip(words, numbers, strict=True)]
        return numbers  # type: ignore[return-value]

    def _read(self, name: str) -> list[int]:
        found = self._names.get(name)
        if found is None:
            found = self._names[name] = [self.number(part) for part in parts(name)]
        return found

    def _word(self, word: str) -> int:
        part = plain_part(word)
        found = self._words[word] = _NOT_PLAIN if part is None else self.number(part)
        return found

    def _added(self, part: Part) -> int:
        with self._lock:
            if part in self._numbers:
                return self._numbers[part]
            number = len(self.parts)
            if number == len(self.tenths):
                # Whoever reads the old columns at this moment has only numbers that are in them.
                self.spelling, self.skeletons = _doubled(self.spelling), _doubled(self.skeletons)
                self.tenths, self.given = _doubled(self.tenths), _doubled(self.given)
            self.spelling[number] = self._spellings.setdefault(part.folded, len(self._spellings) + 1)
            for place, reading in enumerate(part.readings):
                self.skeletons[number, place] = self._skeletons.setdefault(reading, len(self._skeletons) + 1)
            self.tenths[number], self.given[number] = part_tenths(part), part.given
            self.parts.append(part)
            self._numbers[part] = number
            return number


def _doubled(column: Integers) -> Integers:
    return np.concatenate((column, np.zeros_like(column)))


def _bounded(numbers: Integers) -> tuple[Integers, Integers, Integers] | None:
    """Numbers with signs among them as ``of_people`` returns them; nothing if a name has too many parts."""
    ends = (numbers < 0).nonzero()[0]
    starts = np.zeros(len(ends) + 1, np.int64)
    starts[1:] = ends - np.arange(len(ends))
    if (starts[1:] - starts[:-1]).max() > MAX_PARTS:
        return None
    people = (numbers[ends] == _PERSON_ENDS).nonzero()[0]
    first = np.zeros(len(people) + 1, np.int64)
    first[1:] = people + 1
    return numbers[numbers >= 0], starts, first


_current = [PartColumns()]


def columns() -> PartColumns:
    """The table of this process; keep it for as long as its numbers are in use."""
    if _current[0].full:
        _current[0] = PartColumns()
    return _current[0]
