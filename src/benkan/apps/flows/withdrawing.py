"""A wrong file, taken back whole: its transfers, the accounts that only it named, and a mark on each alert of them.

Transfers that another file says too stay, as that file's. An alert that stood on what went is marked, since what was
measured no longer holds: one of which nothing is left is dismissed with "the data are wrong", the others wait for the
rules, which look through the same days again. Names that the file added to accounts of other files stay: nobody noted
which file said them.
"""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.flows import uploading
from benkan.apps.flows.judging import DISMISSED
from benkan.apps.flows.models import Account, Alert, AlertTransfer, Import, Judgement, Mention, Transfer
from benkan.apps.journal import services as journal
from benkan.core.errors import N_, Invalid, Refused

BATCH: Final = 500
REASONS: Final[dict[str, Promise]] = {
    "wrong-file": _("It was the wrong file"),
    "wrong-reading": _("Its columns or its account were taken wrongly"),
    "not-allowed": _("It must not be kept here"),
    "trial": _("It was a trial"),
}


@dataclass(frozen=True, slots=True)
class Resting:
    """What rests on a file.

    Args:
        transfers: that it brought and no other file says.
        shared: that it brought and another file says too; they stay.
        alerts: that stand on the former.
    """

    transfers: int
    shared: int
    alerts: int


def resting(row: Import) -> Resting:
    """What would go with the file, and what would stay."""
    brought = Transfer.objects.filter(brought=row)
    shared = brought.filter(mentions__isnull=False).distinct().count()
    alerts = AlertTransfer.objects.filter(transfer__brought=row, transfer__mentions__isnull=True)
    return Resting(brought.count() - shared, shared, alerts.values("alert").distinct().count())


def may_withdraw(row: Import) -> bool:
    """Whether the file can still be taken back."""
    return row.traced and row.withdrawn_at is None and row.report is None


def withdraw(officer: Officer, import_id: uuid.UUID, why: str) -> Import:
    """The file, taken back: by whoever imported it, or by a supervisor.

    Raises:
        Refused: no right, no such file, ``flows.withdrawn`` or ``flows.untraced``.
        Invalid: ``flows.withdrawal-reason``.
    """
    accounts.need(officer, "case")
    if why not in REASONS:
        raise Invalid("flows.withdrawal-reason", N_("Choose one of the reasons."), place="reason")
    with transaction.atomic():
        row = Import.objects.select_for_update().get(pk=uploading.imported(officer, import_id).pk)
        _check(row)
        handle = accounts.handle(officer)
        _pass_on(row)
        shaken = _shake(row, handle)
        sides = _remove(row)
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = timezone.now(), handle, why
        row.examined_at = None  # the rules look through its days again
        row.save()
        gone = _forget(sides)
        journal.write(
            "transfers-withdrawn",
            officer=handle,
            sha256=row.sha256,
            count=row.withdrawn,
            alerts=shaken,
            accounts=gone,
            reason_code=why,
        )
    return row


def _check(row: Import) -> None:
    if row.withdrawn_at is not None:
        raise Refused("flows.withdrawn", N_("This file was taken back already."))
    if not row.traced:
        raise Refused(
            "flows.untraced",
            N_("This file came before it was noted which other files say the same transfers."),
            N_("Dismiss the alerts that rest on it as wrong data."),
        )


def _pass_on(row: Import) -> None:
    """What another file says too becomes that file's, the earliest one's."""
    others = Mention.objects.filter(transfer=OuterRef("pk")).order_by("file__imported_at", "pk")
    said_too = Transfer.objects.filter(brought=row, mentions__isnull=False)
    keys = list(said_too.values_list("pk", flat=True).distinct())
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        batch = Transfer.objects.filter(pk__in=some)
        batch.update(place=Subquery(others.values("place")[:1]), brought=Subquery(others.values("file")[:1]))
        Mention.objects.filter(transfer__in=some, file=F("transfer__brought")).delete()
    Mention.objects.filter(file=row).delete()


def _shake(row: Import, handle: str) -> int:
    """Marks the alerts that stand on its transfers; how many."""
    stands_on = AlertTransfer.objects.filter(transfer__brought=row)
    lost = Counter(stands_on.values_list("alert", flat=True))
    stands_on.delete()
    now = timezone.now()
    for alert in Alert.objects.select_for_update().filter(pk__in=lost):
        alert.taken_back += lost[alert.pk]
        alert.transfer_count = max(0, alert.transfer_count - lost[alert.pk])
        alert.shaken_at = now
        if not alert.transfer_count and alert.state == Alert.State.OPEN:
            alert.state = Alert.State.DISMISSED
            Judgement.objects.create(
                alert=alert, verdict=DISMISSED, reason="wrong-data", transfer_count=0, officer=handle, at=now
            )
        alert.save(update_fields=["taken_back", "transfer_count", "shaken_at", "state"])
        if alert.case is not None:
            cases.moved(alert.case)
    return len(lost)


def _remove(row: Import) -> set[uuid.UUID]:
    """Deletes its transfers; the accounts that they touched."""
    sides: set[uuid.UUID] = set()
    row.withdrawn = 0
    while batch := list(
        Transfer.objects.filter(brought=row).order_by("pk")[:BATCH].values_list("pk", "payer", "payee")
    ):
        for _pk, payer, payee in batch:
            sides |= {payer, payee}
        Transfer.objects.filter(pk__in=[pk for pk, _payer, _payee in batch]).delete()
        row.withdrawn += len(batch)
    return sides


def _forget(sides: set[uuid.UUID]) -> int:
    """Deletes those accounts with which nothing is left; how many."""
    wanted, gone = sorted(sides, key=str), 0
    for start in range(0, len(wanted), BATCH):
        left = Account.objects.filter(
            pk__in=wanted[start : start + BATCH], paid=None, received=None, parts=None, cases=None
        )
        keys = list(left.values_list("pk", flat=True))
        Account.objects.filter(pk__in=keys).delete()
        gone += len(keys)
    return gone
