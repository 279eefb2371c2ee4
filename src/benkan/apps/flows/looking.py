"""Who may look at an account, and on what ground: a case of his, or an alert that the account stands in.

There is no list of accounts. Whoever opens one names the case for which he does, or comes from an alert; each look is
a line of the journal that names the ground and never the number. An alert in a case is seen by the case's circle.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.flows.keys import forms_of
from benkan.apps.flows.models import Account, Alert
from benkan.apps.journal import services as journal
from benkan.core.errors import N_, Invalid, Refused

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class Ground:
    """Why an account is looked at: a case, or an alert."""

    case: cases.Case | None = None
    alert: Alert | None = None

    @property
    def query(self) -> str:
        """The ground as the end of an address."""
        if self.case is not None:
            return f"?case={self.case.pk}"
        return f"?alert={self.alert.pk}" if self.alert is not None else ""


def visible_alerts(officer: Officer) -> QuerySet[Alert]:
    """The alerts that this officer may see: those in no case, and those of cases whose circle he is in."""
    if not accounts.may(officer, "case"):
        return Alert.objects.none()
    seen = cases.listed(officer, cases.CaseFilter(state="")).order_by().values("pk")
    return Alert.objects.filter(Q(case__isnull=True) | Q(case__in=seen))


def alert(officer: Officer, alert_id: uuid.UUID | str) -> Alert:
    """The alert, if this officer may see it.

    Raises:
        Refused: ``alert.unknown``; the same answer for an absent one and for one that he may not see.
    """
    accounts.need(officer, "case")
    try:
        found = visible_alerts(officer).filter(pk=uuid.UUID(str(alert_id))).first()
    except ValueError:
        found = None
    if found is None:
        raise Refused("alert.unknown", N_("There is no such alert for you."), N_("Open it from the list of alerts."))
    return found


def ground_of(officer: Officer, account: Account, *, case: str = "", alert_id: str = "") -> Ground:
    """The ground on which this officer may look at this account.

    Raises:
        Refused: ``account.ground``: neither a case nor an alert was named; ``case.unknown``, ``alert.unknown``.
    """
    accounts.need(officer, "case")
    if case:
        return Ground(case=cases.get(case, officer))
    if alert_id:
        found = alert(officer, alert_id)
        if not found.parts.filter(account=account).exists() and not _stands_on(found, account):
            raise Refused("alert.other-account", N_("This account does not stand in that alert."))
        return Ground(alert=found)
    raise Refused(
        "account.ground",
        N_("An account is looked at for a case, or from an alert."),
        N_("Choose the case for which you look at it."),
        place="case",
    )


def account(officer: Officer, account_id: uuid.UUID | str) -> Account:
    """The account of this identity; nothing of it may be shown before ``ground_of`` has let the officer in.

    Raises:
        Refused: ``account.unknown``.
    """
    accounts.need(officer, "case")
    try:
        found = Account.objects.filter(pk=uuid.UUID(str(account_id))).first()
    except ValueError:
        found = None
    if found is None:
        raise Refused("account.unknown", N_("There is no such account here."), N_("Look it up by its number."))
    return found


def looked(officer: Officer, account: Account, ground: Ground) -> None:
    """Writes the look into the journal: who, for what, never which number."""
    facts: dict[str, str] = {"of": str(account.pk)}
    if ground.case is not None:
        facts["case"] = str(ground.case.pk)
    if ground.alert is not None:
        facts["alert"] = str(ground.alert.pk)
    journal.write(
        "account-opened",
        officer=accounts.handle(officer),
        reference=ground.case.number if ground.case is not None else "",
        **facts,
    )


def look_up(officer: Officer, number: str, case_id: str) -> list[Account]:
    """The accounts of this number, or of this phone, for a case; a line of the journal says how many there were.

    Raises:
        Refused: no right, no case, or a closed one. Invalid: ``account.number``: it cannot be read.
    """
    case = cases.usable(case_id, officer)
    forms = {*forms_of("account", number), *forms_of("phone", number)}
    if not forms or len(number) > 128:
        raise Invalid(
            "account.number",
            N_("This number cannot be read."),
            N_("Write an IBAN, an account number or a phone with its country code."),
            place="number",
        )
    found = list(Account.objects.filter(keys__key__in=forms).distinct()[:MOST_FOUND])
    journal.write(
        "accounts-looked-up",
        officer=accounts.handle(officer),
        reference=case.number,
        case=str(case.pk),
        count=len(found),
    )
    return found


def _stands_on(found: Alert, account: Account) -> bool:
    return found.stands_on.filter(Q(transfer__payer=account) | Q(transfer__payee=account)).exists()
