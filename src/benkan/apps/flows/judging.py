"""What an officer decides on an alert: dismiss it with a reason, take it into a case, or take a decision back.

Decisions are rows that are added. They are the statistics of the rule that made the alert, and the only ones: nothing
is counted of the persons whose accounts stand in it.
"""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.flows import looking
from benkan.apps.flows.models import Alert, Judgement
from benkan.apps.journal import services as journal
from benkan.core.errors import N_, Invalid, Refused

REASONS: Final[dict[str, Promise]] = {
    "salary": _("Salaries or pensions"),
    "tontine": _("A tontine or savings club"),
    "shop": _("A shop’s or a market’s trade"),
    "remittance": _("Money sent home to a family"),
    "programme": _("A programme of an aid organisation"),
    "own-accounts": _("Accounts of one and the same holder"),
    "known-business": _("A business that was examined before"),
    "wrong-data": _("The data are wrong"),
    "other": _("Another reason, in words"),
}
MAX_REMARK = 500
DISMISSED, TAKEN, REOPENED, GREW = "dismissed", "in-case", "reopened", "grew"


@dataclass(slots=True)
class Tally:
    """How often alerts of one rule stand open, were taken into a case, or were dismissed and why."""

    open: int = 0
    in_case: int = 0
    dismissed: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


def dismiss(officer: Officer, alert_id: uuid.UUID | str, reason: str, remark: str = "") -> Alert:
    """The alert, dismissed; it comes back only when more transfers join it.

    Raises:
        Refused: no right, no such alert, ``alert.not-open``. Invalid: ``alert.reason``, ``alert.remark``.
    """
    remark = remark.strip()
    if reason not in REASONS:
        raise Invalid("alert.reason", N_("Choose one of the reasons."), place="reason")
    if len(remark) > MAX_REMARK or (reason == "other" and not remark):
        raise Invalid(
            "alert.remark", N_("Write the reason in at most %(limit)d characters."), place="remark", limit=MAX_REMARK
        )
    with transaction.atomic():
        found = _open(officer, alert_id)
        found.state = Alert.State.DISMISSED
        found.save(update_fields=["state"])
        _note(found, officer, DISMISSED, reason=reason, remark=remark)
        _write("alert-dismissed", officer, found, reason_code=reason)
    return found


def take(officer: Officer, alert_id: uuid.UUID | str, case_id: uuid.UUID | str | None) -> Alert:
    """The alert as part of an open case of this officer; the case's circle sees it from now on, nobody else.

    Raises:
        Refused: no right, no such alert, ``alert.not-open``, a case that is closed or not his.
    """
    with transaction.atomic():
        case = cases.usable(case_id, officer)
        found = _open(officer, alert_id)
        found.state, found.case = Alert.State.IN_CASE, case.pk
        found.save(update_fields=["state", "case"])
        _note(found, officer, TAKEN, case=case.pk)
        cases.moved(case.pk)
        _write("alert-in-case", officer, found, reference=case.number, case=str(case.pk))
    return found


def reopen(officer: Officer, alert_id: uuid.UUID | str) -> Alert:
    """The alert, open again: the decision was a mistake.

    Raises:
        Refused: no right, no such alert, or ``alert.open``: there is nothing to take back.
    """
    with transaction.atomic():
        found = _locked(officer, alert_id)
        if found.state == Alert.State.OPEN:
            raise Refused("alert.open", N_("Nobody has decided on this alert yet."))
        if found.case is not None:
            cases.moved(found.case)
        found.state, found.case = Alert.State.OPEN, None
        found.save(update_fields=["state", "case"])
        _note(found, officer, REOPENED)
        _write("alert-reopened", officer, found)
    return found


def tallies() -> dict[str, Tally]:
    """For each rule how its alerts ended: the last decision of each counts."""
    found: dict[str, Tally] = {}
    for pattern, state in Alert.objects.order_by().values_list("pattern", "state"):
        one = found.setdefault(pattern, Tally())
        if state == Alert.State.OPEN:
            one.open += 1
        elif state == Alert.State.IN_CASE:
            one.in_case += 1
        else:
            one.dismissed += 1
    last: dict[uuid.UUID, tuple[str, str]] = {}
    dismissals = Judgement.objects.filter(verdict=DISMISSED, alert__state=Alert.State.DISMISSED)
    for alert, pattern, reason in dismissals.order_by("at", "pk").values_list("alert", "alert__pattern", "reason"):
        last[alert] = (pattern, reason)
    for pattern, reason in last.values():
        found[pattern].reasons[reason] += 1
    return found


def _open(officer: Officer, alert_id: uuid.UUID | str) -> Alert:
    found = _locked(officer, alert_id)
    if found.state != Alert.State.OPEN:
        raise Refused(
            "alert.not-open",
            N_("Somebody has decided on this alert already."),
            N_("Take that decision back first, if it was a mistake."),
        )
    return found


def _locked(officer: Officer, alert_id: uuid.UUID | str) -> Alert:
    """The alert as it is now, held until the transaction ends: two officers cannot decide at once."""
    seen = looking.alert(officer, alert_id)
    return Alert.objects.select_for_update().get(pk=seen.pk)


def _note(found: Alert, officer: Officer, verdict: str, **more: object) -> None:
    Judgement.objects.create(
        alert=found,
        verdict=verdict,
        transfer_count=found.transfer_count,
        officer=accounts.handle(officer),
        at=timezone.now(),
        **more,
    )


def _write(event: str, officer: Officer, found: Alert, reference: str = "", **facts: str) -> None:
    journal.write(
        event,
        officer=accounts.handle(officer),
        reference=reference,
        alert=str(found.pk),
        rule=found.pattern,
        **facts,
    )
