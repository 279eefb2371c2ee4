"""Loading a list: read whole or not at all, what is new, changed or gone since the last time told.

What belongs to an entry (documents, accounts, wallets) becomes its numbers. A list that shrinks by more than a fifth is
most often one whose download broke off: it is refused unless whoever loads it says that it is right.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from benkan.apps.journal import services as journal
from benkan.apps.records import services as records
from benkan.apps.screening import subjects
from benkan.apps.screening.models import Entry, EntryKey, Form, Likeness, State, Watchlist
from benkan.core.errors import N_, Invalid
from benkan.formats import eu_list, ftm, ofac_list, un_list
from benkan.formats.entity import Entity
from benkan.formats.report import Report

READERS: dict[str, Callable[[BinaryIO, Report], Iterator[Entity]]] = {
    Form.UN: un_list.read,
    Form.OFAC: ofac_list.read,
    Form.EU: eu_list.read,
    Form.FTM: ftm.read,
}
MAX_ENTRIES = 500_000
SHRINKS_BY = 5
"""A list that loses more than one in so many entries is refused until somebody says that it is right."""
BATCH = 500
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_NUMBERS = {
    "Passport": {"number": "passportNumber"},
    "Identification": {"number": "idNumber"},
    "BankAccount": {"iban": "iban", "accountNumber": "accountNumber"},
    "CryptoWallet": {"publicKey": "publicKey"},
}
"""What becomes a number of its holder, by the schema that it stands in."""


@dataclass(slots=True)
class Loaded:
    """What a loading did."""

    code: str
    entries: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    report: Report = field(default_factory=Report)

    def as_object(self) -> dict[str, object]:
        """The same as programs read it."""
        return {
            "list": self.code,
            "entries": self.entries,
            "added": self.added,
            "changed": self.changed,
            "removed": self.removed,
            "left_out": self.report.refused,
            "anomalies": self.report.counts(),
            "findings": [finding.as_object() for finding in self.report.findings],
        }


class _Hashed:
    """A file whose digest is taken while it is read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.sha256.update(data)
        return data

    def readline(self, size: int = -1) -> bytes:
        data = self._stream.readline(size)
        self.sha256.update(data)
        return data


def load(code: str, form: str, stream: BinaryIO, *, officer: str = "", shrinks: bool = False) -> Loaded:
    """The list, brought up to date; its entries are compared with own records from now on.

    Args:
        code: short name of the list on this node, such as ``ofac-sdn``; the same name brings it up to date.
        form: one of ``Form``.
        stream: the file as its publisher gives it, opened for reading bytes.
        officer: handle of who loads it.
        shrinks: it is right that the list lost many entries.

    Raises:
        Invalid: ``screening.code``, ``screening.form``, ``screening.shrinks``, or why the file cannot be read; nothing
            was changed.
    """
    if not _CODE.fullmatch(code) or len(code) > 40:
        raise Invalid(
            "screening.code",
            N_("The name of a list has at most 40 small letters, digits and hyphens."),
            N_("Choose a short name such as un-sc."),
            place="code",
        )
    if form not in READERS:
        raise Invalid(
            "screening.form",
            N_("The form of a list is one of: %(forms)s."),
            N_("Say in which form its publisher gives it."),
            place="form",
            forms=", ".join(READERS),
        )
    done = Loaded(code)
    source = _Hashed(stream)
    wanted = _gathered(READERS[form](source, done.report))  # type: ignore[arg-type]
    while source.read(1 << 16):  # what stands behind the last record counts for the digest
        pass
    with transaction.atomic():
        _store(done, wanted, form, source.sha256.hexdigest(), officer, shrinks=shrinks)
        journal.write(
            "list-loaded",
            officer=officer,
            dataset=code,
            sha256=source.sha256.hexdigest(),
            count=done.entries,
            added=done.added,
            updated=done.changed,
            removed=done.removed,
            skipped=done.report.refused,
            anomalies=len(done.report.findings),
        )
    return done


