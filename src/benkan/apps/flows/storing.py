"""Transfers of a file into the tables: accounts found or made, the same transfer never twice, everything counted.

One transaction for a file: either its report and its transfers are here, or nothing is. What happened makes the
identity of a transfer (who, to whom, when, how much), so a file sent twice, a correction that repeats rows and two
banks that report the same transfer add nothing. Equal transfers of one second within a file are told apart by their
order.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction
from django.utils import timezone

from benkan.apps.flows.keys import UNNAMED, Keyed, keyed
from benkan.apps.flows.models import Account, AccountKey, Import, Mention, Transfer
from benkan.apps.journal import services as journal
from benkan.core.errors import N_, Invalid
from benkan.formats.money_rows import MOST, End, MoneyRow
from benkan.formats.report import Finding, Report

BATCH = 500
MOST_NAMES = 8
MOST_TOLD = 500
"""Findings that a kept report names one by one; all are counted."""
MOST_ROWS = 5_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """Where transfers come from.

    Args:
        kind: goaml, iso20022, statement or transactions.
        file_name: as the sender called it.
        sha256: of the file's bytes.
        report: identity of the reporter's report, where one brought it.
        upload: identity of the file while it waited, where an officer sent it by a page.
        findings: what the reader noted, read when the rows have ended: place, code, what, done, refused.
    """

    kind: str
    file_name: str
    sha256: str
    report: uuid.UUID | None = None
    upload: uuid.UUID | None = None
    findings: Iterable[Mapping[str, object]] = ()


@dataclass(slots=True)
class Stored:
    """What became of a file; ``brought`` is None when it added nothing, or was only tried."""

    read: int = 0
    added: int = 0
    known: int = 0
    refused: int = 0
    without_rate: int = 0
    accounts: int = 0
    dry_run: bool = False
    first_at: dt.datetime | None = None
    last_at: dt.datetime | None = None
    brought: uuid.UUID | None = None
    findings: list[dict[str, object]] = field(default_factory=list)

    def as_object(self) -> dict[str, object]:
        """The report as programs read it."""
        plain = ("read", "added", "known", "refused", "without_rate", "accounts", "dry_run", "findings")
        return {name: getattr(self, name) for name in plain} | {
            "first_at": self.first_at.isoformat() if self.first_at else None,
            "last_at": self.last_at.isoformat() if self.last_at else None,
            "import": str(self.brought) if self.brought else None,
        }


def store(
    rows: Iterable[MoneyRow],
    source: Source,
    *,
    officer: str,
    dry_run: bool = False,
    most_rows: int = MOST_ROWS,
    seen: Counter[str] | None = None,
) -> Stored:
    """Stores the transfers of a file; those that are here already are counted and left.

    Args:
        officer: handle of who imports, or the name of the door that a report came through.
        dry_run: reads and compares everything and stores nothing.
        most_rows: that this way of coming in takes.
        seen: how often each transfer stood in earlier pieces of the same file; goes on counting.

    Raises:
        Invalid: ``flows.too-many-rows``.
    """
    done = Stored(dry_run=dry_run)
    with transaction.atomic():
        row = Import(
            kind=source.kind,
            file_name=source.file_name[:200],
            sha256=source.sha256,
            report=source.report,
            upload=source.upload,
            officer=officer,
            imported_at=timezone.now(),
            read=0,
            added=0,
            known=0,
            refused=0,
        )
        row.save(force_insert=True)
        _take_all(rows, row, done, most_rows, Counter() if seen is None else seen)
        done.findings = [dict(one) for one in source.findings]
        done.refused += sum(bool(one.get("refused")) for one in done.findings)
        if dry_run:
            transaction.set_rollback(True)
        else:
            _finish(row, done, officer)
    return done


class Noted(Iterable[dict[str, object]]):
    """The findings of a reading that has not ended yet: read when the rows have been."""

    def __init__(self, found: Report) -> None:
        self._found = found

    def __iter__(self) -> Iterator[dict[str, object]]:
        return (findings_of(one) for one in self._found.findings)


def findings_of(one: Finding) -> dict[str, object]:
    """A finding as an import keeps it: with its sentence and values apart, to be said in the reader's language."""
    facts = {name: value if isinstance(value, int | str) else str(value) for name, value in one.facts.items()}
    return one.as_object() | {"text": one.text, "facts": facts, "done_text": one.done}


def _take_all(rows: Iterable[MoneyRow], brought: Import, done: Stored, most_rows: int, seen: Counter[str]) -> None:
    accounts = _Accounts()
    for batch in _batches(rows):
        done.read += len(batch)
        if done.read > most_rows:
            raise Invalid(
                "flows.too-many-rows",
                N_("A file has at most %(limit)d transfers."),
                N_("Divide it, by months for instance."),
                limit=most_rows,
            )
        sound = [one for one in batch if 0 < one.amount < MOST]
        done.refused += len(batch) - len(sound)
        sides = accounts.of(sound)
        made = [_transfer(one, payer, payee, brought, seen) for one, (payer, payee) in zip(sound, sides, strict=True)]
        known = set(Transfer.objects.filter(digest__in=[one.digest for one in made]).values_list("digest", flat=True))
        fresh = [one for one in made if one.digest not in known]
        # Another import may store the same at this moment: its row stands, ours is left.
        Transfer.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)
        elsewhere = _mentioned(made, brought)
        fresh = [one for one in fresh if one.digest not in elsewhere]
        done.known += len(made) - len(fresh)
        done.added += len(fresh)
        done.without_rate += sum(one.xof is None for one in fresh)
        for one in fresh:
            done.first_at = min(done.first_at or one.at, one.at)
            done.last_at = max(done.last_at or one.at, one.at)
    done.accounts = accounts.made


