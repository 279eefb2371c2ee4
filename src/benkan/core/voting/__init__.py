"""What a vote by delegation decides: one delegation one vote, a quorum, a majority, in whole numbers only.

The words are those of rules of procedure of assemblies (the General Assembly of the United Nations, rules 83 to 88 and
133; INTERPOL, articles 14 to 18): "members present and voting" are those that vote for or against.
"""

from benkan.core.voting.deciding import Outcome, Tally, Verdict, decide
from benkan.core.voting.rules import MAX_DELEGATIONS, Base, Majority, Quorum, Rule, Tie, check

__all__ = [
    "MAX_DELEGATIONS",
    "Base",
    "Majority",
    "Outcome",
    "Quorum",
    "Rule",
    "Tally",
    "Tie",
    "Verdict",
    "check",
    "decide",
]
