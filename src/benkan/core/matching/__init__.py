"""Who could be the same: fuzzy by tokens, so one canonical form serves the open and the private search.

``tokens(subject)`` gives exact keys, ``compare(a, b)`` a score with its reasons. No I/O, no clock, no database.
"""

from benkan.core.matching.compare import THRESHOLD, compare
from benkan.core.matching.explain import Match, Reason, sentences
from benkan.core.matching.identifiers import Identifier
from benkan.core.matching.name_tokens import DEFAULT_BUDGET_BITS, TIERS
from benkan.core.matching.normalise import MAX_NAME_CHARACTERS, clean
from benkan.core.matching.subject import MAX_ADDRESSES, Subject
from benkan.core.matching.tokens import (
    MATCHING_VERSION,
    Token,
    expected_namesakes,
    ranked,
    strongest,
    tokens,
)

__all__ = [
    "DEFAULT_BUDGET_BITS",
    "MATCHING_VERSION",
    "MAX_ADDRESSES",
    "MAX_NAME_CHARACTERS",
    "THRESHOLD",
    "TIERS",
    "Identifier",
    "Match",
    "Reason",
    "Subject",
    "Token",
    "clean",
    "compare",
    "expected_namesakes",
    "ranked",
    "sentences",
    "strongest",
    "tokens",
]
