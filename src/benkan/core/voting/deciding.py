"""The outcome of a vote, with the sentence that quotes the rule. Pure and total for every tally that can exist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from benkan.core.errors import N_, Invalid
from benkan.core.voting.rules import Base, Majority, Rule, Tie


class Verdict(StrEnum):
    """What a vote decided."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    AGAIN = "again"
    """A tie, and the rule asks for another round."""
    CHAIR = "chair"
    """A tie, and the rule asks the chair, who has not spoken yet."""
    NO_QUORUM = "no-quorum"
    """Nothing was decided: too few were present."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted: delegations that may vote, those present, and the votes."""

    members: int
    present: int
    in_favour: int
    against: int
    abstaining: int

    @property
    def cast(self) -> int:
        """Delegations that took part."""
        return self.in_favour + self.against + self.abstaining


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict and why.

    Args:
        needed: votes in favour that the majority asked for (0 under consensus).
        counted: of how many.
        quorum: delegations that had to be present.
        text: English sentence with places, marked for translation.
        facts: whole numbers for its places.
    """

    verdict: Verdict
    needed: int
    counted: int
    quorum: int
    text: str
    facts: Mapping[str, int]


SENTENCES: Final[Mapping[tuple[Majority, Base | None], str]] = {
    (Majority.SIMPLE, Base.VOTING): N_(
        "Simple majority of those voting for or against, abstentions not counted: "
        "more than half of %(counted)d, that is %(needed)d; in favour: %(in_favour)d."
    ),
    (Majority.SIMPLE, Base.CASTING): N_(
        "Simple majority of the votes cast, abstentions counted: "
        "more than half of %(counted)d, that is %(needed)d; in favour: %(in_favour)d."
    ),
    (Majority.ABSOLUTE, None): N_(
        "Absolute majority of all delegations with the right to vote: "
        "more than half of %(counted)d, that is %(needed)d; in favour: %(in_favour)d."
    ),
    (Majority.TWO_THIRDS, Base.VOTING): N_(
        "Two thirds of those voting for or against, abstentions not counted: "
        "at least two thirds of %(counted)d, that is %(needed)d; in favour: %(in_favour)d."
    ),
    (Majority.TWO_THIRDS, Base.CASTING): N_(
        "Two thirds of the votes cast, abstentions counted: "
        "at least two thirds of %(counted)d, that is %(needed)d; in favour: %(in_favour)d."
    ),
    (Majority.TWO_THIRDS_MEMBERS, None): N_(
        "Two thirds of all delegations with the right to vote: "
        "at least two thirds of %(counted)d, that is %(needed)d; in favour: %(in_favour)d."
    ),
    (Majority.CONSENSUS, None): N_("Consensus: no delegation against; against: %(against)d."),
}
NO_QUORUM: Final = N_(
    "No quorum: of %(members)d delegations with the right to vote %(quorum)d had to be present; present: %(present)d."
)
NO_VOTES: Final = N_("No delegation voted for or against: nothing is adopted.")
TIE_REJECTED: Final = N_("The votes are equally divided, %(in_favour)d of %(counted)d: under the rule the text falls.")
TIE_AGAIN: Final = N_(
    "The votes are equally divided, %(in_favour)d of %(counted)d: under the rule there is another round."
)
TIE_CHAIR: Final = N_("The votes are equally divided, %(in_favour)d of %(counted)d: under the rule the chair decides.")
CHAIR_FOR: Final = N_(
    "The votes are equally divided, %(in_favour)d of %(counted)d: the chair decided, as the rule says, in favour."
)
CHAIR_AGAINST: Final = N_(
    "The votes are equally divided, %(in_favour)d of %(counted)d: the chair decided, as the rule says, against."
)


def decide(rule: Rule, tally: Tally, *, chair: bool | None = None) -> Outcome:
    """The outcome.

    Args:
        chair: the chair's voice in favour or against, where the rule gives one in a tie and it was heard.

    Raises:
        Invalid: ``vote.tally``: more votes than delegations present, or more present than may vote.
    """
    _possible(tally)
    counted, needed = _threshold(rule, tally)
    facts = {
        "members": tally.members,
        "present": tally.present,
        "in_favour": tally.in_favour,
        "against": tally.against,
        "abstaining": tally.abstaining,
        "needed": needed,
        "counted": counted,
        "quorum": rule.quorum.needed(tally.members),
    }

    def outcome(verdict: Verdict, text: str) -> Outcome:
        return Outcome(verdict, needed, counted, facts["quorum"], text, facts)

    if not rule.quorum.met(tally.members, tally.present):
        return outcome(Verdict.NO_QUORUM, NO_QUORUM)
    said = SENTENCES[rule.majority, _base(rule)]
    if rule.majority is Majority.CONSENSUS:
        agreed = tally.against == 0 and tally.present > 0
        return outcome(Verdict.ADOPTED if agreed else Verdict.REJECTED, said)
    if tally.in_favour + tally.against == 0:
        return outcome(Verdict.REJECTED, NO_VOTES)
    if rule.majority is Majority.SIMPLE and 2 * tally.in_favour == counted:
        return outcome(*_tie(rule, chair=chair))
    return outcome(Verdict.ADOPTED if tally.in_favour >= needed else Verdict.REJECTED, said)


def _possible(tally: Tally) -> None:
    votes = (tally.in_favour, tally.against, tally.abstaining)
    if min(votes) < 0 or not tally.cast <= tally.present <= tally.members:
        raise Invalid(
            "vote.tally",
            N_("There are more votes than delegations present, or more present than may vote."),
            N_("Count again."),
            place="tally",
        )


def _base(rule: Rule) -> Base | None:
    return rule.base if rule.majority in {Majority.SIMPLE, Majority.TWO_THIRDS} else None


def _threshold(rule: Rule, tally: Tally) -> tuple[int, int]:
    """Of how many, and the smallest whole number of votes that is enough."""
    voting = tally.in_favour + tally.against
    counted = tally.cast if _base(rule) is Base.CASTING else voting
    if rule.majority in {Majority.ABSOLUTE, Majority.TWO_THIRDS_MEMBERS}:
        counted = tally.members
    if rule.majority is Majority.CONSENSUS:
        return tally.cast, 0
    if rule.majority in {Majority.TWO_THIRDS, Majority.TWO_THIRDS_MEMBERS}:
        return counted, -(-2 * counted // 3)
    return counted, counted // 2 + 1


def _tie(rule: Rule, *, chair: bool | None) -> tuple[Verdict, str]:
    if rule.tie is Tie.AGAIN:
        return Verdict.AGAIN, TIE_AGAIN
    if rule.tie is Tie.CHAIR:
        if chair is None:
            return Verdict.CHAIR, TIE_CHAIR
        return (Verdict.ADOPTED, CHAIR_FOR) if chair else (Verdict.REJECTED, CHAIR_AGAINST)
    return Verdict.REJECTED, TIE_REJECTED
