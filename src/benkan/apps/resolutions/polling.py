"""Votes by delegation: opened with their rule, cast once by each delegation, closed with a result of core.voting.

A voice of a secret ballot goes into a sum; that the delegation has voted goes into its seat; nothing joins the two, and
no time of voting is kept. The same statement that marks the seat proves that it was empty, so two stations that take
the same badge at the same moment count it once.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from benkan.apps.accounts import services as accounts
from benkan.apps.journal import services as journal
from benkan.apps.resolutions import gathered, keeping
from benkan.apps.resolutions.models import DRAFTS, Recommendation, Seat, Vote
from benkan.core import voting
from benkan.core.errors import N_, Invalid, Refused

MAX_SUBJECT: Final = 300
COUNTED: Final = {
    Seat.Choice.IN_FAVOUR.value: "in_favour",
    Seat.Choice.AGAINST.value: "against",
    Seat.Choice.ABSTAINING.value: "abstaining",
}
LANGUAGES: Final = ("fr", "en", "ar")


@dataclass(frozen=True, slots=True)
class Sitting:
    """One delegation at the table when a vote is opened."""

    delegation: str
    name: Mapping[str, str]
    votes: bool = True
    present: bool = True


def get(public_id: uuid.UUID | str) -> Vote:
    """The vote.

    Raises:
        Refused: ``vote.unknown``.
    """
    try:
        found = Vote.objects.select_related("recommendation").filter(pk=uuid.UUID(str(public_id))).first()
    except ValueError:
        found = None
    if found is None:
        raise Refused("vote.unknown", N_("This node knows no such vote."), N_("See the list of votes."))
    return found


def rule_of(vote: Vote) -> voting.Rule:
    """Its rule."""
    return voting.Rule(
        voting.Majority(vote.majority),
        voting.Base(vote.base),
        voting.Quorum(vote.quorum_part, vote.quorum_whole, vote.quorum_more),
        voting.Tie(vote.tie),
        vote.secret,
    )


def open_vote(
    who: accounts.Officer,
    rule: voting.Rule,
    *,
    recommendation: Recommendation | None = None,
    subject: str = "",
    gathering: str = "",
    seats: Iterable[Sitting] = (),
) -> Vote:
    """A vote that can be cast from now on.

    Args:
        recommendation: what is voted on, still a draft; otherwise ``subject`` says it.
        gathering: whose delegations vote, present as they checked in today; otherwise ``seats`` names them.

    Raises:
        Refused: no right to; the recommendation was decided; another vote on it is open.
        Invalid: the rule cannot decide; there is no subject or nobody who may vote.
    """
    accounts.need(who, keeping.RIGHT)
    voting.check(rule)
    gathering = gathering or (recommendation.gathering if recommendation else "")
    sitting = list(seats) or _at_the_table(gathering)
    words = keeping.text(subject or (recommendation.number if recommendation else ""), "subject", MAX_SUBJECT)
    if not words:
        raise Invalid("vote.subject", N_("A vote has a subject."), N_("Say what is voted on."), place="subject")
    with transaction.atomic():
        if recommendation is not None:
            _votable(recommendation)
        return _opened(who, rule, sitting, recommendation, words, gathering, None)


def again(who: accounts.Officer, public_id: uuid.UUID | str) -> Vote:
    """Another round of a vote that ended in a tie or without a quorum, with the delegations that are present now.

    Raises:
        Refused: no right to; ``vote.decided``: it decided something, or there is another round already.
    """
    accounts.need(who, keeping.RIGHT)
    with transaction.atomic():
        vote = _held(public_id)
        undecided = vote.verdict in {voting.Verdict.AGAIN, voting.Verdict.NO_QUORUM}
        if vote.state != Vote.State.CLOSED or not undecided or vote.rounds.exists():
            raise Refused(
                "vote.decided",
                N_("There is no other round of this vote."),
                N_("Another round follows a tie or a missing quorum, once."),
            )
        if vote.recommendation is not None:
            _votable(vote.recommendation)
        now = _at_the_table(vote.gathering) if vote.gathering else [_sitting(seat) for seat in vote.seats.all()]
        return _opened(who, rule_of(vote), now, vote.recommendation, vote.subject, vote.gathering, vote)


def mark(who: accounts.Officer, public_id: uuid.UUID | str, delegation: str, *, present: bool) -> None:
    """A delegation came, or left before it voted.

    Raises:
        Refused: no right to; the vote is closed; ``vote.unknown-delegation``; it has voted.
    """
    accounts.need(who, keeping.RIGHT)
    with transaction.atomic():
        vote = _taking(public_id)
        seat = _seat(vote, delegation)
        if seat.voted:
            raise _twice()
        vote.seats.filter(pk=seat.pk).update(present=present)


def cast(who: accounts.Officer, public_id: uuid.UUID | str, delegation: str, choice: str) -> None:
    """A delegation's voice, entered by the secretary.

    Raises:
        Refused: no right to; ``vote.closed``, ``vote.unknown-delegation``, ``vote.observer``, ``vote.absent``,
            ``vote.twice``.
        Invalid: ``vote.choice``.
    """
    accounts.need(who, keeping.RIGHT)
    _cast(public_id, delegation, choice, come=False)


def delegation_of(public_id: uuid.UUID | str, code: str) -> Seat:
    """The seat that a badge may vote for now; what stands in its way is refused as ``cast`` does.

    Raises:
        Refused: as ``cast``; ``vote.no-right``: the badge's holder may not vote; a forged or withdrawn badge.
    """
    vote = get(public_id)
    _still_open(vote)
    holder = gathered.delegate(code.strip())
    seat = _seat(vote, holder.delegation)
    _may_vote(seat)
    if not holder.may_vote:
        raise Refused(
            "vote.no-right",
            N_("The holder of this badge does not vote for the delegation."),
            N_("Let the head of the delegation, or whom it named, vote."),
        )
    _not_yet(seat, present=seat.present or _came(vote, holder.delegation))
    return seat


def cast_by_badge(who: accounts.Officer, public_id: uuid.UUID | str, code: str, choice: str) -> None:
    """A delegation's voice, cast with a badge at a station that an officer opened. Errors as ``delegation_of``."""
    accounts.need(who, keeping.RIGHT)
    seat = delegation_of(public_id, code)
    _cast(public_id, seat.delegation, choice, come=True)


