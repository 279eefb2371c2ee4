"""Two names of companies or ships laid side by side: which words met, how well, and what is left on each side.

Words meet by spelling, by meaning (Trading, Commerce), by skeleton across scripts, by a letter or two in long words,
written apart and together, or as initials. The result does not depend on which name comes first.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

from benkan.core.matching.organisation_words import NameWord, OrganisationName

_LETTERS_FOR_ONE_ERROR = 4
_LETTERS_FOR_TWO_ERRORS = 9
_LETTERS_FOR_THREE_ERRORS = 13
_ACRONYM_BITS_PER_LETTER = 2.0
_MAX_RUN = 3


class Meeting(StrEnum):
    """How two words met; the value is the code of the reason."""

    SAME = "company.same"
    MEANING = "company.meaning"
    SPELLING = "company.spelling"
    SCRIPT = "company.script"
    JOINED = "company.joined"
    ACRONYM = "company.acronym"


@dataclass(frozen=True, slots=True)
class Met:
    """Words that met: how, as written on both sides, what that tells (bits), of a name or of a general word."""

    how: Meeting
    a: str
    b: str
    bits: float
    general: bool


@dataclass(frozen=True, slots=True)
class Sides:
    """All meetings of two names and the words that met nothing."""

    met: tuple[Met, ...]
    only_a: tuple[NameWord, ...]
    only_b: tuple[NameWord, ...]


def side_by_side(a: OrganisationName, b: OrganisationName) -> Sides:
    """The best meetings of the words of two names, each word used once."""
    met: list[Met] = []
    free_a, free_b = _exact(a.words, b.words, met)
    if free_a and free_b and not _whole(a, b, free_a, free_b, met):
        _joined(a.words, free_a, b.words, free_b, met)
        if free_a and free_b:
            _similar(a.words, free_a, b.words, free_b, met)
    if free_a and free_b:
        _acronym(a, free_a, b, free_b, met, turned=False)
        _acronym(b, free_b, a, free_a, met, turned=True)
    return Sides(tuple(met), tuple(a.words[at] for at in free_a), tuple(b.words[at] for at in free_b))


def _exact(a: tuple[NameWord, ...], b: tuple[NameWord, ...], met: list[Met]) -> tuple[list[int], list[int]]:
    """Meets equal words and equal meanings; returns the places of the others in order."""
    waiting: dict[str, list[int]] = {}
    for at, word in enumerate(b):
        waiting.setdefault(word.meaning, []).append(at)
    free_a = []
    for at, word in enumerate(a):
        places = waiting.get(word.meaning)
        if places:
            other = b[places.pop(0)]
            how = Meeting.SAME if word.folded == other.folded else Meeting.MEANING
            met.append(Met(how, word.written, other.written, word.bits, word.kind != "name"))
        else:
            free_a.append(at)
    return free_a, sorted(at for places in waiting.values() for at in places)


def _whole(a: OrganisationName, b: OrganisationName, free_a: list[int], free_b: list[int], met: list[Met]) -> bool:
    """The same letters with other gaps: everything that is left meets at once."""
    if a.squeezed.isdisjoint(b.squeezed):
        return False
    words_a, words_b = ([side.words[at] for at in free] for side, free in ((a, free_a), (b, free_b)))
    bits = min(sum(word.bits for word in words_a), sum(word.bits for word in words_b))
    met.append(Met(Meeting.JOINED, _written(words_a), _written(words_b), bits, general=False))
    free_a.clear()
    free_b.clear()
    return True


def _joined(
    a: tuple[NameWord, ...], free_a: list[int], b: tuple[NameWord, ...], free_b: list[int], met: list[Met]
) -> None:
    """One word on one side is two or three neighbours on the other (Goodwill, Good Will; Vanderbilt, Van der Bilt)."""
    found = [(*one, False) for one in _runs(a, free_a, b, free_b)] + [
        (*one, True) for one in _runs(b, free_b, a, free_a)
    ]
    for _, _, single, run, turned in sorted(found, key=lambda one: one[:2]):
        singles, many = (free_b, free_a) if turned else (free_a, free_b)
        if single not in singles or not all(at in many for at in run):
            continue
        singles.remove(single)
        for at in run:
            many.remove(at)
        word, words = (b[single], [a[at] for at in run]) if turned else (a[single], [b[at] for at in run])
        sides = (_written(words), word.written) if turned else (word.written, _written(words))
        met.append(Met(Meeting.JOINED, *sides, word.bits, general=False))


def _runs(
    one: tuple[NameWord, ...], free_one: list[int], other: tuple[NameWord, ...], free_other: list[int]
) -> list[tuple[int, str, int, range]]:
    found = []
    for single in free_one:
        folded = one[single].folded
        letters = len(folded)
        if letters < _LETTERS_FOR_ONE_ERROR:
            continue
        for at, start in enumerate(free_other):
            glued = other[start].folded
            for width, place in enumerate(free_other[at + 1 : at + _MAX_RUN], start=1):
                if place != start + width or len(glued) >= letters:
                    break
                glued += other[place].folded
                if abs(len(glued) - letters) <= 1 and (count := errors(glued, folded, 1)) <= 1:
                    found.append((count, min(glued, folded), single, range(start, place + 1)))
    return found


def _similar(
    a: tuple[NameWord, ...], free_a: list[int], b: tuple[NameWord, ...], free_b: list[int], met: list[Met]
) -> None:
    """Words that are nearly the same, the best first."""
    found = []
    company = any(not one.general for one in met)
    for at in free_a:
        for other in free_b:
            one = _nearly(a[at], b[other], company=company)
            if one is not None:
                low, high = sorted((a[at].folded, b[other].folded))
                found.append((-one.bits, low, high, at, other, one))
    for *_, at, other, one in sorted(found, key=lambda one: one[:5]):
        if at in free_a and other in free_b:
            free_a.remove(at)
            free_b.remove(other)
            met.append(one)


def _nearly(a: NameWord, b: NameWord, *, company: bool) -> Met | None:
    if a.kind != "name" and b.kind != "name":
        if {a.kind, b.kind} == {"place", "town"} and a.meaning.split("/")[0] == b.meaning.split("/")[0]:
            return Met(Meeting.MEANING, a.written, b.written, min(a.bits, b.bits) / 2.0, general=True)
        return None  # two listed words that differ mean two things: Chile is no misspelling of China
    if "digit" in (a.script, b.script) or "number" in (a.kind, b.kind):
        return None
    bits = min(a.bits, b.bits)
    general = a.kind != "name" or b.kind != "name"
    if a.script != b.script:
        shared = len(a.skeletons[0]) >= 2 and not set(a.skeletons).isdisjoint(b.skeletons) if a.skeletons else False
        return Met(Meeting.SCRIPT, a.written, b.written, bits * 0.9, general) if shared else None
    alike = max((len(one) for one in a.skeletons if one in b.skeletons), default=0)
    allowed = _allowed(a.folded, b.folded, company=company, alike=alike)
    count = errors(a.folded, b.folded, allowed)
    if count > allowed:
        return None
    quality = 1.0 - (0.5 if alike else 1.0) * count / max(len(a.folded), len(b.folded))
    return Met(Meeting.SPELLING, a.written, b.written, bits * quality, general)


def errors(a: str, b: str, most: int = 2) -> int:
    """Letters wrong, missing, added or exchanged with their neighbour; one more than ``most`` stands for more."""
    return OSA.distance(a, b, score_cutoff=most)


def _allowed(a: str, b: str, *, company: bool = False, alike: int = 0) -> int:
    """How many errors a word of this length may have and still be taken for the other.

    Args:
        a: folded word.
        b: folded word.
        company: whether another word of the name has met already: then a short word may be wrong too.
        alike: consonants of a skeleton that both have: vowels differ freely where the consonants agree.
    """
    shorter, longer = sorted((len(a), len(b)))
    if shorter < _LETTERS_FOR_ONE_ERROR:
        return int(company and shorter == _LETTERS_FOR_ONE_ERROR - 1 and alike > 1)
    if longer == _LETTERS_FOR_ONE_ERROR:
        # Snow and Snoe: four letters alone are too few to tell an error from another name.
        return int(company)
    by_length = 1 if longer < _LETTERS_FOR_TWO_ERRORS else 2 if longer < _LETTERS_FOR_THREE_ERRORS else 3
    return by_length + min(max(alike - 1, 0), 2)


def _acronym(
    short: OrganisationName,
    free_short: list[int],
    long: OrganisationName,
    free_long: list[int],
    met: list[Met],
    *,
    turned: bool,
) -> None:
    """Initials on one side, all the words on the other: BNP, Banque Nationale de Paris."""
    if not long.initials:
        return
    for at in list(free_short):
        word = short.words[at]
        if word.folded in long.initials and len(free_long) >= 2:
            written = _written([long.words[other] for other in free_long])
            free_short.remove(at)
            free_long.clear()
            sides = (written, word.written) if turned else (word.written, written)
            met.append(Met(Meeting.ACRONYM, *sides, _ACRONYM_BITS_PER_LETTER * len(word.folded), general=False))
            return


def _written(words: list[NameWord]) -> str:
    return " ".join(word.written for word in words)
