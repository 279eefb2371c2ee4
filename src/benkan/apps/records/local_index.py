"""The local index: find one's own records by any spelling, script or number.

What a record is found by, and how it is scored, is in ``index``; here records and their index entries are kept in step
and hits become records. Withdrawn and expired records are not found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet

from benkan.apps.records.index import finding, store
from benkan.apps.records.index.compacting import compact_due
from benkan.apps.records.index.finding import LEAST_SCORE, Found, find
from benkan.apps.records.index.version import BUILDING, current_version, region
from benkan.apps.records.index.writing import Writing
from benkan.apps.records.models import Record
from benkan.apps.records.subjects import kind_of, subject_of
from benkan.core.matching import TIERS, Match, Reason, Subject, tokens

__all__ = [
    "BATCH",
    "LEAST_SCORE",
    "LocalHit",
    "current",
    "expire",
    "held_items",
    "local_search",
    "rebuild",
    "reindex",
    "tend",
]

BATCH = 500
REBUILT_AT_ONCE = 5_000  # records of one transaction: others write in between


@dataclass(frozen=True)
class LocalHit:
    """One own record that may be the subject: score, reasons and the tiers of the tokens that both carry."""

    record: Record
    score: float
    subject: Subject = field(repr=False)
    found: Found = field(repr=False)

    @cached_property
    def match(self) -> Match:
        """The comparison with its reasons; made when somebody reads it."""
        return finding.matching(self.subject, self.found)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why, the weightiest first."""
        return self.match.reasons

    @cached_property
    def tiers(self) -> tuple[str, ...]:
        """The tiers of the tokens that a private search would have met by, the strongest first; none for a likeness."""
        seen = self.found.seen(self.subject.kind)
        here = tokens(seen, role="record", default_region=region())
        asked = tokens(self.subject, role="query", default_region=region())
        return tuple(sorted({token.tier for token in here & asked}, key=TIERS.index))


def local_search(subject: Subject, limit: int = 100) -> list[LocalHit]:
    """Own records that may be the subject, the likeliest first; the same few queries whatever the size of the node."""
    found = find(subject, limit)
    if not found:
        return []
    records = {record.pk: record for record in Record.objects.filter(pk__in=[one.record for one in found])}
    hits = [
        LocalHit(records[one.record], one.score, subject, one) for one in found if one.record in records
    ]  # fmt: skip
    hits.sort(key=lambda hit: (-hit.score, hit.record.caption, str(hit.record.pk)))
    return hits


def current(records: QuerySet[Record], on: date | None = None) -> QuerySet[Record]:
    """Those that are neither withdrawn nor past their review date."""
    return records.filter(withdrawn_at__isnull=True, review_on__gte=on or date.today())


def reindex(identifiers: Sequence[UUID]) -> int:
    """Writes the index of these records anew; the number of keys. Held records have none: their holder has them."""
    with Writing() as index:
        for start in range(0, len(identifiers), BATCH):
            some = identifiers[start : start + BATCH]
            index.remove([one.bytes for one in some])
            chosen = current(Record.objects.filter(pk__in=some, holder__isnull=True))
            for record in chosen.prefetch_related(held_items()):
                index.add(
                    record.pk.bytes, subject_of(record), kind=kind_of(record.schema), until=record.review_on
                )  # fmt: skip
    return index.postings


def expire() -> int:
    """Takes records past their review date out of the index; their number. Searches passed them over before."""
    today = date.today()
    with transaction.atomic():
        known = store.state(current_version(), lock=True)
        due = Record.objects.filter(
            Q(owner=settings.BENKAN_NODE.agency, withdrawn_at__isnull=True)
            & Q(review_on__gte=known.expired_on, review_on__lt=today)
        )
        identifiers = list(due.values_list("pk", flat=True))
        gone = 0
        with Writing() as index:
            for start in range(0, len(identifiers), BATCH):
                gone += index.remove([one.bytes for one in identifiers[start : start + BATCH]])
        # One day is looked at again: a record may have been renewed or added while its day ended.
        store.write_state(
            replace(store.state(current_version()), expired_on=date.fromordinal(today.toordinal() - 1))
        )  # fmt: skip
    return gone


def rebuild(*, always: bool = False) -> int:
    """Makes the index anew if its keys were made by other rules, or always; how many records were looked at.

    Each few thousand records are a transaction. Searches are refused until the last one, since they would miss
    records; a killed rebuild begins again.
    """
    version = current_version()
    if not always and store.state(version).version == version:
        return 0
    with transaction.atomic():
        known = store.state(version, lock=True)
        store.clear()
        store.write_state(replace(known, version=BUILDING + version, next_number=1, postings=0))
    done = 0
    last = None
    while True:
        records = Record.objects.filter(holder__isnull=True).order_by("pk")
        if last is not None:
            records = records.filter(pk__gt=last)
        some = list(records.values_list("pk", flat=True)[:REBUILT_AT_ONCE])
        with transaction.atomic():
            if not some:
                store.write_state(replace(store.state(version, lock=True), version=version))
                return done
            reindex(some)
        done += len(some)
        last = some[-1]


def tend() -> int:
    """What the worker does for the index: makes it anew if the rules changed, else folds in what is due."""
    return rebuild() or compact_due()


def held_items() -> Prefetch[str]:
    """Prefetch of what belongs to each record, without what was withdrawn."""
    return Prefetch("held", queryset=Record.objects.filter(withdrawn_at__isnull=True).order_by("created_at", "pk"))
