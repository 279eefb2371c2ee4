"""Building and publishing this node's own index of each convention.

Only tokens strong enough for a private search go in, of records whose handling, crime area and kind of data the
convention allows to every other party. The file and its handles are written first; one small transaction then makes
the index current, so partners never see half of one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import rfc8785
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benkan.apps.accords import services as accords
from benkan.apps.journal import services as journal
from benkan.apps.records import services as records
from benkan.apps.search import files, keys
from benkan.apps.search.models import IndexHandle, OwnIndex
from benkan.core import blind
from benkan.core.conventions import HANDLING_CODES, Convention
from benkan.core.errors import N_, Refused
from benkan.core.matching import MATCHING_VERSION, TIERS, Token
from benkan.wire import SUBJECT_CATEGORIES, IndexManifest, Label, count_bucket, encode, time_text

logger = logging.getLogger("benkan.search")
HANDLES_AT_ONCE = 5_000
REST = 20
"""After a build the node rests twenty times as long as it took: a day of typing never becomes one long build."""

CATEGORY_OF_SCHEMA = {
    "Person": "person",
    "Company": "company",
    "Organization": "company",
    "PublicBody": "company",
    "LegalEntity": "company",
    "Vehicle": "vehicle",
    "Vessel": "vessel",
}
CATEGORY_OF_IDENTIFIER = {
    "phone": "phone",
    "email": "phone",
    "account": "account",
    "wallet": "account",
    "plate": "vehicle",
    "vin": "vehicle",
    "imo": "vessel",
    "registration": "company",
}


@dataclass(slots=True)
class _Shared:
    """One token and the records that carry it."""

    token: Token
    records: list[Any] = field(default_factory=list)


def build_all(*, force: bool = False, convention: str | None = None) -> list[OwnIndex]:
    """The indexes that were built now: those of conventions in force whose records or epoch changed.

    Args:
        force: build even when nothing changed.
        convention: only this one.

    Raises:
        Refused: ``convention.unknown``: this node is no party to a convention in force of that name.
    """
    wanted = [one for one in _in_force() if convention in (None, one.identifier)]
    if convention is not None and not wanted:
        raise Refused(
            "convention.unknown",
            N_("No convention “%(convention)s” is in force for this node."),
            N_("See the conventions with: benkan convention show"),
            convention=convention,
        )
    version = str(records.version())
    built = [_build_if_needed(one, version, force=force) for one in wanted]
    return [one for one in built if one is not None]


def current(convention: str) -> OwnIndex | None:
    """The index that partners get now."""
    return OwnIndex.objects.filter(convention=convention, current=True).order_by("-built_at").first()


def records_by_handle(convention: str, handle: str) -> list[Any]:
    """The records for which a handle of this convention stands, strongest evidence first; empty when none does."""
    found = (
        IndexHandle.objects.filter(index__convention=convention, handle=handle.lower())
        .order_by("-index__built_at")
        .values_list("record_id", "tier")
    )
    best: dict[Any, str] = {}
    for record, tier in found:
        best.setdefault(record, tier)
    order = sorted(best, key=lambda record: TIERS.index(best[record]))
    by_id = records.by_ids(order)
    kept = [by_id[str(record)] for record in order if str(record) in by_id]
    return [record for record in kept if record.withdrawn_at is None]


def _in_force() -> Iterator[Convention]:
    """The newest convention of each name that binds this node today and is not suspended."""
    newest: dict[str, Convention] = {}
    today = timezone.now().date()
    for agreement in accords.agreements():
        one = agreement.convention
        if not (agreement.signed and not agreement.suspended_by and one.in_force(today)):
            continue
        if not one.partners(settings.BENKAN_NODE.agency) or one.search_mode != "blind":
            continue
        if one.identifier not in newest or newest[one.identifier].version < one.version:
            newest[one.identifier] = one
    return iter(newest.values())


def _build_if_needed(convention: Convention, version: str, *, force: bool) -> OwnIndex | None:
    now = timezone.now()
    epoch = keys.epoch_of(now.date(), convention.epoch_days)
    # The day is part of the state: a record whose review date has passed leaves the index without having changed.
    state = [version, epoch, now.date().isoformat(), MATCHING_VERSION, convention.sha256]
    state_key = hashlib.sha256(rfc8785.dumps(state)).hexdigest()  # type: ignore[arg-type]
    latest = current(convention.identifier)
    if latest is not None and not force:
        resting = now < latest.built_at + dt.timedelta(seconds=REST * latest.build_s)
        if latest.state_key == state_key or (resting and latest.epoch == epoch):
            return None
    built_at = now.replace(microsecond=0)
    if latest is not None and built_at <= latest.built_at:
        built_at = latest.built_at + dt.timedelta(seconds=1)
    return _build(convention, epoch, built_at, state_key)


def _build(convention: Convention, epoch: int, built_at: dt.datetime, state_key: str) -> OwnIndex:
    begun = time.monotonic()
    name = convention.identifier
    OwnIndex.objects.filter(convention=name, current=False, built_at__gt=_kept_since(name)).delete()
    shared = _shared(convention, records.indexable())
    secret = keys.members_secret(name, epoch)
    secret_keys = keys.secret_keys(name, epoch)
    built = blind.build(
        (blind.Entry(one.token.kind, token, _label(one.records).to_int()) for token, one in shared.items()),
        secret_keys,
        keys.contexts(settings.BENKAN_NODE.agency, name, epoch, secret),
        dummy_seed=keys.padding_seed(name, epoch),
    )
    manifest = IndexManifest(
        responder=settings.BENKAN_NODE.agency,
        convention=name,
        epoch=epoch,
        epoch_started_on=keys.epoch_begins(epoch, convention.epoch_days).isoformat(),
        matching_version=MATCHING_VERSION,
        slots=dict(blind.SLOTS),
        public_keys={kind: key.public_key for kind, key in secret_keys.items()},
        secret=secret,
        count=built.count,
        data_bytes=len(built.data),
        chunk_sha256=blind.digests(built.data),
        built_at=time_text(built_at),
        expires_at=f"{keys.epoch_begins(epoch + 1, convention.epoch_days).isoformat()}T00:00:00Z",
    )
    path = files.own_folder(name) / f"{epoch}-{built_at:%Y%m%dT%H%M%S}.bki"
    files.write_whole(path, built.data)
    index = OwnIndex.objects.create(
        convention=name,
        epoch=epoch,
        built_at=built_at,
        state_key=state_key,
        manifest=encode(manifest),
        path=str(path),
    )
    _store_handles(index, built.handles, shared)
    index.build_s = time.monotonic() - begun
    _publish(index, manifest, built)
    return index


def _store_handles(index: OwnIndex, handles: dict[bytes, list[bytes]], shared: dict[bytes, _Shared]) -> None:
    """Many small transactions: a large index must not lock the database while officers work."""
    rows = (
        IndexHandle(index=index, handle=handle.hex(), record_id=record.id, kind=one.token.kind, tier=one.token.tier)
        for handle, tokens in handles.items()
        for one in (shared[token] for token in tokens)
        for record in one.records
    )
    batch: list[IndexHandle] = []
    for row in rows:
        batch.append(row)
        if len(batch) == HANDLES_AT_ONCE:
            IndexHandle.objects.bulk_create(batch, batch_size=500)
            batch = []
    IndexHandle.objects.bulk_create(batch, batch_size=500)


def _publish(index: OwnIndex, manifest: IndexManifest, built: blind.Built) -> None:
    name = index.convention
    with transaction.atomic():
        before = OwnIndex.objects.filter(convention=name, current=True).order_by("-built_at").first()
        OwnIndex.objects.filter(convention=name).update(current=False)
        index.current = True
        index.save(update_fields=["current", "build_s"])
        kept = [index.pk, *([before.pk] if before else [])]
        gone = list(OwnIndex.objects.filter(convention=name).exclude(pk__in=kept))
        OwnIndex.objects.filter(pk__in=[one.pk for one in gone]).delete()
        journal.write(
            "index-published",
            convention=name,
            epoch=index.epoch,
            built_at=manifest.built_at,
            count=manifest.count,
            data_bytes=manifest.data_bytes,
            sha256=hashlib.sha256(built.data).hexdigest(),
        )
    for one in gone:
        Path(one.path).unlink(missing_ok=True)


def _kept_since(name: str) -> dt.datetime:
    """Later than this and not current: what a killed build left behind."""
    latest = current(name)
    return latest.built_at if latest else dt.datetime.min.replace(tzinfo=dt.UTC)


def _shared(convention: Convention, found: Iterable[tuple[Any, Iterable[Token]]]) -> dict[bytes, _Shared]:
    """Every token that may go in, with its records."""
    own = settings.BENKAN_NODE.agency
    given = frozenset.intersection(*(convention.gives(own, other) for other in convention.partners(own)))
    shared: dict[bytes, _Shared] = {}
    for record, tokens in found:
        if record.handling not in convention.handling or not _for_purposes(convention, record):
            continue
        category = CATEGORY_OF_SCHEMA.get(record.schema, "person")
        for token in tokens:
            if token.tier != "weak" and _category(token, category) in given:
                shared.setdefault(token.bytes, _Shared(token)).records.append(record)
    return shared


def _for_purposes(convention: Convention, record: Any) -> bool:
    areas = {area for area in (record.crime_area, record.purpose) if area}
    return not areas or bool(areas & set(convention.purposes))


def _category(token: Token, of_record: str) -> str:
    """The category of data that a hit on this token tells."""
    if token.kind == "name":
        return of_record
    return CATEGORY_OF_IDENTIFIER.get(what(token), "document")


def what(token: Token) -> str:
    """What the token is: ``name``, or the kind of its identifier such as ``phone``."""
    if token.kind == "name":
        return "name"
    return token.value.removeprefix("I|").split(":", 1)[0]


def _label(carriers: list[Any]) -> Label:
    """What a hit on these records says: what they have in common, under the strictest of their handling codes."""
    areas = {record.crime_area or record.purpose or "" for record in carriers}
    categories = {record.subject_category for record in carriers}
    category = categories.pop() if len(categories) == 1 else ""
    return Label(
        area=areas.pop() if len(areas) == 1 else "",
        category=category if category in SUBJECT_CATEGORIES else "",
        handling=max((record.handling for record in carriers), key=HANDLING_CODES.index),
        count=count_bucket(len(carriers)),
    )
