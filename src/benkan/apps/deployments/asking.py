"""A need, its offers, and the agreement that both sides sign; nothing is reserved before the second signature."""

from __future__ import annotations

import base64
import datetime as dt
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.deployments import reading
from benkan.apps.deployments.models import Loan, Offer
from benkan.apps.means import services as means
from benkan.core import deployments as rules
from benkan.core.envelope import SigningKey
from benkan.core.errors import N_, Invalid, Refused

LONGEST: Final = dt.timedelta(days=366)
MOST_OFFERS: Final = 20


def request(
    officer: Officer,
    kind: str,
    place: str,
    starts: dt.date,
    ends: dt.date,
    *,
    case: str = "",
    serves: str = "",
    text: str = "",
) -> Loan:
    """A need of this service for one of its own means.

    Args:
        ends: the last day.
        case: number or id of an open case of the officer; its timeline shows the loan.
        serves: the request, joint case or operation that it serves, when there is no case.
        text: what for; everybody who may read loans reads it, so no name of a person.

    Raises:
        Refused: no right, or the errors of ``cases.usable``.
        Invalid: ``deployments.kind``, ``deployments.days``, ``deployments.text``, ``deployments.serves``.
    """
    accounts.need(officer, "means")
    if kind not in means.SHEETS:
        raise Invalid("deployments.kind", N_("There is no such kind of means."), N_("Choose one of the list."))
    reading.days(starts, ends)
    if ends < timezone.localdate() or ends - starts > LONGEST:
        raise Invalid(
            "deployments.days", N_("A loan ends from today on and lasts at most a year."), N_("Give other days.")
        )
    served = cases.usable(cases.find(case, officer).pk, officer) if case.strip() else None
    if served is None and not serves.strip():
        raise Invalid(
            "deployments.serves",
            N_("A loan serves something."),
            N_("Name the case, or the request, joint case or operation that it serves."),
            place="case",
        )
    own = settings.BENKAN_NODE.agency
    with transaction.atomic():
        now = timezone.now()
        one = Loan.objects.create(
            number=reading.next_number(now),
            kind=kind,
            lender=own,
            borrower=own,
            costs="lender",
            case=served.pk if served else None,
            serves=reading.kept(serves, 80, "serves", required=False),
            place=reading.kept(place, 120, "place"),
            text=reading.kept(text, 500, "text", required=False),
            starts=starts,
            ends=ends,
            requested_by=accounts.handle(officer),
            requested_at=now,
            changed_at=now,
        )
        reading.step(one, "request", officer, "")
        if served is not None:
            cases.moved(served.pk)
    return one


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
    """A means that the lender offers to the need.

    Raises:
        Refused: no right, a wrong move, ``deployments.not-ours``, ``deployments.many``, ``means.unknown``.
        Invalid: ``deployments.kind``, ``deployments.days``, ``deployments.amount``, ``deployments.currency``.
    """
    accounts.need(officer, "lend")
    reading.days(starts, ends)
    reading.currency(currency)
    with transaction.atomic():
        one = reading.row(loan, hold=True)
        rules.admit("offer", one.state)
        if one.agreement:
            rules.admit("offer", "accepted")
        seen = means.mean(mean)
        if seen.owner != one.lender:
            raise Refused(
                "deployments.not-ours",
                N_("This means belongs to another service."),
                N_("Offer one of your own."),
            )
        if seen.kind != one.kind:
            raise Invalid(
                "deployments.kind",
                N_("The need asks for another kind of means."),
                N_("Offer one of the kind asked for."),
                place="mean",
            )
        if one.offers.count() >= MOST_OFFERS:
            raise Refused(
                "deployments.many",
                N_("There are %(most)d offers to this need already."),
                N_("Have one of them accepted."),
                most=MOST_OFFERS,
            )
        made = Offer.objects.create(
            loan=one,
            mean=UUID(seen.public_id),
            code=seen.code,
            starts=starts,
            ends=ends,
            estimate=rules.amount(estimate, "estimate"),
            currency=currency,
            conditions=reading.kept(conditions, 500, "conditions", required=False),
            offered_by=accounts.handle(officer),
            offered_at=timezone.now(),
        )
        reading.move(one, "offer", officer, made.code)
    return made


