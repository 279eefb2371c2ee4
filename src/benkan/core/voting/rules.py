"""The rule of a vote: which majority of whom, which quorum, what a tie means; every threshold is a whole number."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from benkan.core.errors import N_, Invalid

MAX_DELEGATIONS: Final = 1_000


class Majority(StrEnum):
    """How much agreement is needed."""

    SIMPLE = "simple"
    """More for than against (or more than half of those present, where abstentions count)."""
    ABSOLUTE = "absolute"
    """More than half of all that may vote, present or not."""
    TWO_THIRDS = "two-thirds"
    """At least two thirds of those voting."""
    TWO_THIRDS_MEMBERS = "two-thirds-members"
    """At least two thirds of all that may vote, present or not."""
    CONSENSUS = "consensus"
    """Nobody against."""


class Base(StrEnum):
    """Whom a majority of those voting is counted against."""

    VOTING = "voting"
    """For and against: who abstains is taken as not voting."""
    CASTING = "casting"
    """For, against and abstaining: an abstention weighs against."""


class Tie(StrEnum):
    """What is done when a simple majority is missed by exactly one half."""

    REJECTED = "rejected"
    AGAIN = "again"
    CHAIR = "chair"


@dataclass(frozen=True, slots=True)
class Quorum:
    """The share of the delegations that may vote which must be present; 0 of 1: none is asked."""

    part: int = 1
    whole: int = 2
    more_than: bool = False
    """More than the share, not the share itself."""

    def needed(self, members: int) -> int:
        """How many delegations must be present."""
        exact = -(-members * self.part // self.whole)
        return members * self.part // self.whole + 1 if self.more_than else exact

    def met(self, members: int, present: int) -> bool:
        """Whether enough are present."""
        return present >= self.needed(members)


@dataclass(frozen=True, slots=True)
class Rule:
    """One vote's rule."""

    majority: Majority = Majority.SIMPLE
    base: Base = Base.VOTING
    quorum: Quorum = field(default_factory=Quorum)
    tie: Tie = Tie.REJECTED
    secret: bool = False


def check(rule: Rule) -> Rule:
    """The rule itself, when it can decide something.

    Raises:
        Invalid: ``vote.quorum``: no share, or more than all; ``vote.chair-secret``: the chair's voice would be known;
            ``vote.tie``: a tie exists under a simple majority only.
    """
    quorum = rule.quorum
    if not (0 <= quorum.part <= quorum.whole <= MAX_DELEGATIONS) or (quorum.more_than and quorum.part == quorum.whole):
        raise Invalid(
            "vote.quorum",
            N_("The quorum is a share from nothing to all of the delegations."),
            N_("Give it as a fraction, such as 1/2 or 2/3."),
            place="quorum",
        )
    if rule.tie is not Tie.REJECTED and rule.majority is not Majority.SIMPLE:
        raise Invalid(
            "vote.tie",
            N_("Only a simple majority can end in a tie."),
            N_("Leave the rule for ties at “rejected”, or choose the simple majority."),
            place="tie",
        )
    if rule.tie is Tie.CHAIR and rule.secret:
        raise Invalid(
            "vote.chair-secret",
            N_("The chair cannot break the tie of a secret ballot: the voice of the chair would be known."),
            N_("Let a tie lead to another round, or to rejection."),
            place="tie",
        )
    return rule
