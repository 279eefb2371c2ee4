"""How far a loan is, and which act may follow: a closed table, so that a wrong move is a sentence and not a mess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from benkan.core.errors import N_, Refused

STATES: Final = (
    "requested",
    "offered",
    "accepted",
    "in-transit",
    "deployed",
    "returned",
    "claimed",
    "settled",
    "evaluated",
    "refused",
    "cancelled",
    "withdrawn",
)
OPEN: Final = frozenset({"requested", "offered", "accepted", "in-transit", "deployed", "returned", "claimed"})
"""States in which somebody must still act."""
TIMELY: Final = frozenset({"accepted", "in-transit", "deployed"})
"""States in which time and costs run: what is under way."""


@dataclass(frozen=True, slots=True)
class Move:
    """One act.

    Args:
        side: who does it, ``lender`` or ``borrower``.
        before: states that it may follow.
        after: the state that it leads to; empty when the state stays.
    """

    side: str
    before: frozenset[str]
    after: str


MOVES: Final[dict[str, Move]] = {
    "offer": Move("lender", frozenset({"requested", "offered"}), "offered"),
    "withdraw": Move("lender", frozenset({"offered"}), ""),
    "refuse": Move("lender", frozenset({"requested"}), "refused"),
    "accept": Move("borrower", frozenset({"offered"}), ""),
    "sign": Move("lender", frozenset({"offered"}), "accepted"),
    "cancel": Move("borrower", frozenset({"requested", "offered", "accepted"}), "cancelled"),
    "send": Move("lender", frozenset({"accepted"}), "in-transit"),
    "deploy": Move("borrower", frozenset({"in-transit"}), "deployed"),
    "examine": Move("lender", frozenset({"in-transit", "deployed"}), ""),
    "write": Move("borrower", frozenset({"in-transit", "deployed", "returned", "claimed", "settled", "evaluated"}), ""),
    "return": Move("lender", frozenset({"in-transit", "deployed"}), "returned"),
    "cost": Move("lender", frozenset({"accepted", "in-transit", "deployed", "returned"}), ""),
    "claim": Move("lender", frozenset({"returned"}), "claimed"),
    "settle": Move("borrower", frozenset({"claimed"}), "settled"),
    "evaluate": Move("borrower", frozenset({"settled"}), "evaluated"),
}
"""Every act. ``accept`` signs for the borrower and ``sign`` for the lender: only the second one makes it accepted.

A laboratory examines what came in (``examine``); the borrower writes the finding into its seizure (``write``).
"""

CROSSED: Final[dict[str, frozenset[str]]] = {
    "offer": frozenset({"cancelled"}),
    "withdraw": frozenset({"cancelled"}),
    "refuse": frozenset({"cancelled"}),
    "accept": frozenset({"requested", "refused"}),
    "sign": frozenset({"cancelled"}),
    "cancel": frozenset({"refused", "in-transit", "returned", "claimed"}),
    "deploy": frozenset({"returned", "claimed"}),
    "cost": frozenset({"cancelled"}),
}
"""Acts of a partner that may arrive too late, by the state here: the other side had acted before it knew of them.

Each side acts at once and tells the other; so two letters can pass each other. Who wins is fixed: the borrower may
cancel until the means has left, the lender may take an offer back until it has signed, and what has left has left.
"""


def hear(move: str, state: str) -> bool:
    """Whether a partner's act is taken; False when it crossed one of ours and changes nothing any more.

    ``send`` is taken although the loan was cancelled here: the means is on its way, whatever was written meanwhile.

    Raises:
        Refused: as ``admit``: it can follow nothing that has happened.
    """
    if state in CROSSED.get(move, ()) and state not in MOVES[move].before:
        return False
    if (move, state) != ("send", "cancelled"):
        admit(move, state)
    return True


def lender_moves(state: str) -> frozenset[str]:
    """What the lender may do now."""
    return _moves("lender", state)


def borrower_moves(state: str) -> frozenset[str]:
    """What the borrower may do now."""
    return _moves("borrower", state)


def admit(move: str, state: str) -> Move:
    """The move, when it may follow the state.

    Raises:
        Refused: ``deployments.signed`` for an offer after acceptance, ``deployments.not-deployed`` for a return or a
            claim before the means was sent and came back, ``deployments.not-signed`` for transit before both
            signatures, ``deployments.move`` for any other.
    """
    found = MOVES[move]
    if state in found.before:
        return found
    if move in ("offer", "withdraw", "refuse") and state in TIMELY:
        raise Refused(
            "deployments.signed",
            N_("Both services have signed: an offer cannot change any more."),
            N_("Cancel the loan, or ask anew."),
            place=state,
        )
    if move in ("return", "claim") and state in ("requested", "offered", "accepted"):
        raise Refused(
            "deployments.not-deployed",
            N_("The means has not left: it cannot come back."),
            N_("Record first that it left."),
            place=state,
        )
    if move in ("send", "deploy") and state in ("requested", "offered"):
        raise Refused(
            "deployments.not-signed",
            N_("Nothing moves before both have signed the agreement."),
            N_("Accept the offer, and have the lender sign it."),
            place=state,
        )
    raise Refused(
        "deployments.move",
        N_("This act does not follow: the loan is in another state."),
        N_("Read its steps: they say who may act next."),
        place=state,
    )


def _moves(side: str, state: str) -> frozenset[str]:
    return frozenset(name for name, one in MOVES.items() if one.side == side and state in one.before)
