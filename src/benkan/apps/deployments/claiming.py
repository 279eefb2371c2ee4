"""The costs of a loan as they arise, their claim, what is paid in the end, and how it went."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.deployments import checks, costing, reading, recording, telling
from benkan.apps.deployments.models import Cost, Loan
from benkan.core import deployments as rules
from benkan.core.errors import N_, Invalid, Refused

GRADES: Final = (1, 5)
MOST_LINES: Final = 100
NOUGHT: Final = frozenset({"0", "0.0", "0.00", "0,0", "0,00"})


def add_cost(
    officer: Officer, loan: str | UUID, what: str, amount: object, currency: str, day: dt.date, voucher: str
) -> Cost:
    """A cost on the day on which it arose, with its voucher; the borrower is told at once.

    Raises:
        Refused: no right, a wrong move, ``deployments.many-costs``, ``deployments.voucher``, ``deployments.rate``.
        Invalid: ``deployments.amount``, ``deployments.currency``, ``deployments.day``, ``deployments.text``.
    """
    accounts.need(officer, "lend")
    checks.currency(currency)
    if day > timezone.localdate():
        raise Invalid("deployments.day", N_("A cost arises today or earlier."), N_("Give its day."), place="day")
    costing.rates().on(currency, day)
    named = checks.text(voucher, 80, "voucher")
    with transaction.atomic():
        one = reading.held(loan, "lender")
        rules.admit("cost", one.state)
        room(one)
        if one.lines.filter(voucher=named).exists():
            raise Refused(
                "deployments.voucher",
                N_("This voucher stands in a cost already."),
                N_("Each voucher counts once."),
                place="voucher",
            )
        made = Cost.objects.create(
            loan=one,
            what=checks.text(what, 200, "what"),
            amount=rules.amount(amount),
            currency=currency,
            day=day,
            voucher=named,
            entered_by=accounts.handle(officer),
            entered_at=timezone.now(),
        )
        recording.moved(one, "cost", officer, f"{made.amount} {currency} · {named}")
        telling.tell(one, wire.LoanCostNote, cost=_line(made))
    return made


def claim(officer: Officer, loan: str | UUID, currency: str) -> Loan:
    """The costs are claimed: their sum in one currency, nought when there are none; no line is added any more.

    Raises:
        Refused: no right, a wrong move, ``deployments.rate``. Invalid: ``deployments.currency``.
    """
    accounts.need(officer, "lend")
    checks.currency(currency)
    with transaction.atomic():
        one = reading.held(loan, "lender")
        rules.admit("claim", one.state)
        one.claimed, one.currency = costing.of(one, currency).amount, currency
        recording.moved(one, "claim", officer, f"{one.claimed} {currency}")
        telling.tell(
            one,
            wire.LoanClaim,
            amount=f"{one.claimed:.2f}",
            currency=currency,
            lines=[_line(each) for each in one.lines.all()],
        )
    return one


def settle(officer: Officer, loan: str | UUID, amount: object, reason: str = "") -> Loan:
    """What the borrower pays in the end; another sum than the one due needs a reason.

    Raises:
        Refused: no right, a wrong move, ``deployments.four-eyes`` for the officer who claimed,
            ``deployments.other-sum``.
        Invalid: ``deployments.amount``, ``deployments.text``.
    """
    accounts.need(officer, "lend")
    with transaction.atomic():
        one = reading.held(loan, "borrower")
        rules.admit("settle", one.state)
        if one.steps.filter(act="claim", by=accounts.handle(officer)).exists():
            raise checks.four_eyes()
        paid = Decimal(0) if str(amount).strip() in NOUGHT else rules.amount(amount)
        said = checks.text(reason, 500, "reason", required=False)
        if paid != one.due and not said:
            raise other_sum()
        one.settled, one.settled_reason = paid, said
        recording.moved(one, "settle", officer, f"{paid} {one.currency}")
        telling.tell(one, wire.LoanSettlement, amount=f"{paid:.2f}", currency=one.currency, reason=said)
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
        one = reading.held(loan, "borrower")
        rules.admit("evaluate", one.state)
        one.grade, one.evaluation = grade, checks.text(text, 500, "text", required=False)
        recording.moved(one, "evaluate", officer, str(grade))
        telling.tell(one, wire.LoanEvaluation, grade=grade, text=one.evaluation)
    return one


def room(one: Loan) -> None:
    """Nothing while there is room for one more line.

    Raises:
        Refused: ``deployments.many-costs``.
    """
    if one.lines.count() >= MOST_LINES:
        raise Refused(
            "deployments.many-costs",
            N_("A loan has at most %(most)d costs."),
            N_("Put several vouchers into one line."),
            most=MOST_LINES,
        )


def other_sum() -> Refused:
    """The error of a settlement that is not what is due, without a reason."""
    return Refused(
        "deployments.other-sum",
        N_("This is not the sum that is due."),
        N_("Say why, or settle what is due."),
        place="reason",
    )


def _line(one: Cost) -> dict[str, str]:
    return {
        "what": one.what,
        "amount": f"{one.amount:.2f}",
        "currency": one.currency,
        "day": one.day.isoformat(),
        "voucher": one.voucher,
    }
