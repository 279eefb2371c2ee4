"""What the lender offers to a need, and takes back before it has signed."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.deployments import checks, reading, recording, telling
from benkan.apps.deployments.models import Loan, Offer
from benkan.apps.means import services as means
from benkan.core import deployments as rules
from benkan.core.errors import N_, Invalid, Refused

MOST_OFFERS: Final = 20


def offer(
    officer: Officer,
    loan: str | UUID,
    mean: str | UUID,
    starts: dt.date,
    ends: dt.date,
    estimate: object,
    currency: str,
    conditions: str = "",
) -> Offer:
    """A means that the lender offers to the need; ``ends`` is the last day.

    Raises:
        Refused: no right, a wrong move, ``deployments.not-ours``, ``deployments.many``, ``means.unknown``.
        Invalid: ``deployments.kind``, ``deployments.days``, ``deployments.amount``, ``deployments.currency``.
    """
    accounts.need(officer, "lend")
    checks.days(starts, ends, timezone.localdate())
    checks.currency(currency)
    with transaction.atomic():
        one = reading.held(loan, "lender")
        rules.admit("offer", one.state)
        if one.agreement:
            rules.admit("offer", "accepted")
        seen = means.mean(mean)
        if seen.owner != one.lender:
            raise Refused(
                "deployments.not-ours", N_("This means belongs to another service."), N_("Offer one of your own.")
            )
        if seen.kind != one.kind:
            raise Invalid(
                "deployments.kind",
                N_("The need asks for another kind of means."),
                N_("Offer one of the kind asked for."),
                place="mean",
            )
        room(one)
        made = Offer(
            loan=one,
            mean=UUID(seen.public_id),
            code=seen.code,
            title=seen.title[:120],
            starts=starts,
            ends=ends,
            estimate=rules.amount(estimate, "estimate"),
            currency=currency,
            conditions=checks.text(conditions, 500, "conditions", required=False),
            offered_by=accounts.handle(officer),
            offered_at=timezone.now(),
        )
        made.save()
        recording.moved(one, "offer", officer, made.code)
        telling.tell(
            one,
            wire.LoanOffer,
            offer=str(made.foreign),
            mean=str(made.mean),
            code=made.code,
            title=made.title,
            starts=starts.isoformat(),
            ends=ends.isoformat(),
            estimate=f"{made.estimate:.2f}",
            currency=currency,
            conditions=made.conditions,
        )
    return made


def withdraw(officer: Officer, loan: str | UUID, wanted: str | UUID) -> Loan:
    """An offer taken back before the lender signed it; without offers it is a need again.

    Raises:
        Refused: no right, a wrong move, ``deployments.signed``, ``deployments.unknown``.
    """
    accounts.need(officer, "lend")
    with transaction.atomic():
        one = reading.held(loan, "lender")
        rules.admit("withdraw", one.state)
        made = reading.offer_of(one, wanted)
        take_back(one, made)
        recording.moved(one, "withdraw", officer, made.code)
        telling.tell(one, wire.LoanOfferWithdrawal, offer=str(made.foreign))
    return one


def take_back(one: Loan, made: Offer) -> None:
    """The offer withdrawn; what the borrower signed of it falls with it. The caller saves the loan."""
    made.withdrawn_at = timezone.now()
    made.save(update_fields=["withdrawn_at"])
    if one.accepted_id == made.pk:
        one.accepted, one.agreement = None, ""
        one.borrower_signature = one.borrower_signed_by = ""
    if one.state == "offered" and not one.offers.filter(withdrawn_at=None).exists():
        one.state = "requested"


def room(one: Loan) -> None:
    """Nothing while there is room for one more offer.

    Raises:
        Refused: ``deployments.many``.
    """
    if one.offers.count() >= MOST_OFFERS:
        raise Refused(
            "deployments.many",
            N_("There are %(most)d offers to this need already."),
            N_("Have one of them accepted."),
            most=MOST_OFFERS,
        )
