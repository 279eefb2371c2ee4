"""rapidfuzz's string measures on ASCII spellings."""

from __future__ import annotations

from peers.folding import ascii_name


def scorer(measure):
    """Scores by one of ``token_sort_ratio``, ``token_set_ratio``, ``WRatio`` and ``jaro_winkler``."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import JaroWinkler

    similarity = JaroWinkler.similarity if measure == "jaro_winkler" else getattr(fuzz, measure)
    return lambda rows: [similarity(ascii_name(row.name_a), ascii_name(row.name_b)) for row in rows]
