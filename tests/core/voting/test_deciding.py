"""Votes decided by hand from rules of procedure, and laws that hold for every tally."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import Invalid
from benkan.core.voting import Base, Majority, Quorum, Rule, Tally, Tie, Verdict, check, decide

NONE = Quorum(0, 1)
HALF = Quorum(1, 2)

# rule, (members, present, in favour, against, abstaining), verdict, votes needed, of how many
WORKED = [
    ("more for than against", Rule(quorum=HALF), (10, 8, 5, 3, 0), "adopted", 5, 8),
    ("abstentions do not count", Rule(quorum=HALF), (10, 9, 2, 1, 6), "adopted", 2, 3),
    ("abstentions count as cast", Rule(base=Base.CASTING, quorum=HALF), (10, 9, 2, 1, 6), "rejected", 5, 9),
    ("half of those casting is a tie", Rule(base=Base.CASTING, quorum=NONE), (10, 8, 4, 1, 3), "rejected", 5, 8),
    ("a tie rejects", Rule(quorum=HALF), (10, 8, 4, 4, 0), "rejected", 5, 8),
    ("a tie leads to a round", Rule(quorum=HALF, tie=Tie.AGAIN), (10, 8, 4, 4, 0), "again", 5, 8),
    ("a tie waits for the chair", Rule(quorum=HALF, tie=Tie.CHAIR), (10, 8, 4, 4, 0), "chair", 5, 8),
    ("absolute: six of ten", Rule(Majority.ABSOLUTE, quorum=HALF), (10, 8, 6, 0, 2), "adopted", 6, 10),
    ("absolute: half is not enough", Rule(Majority.ABSOLUTE, quorum=HALF), (10, 8, 5, 0, 3), "rejected", 6, 10),
    ("absolute of an odd number", Rule(Majority.ABSOLUTE, quorum=HALF), (179, 150, 90, 60, 0), "adopted", 90, 179),
    ("absolute of an odd number, one less", Rule(Majority.ABSOLUTE), (179, 150, 89, 61, 0), "rejected", 90, 179),
    ("exactly two thirds of nine", Rule(Majority.TWO_THIRDS, quorum=NONE), (20, 9, 6, 3, 0), "adopted", 6, 9),
    ("two thirds of ten is seven", Rule(Majority.TWO_THIRDS, quorum=NONE), (20, 10, 6, 4, 0), "rejected", 7, 10),
    ("seven of ten", Rule(Majority.TWO_THIRDS, quorum=NONE), (20, 10, 7, 3, 0), "adopted", 7, 10),
    ("two thirds of eleven is eight", Rule(Majority.TWO_THIRDS, quorum=NONE), (20, 11, 7, 4, 0), "rejected", 8, 11),
    ("abstentions lower the base", Rule(Majority.TWO_THIRDS, quorum=NONE), (20, 20, 2, 1, 17), "adopted", 2, 3),
    ("abstentions weigh", Rule(Majority.TWO_THIRDS, Base.CASTING, NONE), (20, 20, 13, 1, 6), "rejected", 14, 20),
    ("two thirds of 179 members", Rule(Majority.TWO_THIRDS_MEMBERS), (179, 179, 120, 59, 0), "adopted", 120, 179),
    ("119 of 179 are too few", Rule(Majority.TWO_THIRDS_MEMBERS), (179, 179, 119, 60, 0), "rejected", 120, 179),
    ("consensus with abstentions", Rule(Majority.CONSENSUS, quorum=HALF), (10, 6, 3, 0, 3), "adopted", 0, 6),
    ("one against breaks it", Rule(Majority.CONSENSUS, quorum=HALF), (10, 10, 9, 1, 0), "rejected", 0, 10),
    ("silence is agreement", Rule(Majority.CONSENSUS, quorum=HALF), (10, 6, 0, 0, 0), "adopted", 0, 0),
    ("no quorum", Rule(quorum=HALF), (179, 89, 80, 0, 9), "no-quorum", 41, 80),
    ("exactly the quorum of an odd number", Rule(quorum=HALF), (179, 90, 80, 0, 10), "adopted", 41, 80),
    ("more than half of ten", Rule(quorum=Quorum(1, 2, more_than=True)), (10, 5, 5, 0, 0), "no-quorum", 3, 5),
    ("two thirds of 179 present", Rule(quorum=Quorum(2, 3)), (179, 119, 100, 0, 0), "no-quorum", 51, 100),
    ("nobody voted", Rule(quorum=HALF), (10, 10, 0, 0, 0), "rejected", 1, 0),
    ("everybody abstained", Rule(quorum=HALF), (10, 10, 0, 0, 10), "rejected", 1, 0),
    ("everybody abstained, counted", Rule(base=Base.CASTING), (10, 10, 0, 0, 10), "rejected", 6, 10),
    ("everybody abstained, two thirds", Rule(Majority.TWO_THIRDS), (10, 10, 0, 0, 10), "rejected", 0, 0),
    ("one delegation", Rule(quorum=Quorum(1, 1)), (1, 1, 1, 0, 0), "adopted", 1, 1),
    ("nobody at all", Rule(Majority.CONSENSUS, quorum=NONE), (0, 0, 0, 0, 0), "rejected", 0, 0),
]


@pytest.mark.parametrize(
    ("rule", "counted", "verdict", "needed", "of"), [one[1:] for one in WORKED], ids=[one[0] for one in WORKED]
)
def test_a_vote_worked_by_hand(rule, counted, verdict, needed, of) -> None:
    found = decide(rule, Tally(*counted))
    assert (found.verdict, found.needed, found.counted) == (verdict, needed, of)
    assert "%" not in found.text % found.facts


@pytest.mark.parametrize(("chair", "verdict"), [(True, Verdict.ADOPTED), (False, Verdict.REJECTED)])
def test_the_chair_breaks_a_tie_and_nothing_else(chair, verdict) -> None:
    rule = Rule(tie=Tie.CHAIR)
    assert decide(rule, Tally(10, 8, 4, 4, 0), chair=chair).verdict is verdict
    assert decide(rule, Tally(10, 9, 5, 4, 0), chair=False).verdict is Verdict.ADOPTED


@pytest.mark.parametrize(
    "counted", [(10, 8, 9, 0, 0), (10, 11, 1, 0, 0), (10, 8, -1, 0, 0), (10, 8, 4, 4, 1), (10, -1, 0, 0, 0)]
)
def test_an_impossible_count_is_refused(counted) -> None:
    with pytest.raises(Invalid) as refused:
        decide(Rule(), Tally(*counted))
    assert refused.value.code == "vote.tally"


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (Rule(quorum=Quorum(3, 2)), "vote.quorum"),
        (Rule(quorum=Quorum(-1, 2)), "vote.quorum"),
        (Rule(quorum=Quorum(1, 1, more_than=True)), "vote.quorum"),
        (Rule(Majority.TWO_THIRDS, tie=Tie.AGAIN), "vote.tie"),
        (Rule(tie=Tie.CHAIR, secret=True), "vote.chair-secret"),
    ],
)
def test_a_rule_that_cannot_decide_is_refused(rule, code) -> None:
    with pytest.raises(Invalid) as refused:
        check(rule)
    assert refused.value.code == code


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    members = draw(st.integers(0, 200))
    present = draw(st.integers(0, members))
    in_favour = draw(st.integers(0, present))
    against = draw(st.integers(0, present - in_favour))
    return Tally(members, present, in_favour, against, draw(st.integers(0, present - in_favour - against)))


rules = st.builds(
    Rule,
    st.sampled_from(Majority),
    st.sampled_from(Base),
    st.sampled_from([NONE, HALF, Quorum(2, 3), Quorum(1, 1), Quorum(1, 3, more_than=True)]),
    st.sampled_from(Tie),
)
ORDER = {Verdict.NO_QUORUM: 0, Verdict.REJECTED: 1, Verdict.CHAIR: 2, Verdict.AGAIN: 2, Verdict.ADOPTED: 3}


@given(rules, tallies())
def test_every_possible_count_has_a_verdict_that_exact_fractions_confirm(rule: Rule, tally: Tally) -> None:
    found = decide(rule, tally)
    share = {
        Majority.SIMPLE: Fraction(1, 2),
        Majority.ABSOLUTE: Fraction(1, 2),
        Majority.TWO_THIRDS: Fraction(2, 3),
        Majority.TWO_THIRDS_MEMBERS: Fraction(2, 3),
    }.get(rule.majority)
    quorum = Fraction(rule.quorum.part, rule.quorum.whole) * tally.members
    met = tally.present > quorum if rule.quorum.more_than else tally.present >= quorum
    assert (found.verdict is Verdict.NO_QUORUM) is not met
    if found.verdict is Verdict.ADOPTED and share is not None:
        exact = share * found.counted
        over = rule.majority in {Majority.SIMPLE, Majority.ABSOLUTE}
        assert tally.in_favour > exact if over else tally.in_favour >= exact
        assert tally.in_favour >= found.needed > exact - 1


@given(rules, tallies())
def test_one_more_in_favour_never_makes_it_worse(rule: Rule, tally: Tally) -> None:
    if tally.cast == tally.present:
        return
    more = Tally(tally.members, tally.present, tally.in_favour + 1, tally.against, tally.abstaining)
    assert ORDER[decide(rule, more).verdict] >= ORDER[decide(rule, tally).verdict]


@given(rules, tallies())
def test_one_more_against_never_makes_it_better(rule: Rule, tally: Tally) -> None:
    # Under rules that count abstentions as absent, the first voice of all may turn silence into a vote; it still loses.
    if tally.cast == tally.present:
        return
    more = Tally(tally.members, tally.present, tally.in_favour, tally.against + 1, tally.abstaining)
    assert ORDER[decide(rule, more).verdict] <= ORDER[decide(rule, tally).verdict]


@given(tallies())
def test_whoever_wins_two_thirds_wins_a_simple_majority(tally: Tally) -> None:
    two_thirds, simple = Rule(Majority.TWO_THIRDS, quorum=NONE), Rule(quorum=NONE)
    if decide(two_thirds, tally).verdict is Verdict.ADOPTED:
        assert decide(simple, tally).verdict is Verdict.ADOPTED
