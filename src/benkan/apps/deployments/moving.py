"""Where the means is once both have signed: sent, in use, back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.deployments import agreeing, checks, reading, recording, telling
from benkan.apps.deployments.models import Loan
from benkan.apps.means import services as means
from benkan.core import deployments as rules


def send(officer: Officer, loan: str | UUID) -> Loan:
    """The means left; both signatures are checked once more.

    Raises:
        Refused: no right, a wrong move, the errors of ``means.begin``. Unverified: a signature does not hold.
    """
    accounts.need(officer, "lend")
    with transaction.atomic():
        one = reading.held(loan, "lender")
        rules.admit("send", one.state)
        agreeing.both_hold(one)
        means.begin(one.booking, officer=accounts.handle(officer))
        recording.moved(one, "send", officer)
        telling.tell(one, wire.LoanSending, happened_on=_today(), note="")
    return one


def deploy(officer: Officer, loan: str | UUID) -> Loan:
    """The means is there and in use.

    Raises:
        Refused: no right, a wrong move.
    """
    accounts.need(officer, "means")
    with transaction.atomic():
        one = reading.held(loan, "borrower")
        rules.admit("deploy", one.state)
        recording.moved(one, "deploy", officer)
        telling.tell(one, wire.LoanDeployment, happened_on=_today(), note="")
    return one


def bring_back(officer: Officer, loan: str | UUID, condition: str, note: str = "") -> Loan:
    """The means is back, in this condition.

    Raises:
        Refused: no right, a wrong move. Invalid: ``means.condition``, ``deployments.text``.
    """
    accounts.need(officer, "lend")
    with transaction.atomic():
        one = reading.held(loan, "lender")
        rules.admit("return", one.state)
        one.condition = condition
        one.condition_note = checks.text(note, 500, "note", required=condition in ("damaged", "lost"))
        means.end(one.booking, condition, one.condition_note, officer=accounts.handle(officer))
        recording.moved(one, "return", officer, one.condition_note)
        telling.tell(one, wire.LoanReturn, happened_on=_today(), condition=condition, note=one.condition_note)
    return one


def _today() -> str:
    return timezone.localdate().isoformat()
