"""The local index: find one's own records by any spelling, script or number.

Candidates share a token with the subject; the rarest tokens are read first, so that a token which thousands carry is
probed and not scanned. Candidates are then scored by ``matching.compare``. Withdrawn and expired records are not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Prefetch, QuerySet

from benkan.apps.records.choices import Tier
from benkan.apps.records.models import Record, RecordToken
from benkan.apps.records.subjects import TIER_NAMES, kind_of, local_tokens, subject_of
from benkan.core.matching import Reason, Subject, compare

MAX_CANDIDATES = 300
LEAST_SCORE = 0.05
BATCH = 500


@dataclass(frozen=True, slots=True)
class LocalHit:
    """One own record that may be the subject: score, reasons and the tiers of the tokens that both carry."""

    record: Record
    score: float
    reasons: tuple[Reason, ...]
    tiers: tuple[str, ...]


def local_search(subject: Subject, limit: int = 100) -> list[LocalHit]:
    """Own records that may be the subject, the likeliest first; four queries whatever the size of the node."""
    wanted = local_tokens(subject, "query")
    found = _candidates(list(wanted))
    if not found:
        return []
    hits = []
    for record in current(Record.objects.filter(pk__in=list(found))).prefetch_related(held_items()):
        match = compare(subject, _seen_as(record, subject.kind, found[record.pk], wanted), default_region=_region())
        if match.score >= LEAST_SCORE:
            tiers = sorted({wanted[token] for token in found[record.pk]})
            hits.append(LocalHit(record, match.score, match.reasons, tuple(TIER_NAMES[Tier(tier)] for tier in tiers)))
    hits.sort(key=lambda hit: (-hit.score, hit.record.caption, str(hit.record.pk)))
    return hits[:limit]


def current(records: QuerySet[Record], on: date | None = None) -> QuerySet[Record]:
    """Those that are neither withdrawn nor past their review date."""
    return records.filter(withdrawn_at__isnull=True, review_on__gte=on or date.today())


def reindex(identifiers: Sequence[object]) -> int:
    """Writes the tokens of these records anew; the number of tokens. Held records have none: their holder has them."""
    written = 0
    for start in range(0, len(identifiers), BATCH):
        some = identifiers[start : start + BATCH]
        RecordToken.objects.filter(record__in=some).delete()
        rows = [
            RecordToken(record=record, token=token, tier=tier)
            for record in Record.objects.filter(pk__in=some, holder__isnull=True).prefetch_related(held_items())
            for token, tier in sorted(local_tokens(subject_of(record)).items())
        ]
        RecordToken.objects.bulk_create(rows, batch_size=BATCH)
        written += len(rows)
    return written


def held_items() -> Prefetch[str]:
    """Prefetch of what belongs to each record, without what was withdrawn."""
    return Prefetch("held", queryset=Record.objects.filter(withdrawn_at__isnull=True).order_by("created_at", "pk"))


def _candidates(tokens: Sequence[int]) -> dict[object, list[int]]:
    """Records that share a token, with the tokens they share: identifiers and rare tokens first, bounded."""
    if not tokens:
        return {}
    counted = RecordToken.objects.filter(token__in=tokens).values_list("token").annotate(Count("id"))
    chosen: list[int] = []
    sum_of_rows = 0
    for token, rows in sorted(counted, key=lambda pair: (pair[1], pair[0])):
        if chosen and sum_of_rows + rows > MAX_CANDIDATES * 4:
            break
        chosen.append(token)
        sum_of_rows += rows
    shared: dict[object, list[int]] = {}
    rarity = {token: place for place, token in enumerate(chosen)}
    rows_found = RecordToken.objects.filter(token__in=chosen).values_list("record_id", "token")[: MAX_CANDIDATES * 8]
    for record_id, token in rows_found:
        shared.setdefault(record_id, []).append(token)
    best = sorted(shared, key=lambda one: (min(rarity[token] for token in shared[one]), -len(shared[one]), str(one)))
    return {record_id: shared[record_id] for record_id in best[:MAX_CANDIDATES]}


def _seen_as(record: Record, kind: str, shared: Iterable[int], wanted: dict[int, int]) -> Subject:
    """The record as a subject; what shares a number is compared by its numbers even if it is another kind of thing."""
    own = kind_of(record.schema)
    by_number = any(wanted[token] == Tier.IDENTIFIER for token in shared)
    return subject_of(record, kind=kind if own is None or by_number else own, held=record.held.all())


def _region() -> str | None:
    return settings.BENKAN_NODE.phone_region or None
