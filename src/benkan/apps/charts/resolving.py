"""Who on a chart could be the same: pairs that matching finds likely, for an officer to decide. Nothing is joined here.

Pairs are looked for among nodes that share a token (``core.matching``); a score travels with its reasons. Nodes of two
owners are proposed too, and said to be so: taken for the same, each keeps its owner and its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from django.conf import settings

from benkan.apps.charts.reading import Read
from benkan.apps.charts.sources import registry
from benkan.core.charts import Node
from benkan.core.matching import THRESHOLD, Subject, compare, tokens
from benkan.web import words

MOST_SUBJECTS: Final = 2_000
MOST_SHARING: Final = 50
"""A token that more nodes share says nothing of any two of them."""
MOST_PAIRS: Final = 100


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two nodes that could be one."""

    one: Node
    other: Node
    score: float
    reasons: tuple[str, ...]

    @property
    def percent(self) -> int:
        """The score in whole per cent."""
        return int(100 * self.score)

    @property
    def of_two_owners(self) -> bool:
        """Whether they rest on the word of different services."""
        return set(self.one.owners) != set(self.other.owners)


def candidates(read: Read) -> list[Candidate]:
    """The likeliest pairs first; a pair that is one node already is none."""
    node_of = {one.key: node for node in read.graph.nodes.values() for one in node.members}
    known = registry.subjects(list(read.made.items), read.scope)
    subjects = {key: subject for key, subject in known.items() if key in node_of}
    if len(subjects) > MOST_SUBJECTS:
        subjects = dict(list(subjects.items())[:MOST_SUBJECTS])
    region = settings.BENKAN_NODE.phone_region or None
    best: dict[tuple[str, str], Candidate] = {}
    for a, b in sorted(_pairs(subjects, region)):
        one, other = node_of[a], node_of[b]
        if one.key == other.key:
            continue
        match = compare(subjects[a], subjects[b], default_region=region)
        pair = (min(one.key, other.key), max(one.key, other.key))
        if match.score >= THRESHOLD and (pair not in best or best[pair].score < match.score):
            said = tuple(words.sentence(reason.text, dict(reason.facts)) for reason in match.reasons[:4])
            best[pair] = Candidate(one, other, match.score, said)
    return sorted(best.values(), key=lambda found: (-found.score, found.one.key, found.other.key))[:MOST_PAIRS]


def _pairs(subjects: Mapping[str, Subject], region: str | None) -> set[tuple[str, str]]:
    sharing: dict[object, list[str]] = {}
    for key, subject in subjects.items():
        for token in tokens(subject, default_region=region):
            sharing.setdefault(token, []).append(key)
    return {pair for keys in sharing.values() if len(keys) <= MOST_SHARING for pair in combinations(sorted(keys), 2)}
