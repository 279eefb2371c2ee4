"""A company's or ship's name as parts, so that it gives tokens like a person's: what a word means stands for the word.

*Commerce Général* and *General Trading* have the same parts; a legal form has none. Words of an activity or a place
tell little, so that a pair of them is never a token of a private search.
"""

from __future__ import annotations

from functools import lru_cache

from benkan.core.matching.normalise import MAX_PARTS, Part, information_bits
from benkan.core.matching.organisation_words import NameWord, prepared
from benkan.core.matching.scripts import Script, script_of

_MAX_TENTHS = 130


@lru_cache(maxsize=4096)
def organisation_parts(name: str, kind: str) -> tuple[Part, ...]:
    """The parts of a cleaned name in the order written, the twelve most informative if there are more.

    Args:
        name: a name from ``clean``.
        kind: ``company`` or ``vessel``.
    """
    words = prepared(name, kind).words
    if len(words) > MAX_PARTS:
        kept = set(sorted(words, key=lambda word: (-word.bits, word.meaning))[:MAX_PARTS])
        words = tuple(word for word in words if word in kept)
    return tuple(map(_part, words))


def _part(word: NameWord) -> Part:
    readings = word.skeletons or (f"#{word.meaning}" if word.kind == "number" else word.meaning,)
    script: Script = script_of(word.folded)
    bits = tuple(information_bits(one) if word.skeletons else word.bits for one in readings)
    tenths = min(round(min(bits) * 10), _MAX_TENTHS)
    return Part(word.written, word.folded, readings, bits, script, 0, tenths, frozenset(readings))
