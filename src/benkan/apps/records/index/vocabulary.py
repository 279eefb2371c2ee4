"""The skeletons that stand in the index, found again with a letter wrong.

Each skeleton is kept with its variants, one letter left out: two skeletons that differ by one letter (put in, left
out, or another in its place) share a variant, so a few look-ups find all neighbours (SymSpell's way; Garbe 2012). A
skeleton counts its carriers and goes with the last of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from benkan.apps.records.index import store
from benkan.core.matching.open_keys import spelt

MOST_BESIDE = 24  # neighbours of one skeleton, the most carried first


def count(changed: Counter[str]) -> None:
    """Adds to the carriers of skeletons; what nobody carries any more is forgotten."""
    rows = sorted((skeleton, carriers) for skeleton, carriers in changed.items() if carriers)
    if not rows:
        return
    known = store.known_skeletons([skeleton for skeleton, _ in rows])
    new = [skeleton for skeleton, carriers in rows if carriers > 0 and skeleton not in known]
    store.count_skeletons(rows, [(variant, skeleton) for skeleton in new for variant in variants(skeleton)])
    if any(carriers < 0 for _, carriers in rows):
        gone = store.forget_skeletons()
        store.drop_variants([(variant, skeleton) for skeleton in gone for variant in variants(skeleton)])


def beside(skeletons: Iterable[str]) -> dict[str, list[str]]:
    """For each skeleton those of the index that differ from it by one letter, or by two exchanged ones."""
    asked = sorted({skeleton for skeleton in skeletons if spelt(skeleton)})
    if not asked:
        return {}
    near = [name for name, _ in store.beside(sorted({one for skeleton in asked for one in variants(skeleton)}))]
    if not near:
        return {}
    distances = process.cdist(asked, near, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8)
    return {
        skeleton: [near[at] for at in np.flatnonzero(row == 1)[:MOST_BESIDE].tolist()]
        for skeleton, row in zip(asked, distances, strict=True)
    }


def variants(skeleton: str) -> set[str]:
    """The skeleton and what is left of it without any one letter."""
    return {skeleton, *(skeleton[:at] + skeleton[at + 1 :] for at in range(len(skeleton)))}
