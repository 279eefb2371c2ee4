"""From things to money and back: the accounts that share a number with a seizure's, a case's or a record's persons.

A record's phone may be a mobile-money account, its IBAN a bank account; both sides are compared in the canonical forms
of ``core.matching``. What is shared is said with its words, so that an officer can judge it: a number is strong, and
is still no proof of who used it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.flows import looking
from benkan.apps.flows.keys import UNNAMED, forms_of_identifiers
from benkan.apps.flows.models import Account, AccountKey, Alert, AlertAccount, AlertTransfer, CaseAccount
from benkan.apps.journal import services as journal
from benkan.apps.records import services as records
from benkan.apps.seizures import services as seizures
from benkan.core.errors import N_, Refused, Unreachable
from benkan.core.matching import Identifier, Subject

MOST = 50
MOST_IN_CASE = 200
MOST_ON_CHART = 500


@dataclass(frozen=True, slots=True)
class Shared:
    """An account and why it is shown: the number that a record has too, or the alert or officer that brought it."""

    account: Account
    number: str = ""
    record: Any | None = None
    alerts: int = 0
    by_hand: bool = False

    @property
    def is_phone(self) -> bool:
        """Whether the number is a phone: the account is a mobile-money account of it."""
        return self.number.startswith("phone:")

    @property
    def number_words(self) -> str:
        """The number without its kind."""
        return self.number.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Backwards:
    """What this service knows of an account's number: records, their seizures, and the officer's cases with it."""

    records: list[Any]
    seizures: list[Any]
    cases: list[cases.Case]


def of_records(officer: Officer, found: Sequence[Any]) -> list[Shared]:
    """The accounts that share a number with one of these records."""
    by_form: dict[str, Any] = {}
    for record in found:
        for form in forms_of_identifiers(records.subject_of(record).identifiers):
            by_form.setdefault(form, record)
    if not by_form:
        return []
    rows = AccountKey.objects.filter(key__in=list(by_form)[:500]).select_related("account").order_by("pk")
    seen: dict[uuid.UUID, Shared] = {}
    for row in rows[: 2 * MOST]:
        held = seen.get(row.account_id)
        # A phone says more to the reader than the account's own form of it.
        if held is None or (not held.is_phone and row.key.startswith("phone:")):
            seen[row.account_id] = Shared(row.account, row.key, by_form[row.key])
    return _with_alerts(officer, list(seen.values())[:MOST])


def of_seizure(officer: Officer, seizure: Any) -> list[Shared]:
    """The accounts that share a number with a record that is linked to the seizure; none for other roles."""
    if not accounts.may(officer, "case"):
        return []
    return of_records(officer, [one.record for one in seizures.linked(seizure) if one.record is not None])


def of_record(officer: Officer, record: Any) -> list[Shared]:
    """The accounts that share a number with the record; none for other roles."""
    return of_records(officer, [record]) if accounts.may(officer, "case") else []


def of_case(officer: Officer, case_id: uuid.UUID) -> list[Shared]:
    """The accounts of a case: put there by an officer, of its alerts, and of its seizures' persons."""
    found: dict[uuid.UUID, Shared] = {}
    for one in CaseAccount.objects.filter(case=case_id).select_related("account").order_by("at")[:MOST_IN_CASE]:
        found[one.account_id] = Shared(one.account, by_hand=True)
    parts = AlertAccount.objects.filter(alert__case=case_id).select_related("account").order_by("pk")
    for part in parts[:MOST_IN_CASE]:
        found.setdefault(part.account_id, Shared(part.account))
    involved = [
        linked.record
        for seizure in seizures.by_ids(seizures.in_case(case_id))
        for linked in seizures.linked(seizure)
        if linked.record is not None
    ]
    shared = {one.account.pk: one for one in of_records(officer, involved)}
    merged = {
        pk: Shared(one.account, shared[pk].number, shared[pk].record, by_hand=one.by_hand) if pk in shared else one
        for pk, one in found.items()
    }
    return _with_alerts(officer, list((merged | {pk: one for pk, one in shared.items() if pk not in merged}).values()))