def _gathered(entities: Iterable[Entity]) -> dict[str, Entity]:
    """The people, firms and things of the list by their identity, each with the numbers of what belongs to it."""
    wanted: dict[str, Entity] = {}
    held: list[tuple[str, str, str]] = []
    for entity in entities:
        for schema, names in _NUMBERS.items():
            if entity.is_a(schema):
                owner = entity.first("holder") or entity.first("owner")
                held += [(owner, names[name], value) for name in names for value in entity.properties.get(name, ())]
                break
        else:
            if subjects.kind_of(entity.schema) is not None:
                wanted[entity.id] = entity
        if len(wanted) > MAX_ENTRIES:
            raise Invalid(
                "screening.too-many",
                N_("A list has at most %(limit)d entries."),
                N_("Load the lists of sanctions alone, not everything that a publisher has."),
                limit=MAX_ENTRIES,
            )
    for owner, name, value in held:
        if owner in wanted:
            properties = wanted[owner].properties
            properties[name] = tuple(dict.fromkeys((*properties.get(name, ()), value)))
    return wanted


def _store(done: Loaded, wanted: dict[str, Entity], form: str, sha256: str, officer: str, *, shrinks: bool) -> None:
    now = timezone.now()
    before = Watchlist.objects.select_for_update().filter(code=done.code).first()
    known = {one.source_id: one for one in Entry.objects.filter(watchlist=before)} if before else {}
    present = {identity for identity, one in known.items() if one.gone_at is None}
    gone = present - wanted.keys()
    if len(gone) * SHRINKS_BY > len(present) and not shrinks:
        raise Invalid(
            "screening.shrinks",
            N_("The list had %(before)d entries, and %(gone)d of them are not in this file. Nothing was changed."),
            N_("Check that the download is whole; load it with “the list has shrunk” if it is right."),
            place=done.code,
            before=len(present),
            gone=len(gone),
        )
    facts = {
        "form": form,
        "loaded_at": now,
        "loaded_by": officer,
        "sha256": sha256,
        "entries": len(wanted),
        "left_out": done.report.refused,
        "anomalies": len(done.report.findings),
    }
    watchlist, _ = Watchlist.objects.update_or_create(
        code=done.code, defaults=facts, create_defaults={**facts, "added": 0, "changed": 0, "removed": 0}
    )
    fresh: list[Entry] = []
    changed: list[Entry] = []
    for identity, entity in wanted.items():
        properties = {name: list(values) for name, values in entity.properties.items()}
        digest = subjects.digest(entity.schema, properties)
        entry = known.get(identity)
        if entry is not None and entry.digest == digest and entry.gone_at is None:
            continue
        back = entry is None or entry.gone_at is not None
        entry = entry or Entry(watchlist=watchlist, source_id=identity)
        entry.schema, entry.properties, entry.digest = entity.schema, properties, digest
        entry.caption = records.caption_of(entity.schema, properties)
        entry.listed_since = now if back else entry.listed_since
        entry.gone_at = entry.compared_at = None
        (changed if entry.pk else fresh).append(entry)
    done.entries, done.added, done.changed, done.removed = len(wanted), len(fresh), len(changed), len(gone)
    Entry.objects.bulk_create(fresh, batch_size=BATCH)
    Entry.objects.bulk_update(
        changed,
        ["schema", "properties", "digest", "caption", "listed_since", "gone_at", "compared_at"],
        batch_size=100,
    )
    lost = [known[identity].pk for identity in gone]
    _delete(EntryKey, [*(one.pk for one in changed), *lost])
    EntryKey.objects.bulk_create(
        (EntryKey(key=key, entry=entry) for entry in (*fresh, *changed) for key in subjects.keys_of(entry)),
        batch_size=BATCH,
    )
    for start in range(0, len(lost), BATCH):
        Entry.objects.filter(pk__in=lost[start : start + BATCH]).update(gone_at=now)
        Likeness.objects.filter(entry_id__in=lost[start : start + BATCH], state=State.WAITING).delete()
    Watchlist.objects.filter(code=done.code).update(added=done.added, changed=done.changed, removed=done.removed)


def _delete(table: type[EntryKey], entries: list[int]) -> None:
    for start in range(0, len(entries), BATCH):
        table.objects.filter(entry_id__in=entries[start : start + BATCH]).delete()


def remove(code: str, *, officer: str) -> None:
    """Takes the list off this node, with what was judged of it.

    Raises:
        Invalid: ``screening.unknown``: there is no such list.
    """
    with transaction.atomic():
        found = Watchlist.objects.filter(code=code).first()
        if found is None:
            raise Invalid(
                "screening.unknown",
                N_("This node has no list of this name."),
                N_("See the names with: benkan screening lists"),
                place="code",
            )
        count = found.entries
        found.delete()
        journal.write("list-removed", officer=officer, dataset=code, count=count)