def withdraw(officer: Officer, loan: str | UUID, wanted: str | UUID) -> Loan:
    """An offer taken back before anybody signed it; without offers it is a need again.

    Raises:
        Refused: no right, a wrong move, ``deployments.signed``, ``deployments.unknown``.
    """
    accounts.need(officer, "lend")
    with transaction.atomic():
        one = reading.row(loan, hold=True)
        rules.admit("withdraw", "accepted" if one.agreement else one.state)
        made = reading.offer_of(one, wanted)
        made.withdrawn_at = timezone.now()
        made.save(update_fields=["withdrawn_at"])
        if not one.offers.filter(withdrawn_at=None).exists():
            one.state = "requested"
        reading.move(one, "withdraw", officer, made.code)
    return one


def refuse(officer: Officer, loan: str | UUID, reason: str) -> Loan:
    """The lender lends nothing, and says why.

    Raises:
        Refused: no right, a wrong move. Invalid: ``deployments.text``.
    """
    accounts.need(officer, "lend")
    with transaction.atomic():
        one = reading.row(loan, hold=True)
        reading.move(one, "refuse", officer, reading.kept(reason, 500, "reason"))
    return one


def accept(officer: Officer, loan: str | UUID, wanted: str | UUID) -> Loan:
    """The borrower accepts an offer and signs the text of the agreement.

    Raises:
        Refused: no right, a wrong move, ``deployments.four-eyes`` for the officer who offered it,
            ``deployments.signed``, ``deployments.unknown``.
    """
    _need_borrower(officer)
    with transaction.atomic():
        one = reading.row(loan, hold=True)
        rules.admit("accept", one.state)
        if one.agreement:
            rules.admit("offer", "accepted")
        made = reading.offer_of(one, wanted)
        if made.offered_by == accounts.handle(officer):
            raise four_eyes()
        agreed = agreement(one, made)
        one.accepted, one.agreement = made, agreed.text()
        one.borrower_signature, one.borrower_signed_by = _signature(one.agreement), accounts.handle(officer)
        reading.move(one, "accept", officer, agreed.digest())
    return one


def sign(officer: Officer, loan: str | UUID) -> Loan:
    """The lender signs the same text; only now the means is reserved.

    Raises:
        Refused: no right, a wrong move, ``deployments.not-signed``, ``deployments.four-eyes``, the errors of
            ``means.reserve``.
    """
    accounts.need(officer, "lend")
    with transaction.atomic():
        one = reading.row(loan, hold=True)
        rules.admit("sign", one.state)
        made = one.accepted
        if made is None:
            rules.admit("send", one.state)
            raise AssertionError(one.state)
        if one.borrower_signed_by == accounts.handle(officer):
            raise four_eyes()
        one.lender_signature, one.lender_signed_by = _signature(one.agreement), accounts.handle(officer)
        after = made.ends + dt.timedelta(days=1)
        one.booking = means.reserve(made.mean, made.starts, after, one.number, officer=accounts.handle(officer))
        reading.move(one, "sign", officer, "")
    return one


def cancel(officer: Officer, loan: str | UUID, reason: str) -> Loan:
    """The borrower needs it no more; what was reserved is free again.

    Raises:
        Refused: no right, a wrong move. Invalid: ``deployments.text``.
    """
    _need_borrower(officer)
    with transaction.atomic():
        one = reading.row(loan, hold=True)
        _need_part(one, officer)
        reading.move(one, "cancel", officer, reading.kept(reason, 500, "reason"))
        if one.booking:
            means.free(one.booking, officer=accounts.handle(officer))
    return one


def agreement(one: Loan, made: Offer) -> rules.Agreement:
    """What both sign for this offer."""
    return rules.Agreement(
        loan=str(one.pk),
        lender=one.lender,
        borrower=one.borrower,
        mean=str(made.mean),
        kind=one.kind,
        starts=made.starts,
        ends=made.ends,
        estimate=Decimal(made.estimate),
        currency=made.currency,
        costs=one.costs,
        convention=one.convention,
        conditions=made.conditions,
    )


def four_eyes() -> Refused:
    """Who acted for one side does not act for the other."""
    return Refused(
        "deployments.four-eyes",
        N_("You acted for the other side: another officer must do this."),
        N_("Ask a colleague."),
    )


def _need_borrower(officer: Officer) -> None:
    accounts.need(officer, "means")


def _need_part(one: Loan, officer: Officer) -> None:
    """Whoever asked, or whoever may lend."""
    if one.requested_by != accounts.handle(officer):
        accounts.need(officer, "lend")


def _signature(text: str) -> str:
    key = SigningKey.from_bytes(settings.BENKAN_NODE.signing_seed())
    return base64.b64encode(key.sign(text.encode())).decode()
