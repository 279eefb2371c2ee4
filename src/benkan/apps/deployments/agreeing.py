"""The agreement: the borrower accepts an offer and signs its text, the lender signs the same one.

Only with the second signature the means is reserved. Both signatures stay beside the text, and anyone who has the
two services' cards can check them.
"""

from __future__ import annotations

import base64
import datetime as dt
from uuid import UUID

from django.conf import settings
from django.db import transaction

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.deployments import checks, reading, recording, telling
from benkan.apps.deployments.models import Loan, Offer
from benkan.apps.means import services as means
from benkan.core import deployments as rules
from benkan.core.deployments import Agreement
from benkan.core.envelope import SigningKey, verify_signature
from benkan.core.errors import N_, Refused, Unverified


def accept(officer: Officer, loan: str | UUID, wanted: str | UUID) -> Loan:
    """The borrower accepts an offer and signs the text of the agreement.

    Raises:
        Refused: no right, a wrong move, ``deployments.four-eyes`` for the officer who offered it,
            ``deployments.signed``, ``deployments.unknown``.
    """
    accounts.need(officer, "means")
    with transaction.atomic():
        one = reading.held(loan, "borrower")
        rules.admit("accept", one.state)
        if one.agreement:
            raise signed_already()
        made = reading.offer_of(one, wanted)
        if made.offered_by == accounts.handle(officer):
            raise checks.four_eyes()
        agreed = agreement(one, made)
        signature = _sign(agreed.text())
        keep_acceptance(one, made, agreed.text(), signature, accounts.handle(officer))
        recording.moved(one, "accept", officer, agreed.digest())
        telling.tell(one, wire.LoanAcceptance, offer=str(made.foreign), agreement=agreed.digest(), signature=signature)
    return one


def sign(officer: Officer, loan: str | UUID) -> Loan:
    """The lender signs the same text; only now the means is reserved.

    Raises:
        Refused: no right, a wrong move, ``deployments.not-signed``, ``deployments.four-eyes``, the errors of
            ``means.reserve``.
        Unverified: the borrower's signature does not hold.
    """
    accounts.need(officer, "lend")
    with transaction.atomic():
        one = reading.held(loan, "lender")
        rules.admit("sign", one.state)
        made = one.accepted
        if made is None:
            raise not_signed()
        if one.borrower_signed_by == accounts.handle(officer):
            raise checks.four_eyes()
        holds(one.borrower, one.borrower_signature, one.agreement)
        signature = _sign(one.agreement)
        one.lender_signature, one.lender_signed_by = _text(signature), accounts.handle(officer)
        after = made.ends + dt.timedelta(days=1)
        one.booking = means.reserve(made.mean, made.starts, after, one.number, officer=accounts.handle(officer))
        recording.moved(one, "sign", officer)
        telling.tell(one, wire.LoanSignature, agreement=agreement(one, made).digest(), signature=signature)
    return one


def agreement(one: Loan, made: Offer) -> Agreement:
    """What both sign, from the terms of the offer."""
    return Agreement(
        loan=str(one.foreign),
        lender=one.lender,
        borrower=one.borrower,
        mean=made.code,
        kind=one.kind,
        starts=made.starts,
        ends=made.ends,
        estimate=made.estimate,
        currency=made.currency,
        costs=one.costs,
        convention=one.convention,
        conditions=made.conditions,
    )


def keep_acceptance(one: Loan, made: Offer, text: str, signature: bytes, by: str) -> None:
    """The borrower's signature beside the text; the caller saves the loan."""
    one.accepted, one.agreement = made, text
    one.borrower_signature, one.borrower_signed_by = _text(signature), by


def keep_signature(one: Loan, signature: bytes, by: str) -> None:
    """The lender's signature beside the text; the caller saves the loan."""
    one.lender_signature, one.lender_signed_by = _text(signature), by


def holds(agency: str, signature: str | bytes, text: str) -> None:
    """Nothing when this service signed this text.

    Raises:
        Unverified: ``deployments.signature``.
    """
    raw = base64.b64decode(signature) if isinstance(signature, str) else signature
    if not verify_signature(agencies.signing_keys()[agency], raw, text.encode()):
        raise Unverified(
            "deployments.signature",
            N_("A signature under the agreement does not hold."),
            N_("Nothing moves. Tell the supervisor, and ask anew."),
        )


def both_hold(one: Loan) -> None:
    """Nothing when both signatures hold.

    Raises:
        Refused: ``deployments.not-signed``. Unverified: ``deployments.signature``.
    """
    if not (one.borrower_signature and one.lender_signature):
        raise not_signed()
    holds(one.borrower, one.borrower_signature, one.agreement)
    holds(one.lender, one.lender_signature, one.agreement)


def signed_already() -> Refused:
    """The error of a second acceptance."""
    return Refused(
        "deployments.signed",
        N_("An offer was accepted already."),
        N_("Wait for the other signature, or cancel the loan and ask anew."),
    )


def not_signed() -> Refused:
    """The error of an act that needs signatures that are not there."""
    return Refused(
        "deployments.not-signed",
        N_("Nothing moves before both have signed the agreement."),
        N_("Accept the offer, and have the lender sign it."),
    )


def _sign(text: str) -> bytes:
    return SigningKey.from_bytes(settings.BENKAN_NODE.signing_seed()).sign(text.encode())


def _text(signature: bytes) -> str:
    return base64.b64encode(signature).decode()