def in_case(case_id: uuid.UUID) -> QuerySet[Account]:
    """The accounts in a case: put there by an officer, or of its alerts and their transfers; the oldest first.

    The unnamed side of a channel is nobody's account. The caller has let the officer into the case.
    """
    moved = AlertTransfer.objects.filter(alert__case=case_id)
    return (
        Account.objects.filter(
            Q(pk__in=CaseAccount.objects.filter(case=case_id).values("account"))
            | Q(pk__in=AlertAccount.objects.filter(alert__case=case_id).values("account"))
            | Q(pk__in=moved.values("transfer__payer"))
            | Q(pk__in=moved.values("transfer__payee"))
        )
        .exclude(sort=UNNAMED)
        .prefetch_related("keys")
        .order_by("added_at", "pk")[:MOST_ON_CHART]
    )


def back(officer: Officer, account: Account) -> Backwards:
    """What leads from an account back: records that have its number, their seizures, cases that hold it."""
    found = _records_of(account)
    lots = {seizure.pk: seizure for record in found for seizure in seizures.of_record(record.pk)}
    held = {
        *CaseAccount.objects.filter(account=account).values_list("case", flat=True),
        *Alert.objects.filter(parts__account=account, case__isnull=False).values_list("case", flat=True),
        *(one.case for one in lots.values() if one.case),
    }
    seen = cases.listed(officer, cases.CaseFilter(state="")).filter(pk__in=held)
    return Backwards(found, list(lots.values())[:MOST], list(seen[:MOST]))


def identifiers_of(account: Account) -> dict[str, str]:
    """What a private search asks about an account: its number, and the phone that it is."""
    forms = list(account.keys.values_list("key", flat=True))
    phone = next((form.partition(":")[2] for form in forms if form.startswith("phone:")), "")
    number = next((form.partition(":")[2] for form in forms if form.startswith("account:")), "")
    return {name: value for name, value in (("account", number), ("phone", phone)) if value}


def put_into_case(officer: Officer, account_id: uuid.UUID | str, case_id: uuid.UUID | str | None) -> CaseAccount:
    """The account as part of an open case of this officer.

    Raises:
        Refused: no right, no such account, a case that is closed or not his.
    """
    with transaction.atomic():
        case = cases.usable(case_id, officer)
        found = looking.account(officer, account_id)
        made, created = CaseAccount.objects.get_or_create(
            case=case.pk, account=found, defaults={"officer": accounts.handle(officer), "at": timezone.now()}
        )
        if created:
            cases.moved(case.pk)
            _write(officer, case, found, linked=True)
    return made


def take_out_of_case(officer: Officer, account_id: uuid.UUID | str, case_id: uuid.UUID | str | None) -> None:
    """The account, no longer part of the case by an officer's hand.

    Raises:
        Refused: no right, a case that is closed or not his, ``account.not-in-case``.
    """
    with transaction.atomic():
        case = cases.usable(case_id, officer)
        found = looking.account(officer, account_id)
        removed, _each = CaseAccount.objects.filter(case=case.pk, account=found).delete()
        if not removed:
            raise Refused("account.not-in-case", N_("Nobody put this account into the case by hand."))
        _write(officer, case, found, linked=False)


def _records_of(account: Account) -> list[Any]:
    asked = tuple(Identifier(kind, value) for kind, value in identifiers_of(account).items())
    if not asked:
        return []
    try:
        hits = records.find(Subject(identifiers=asked), MOST)
    except Unreachable:
        # The index is being made anew; the page says less for a few minutes.
        return []
    wanted = [one.record for one in hits if one.by_number]
    known = records.by_ids(wanted)
    forms = set(account.keys.values_list("key", flat=True))
    return [
        record
        for one in wanted
        if (record := known.get(str(one))) is not None
        and forms & forms_of_identifiers(records.subject_of(record).identifiers)
    ]


def _with_alerts(officer: Officer, found: Iterable[Shared]) -> list[Shared]:
    listed = list(found)
    counts: dict[uuid.UUID, int] = {}
    seen = looking.visible_alerts(officer).exclude(state=Alert.State.DISMISSED).order_by().values("pk")
    rows = AlertAccount.objects.filter(account__in=[one.account.pk for one in listed], alert__in=seen)
    for pk in rows.values_list("account", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    return [Shared(one.account, one.number, one.record, counts.get(one.account.pk, 0), one.by_hand) for one in listed]


def _write(officer: Officer, case: cases.Case, found: Account, *, linked: bool) -> None:
    journal.write(
        "account-in-case",
        officer=accounts.handle(officer),
        reference=case.number,
        of=str(found.pk),
        case=str(case.pk),
        linked=linked,
    )