def _mentioned(made: Sequence[Transfer], brought: Import) -> set[str]:
    """Digests of those that another file brought; noted, so that they stay when that one is taken back."""
    places = {one.digest: one.place for one in made}
    rows = Transfer.objects.filter(digest__in=places).exclude(brought=brought)
    elsewhere = list(rows.values_list("pk", "digest", "brought__report"))
    Mention.objects.bulk_create(
        [
            Mention(file=brought, transfer_id=pk, place=places[digest])
            for pk, digest, report in elsewhere
            if report is None or report != brought.report  # pieces of one report are one file
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    return {digest for _pk, digest, _report in elsewhere}


def _finish(row: Import, done: Stored, officer: str) -> None:
    row.read, row.added, row.known, row.refused = done.read, done.added, done.known, done.refused
    row.first_at, row.last_at = done.first_at, done.last_at
    row.findings = done.findings[:MOST_TOLD]
    if not done.added:
        # Nothing new: no rule has anything to look at.
        row.examined_at = row.imported_at
    row.save()
    done.brought = row.pk
    journal.write(
        "transfers-imported",
        officer=officer,
        format=row.kind,
        sha256=row.sha256,
        read=done.read,
        added=done.added,
        known=done.known,
        skipped=done.refused,
        **({"report": str(row.report)} if row.report else {}),
    )


def _batches(rows: Iterable[MoneyRow]) -> Iterator[list[MoneyRow]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _transfer(one: MoneyRow, payer: Account, payee: Account, brought: Import, seen: Counter[str]) -> Transfer:
    moment = one.at.astimezone(dt.UTC).replace(microsecond=0)
    said = "\x1f".join(
        (payer.key, payee.key, moment.isoformat(), f"{one.amount.normalize():f}", one.currency, one.channel)
    )
    seen[said] += 1
    digest = hashlib.sha256(f"{said}\x1f{seen[said]}".encode()).hexdigest()
    return Transfer(
        digest=digest,
        brought=brought,
        place=(one.place or f"{one.line}")[:200],
        reference=one.id[:100],
        at=moment,
        payer=payer,
        payee=payee,
        amount=one.amount,
        currency=one.currency,
        xof=None if one.xof is None else int(one.xof.to_integral_value()),
        channel=one.channel,
        day_only=one.day_only,
        text=one.text[:300],
    )


class _Accounts:
    """The accounts of a file, found or made batch by batch; at most ``MOST_KEPT`` are remembered."""

    MOST_KEPT = 50_000

    def __init__(self) -> None:
        self.made = 0
        self._known: dict[str, Account] = {}

    def of(self, batch: Sequence[MoneyRow]) -> list[tuple[Account, Account]]:
        """Payer and payee of each row."""
        sides = [(keyed(one.source), keyed(one.destination)) for one in batch]
        ends: dict[str, tuple[Keyed, End]] = {}
        for one, (payer, payee) in zip(batch, sides, strict=True):
            for key, end in ((payer, one.source), (payee, one.destination)):
                held = ends.get(key.key)
                if held is None or (end.holder and not held[1].holder):
                    ends[key.key] = (key, end)
        if len(self._known) > self.MOST_KEPT:
            self._known.clear()
        wanted = [key for key in ends if key not in self._known]
        found = {one.key: one for one in Account.objects.filter(key__in=wanted)}
        fresh = [_account(*ends[key]) for key in wanted if key not in found]
        if fresh:
            Account.objects.bulk_create(fresh, ignore_conflicts=True)
            # Read again: another import may have made one of them at this moment.
            found |= {one.key: one for one in Account.objects.filter(key__in=[one.key for one in fresh])}
            AccountKey.objects.bulk_create(
                [AccountKey(account=found[one.key], key=form) for one in fresh for form in ends[one.key][0].forms],
                ignore_conflicts=True,
            )
        self.made += len(fresh)
        self._known |= found
        _learn([(self._known[key], end) for key, (_keyed, end) in ends.items()])
        return [(self._known[payer.key], self._known[payee.key]) for payer, payee in sides]


def _account(key: Keyed, end: End) -> Account:
    unnamed = key.sort == UNNAMED
    return Account(
        key=key.key,
        number=(end.account or end.phone)[:128],
        sort=key.sort,
        holder="" if unnamed else end.holder[:300],
        holder_kind="" if unnamed else end.kind,
        country=end.country,
        institution=end.institution[:200],
        added_at=timezone.now(),
    )


def _learn(told: Iterable[tuple[Account, End]]) -> None:
    """What a later file says and an earlier one did not; another name of the holder is kept beside the first."""
    changed = []
    for account, end in told:
        if account.sort == UNNAMED:
            continue
        before = (account.holder, account.holder_kind, account.country, account.institution, list(account.names))
        account.holder = account.holder or end.holder[:300]
        account.holder_kind = account.holder_kind or end.kind
        account.country = account.country or end.country
        account.institution = account.institution or end.institution[:200]
        name = end.holder[:300]
        if name and name != account.holder and name not in account.names and len(account.names) < MOST_NAMES:
            account.names = [*account.names, name]
        if before != (account.holder, account.holder_kind, account.country, account.institution, account.names):
            changed.append(account)
    Account.objects.bulk_update(changed, ["holder", "holder_kind", "country", "institution", "names"], batch_size=BATCH)
