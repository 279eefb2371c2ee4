"""What the exact tokens of names are worth: how many of the same persons meet in one, how many others by chance.

Tokens of tier ``weak`` never enter a private index and count nowhere but in their own number.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean, median

from benkan.core.matching.evaluation.pairs import LabelledPair, Sides, main_positions, slice_positions, subject
from benkan.core.matching.evaluation.scoring import Report, Reports
from benkan.core.matching.subject import Subject
from benkan.core.matching.tokens import Role, ranked, strongest, tokens

PER = 100_000
QUERIES = 600
QUERY_TOKENS = 32  # as many as a private search has slots for names
_SEED = 7

Index = Mapping[str, Sequence[int]]


def private_tokens(one: Subject, role: Role) -> frozenset[str]:
    """The values that a private index would hold, or a private search ask."""
    if role == "query":
        return frozenset(token.value for token in strongest(ranked(one, role="query"), QUERY_TOKENS))
    return frozenset(token.value for token in tokens(one, role=role) if token.tier != "weak")


def recall_report(pairs: Sequence[LabelledPair], undated: Sequence[Sides], dated: Sequence[Sides]) -> Reports:
    """The share of same pairs that meet in a token, over the main slices and in each; each way round counts half."""
    same = [at for at, pair in enumerate(pairs) if pair.same]
    met = {name: {at: _met(sides[at]) for at in same} for name, sides in (("undated", undated), ("dated", dated))}

    def told(chosen: Sequence[int]) -> Report:
        those = [at for at in chosen if pairs[at].same]
        return {
            "token_recall": fmean(met["dated"][at] for at in those) if those else None,
            "token_recall_undated": fmean(met["undated"][at] for at in those) if those else None,
        }

    return told(main_positions(pairs)), {name: told(some) for name, some in slice_positions(pairs).items()}


def count_report(pairs: Sequence[LabelledPair], dated: Sequence[Sides]) -> Report:
    """How many tokens a record and a query have: both sides of the same pairs of the main slices, with their dates."""
    those = [side for at in main_positions(pairs) if pairs[at].same for side in dated[at]]
    stored = [tokens(one, role="record") for one in those]
    asked = [len(private_tokens(one, "query")) for one in those]
    weak = [sum(token.tier == "weak" for token in found) for found in stored]
    private = [len(found) - few for found, few in zip(stored, weak, strict=True)]
    return {
        "tokens_per_record": fmean(private) if private else None,
        "most_tokens_in_a_record": max(private, default=0),
        "weak_tokens_per_record": fmean(weak) if weak else None,
        "records_without_a_private_token": fmean(not one for one in private) if private else None,
        "tokens_per_query": fmean(asked) if asked else None,
        "most_tokens_in_a_query": max(asked, default=0),
    }


def index_of(others: Sequence[Subject]) -> Index:
    """Which of the others hold a token, as a private index would."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(others):
        for value in private_tokens(one, "record"):
            found[value].append(at)
    return found


def false_hit_report(pairs: Sequence[LabelledPair], index: Index, others: int) -> Report:
    """How many of the others a query meets by chance, told for 100,000 of them.

    Args:
        pairs: the first names of the same pairs of the main slices are asked: a seeded sample of them, and for a
            steadier mean all of them.
        index: of the others.
        others: how many others there are.
    """
    every = [pairs[at] for at in main_positions(pairs) if pairs[at].same]
    sample = random.Random(_SEED).sample(every, min(QUERIES, len(every)))  # noqa: S311 - the same sample each time
    report: Report = {"others": others, "queries": {}, "false_hits_per_100k": {}, "false_hits_per_100k_median": {}}
    report |= {"queries_with_a_false_hit": {}, "all_queries": {}, "false_hits_per_100k_all_queries": {}}
    for how in ("undated", "dated"):
        hits = _hits(sample, index, dated=how == "dated")
        steady = _hits(every, index, dated=how == "dated")
        scale = PER / others
        report["queries"][how] = len(hits)
        report["false_hits_per_100k"][how] = fmean(hits) * scale if hits else None
        report["false_hits_per_100k_median"][how] = median(hits) * scale if hits else None
        report["queries_with_a_false_hit"][how] = fmean(hit > 0 for hit in hits) if hits else None
        report["all_queries"][how] = len(steady)
        report["false_hits_per_100k_all_queries"][how] = fmean(steady) * scale if steady else None
    return report


def _hits(asked: Sequence[LabelledPair], index: Index, *, dated: bool) -> list[int]:
    """How many others each query meets; a dated query is asked only where the date is known."""
    found = []
    for pair in asked:
        if dated and not pair.birth_date_a:
            continue
        one = subject(pair.name_a, pair.birth_date_a if dated else "")
        found.append(len({at for value in private_tokens(one, "query") for at in index.get(value, ())}))
    return found


def _met(sides: Sides) -> float:
    a, b = sides
    there = not private_tokens(a, "query").isdisjoint(private_tokens(b, "record"))
    back = not private_tokens(b, "query").isdisjoint(private_tokens(a, "record"))
    return (there + back) / 2