def close(who: accounts.Officer, public_id: uuid.UUID | str, *, chair: bool | None = None) -> Vote:
    """The vote with its result; what was decided goes into the recommendation, and is told to its owner.

    Args:
        chair: what the chair says in a tie, where the rule asks. Without it the vote stays closed and undecided; say
            it later with the same call.

    Raises:
        Refused: no right to; ``vote.closed``: it has a result.
    """
    accounts.need(who, keeping.RIGHT)
    with transaction.atomic():
        vote = _held(public_id)
        if vote.state == Vote.State.CLOSED and vote.verdict != voting.Verdict.CHAIR:
            raise _closed()
        if vote.state == Vote.State.OPEN:
            _count(vote)
            vote.state, vote.closed_at, vote.closed_by = Vote.State.CLOSED, timezone.now(), accounts.handle(who)
        vote.chair = chair if vote.tie == voting.Tie.CHAIR else None
        outcome = voting.decide(rule_of(vote), tally(vote), chair=vote.chair)
        vote.verdict = str(outcome.verdict)
        vote.save()
        if vote.recommendation is not None and outcome.verdict in {voting.Verdict.ADOPTED, voting.Verdict.REJECTED}:
            row = Recommendation.objects.select_for_update().get(pk=vote.recommendation.pk)
            if row.state in DRAFTS and not row.closed:
                keeping.decided(row, who, adopted=outcome.verdict is voting.Verdict.ADOPTED)
        journal.write(
            "vote-closed", officer=accounts.handle(who), reference=str(vote.pk), verdict=vote.verdict, round=vote.round
        )
    return vote


def tally(vote: Vote) -> voting.Tally:
    """What was counted in a closed vote."""
    return voting.Tally(vote.members, vote.present, vote.in_favour, vote.against, vote.abstaining)


def standing(vote: Vote) -> dict[str, int]:
    """Members, present and cast, as the page shows them while votes are taken: of a secret ballot no voices."""
    return vote.seats.aggregate(
        members=Count("pk", filter=Q(votes=True)),
        present=Count("pk", filter=Q(votes=True, present=True)),
        cast=Count("pk", filter=Q(voted=True)),
    )


def outcome(vote: Vote) -> voting.Outcome | None:
    """The result of a closed vote."""
    if vote.state != Vote.State.CLOSED:
        return None
    return voting.decide(rule_of(vote), tally(vote), chair=vote.chair)


def sentences(found: voting.Outcome) -> dict[str, str]:
    """The result's sentence in the three languages, quoting the rule."""
    told = {}
    for language in LANGUAGES:
        with translation.override(language):
            told[language] = _(found.text) % found.facts
    return told


def listed(text: str = "", state: str = "") -> list[Vote]:
    """The votes, the latest first."""
    found = Vote.objects.select_related("recommendation").order_by("-opened_at")
    if text:
        found = found.filter(Q(subject__icontains=text) | Q(recommendation__number__icontains=text))
    if state in Vote.State.values:
        found = found.filter(state=state)
    return list(found[:500])


