"""Two names laid side by side: which part meets which, and what is left over on each side.

Parts meet by spelling, by skeleton, by skeleton across scripts, by a letter or two gone wrong, as two parts written in
one (Hamid Reza, Hamidreza), or as an initial. Each way is tried on what the ways before it left over. The result does
not depend on the order of the names or of their parts. All figures are whole numbers (tenths of a bit, hundredths of
likeness), so that sums are equal in whatever order they are taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz.distance.JaroWinkler import similarity as jaro_winkler
from rapidfuzz.distance.Levenshtein import distance as edits
from rapidfuzz.distance.OSA import normalized_similarity as edited

from benkan.core.matching.normalise import Part

MAX_PART_TENTHS = 130
INITIAL_TENTHS = 10
_SIMILAR_SPELLING = 80  # hundredths
PERHAPS = 60  # below this not even one letter is the difference, in names of four letters or more
JOINABLE = 70  # below this no part on one side is the beginning or the end of one on the other
_LEAST_SIMILAR = 4  # letters, or consonants across scripts, that a name with one of them wrong must have


class Kind(StrEnum):
    """How two parts met."""

    SAME = "name.same"
    SPELLING = "name.spelling"
    SCRIPT = "name.script"
    SIMILAR = "name.similar"
    INITIAL = "name.initial"
    JOINED = "name.joined"


class Meeting(NamedTuple):
    """Parts of two names that met: how, what it tells (tenths of a bit), how alike they are (hundredths)."""

    kind: Kind
    a: str
    b: str
    tenths: int
    alike: int = 100


@dataclass(frozen=True, slots=True)
class Alignment:
    """All meetings of two names, the parts that met nothing, and how alike the likest two of those are (hundredths)."""

    meetings: list[Meeting]
    only_a: list[Part]
    only_b: list[Part]
    leftover_alike: int = 0


def align(a: tuple[Part, ...], b: tuple[Part, ...]) -> Alignment:
    """The meetings of the parts of two names, each part used once."""
    meetings: list[Meeting] = []
    left_b = list(b)
    left_a = _equal(a, left_b, meetings)
    if not left_a or not left_b:
        return Alignment(meetings, left_a, left_b)
    left_a, left_b = _same_skeleton(left_a, left_b, meetings)
    if not left_a or not left_b:
        return Alignment(meetings, left_a, left_b)
    left_a, left_b, alike = _nearly(left_a, left_b, meetings)
    if alike >= JOINABLE and len(left_a) + len(left_b) > 2:
        before = len(meetings)
        left_a, left_b = _joined(left_a, left_b, meetings, turned=False)
        left_b, left_a = _joined(left_b, left_a, meetings, turned=True)
        if len(meetings) > before:
            alike = max((likeness(x, y) for x in left_a for y in left_b), default=0)
    return Alignment(meetings, left_a, left_b, alike)


def part_tenths(part: Part) -> int:
    """What a part tells in tenths of a bit, within limits: an initial hardly anything, a rare name not everything."""
    return part.tenths if part.readings else INITIAL_TENTHS


def two_names(a: Part, b: Part) -> bool:
    """Whether both are known given names, and not the same one: Hassan is not Hussein, though their consonants are."""
    return a.given not in (b.given, 0) and b.given != 0


def _equal(a: tuple[Part, ...], left_b: list[Part], meetings: list[Meeting]) -> list[Part]:
    """Takes the equal parts out of ``left_b``; what is left of the other side."""
    left_a = []
    for part in a:
        folded = part.folded
        for other in left_b:
            if folded == other.folded:
                tenths = part.tenths if part.readings else INITIAL_TENTHS
                meetings.append(Meeting(Kind.SAME, part.written, other.written, tenths))
                left_b.remove(other)
                break
        else:
            left_a.append(part)
    return left_a


_Found = list[tuple[int, Part, Part, Meeting]]
_Left = tuple[list[Part], list[Part]]


def _same_skeleton(left_a: list[Part], left_b: list[Part], meetings: list[Meeting]) -> _Left:
    """Parts with a skeleton in common, in one script or across two."""
    found: _Found = []
    for part in left_a:
        keys = part.keys
        for other in left_b:
            if not keys.isdisjoint(other.keys) and not two_names(part, other):
                meeting = skeleton_meeting(part, other)
                found.append((-meeting.tenths * meeting.alike, part, other, meeting))
    return _taken(found, left_a, left_b, meetings)


def skeleton_meeting(part: Part, other: Part) -> Meeting:
    """How two parts with a skeleton in common meet."""
    told = max(bits for reading, bits in zip(part.readings, part.bits, strict=True) if reading in other.keys)
    tenths = min(round(told * 10), MAX_PART_TENTHS)
    if part.script != other.script:
        return Meeting(Kind.SCRIPT, part.written, other.written, tenths)
    alike = round(jaro_winkler(part.folded, other.folded) * 100)
    return Meeting(Kind.SPELLING, part.written, other.written, tenths, alike)


def _nearly(left_a: list[Part], left_b: list[Part], meetings: list[Meeting]) -> tuple[list[Part], list[Part], int]:
    """Parts with a letter or two wrong, and initials; also how alike the likest two are that do not meet."""
    found: _Found = []
    compared = []
    for part in left_a:
        for other in left_b:
            if not part.readings or not other.readings:
                if (part.readings or other.readings) and part.folded[0] == other.folded[0]:
                    meeting = Meeting(Kind.INITIAL, part.written, other.written, INITIAL_TENTHS)
                    found.append((-INITIAL_TENTHS * 100, part, other, meeting))
                continue
            alike = likeness(part, other)
            if mistyped(part, other, alike):
                tenths = min(part.tenths, other.tenths)
                meeting = Meeting(Kind.SIMILAR, part.written, other.written, tenths, alike)
                found.append((-tenths * alike, part, other, meeting))
            compared.append((alike, part, other))
    if not found:
        return left_a, left_b, max((one[0] for one in compared), default=0)
    left_a, left_b = _taken(found, left_a, left_b, meetings)
    return left_a, left_b, max((alike for alike, x, y in compared if x in left_a and y in left_b), default=0)


def _taken(found: _Found, left_a: list[Part], left_b: list[Part], meetings: list[Meeting]) -> _Left:
    """Adds the weightiest meetings, each part once; what is still left over."""
    if not found:
        return left_a, left_b
    if len(found) > 1:
        found.sort(key=lambda one: (one[0], *sorted((one[1].folded, one[2].folded))))
    left_a, left_b = left_a.copy(), left_b.copy()
    for _, part, other, meeting in found:
        if part in left_a and other in left_b:
            left_a.remove(part)
            left_b.remove(other)
            meetings.append(meeting)
    return left_a, left_b


def likeness(a: Part, b: Part) -> int:
    """How alike two parts are that share no skeleton, in hundredths; across scripts their consonants decide."""
    if not a.readings or not b.readings or two_names(a, b):
        return 0
    if a.script == b.script:
        return round((jaro_winkler(a.folded, b.folded) + edited(a.folded, b.folded)) * 50)
    return round(jaro_winkler(a.readings[0], b.readings[0]) * 90)


def mistyped(a: Part, b: Part, alike: int) -> bool:
    """Whether the difference is small enough for an error, in a spelling long enough to tell; ``alike`` as above."""
    if alike < PERHAPS:
        return False
    left, right = (a.folded, b.folded) if a.script == b.script else (a.readings[0], b.readings[0])
    if len(left) < _LEAST_SIMILAR or len(right) < _LEAST_SIMILAR or abs(len(left) - len(right)) > 2:
        return False
    if a.script == b.script and alike >= _SIMILAR_SPELLING:
        return True
    return bool(edits(left, right, score_cutoff=1) <= 1)


def _joined(many: list[Part], one: list[Part], meetings: list[Meeting], *, turned: bool) -> _Left:
    """Two parts on one side that are one on the other."""
    if len(many) < 2:
        return many, one
    for single in sorted(one, key=lambda part: part.folded) if len(one) > 1 else one:
        pair = _pair_spelling(many, single)
        if pair is None:
            continue
        many = [part for part in many if part is not pair[0] and part is not pair[1]]
        one = [part for part in one if part is not single]
        written = f"{pair[0].written} {pair[1].written}"
        sides = (single.written, written) if turned else (written, single.written)
        meetings.append(Meeting(Kind.JOINED, *sides, single.tenths))
    return many, one


def _pair_spelling(many: list[Part], single: Part) -> tuple[Part, Part] | None:
    if not single.readings:
        return None
    whole = single.readings[0]
    found = [
        (first, second)
        for first in many
        if first.readings and whole.startswith(first.readings[0])
        for second in many
        if second is not first and second.readings and first.readings[0] + second.readings[0] == whole
    ]
    return min(found, key=lambda pair: (pair[0].folded, pair[1].folded), default=None)
