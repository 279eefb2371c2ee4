"""An alarm is a row for the control officer and a line of the journal, once for each rule, person and day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.journal import services as journal
from benkan.apps.search.models import Alarm
from benkan.core.errors import N_, Refused


def ring(
    rule: str, *, count: int, limit: int, day: dt.date, officer: str = "", case: str = "", partner: str = ""
) -> bool:
    """Whether the alarm is new.

    Args:
        officer: user name of whom it is about.
        case: number of the case.
        partner: agency id of the partner that asked.
    """
    about = {"rule": rule, "officer": officer, "case": case, "partner": partner, "day": day}
    if Alarm.objects.filter(**about).exists():
        return False
    try:
        with transaction.atomic():
            row = Alarm.objects.create(**about, count=count, limit=limit, at=timezone.now())
            row.line = journal.write(
                "search-alarm",
                partner=partner,
                reference=case,
                rule=rule,
                count=count,
                limit=limit,
                day=day.isoformat(),
                account=officer or None,
            )
            row.save(update_fields=["line"])
    except IntegrityError:
        return False  # another process rang at the same moment
    return True


def seen(officer: Any, alarm_id: int) -> None:
    """Notes that the officer has looked at the alarm; the first one's name stays.

    Raises:
        Refused: ``role.not-allowed``, ``alarm.unknown``, ``alarm.own``.
    """
    accounts.need(officer, "audit")
    with transaction.atomic():
        row = Alarm.objects.select_for_update().filter(pk=alarm_id).first()
        if row is None:
            raise Refused("alarm.unknown", N_("There is no such alarm."), N_("Choose one from the list of alarms."))
        if row.officer == accounts.handle(officer):
            raise Refused(
                "alarm.own",
                N_("Nobody settles an alarm about their own searches."),
                N_("Leave it to another control officer or supervisor."),
            )
        if row.seen_at is None:
            row.seen_by, row.seen_at = accounts.handle(officer), timezone.now()
            row.save(update_fields=["seen_by", "seen_at"])
            journal.write(
                "alarm-seen",
                officer=row.seen_by,
                partner=row.partner,
                reference=row.case,
                rule=row.rule,
                day=row.day.isoformat(),
                of=row.line,
                account=row.officer or None,
            )
