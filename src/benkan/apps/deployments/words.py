"""States and acts in words."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benkan.apps.deployments.models import Loan, Step

LABORATORY: Final = "laboratory"

STATES: Final[dict[str, Promise]] = {
    "requested": _("asked for"),
    "offered": _("offered"),
    "accepted": _("signed by both"),
    "in-transit": _("on its way"),
    "deployed": _("deployed"),
    "returned": _("returned"),
    "claimed": _("costs claimed"),
    "settled": _("settled"),
    "evaluated": _("evaluated"),
    "refused": _("refused"),
    "cancelled": _("cancelled"),
    "withdrawn": _("withdrawn"),
}
ACTS: Final[dict[str, Promise]] = {
    "request": _("Asked for"),
    "offer": _("Offer"),
    "withdraw": _("Withdraw the offer"),
    "refuse": _("Refuse"),
    "accept": _("Accept and sign for the borrower"),
    "sign": _("Sign for the lender"),
    "cancel": _("Cancel"),
    "send": _("Record that it left"),
    "deploy": _("Record that it is in use"),
    "examine": _("Enter the result"),
    "write": _("Write the result into the seizure"),
    "return": _("Record its return"),
    "cost": _("Enter a cost"),
    "claim": _("Claim the costs"),
    "settle": _("Settle"),
    "evaluate": _("Evaluate"),
}
BEARERS: Final[dict[str, Promise]] = {
    "lender": _("the lender"),
    "borrower": _("the borrower"),
    "shared": _("both, half each"),
}
EXAMINED_STATES: Final[dict[str, Promise]] = {
    "accepted": _("sample expected"),
    "in-transit": _("in the laboratory"),
    "returned": _("examined"),
}
EXAMINED_ACTS: Final[dict[str, Promise]] = {
    "send": _("Record that the sample came in"),
    "return": _("Record that the work is done"),
}
"""What a laboratory says instead: the sample moves, not the means."""
DONE: Final[dict[str, Promise]] = {
    "request": _("Asked for."),
    "offer": _("Offered."),
    "withdraw": _("The offer was withdrawn."),
    "refuse": _("Refused."),
    "accept": _("The borrower signed."),
    "sign": _("The lender signed."),
    "cancel": _("Cancelled."),
    "send": _("It left."),
    "deploy": _("It is in use."),
    "examine": _("The laboratory entered its result."),
    "write": _("The result was written into the seizure."),
    "return": _("It is back."),
    "cost": _("A cost was entered."),
    "claim": _("The costs were claimed."),
    "settle": _("Settled."),
    "evaluate": _("Evaluated."),
}
EXAMINED_DONE: Final[dict[str, Promise]] = {
    "send": _("The sample came in."),
    "return": _("The work is done."),
}
_LATE: Final = _("Came too late and changed nothing: %(act)s")
GRADES: Final[dict[int, Promise]] = {
    5: _("5: very well"),
    4: _("4: well"),
    3: _("3: as expected"),
    2: _("2: badly"),
    1: _("1: very badly"),
}
CONDITIONS: Final[dict[str, Promise]] = {
    "good": _("good"),
    "worn": _("worn"),
    "damaged": _("damaged"),
    "lost": _("lost"),
}


def state(one: Loan) -> str | Promise:
    """How far the loan is, in words."""
    return (one.kind == LABORATORY and EXAMINED_STATES.get(one.state)) or STATES[one.state]


def act(one: Loan, name: str) -> str | Promise:
    """An act of the loan, in words."""
    return (one.kind == LABORATORY and EXAMINED_ACTS.get(name)) or ACTS[name]


def step(one: Loan, made: Step) -> str | Promise:
    """What was done, in words; a letter that came too late says so."""
    said = done(one, made.act)
    return _LATE % {"act": said} if made.late else said


def done(one: Loan, name: str) -> str | Promise:
    """An act that was done, in words."""
    return (one.kind == LABORATORY and EXAMINED_DONE.get(name)) or DONE[name]