def _opened(
    who: accounts.Officer,
    rule: voting.Rule,
    sitting: list[Sitting],
    recommendation: Recommendation | None,
    subject: str,
    gathering: str,
    before: Vote | None,
) -> Vote:
    if not any(one.votes for one in sitting) or len(sitting) > voting.MAX_DELEGATIONS:
        raise Invalid(
            "vote.seats",
            N_("A vote needs delegations that may vote, at most %(limit)d."),
            N_("Enter the delegations of the gathering first, or name them here."),
            place="seats",
            limit=voting.MAX_DELEGATIONS,
        )
    if len({one.delegation for one in sitting}) < len(sitting):
        raise Invalid(
            "vote.seat-twice",
            N_("One delegation is named twice: each has one vote."),
            N_("Name each delegation once."),
            place="seats",
        )
    vote = Vote.objects.create(
        recommendation=recommendation,
        subject=subject,
        gathering=gathering,
        round=before.round + 1 if before else 1,
        before=before,
        majority=rule.majority,
        base=rule.base,
        quorum_part=rule.quorum.part,
        quorum_whole=rule.quorum.whole,
        quorum_more=rule.quorum.more_than,
        tie=rule.tie,
        secret=rule.secret,
        opened_at=timezone.now(),
        opened_by=accounts.handle(who),
    )
    Seat.objects.bulk_create(
        Seat(
            vote=vote,
            delegation=one.delegation,
            name_fr=one.name.get("fr", "")[:200],
            name_en=(one.name.get("en") or one.name.get("fr") or one.delegation)[:200],
            name_ar=one.name.get("ar", "")[:200],
            votes=one.votes,
            present=one.present,
        )
        for one in sitting
    )
    journal.write(
        "vote-opened",
        officer=accounts.handle(who),
        reference=str(vote.pk),
        rule=vote.majority,
        secret=vote.secret,
        round=vote.round,
        count=len(sitting),
    )
    return vote


def _cast(public_id: uuid.UUID | str, delegation: str, choice: str, *, come: bool) -> None:
    if choice not in COUNTED:
        raise Invalid(
            "vote.choice",
            N_("A voice is in favour, against or abstaining."),
            N_("Choose one of the three."),
            place="choice",
        )
    with transaction.atomic():
        vote = _taking(public_id)
        seat = _seat(vote, delegation)
        _may_vote(seat)
        _not_yet(seat, present=seat.present or come or _came(vote, delegation))
        marked = Seat.objects.filter(pk=seat.pk, voted=False).update(
            voted=True, present=True, choice="" if vote.secret else choice
        )
        if not marked:
            raise _twice()
        if vote.secret:
            column = COUNTED[choice]
            Vote.objects.filter(pk=vote.pk).update(**{column: F(column) + 1})


def _count(vote: Vote) -> None:
    found = standing(vote)
    vote.members, vote.present = found["members"], found["present"]
    if not vote.secret:
        counted = {column: Count("pk", filter=Q(choice=choice)) for choice, column in COUNTED.items()}
        for column, number in vote.seats.aggregate(**counted).items():
            setattr(vote, column, number)


def _at_the_table(gathering: str) -> list[Sitting]:
    if not gathering:
        return []
    here = gathered.present(gathering, timezone.localdate())
    return [
        Sitting(one.public_id, one.name, one.votes, one.public_id in here) for one in gathered.delegations(gathering)
    ]


def _came(vote: Vote, delegation: str) -> bool:
    """Whether an absent delegation checked in after the vote was opened."""
    return bool(vote.gathering) and delegation in gathered.present(vote.gathering, timezone.localdate())


def _sitting(seat: Seat) -> Sitting:
    return Sitting(
        seat.delegation, {"fr": seat.name_fr, "en": seat.name_en, "ar": seat.name_ar}, seat.votes, seat.present
    )


def _votable(row: Recommendation) -> None:
    held = Recommendation.objects.select_for_update().get(pk=row.pk)
    if held.author != keeping.own() or held.state not in DRAFTS or held.closed:
        raise Refused(
            "vote.not-a-draft",
            N_("This recommendation is not open to a vote."),
            N_("Vote on what is proposed or amended, and not yet decided."),
        )
    if held.votes.filter(state=Vote.State.OPEN).exists():
        raise Refused("vote.open-already", N_("A vote on this is open."), N_("Close that vote first."))


def _held(public_id: uuid.UUID | str) -> Vote:
    get(public_id)
    return Vote.objects.select_for_update(of=("self",)).select_related("recommendation").get(pk=public_id)


def _taking(public_id: uuid.UUID | str) -> Vote:
    vote = _held(public_id)
    _still_open(vote)
    return vote


def _still_open(vote: Vote) -> None:
    if vote.state != Vote.State.OPEN:
        raise _closed()


def _seat(vote: Vote, delegation: str) -> Seat:
    seat = vote.seats.filter(delegation=delegation).first()
    if seat is None:
        raise Refused(
            "vote.unknown-delegation",
            N_("This delegation does not sit in this vote."),
            N_("A vote is cast by the delegations that were named when it was opened."),
        )
    return seat


def _may_vote(seat: Seat) -> None:
    if not seat.votes:
        raise Refused("vote.observer", N_("An observer does not vote."), N_("Only delegations with a vote cast one."))


def _not_yet(seat: Seat, *, present: bool) -> None:
    if seat.voted:
        raise _twice()
    if not present:
        raise Refused(
            "vote.absent",
            N_("This delegation is absent: nobody of it checked in today."),
            N_("Check it in first, or mark it present."),
        )


def _twice() -> Refused:
    return Refused("vote.twice", N_("This delegation has voted."), N_("One delegation has one vote, which stands."))


def _closed() -> Refused:
    return Refused("vote.closed", N_("This vote is closed."), N_("No voice is taken after the end of a vote."))
