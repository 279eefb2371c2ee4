"""What happens once both have signed: sent, in use, back, claimed, settled, evaluated."""

from __future__ import annotations

import base64
import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.deployments import asking, costing, reading
from benkan.apps.deployments.models import Cost, Loan
from benkan.apps.means import services as means
from benkan.core import deployments as rules
from benkan.core.envelope import verify_signature
from benkan.core.errors import N_, Invalid, Refused, Unverified

GRADES = (1, 5)
MOST_LINES = 200


def send(officer: Officer, loan: str | UUID) -> Loan:
    """The means left; both signatures are checked once more.

    Raises:
        Refused: no right, a wrong move, the errors of ``means.begin``. Unverified: a signature does not hold.
    """
    accounts.need(officer, "lend")
    with transaction.atomic():
        one = reading.row(loan, hold=True)
        rules.admit("send", one.state)
        for side, signature in ((one.borrower, one.borrower_signature), (one.lender, one.lender_signature)):
            if not verify_signature(agencies.signing_key(side), base64.b64decode(signature), one.agreement.encode()):
                raise Unverified(
                    "deployments.signature",
                    N_("A signature under the agreement does not hold."),
                    N_("Nothing moves. Tell the supervisor, and ask anew."),
                )
        means.begin(one.booking, officer=accounts.handle(officer))
        reading.move(one, "send", officer, "")
    return one


def deploy(officer: Officer, loan: str | UUID) -> Loan:
    """The means is there and in use.

    Raises:
        Refused: no right, a wrong move.
    """
    accounts.need(officer, "means")
    with transaction.atomic():
        one = reading.row(loan, hold=True)
        reading.move(one, "deploy", officer, "")
    return one


def bring_back(officer: Officer, loan: str | UUID, condition: str, note: str = "") -> Loan:
    """The means is back, in this condition.

    Raises:
        Refused: no right, a wrong move. Invalid: ``means.condition``, ``deployments.text``.
    """
    accounts.need(officer, "lend")
    with transaction.atomic():
        one = reading.row(loan, hold=True)
        rules.admit("return", one.state)
        one.condition = condition
        one.condition_note = reading.kept(note, 500, "note", required=condition in ("damaged", "lost"))
        means.end(one.booking, condition, one.condition_note, officer=accounts.handle(officer))
        reading.move(one, "return", officer, one.condition_note)
    return one


def add_cost(
    officer: Officer, loan: str | UUID, what: str, amount: object, currency: str, day: dt.date, voucher: str
) -> Cost:
    """A cost on the day on which it arose, with its voucher.

    Raises:
        Refused: no right, a wrong move, ``deployments.many``, ``deployments.voucher``, ``deployments.rate``.
        Invalid: ``deployments.amount``, ``deployments.currency``, ``deployments.day``, ``deployments.text``.
    """
    accounts.need(officer, "lend")
    reading.currency(currency)
    if day > timezone.localdate():
        raise Invalid("deployments.day", N_("A cost arises today or earlier."), N_("Give its day."), place="day")
    costing.rates().on(currency, day)
    named = reading.kept(voucher, 80, "voucher")
    with transaction.atomic():
        one = reading.row(loan, hold=True)
        rules.admit("cost", one.state)
        if one.lines.count() >= MOST_LINES:
            raise Refused(
                "deployments.many-costs",
                N_("A loan has at most %(most)d costs."),
                N_("Put several vouchers into one line."),
                most=MOST_LINES,
            )
        if one.lines.filter(voucher=named).exists():
            raise Refused(
                "deployments.voucher",
                N_("This voucher stands in a cost already."),
                N_("Each voucher counts once."),
                place="voucher",
            )
        made = Cost.objects.create(
            loan=one,
            what=reading.kept(what, 200, "what"),
            amount=rules.amount(amount),
            currency=currency,
            day=day,
            voucher=named,
            entered_by=accounts.handle(officer),
            entered_at=timezone.now(),
        )
        reading.move(one, "cost", officer, f"{made.amount} {currency} · {named}"[:500])
    return made


def claim(officer: Officer, loan: str | UUID, currency: str) -> Loan:
    """The costs are claimed: their sum in one currency; from now on no line is added.

    Raises:
        Refused: no right, a wrong move, ``deployments.nothing-to-claim``, ``deployments.rate``.
    """
    accounts.need(officer, "lend")
    reading.currency(currency)
    with transaction.atomic():
        one = reading.row(loan, hold=True)
        rules.admit("claim", one.state)
        sum_ = costing.of(one, currency)
        if not sum_.exact:
            raise Refused(
                "deployments.nothing-to-claim",
                N_("No cost was entered: there is nothing to claim."),
                N_("Enter the costs with their vouchers, or settle it at nought."),
            )
        one.claimed, one.currency = sum_.amount, currency
        reading.move(one, "claim", officer, f"{sum_.amount} {currency}")
    return one


def settle(officer: Officer, loan: str | UUID, amount: object, reason: str = "") -> Loan:
    """What is paid in the end; another sum than the claimed one needs a reason.

    Raises:
        Refused: no right, a wrong move, ``deployments.four-eyes`` for the officer who claimed,
            ``deployments.other-sum``.
        Invalid: ``deployments.amount``, ``deployments.text``.
    """
    accounts.need(officer, "lend")
    with transaction.atomic():
        one = reading.row(loan, hold=True)
        rules.admit("settle", one.state)
        if one.steps.filter(act="claim", by=accounts.handle(officer)).exists():
            raise asking.four_eyes()
        paid = rules.amount(amount) if str(amount).strip() not in ("0", "0.00", "0,00") else None
        said = reading.kept(reason, 500, "reason", required=False)
        if (paid or 0) != (one.claimed or 0) and not said:
            raise Refused(
                "deployments.other-sum",
                N_("This is not the sum that was claimed."),
                N_("Say why, or settle what was claimed."),
                place="reason",
            )
        one.settled, one.settled_reason = paid or 0, said
        one.currency = one.currency or "XOF"
        reading.move(one, "settle", officer, f"{one.settled} {one.currency}")
    return one


def evaluate(officer: Officer, loan: str | UUID, grade: int, text: str = "") -> Loan:
    """How it went, from 1 (bad) to 5 (good).

    Raises:
        Refused: no right, a wrong move. Invalid: ``deployments.grade``, ``deployments.text``.
    """
    accounts.need(officer, "means")
    if not GRADES[0] <= grade <= GRADES[1]:
        raise Invalid("deployments.grade", N_("The grade is from 1 to 5."), N_("Choose one."), place="grade")
    with transaction.atomic():
        one = reading.row(loan, hold=True)
        rules.admit("evaluate", one.state)
        one.grade, one.evaluation = grade, reading.kept(text, 500, "text", required=False)
        reading.move(one, "evaluate", officer, str(grade))
    return one
