"""A need: asked of this service or of a partner, refused, or taken back."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from benkan import wire
from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.deployments import checks, examining, reading, recording, telling
from benkan.apps.deployments.models import Loan
from benkan.apps.means import services as means
from benkan.core import deployments as rules
from benkan.core.conventions import ActKind
from benkan.core.errors import N_, Invalid, Refused


def request(
    officer: Officer,
    kind: str,
    place: str,
    starts: dt.date,
    ends: dt.date,
    *,
    lender: str = "",
    convention: str = "",
    case: str = "",
    serves: str = "",
    text: str = "",
    sample: int | None = None,
) -> Loan:
    """A need, told to the service that is asked.

    Args:
        ends: the last day.
        lender: the service that is asked; empty: this one itself.
        convention: under which a partner is asked; empty: the first one that lets us.
        case: number or id of an open case of the officer; its timeline shows the loan. It never travels.
        serves: the request, joint case or operation that it serves, when there is no case. It never travels.
        text: what for; everybody who may read loans reads it, the lender's officers too: no name of a person.
        sample: of a seizure, which a laboratory is to examine; only its mark travels.

    Raises:
        Refused: no right, the errors of ``cases.usable``, or no convention lets us.
        Invalid: ``deployments.kind``, ``deployments.days``, ``deployments.text``, ``deployments.serves``,
            ``deployments.sample``.
    """
    accounts.need(officer, "means")
    kind_known(kind)
    checks.days(starts, ends, timezone.localdate())
    own = recording.own()
    lender = lender or own
    if lender != own:
        agencies.get(lender)
    examined = examining.wanted(officer, kind, sample)
    served = cases.usable(cases.find(case, officer).pk, officer) if case.strip() else None
    if served is None and not serves.strip():
        raise Invalid(
            "deployments.serves",
            N_("A loan serves something."),
            N_("Name the case, or the request, joint case or operation that it serves."),
            place="case",
        )
    with transaction.atomic():
        under, costs = _terms(lender, kind, convention)
        now = timezone.now()
        one = Loan.objects.create(
            number=recording.next_number(now),
            kind=kind,
            lender=lender,
            borrower=own,
            convention=under,
            costs=costs,
            case=served.pk if served else None,
            serves=checks.text(serves, 80, "serves", required=False),
            place=checks.text(place, 120, "place"),
            text=checks.text(text, 500, "text", required=False),
            starts=starts,
            ends=ends,
            requested_by=accounts.handle(officer),
            requested_at=now,
            changed_at=now,
        )
        examining.keep(one, examined)
        recording.begun(one, own, accounts.handle(officer))
        telling.tell(
            one,
            wire.LoanNeed,
            place=one.place,
            starts=starts.isoformat(),
            ends=ends.isoformat(),
            text=one.text,
            sample=examined.mark if examined else "",
        )
    return one


def kind_known(kind: str) -> None:
    """Nothing when it is a kind of means.

    Raises:
        Invalid: ``deployments.kind``.
    """
    if kind not in means.SHEETS:
        raise Invalid(
            "deployments.kind", N_("There is no such kind of means."), N_("Choose one of the list."), place="kind"
        )


def refuse(officer: Officer, loan: str | UUID, reason: str) -> Loan:
    """The lender lends nothing, and says why.

    Raises:
        Refused: no right, a wrong move. Invalid: ``deployments.text``.
    """
    accounts.need(officer, "lend")
    with transaction.atomic():
        one = reading.held(loan, "lender")
        rules.admit("refuse", one.state)
        said = checks.text(reason, 500, "reason")
        recording.moved(one, "refuse", officer, said)
        telling.tell(one, wire.LoanRefusal, reason=said)
    return one


def cancel(officer: Officer, loan: str | UUID, reason: str) -> Loan:
    """The borrower needs it no more; what was reserved is free again.

    Raises:
        Refused: no right, a wrong move. Invalid: ``deployments.text``.
    """
    accounts.need(officer, "means")
    with transaction.atomic():
        one = reading.held(loan, "borrower")
        if one.requested_by != accounts.handle(officer):
            accounts.need(officer, "lend")
        rules.admit("cancel", one.state)
        said = checks.text(reason, 500, "reason")
        give_back(one, accounts.handle(officer))
        recording.moved(one, "cancel", officer, said)
        telling.tell(one, wire.LoanCancellation, reason=said)
    return one


def give_back(one: Loan, by: str = "") -> None:
    """What was reserved for it is free again."""
    if one.booking:
        means.free(one.booking, officer=by)
        one.booking = ""


def costs_under(convention: str) -> str:
    """Who bears the costs under a convention: ``lender``, ``borrower`` or ``shared``."""
    for one in accords.in_force():
        if one.identifier == convention and one.means is not None:
            return one.means.costs
    raise Refused(
        "deployments.no-convention",
        N_("The convention of this loan is not in force here."),
        N_("Ask under another convention."),
    )


def _terms(lender: str, kind: str, convention: str) -> tuple[str, str]:
    """Convention and rule of costs; at home none and the lender's own."""
    if lender == recording.own():
        return "", "lender"
    permit = accords.decide(
        ActKind.LOAN, actor=recording.own(), counterparty=lender, convention=convention or None, means=kind
    )
    return permit.convention, costs_under(permit.convention)
