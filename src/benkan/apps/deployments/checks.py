"""What every act of this slice asks of typed values."""

from __future__ import annotations

import datetime as dt
from typing import Final

from benkan.apps.deployments.models import Loan
from benkan.core import deployments as rules
from benkan.core.errors import N_, Invalid, Refused

LONGEST: Final = dt.timedelta(days=366)


def text(value: str, limit: int, place: str, *, required: bool = True) -> str:
    """The text without blanks around it.

    Raises:
        Invalid: ``deployments.text``.
    """
    cleaned = value.strip()
    if (required and not cleaned) or len(cleaned) > limit or not cleaned.isprintable():
        raise Invalid(
            "deployments.text",
            N_("Write from one to %(limit)d characters here, none of them hidden.")
            if required
            else N_("Write at most %(limit)d characters here, none of them hidden."),
            N_("Correct the text and send it again."),
            place=place,
            limit=limit,
        )
    return cleaned


def days(starts: dt.date, ends: dt.date, today: dt.date) -> None:
    """Nothing when the last day is not before the first, not over and not more than a year after the first.

    Raises:
        Invalid: ``deployments.days``.
    """
    if ends < starts:
        raise Invalid("deployments.days", N_("The last day is before the first."), N_("Give other days."), place="ends")
    if ends < today or ends - starts > LONGEST:
        raise Invalid(
            "deployments.days",
            N_("A loan ends from today on and lasts at most a year."),
            N_("Give other days."),
            place="ends",
        )


def currency(code: str) -> None:
    """Nothing when it is a currency of this node.

    Raises:
        Invalid: ``deployments.currency``.
    """
    if code not in rules.CURRENCIES:
        raise Invalid(
            "deployments.currency", N_("Amounts are in XOF, MAD or EUR."), N_("Choose one."), place="currency"
        )


def ours(one: Loan, side: str, own: str) -> None:
    """Nothing when this service is that side of the loan.

    Raises:
        Refused: ``deployments.other-side``.
    """
    if own != (one.lender if side == "lender" else one.borrower):
        raise Refused(
            "deployments.other-side",
            N_("This is for the other service to do."),
            N_("Wait until it has done it, or ask it."),
        )


def unknown() -> Refused:
    """The error of a loan or an offer that is not here."""
    return Refused("deployments.unknown", N_("There is no such loan or offer here."), N_("Open it from the list."))


def four_eyes() -> Refused:
    """Who acted for one side does not act for the other."""
    return Refused(
        "deployments.four-eyes",
        N_("You acted for the other side: another officer must do this."),
        N_("Ask a colleague."),
    )
