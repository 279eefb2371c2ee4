"""Comparing lists with own records, by the same open matcher as every search of ours; nothing leaves the node.

Both ways: an entry that is new or has changed is looked for among the records; a record that is new or has changed is
looked for among the entries. Once a day every entry is compared anew. What is likely waits for a person; what a person
said stays until the facts change.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from benkan.apps.journal import services as journal
from benkan.apps.records import services as records
from benkan.apps.screening import subjects
from benkan.apps.screening.models import Entry, EntryKey, Likeness, Reached, State
from benkan.core.errors import Invalid, Unreachable
from benkan.core.matching import THRESHOLD, Subject, compare
from benkan.core.matching.open_keys import NUMBER, open_keys

MOST = 20
"""Likenesses of one entry, or of one record."""
AT_ONCE = 100
CANDIDATES = 40
ANEW = dt.timedelta(days=1)
KEYS_AT_ONCE = 500
_NOBODY = uuid.UUID(int=0)


def compare_due(at_once: int = AT_ONCE) -> int:
    """Compares what waits for it, a bounded part of it; how many entries and records were compared.

    Nothing while the index of own records is being made anew.
    """
    if not Entry.objects.exists():
        return 0
    try:
        return _entries(at_once) + _records(at_once)
    except Unreachable:
        return 0


def waiting() -> int:
    """How many entries are not compared yet since they came or changed."""
    return Entry.objects.filter(gone_at=None, compared_at=None).count()


def _entries(at_once: int) -> int:
    now = timezone.now()
    due = Entry.objects.filter(Q(compared_at=None) | Q(compared_at__lt=now - ANEW), gone_at=None)
    done = 0
    for entry in due.order_by(F("compared_at").asc(nulls_first=True), "pk")[:at_once]:
        try:
            found = records.resembling(subjects.subject_of(entry), MOST)
        except Invalid:
            found = []
        with transaction.atomic():
            # Loaded again meanwhile: the next round compares what it says now.
            if Entry.objects.filter(pk=entry.pk, digest=entry.digest, gone_at=None).update(compared_at=now):
                kept = _kept(records.by_ids(one.record for one in found))
                _note([(entry, kept[one.record], one.score, one.by_number) for one in found if one.record in kept])
                _forget(Likeness.objects.filter(entry=entry).exclude(record__in=list(kept)))
        done += 1
    return done


def _records(at_once: int) -> int:
    reached = Reached.objects.filter(pk=1).first()
    moment = reached.changed_at if reached else dt.datetime.min.replace(tzinfo=dt.UTC)
    some = records.changed_since(moment, reached.record if reached else _NOBODY, at_once)
    if not some:
        return 0
    # What belongs to a record changes how its holder is found.
    whole = {one.holder_id or one.pk: one for one in some}
    found = _kept(records.by_ids(whole))
    with transaction.atomic():
        for identity in whole:
            record = found.get(identity)
            likely = _likely(record) if record is not None else []
            _note(likely)
            _forget(Likeness.objects.filter(record=identity).exclude(entry__in=[entry.pk for entry, _, _, _ in likely]))
        last = some[-1]
        Reached.objects.update_or_create(pk=1, defaults={"changed_at": last.updated_at, "record": last.pk})
    return len(some)


def _kept(found: dict[str, records.Record]) -> dict[uuid.UUID, records.Record]:
    """Those of these records that are compared: valid ones of our own that are not themselves taken from a list."""
    today = timezone.localdate()
    return {
        one.pk: one
        for one in found.values()
        if one.withdrawn_at is None
        and one.review_on >= today
        and one.holder_id is None
        and one.owner == settings.BENKAN_NODE.agency
        and "sanction" not in one.properties.get("topics", ())
    }


def _likely(record: records.Record) -> list[tuple[Entry, records.Record, float, bool]]:
    try:
        subject = records.subject_of(record)
    except Invalid:
        return []
    return [(one.entry, record, one.score, one.by_number) for one in entries_like(subject)]


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry that may be the subject."""

    entry: Entry
    score: float
    by_number: bool


def entries_like(subject: Subject) -> list[Listed]:
    """The entries that may be this subject, those that share a number first, then the likeliest; nothing is kept."""
    region = subjects.region()
    keys = open_keys(subject, role="query", default_region=region)
    shared: Counter[int] = Counter()
    numbered: set[int] = set()
    wanted = list(keys)
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        some = EntryKey.objects.filter(key__in=wanted[start : start + KEYS_AT_ONCE])
        for key, carrier in some.values_list("key", "entry_id"):
            shared[carrier] += 1
            if keys[key] == NUMBER:
                numbered.add(carrier)
    best = sorted(shared, key=lambda carrier: (carrier not in numbered, -shared[carrier], carrier))[:CANDIDATES]
    likely = []
    for entry in Entry.objects.filter(pk__in=best, gone_at=None):
        score = _score(subject, entry, region)
        if score >= THRESHOLD or entry.pk in numbered:
            likely.append(Listed(entry, score, entry.pk in numbered))
    likely.sort(key=lambda one: (not one.by_number, -one.score, one.entry.pk))
    return likely[:MOST]


def _score(subject: Subject, entry: Entry, region: str | None) -> float:
    try:
        return compare(subject, subjects.subject_of(entry), default_region=region).score
    except Invalid:
        return 0.0


def _note(likely: Iterable[tuple[Entry, records.Record, float, bool]]) -> None:
    """Keeps the likenesses; one that was judged waits again when the facts are others."""
    count = 0
    for entry, record, score, by_number in likely:
        facts = facts_of(entry, record)
        known = Likeness.objects.filter(entry=entry, record=record.pk).first()
        if known is None:
            Likeness.objects.create(
                entry=entry, record=record.pk, score=score, by_number=by_number, found_at=timezone.now(), facts=facts
            )
            count += 1
        elif known.facts != facts:
            again = {"state": State.WAITING, "reason": "", "judged_at": None, "judged_by": None, "facts": facts}
            changed = again | {"score": score, "by_number": by_number}
            count += known.state != State.WAITING
            Likeness.objects.filter(pk=known.pk).update(**changed)
    if count:
        journal.write("listed-likeness", count=count)


def _forget(others: Iterable[Likeness]) -> None:
    """Takes back what is likely no more; what a person judged stays to be read."""
    Likeness.objects.filter(pk__in=[one.pk for one in others if one.state == State.WAITING]).delete()


def facts_of(entry: Entry, record: records.Record) -> str:
    """The digest of what both say."""
    both = entry.digest + subjects.digest(record.schema, record.properties)
    return hashlib.sha256(both.encode()).hexdigest()
