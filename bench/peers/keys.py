"""Exact keys of names: pairs of words by their sound codes, and our own tokens; who meets in one, and who by chance.

A scheme is a function of name, birth date and role (``record`` or ``query``); only ours looks at the last two.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, product
from statistics import fmean

from peers.folding import ascii_name


def pairs_by(codes):
    """Every unordered pair of a name's words, in each of their codes."""

    def keys(name, _birth_date, _role):
        words = [codes(word) for word in ascii_name(name).split()]
        return {"|".join(sorted(one)) for a, b in combinations(words, 2) for one in product(a, b)}

    return keys


def exact():
    """The spelling itself."""
    return pairs_by(lambda word: {word})


def soundex():
    """Soundex of jellyfish."""
    import jellyfish

    return pairs_by(lambda word: {jellyfish.soundex(word)})


def double_metaphone():
    """Both codes of double metaphone; a word without one stands for itself."""
    from metaphone import doublemetaphone

    return pairs_by(lambda word: {code for code in doublemetaphone(word) if code} or {word})


def own():
    """Benkan's tokens, without the weak ones that never leave a node."""
    from benkan.core.errors import Invalid
    from benkan.core.matching import Subject, tokens

    def keys(name, birth_date, role):
        try:
            one = Subject(names=(name,), birth_dates=(birth_date,) if birth_date else ())
        except Invalid:
            return set()
        return {token.value for token in tokens(one, role=role) if token.tier != "weak"}

    return keys


def recall(keys, same):
    """The share of pairs whose a, asked, meets b, stored."""
    return fmean(
        not keys(row.name_a, row.birth_date_a, "query").isdisjoint(keys(row.name_b, row.birth_date_b, "record"))
        for row in same
    )


def measure(keys, same, slices, others, queries):
    """Keys a record, recall of each slice with the dates that are known, and false hits among 100,000 others."""
    report = {
        "keys_per_record": fmean(len(keys(row.name_b, row.birth_date_b, "record")) for row in same),
        "recall": {name: recall(keys, [row for row in same if row.slice == name]) for name in slices},
    }
    index = defaultdict(set)
    for at, other in enumerate(others):
        for key in keys(other.name, other.birth_date, "record"):
            index[key].add(at)
    for how, dated in (("undated", False), ("dated", True)) if others else ():
        hits = []
        for row in queries:
            if dated and not row.birth_date_a:
                continue
            asked = keys(row.name_a, row.birth_date_a if dated else "", "query")
            hits.append(len(set().union(*(index[key] for key in asked if key in index))))
        report[f"false_hits_per_100k_{how}"] = fmean(hits) * 100_000 / len(others) if hits else None
    return report
