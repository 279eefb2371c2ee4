"""The rules over the stored transfers: what is new becomes an alert, what is known grows, nothing comes twice.

A find is an alert that is here already when it is of the same rule and shares at least half of the transfers of the
smaller of the two. An alert that gains transfers is told so; a dismissed one that gains some is open again, because
the officer decided about less. A run over any window may be repeated: it changes nothing the second time.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from benkan.apps.cases import services as cases
from benkan.apps.flows import tuning
from benkan.apps.flows.judging import GREW
from benkan.apps.flows.keys import UNNAMED
from benkan.apps.flows.models import (
    Account,
    Alert,
    AlertAccount,
    AlertTransfer,
    Import,
    Judgement,
    Transfer,
)
from benkan.apps.journal import services as journal
from benkan.core import flows as rules
from benkan.core.errors import N_, Invalid
from benkan.core.flows import CHANNELS, Accounts, Transfers

LOOK_BACK = dt.timedelta(days=70)
"""The longest window of a rule is eight weeks; what began before an import may end in it."""
MOST_TRANSFERS = 5_000_000
READ_AT_ONCE = 50_000
_BATCH = 500


@dataclass(slots=True)
class Ran:
    """What a run did: transfers looked through, alerts that are new, grown, known."""

    transfers: int = 0
    new: int = 0
    grown: int = 0
    known: int = 0
    opened_again: int = 0
    without_rate: int = 0
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    by_rule: Counter[str] = field(default_factory=Counter)

    def as_object(self) -> dict[str, Any]:
        """The run as programs read it."""
        plain = ("transfers", "new", "grown", "known", "opened_again", "without_rate")
        return {name: getattr(self, name) for name in plain} | {
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "by_rule": dict(sorted(self.by_rule.items())),
        }


def run(
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    *,
    patterns: Sequence[str] | None = None,
    officer: str = "",
) -> Ran:
    """Runs the rules over the transfers of a window; both ends open take in everything.

    Raises:
        Invalid: ``flows.window-too-large``; a rule has no such name.
    """
    found = Transfer.objects.all()
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    ran = Ran(since=since, until=until)
    ran.without_rate = found.filter(xof__isnull=True).count()
    found = found.filter(xof__isnull=False)
    ran.transfers = found.count()
    if ran.transfers > MOST_TRANSFERS:
        raise Invalid(
            "flows.window-too-large",
            N_("There are more than %(limit)d transfers in this window."),
            N_("Choose a shorter one."),
            limit=MOST_TRANSFERS,
        )
    version, settings = tuning.current()
    accounts, transfers = _columns(found)
    finds = rules.find(transfers, accounts, settings, patterns=patterns or None)
    with transaction.atomic():
        # One run at a time writes: what another one just found is known to this one.
        list(Import.objects.select_for_update().order_by("pk")[:1])
        for one in finds:
            if not one.explained:
                _keep(one, version, ran)
        journal.write(
            "transfers-examined",
            officer=officer,
            count=ran.transfers,
            added=ran.new,
            grown=ran.grown,
            version=version,
            since=since.date().isoformat() if since else None,
            until=until.date().isoformat() if until else None,
        )
    return ran


def run_due() -> Ran | None:
    """Runs the rules over what imports brought since the last time; None when there is nothing."""
    waiting = Import.objects.filter(examined_at__isnull=True)
    ids = list(waiting.values_list("pk", flat=True))
    if not ids:
        return None
    span = Import.objects.filter(pk__in=ids).aggregate(first=Min("first_at"), last=Max("last_at"))
    if span["first"] is None:
        Import.objects.filter(pk__in=ids).update(examined_at=timezone.now())
        return None
    done = run(span["first"] - LOOK_BACK, span["last"] + LOOK_BACK)
    Import.objects.filter(pk__in=ids).update(examined_at=timezone.now())
    return done


def _columns(found: Any) -> tuple[Accounts, Transfers]:
    """The transfers as columns; the id of each is its number in the database."""
    rows = found.order_by("at", "pk").values_list("pk", "at", "payer", "payee", "xof", "channel")
    places: dict[uuid.UUID, int] = {}
    codes = {code: place for place, code in enumerate(CHANNELS)}
    numbers: list[int] = []
    columns: tuple[list[float], list[int], list[int], list[int], list[int]] = ([], [], [], [], [])
    for pk, at, payer, payee, xof, channel in rows.iterator(chunk_size=READ_AT_ONCE):
        numbers.append(pk)
        columns[0].append(at.timestamp())
        columns[1].append(places.setdefault(payer, len(places)))
        columns[2].append(places.setdefault(payee, len(places)))
        columns[3].append(xof)
        columns[4].append(codes.get(channel, 0))
    accounts = Accounts.of(_accounts(places))
    read = Transfers.of_columns(
        np.array(columns[0], np.float64),
        np.array(columns[1], np.int32),
        np.array(columns[2], np.int32),
        np.array(columns[3], np.float64),
        np.array(columns[4], np.int8),
        accounts=len(accounts),
        ids=[str(pk) for pk in numbers],
    )
    return accounts, read


def _accounts(places: Mapping[uuid.UUID, int]) -> list[rules.Account]:
    told: dict[uuid.UUID, rules.Account] = {}
    wanted = list(places)
    for start in range(0, len(wanted), _BATCH):
        batch = Account.objects.filter(pk__in=wanted[start : start + _BATCH])
        for pk, kind, country, sort in batch.values_list("pk", "holder_kind", "country", "sort"):
            # Whoever stands behind a side that no file names: it must count as a counter, not as one busy person.
            told[pk] = rules.Account(str(pk), "agent" if sort == UNNAMED else kind, country)
    return [told[pk] for pk in wanted]


def _keep(one: rules.Alert, version: int, ran: Ran) -> None:
    ran.by_rule[one.pattern] += 1
    stands_on = {int(number) for number in one.transfers}
    held, before = _known(one.pattern, stands_on)
    if held is None:
        _new(one, stands_on, version)
        ran.new += 1
    elif stands_on <= before:
        ran.known += 1
        if held.shaken_at is not None:
            # It stands on what is left of it too: what is measured holds again.
            _tell(held, one)
            held.shaken_at, held.settings_version = None, version
            held.save()
    else:
        ran.grown += 1
        ran.opened_again += _grow(held, one, stands_on - before, version)


def _known(pattern: str, stands_on: set[int]) -> tuple[Alert | None, set[int]]:
    """The alert that this find is already, with its transfers; the one that shares most of them."""
    shared: Counter[uuid.UUID] = Counter()
    listed = sorted(stands_on)
    for start in range(0, len(listed), _BATCH):
        rows = AlertTransfer.objects.filter(transfer__in=listed[start : start + _BATCH], alert__pattern=pattern)
        shared.update(rows.values_list("alert", flat=True))
    for pk, count in sorted(shared.items(), key=lambda pair: (-pair[1], str(pair[0]))):
        before = set(AlertTransfer.objects.filter(alert=pk).values_list("transfer", flat=True))
        if 2 * count >= min(len(before), len(stands_on)):
            return Alert.objects.select_for_update().get(pk=pk), before
    return None, set()


def _new(one: rules.Alert, stands_on: set[int], version: int) -> None:
    row = Alert(found_at=timezone.now(), transfer_count=len(stands_on), settings_version=version)
    _tell(row, one)
    row.save(force_insert=True)
    AlertTransfer.objects.bulk_create([AlertTransfer(alert=row, transfer_id=pk) for pk in sorted(stands_on)])
    _parts(row, one)


def _grow(row: Alert, one: rules.Alert, more: set[int], version: int) -> bool:
    """The alert with more transfers; whether it was dismissed and is open again."""
    AlertTransfer.objects.bulk_create([AlertTransfer(alert=row, transfer_id=pk) for pk in sorted(more)])
    first_at, last_at = row.first_at, row.last_at
    row.transfer_count += len(more)
    row.settings_version = version
    row.grown_at, row.shaken_at = timezone.now(), None
    _tell(row, one)
    row.first_at, row.last_at = min(first_at, row.first_at), max(last_at, row.last_at)
    again = row.state == Alert.State.DISMISSED
    if again:
        row.state = Alert.State.OPEN
        Judgement.objects.create(
            alert=row, verdict=GREW, transfer_count=row.transfer_count, officer="", at=row.grown_at
        )
    row.save()
    _parts(row, one)
    if row.case is not None:
        cases.moved(row.case)
    return again


def _tell(row: Alert, one: rules.Alert) -> None:
    row.pattern, row.rank = one.pattern, one.rank
    row.first_at, row.last_at = one.starts_at, one.ends_at
    row.xof = one.amount_xof
    row.measured = {name: _plain(value) for name, value in one.measured.items()}
    row.thresholds = {name: _plain(value) for name, value in one.thresholds.items()}
    row.checked = [
        {
            "code": each.code,
            "holds": each.holds,
            "facts": {name: _plain(value) for name, value in each.facts.items()},
        }
        for each in one.explanations
    ]


def _parts(row: Alert, one: rules.Alert) -> None:
    known = set(row.parts.values_list("account", flat=True))
    led = set(row.parts.filter(lead=True).values_list("role", flat=True))
    fresh: dict[uuid.UUID, AlertAccount] = {}
    for party in one.parties:
        pk = uuid.UUID(party.account)
        if pk not in known and pk not in fresh:
            fresh[pk] = AlertAccount(alert=row, account_id=pk, role=party.role, lead=party.role not in led)
            led.add(party.role)
    AlertAccount.objects.bulk_create(fresh.values())


def _plain(value: Any) -> Any:
    """A measured value as JSON keeps it."""
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value.item() if isinstance(value, np.generic) else value
