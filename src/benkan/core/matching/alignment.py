"""Two names laid side by side: which part meets which, and what is left over on each side.

Parts meet by spelling, by skeleton, by skeleton across scripts, by one wrong letter, as an initial, or as two parts
written in one (Hamid Reza, Hamidreza). The result does not depend on the order of the names or of their parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import JaroWinkler, Levenshtein

from benkan.core.matching.normalise import Part, information_bits
from benkan.core.matching.scripts import script_of

MAX_PART_BITS = 13.0
_SIMILAR_SPELLING = 0.88
_INITIAL_BITS = 1.0


class Kind(StrEnum):
    """How two parts met."""

    SAME = "name.same"
    SPELLING = "name.spelling"
    SCRIPT = "name.script"
    SIMILAR = "name.similar"
    INITIAL = "name.initial"
    JOINED = "name.joined"


@dataclass(frozen=True, slots=True)
class Meeting:
    """Parts of two names that met: how, how much it tells (bits), how well they agree (0 to 1)."""

    kind: Kind
    a: str
    b: str
    bits: float
    quality: float = 1.0


@dataclass(frozen=True, slots=True)
class Alignment:
    """All meetings of two names and the parts that met nothing."""

    meetings: tuple[Meeting, ...]
    only_a: tuple[Part, ...]
    only_b: tuple[Part, ...]

    @property
    def met_bits(self) -> float:
        """What all meetings tell together."""
        return sum(meeting.bits * meeting.quality for meeting in self.meetings)


def align(a: tuple[Part, ...], b: tuple[Part, ...]) -> Alignment:
    """The best meetings of the parts of two names, each part used once."""
    candidates = []
    for at, part in enumerate(a):
        for other, counterpart in enumerate(b):
            meeting = _meet(part, counterpart)
            if meeting is not None:
                low, high = sorted((part.folded, counterpart.folded))
                candidates.append((-meeting.bits * meeting.quality, low, high, at, other, meeting))
    candidates.sort(key=lambda one: one[:3])
    free_a, free_b = set(range(len(a))), set(range(len(b)))
    meetings: list[Meeting] = []
    for *_, at, other, meeting in candidates:
        if at in free_a and other in free_b:
            free_a.remove(at)
            free_b.remove(other)
            meetings.append(meeting)
    if len(free_a) + len(free_b) > 2 and free_a and free_b:
        meetings += _joined(a, free_a, b, free_b, turned=False)
        meetings += _joined(b, free_b, a, free_a, turned=True)
    return Alignment(tuple(meetings), tuple(a[i] for i in sorted(free_a)), tuple(b[i] for i in sorted(free_b)))


def part_bits(part: Part) -> float:
    """What a part tells, within limits: an initial hardly anything, a rare name not everything."""
    return _INITIAL_BITS if part.initial else min(part.information_bits, MAX_PART_BITS)


def _meet(a: Part, b: Part) -> Meeting | None:
    if a.folded == b.folded:
        return Meeting(Kind.SAME, a.written, b.written, part_bits(a))
    if a.initial or b.initial:
        fits = a.initial != b.initial and a.folded[0] == b.folded[0]
        return Meeting(Kind.INITIAL, a.written, b.written, _INITIAL_BITS) if fits else None
    shared = [one for one in a.readings if one in b.readings]
    one_script = script_of(a.folded) == script_of(b.folded)
    if shared:
        bits = min(max(map(information_bits, shared)), MAX_PART_BITS)
        if not one_script:
            return Meeting(Kind.SCRIPT, a.written, b.written, bits)
        return Meeting(Kind.SPELLING, a.written, b.written, bits, JaroWinkler.similarity(a.folded, b.folded))
    return _nearly(a, b) if one_script else _nearly_across(a, b)


def _nearly(a: Part, b: Part) -> Meeting | None:
    """One letter wrong in a spelling long enough to tell."""
    if abs(len(a.folded) - len(b.folded)) > 2 or min(len(a.folded), len(b.folded)) < 4:
        return None
    quality = JaroWinkler.similarity(a.folded, b.folded)
    if quality < _SIMILAR_SPELLING and Levenshtein.distance(a.folded, b.folded, score_cutoff=1) > 1:
        return None
    return Meeting(Kind.SIMILAR, a.written, b.written, min(part_bits(a), part_bits(b)), quality)


def _nearly_across(a: Part, b: Part) -> Meeting | None:
    """One consonant wrong between scripts, in a skeleton long enough to tell."""
    left, right = a.readings[0], b.readings[0]
    if min(len(left), len(right)) < 4 or Levenshtein.distance(left, right, score_cutoff=1) > 1:
        return None
    return Meeting(Kind.SIMILAR, a.written, b.written, min(part_bits(a), part_bits(b)), 0.8)


def _joined(
    many: tuple[Part, ...], free_many: set[int], one: tuple[Part, ...], free_one: set[int], *, turned: bool
) -> list[Meeting]:
    found = []
    for single in sorted(free_one, key=lambda at: one[at].folded):
        if one[single].initial:
            continue
        pair = _pair_spelling(many, free_many, one[single])
        if pair is None:
            continue
        first, second = pair
        free_many.difference_update(pair)
        free_one.remove(single)
        written = f"{many[first].written} {many[second].written}"
        sides = (one[single].written, written) if turned else (written, one[single].written)
        found.append(Meeting(Kind.JOINED, *sides, part_bits(one[single])))
    return found


def _pair_spelling(many: tuple[Part, ...], free: set[int], single: Part) -> tuple[int, int] | None:
    full = [at for at in sorted(free, key=lambda at: many[at].folded) if not many[at].initial]
    for first in full:
        for second in full:
            if first != second and many[first].readings[0] + many[second].readings[0] == single.readings[0]:
                return first, second
    return None
