"""Building and publishing this node's own index of each convention.

Only tokens strong enough for a private search go in, of records whose handling, crime area and kind of data the
convention allows to every other party. The files of a part are written first; one small transaction then makes the
index current, so partners never see half of one. What leaves the records leaves the index the same day: the worker
looks whenever records or the day changed, and publishes what changed as a delta.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
import uuid
from collections.abc import Iterator
from functools import lru_cache

import rfc8785
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benkan.apps.accords import services as accords
from benkan.apps.journal import services as journal
from benkan.apps.records import services as records
from benkan.apps.search import files, keys, store
from benkan.apps.search.models import OwnIndex
from benkan.apps.search.publishing import chosen, holdings, parts, sweeping
from benkan.apps.search.publishing.chosen import what
from benkan.apps.search.publishing.wanted import Progress, silent, wanted
from benkan.core.conventions import Convention
from benkan.core.errors import N_, Refused
from benkan.core.matching import MATCHING_VERSION, TIERS
from benkan.wire import IndexManifest, IndexPart, decode, encode, time_text

__all__ = ["build_all", "current", "manifest_of", "record_ids_by_handle", "what"]
REST = 20
"""After a walk over the records the node rests twenty times as long as it took."""


def build_all(*, force: bool = False, convention: str | None = None, progress: Progress = silent) -> list[OwnIndex]:
    """The indexes that were published now: those of conventions in force whose records or epoch changed.

    Args:
        force: publish a new base even when nothing changed.
        convention: only this one.
        progress: called with each step of each index.

    Raises:
        Refused: ``convention.unknown``: this node is no party to a convention in force of that name;
            ``index.busy``: another process builds.
    """
    agreed = [one for one in _in_force() if convention in (None, one.identifier)]
    if convention is not None and not agreed:
        raise Refused(
            "convention.unknown",
            N_("No convention “%(convention)s” is in force for this node."),
            N_("See the conventions with: benkan convention show"),
            convention=convention,
        )
    version = str(records.version())
    built = []
    for one in agreed:
        with files.alone(files.own_folder(one.identifier)):
            built.append(_build_if_needed(one, version, force=force, progress=progress))
    sweeping.sweep()
    return [one for one in built if one is not None]


def current(convention: str) -> OwnIndex | None:
    """The index that partners get now."""
    return OwnIndex.objects.filter(convention=convention, current=True).order_by("-built_at").first()


def manifest_of(index: OwnIndex) -> IndexManifest:
    """The manifest of an index of ours."""
    return _read(bytes(index.manifest))


@lru_cache(maxsize=64)
def _read(data: bytes) -> IndexManifest:
    """Read for every request that quotes a handle: the same few, so they are kept."""
    manifest = decode("index.manifest", data)
    assert isinstance(manifest, IndexManifest)
    return manifest


def record_ids_by_handle(convention: str, handle: str) -> list[str]:
    """The records for which a handle of this convention stands, strongest evidence first; empty when none does.

    A handle of an index that was replaced stands for its records until that index is deleted.
    """
    try:
        wanted_handle = bytes.fromhex(handle)
    except ValueError:
        return []
    best: dict[str, int] = {}
    for epoch, manifest in store.own_indexes(convention):
        named = [part.sha256 for part in _read(manifest).parts]
        for record, tier in holdings.carried_by(files.epoch_folder(convention, epoch), named, wanted_handle):
            identity = str(uuid.UUID(bytes=record))
            best[identity] = min(tier, best.get(identity, len(TIERS)))
        if best:
            break
    usable = records.not_withdrawn(best)
    return [one for one in sorted(best, key=lambda one: best[one]) if one in usable]


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


def _build_if_needed(convention: Convention, version: str, *, force: bool, progress: Progress) -> OwnIndex | None:
    now = timezone.now()
    epoch = keys.epoch_of(now.date(), convention.epoch_days)
    # The day is part of the state: a record whose review date has passed leaves the index without having changed.
    state = [version, epoch, now.date().isoformat(), MATCHING_VERSION, convention.sha256]
    state_key = hashlib.sha256(rfc8785.dumps(state)).hexdigest()  # type: ignore[arg-type]
    latest = current(convention.identifier)
    if latest is not None and not force:
        resting = now < latest.looked_at + dt.timedelta(seconds=REST * latest.build_s)
        if latest.state_key == state_key or (resting and latest.epoch == epoch):
            return None
    return _build(convention, epoch, now, state_key, latest, force=force, progress=progress)


def _build(
    convention: Convention,
    epoch: int,
    now: dt.datetime,
    state_key: str,
    latest: OwnIndex | None,
    *,
    force: bool,
    progress: Progress,
) -> OwnIndex | None:
    begun = time.monotonic()
    name = convention.identifier
    folder = files.epoch_folder(name, epoch)
    sweeping.note_end(folder, keys.expires_at(epoch, convention.epoch_days))
    before = _parts_to_follow(latest, convention, epoch) if not force else ()
    found = wanted(folder, name, epoch, chosen.carriers(convention, records.indexable()), progress)
    secret = keys.members_secret(name, epoch, convention.parties)
    secrets = parts.Secrets(
        keys.contexts(settings.BENKAN_NODE.agency, name, epoch, secret),
        keys.padding_seed(name, epoch, convention.parties),
    )
    today = now.date().isoformat()
    made = parts.delta(folder, before, found, secrets, today) if before else None
    made = made or parts.base(folder, found, secrets, today, progress)
    took_s = time.monotonic() - begun
    if latest is not None and made == before:
        OwnIndex.objects.filter(pk=latest.pk).update(state_key=state_key, looked_at=now, build_s=took_s)
        return None
    built_at = now.replace(microsecond=0)
    if latest is not None and built_at <= latest.built_at:
        built_at = latest.built_at + dt.timedelta(seconds=1)
    manifest = _manifest(convention, epoch, secret, made, built_at)
    return _publish(
        OwnIndex(
            convention=name,
            epoch=epoch,
            built_at=built_at,
            state_key=state_key,
            manifest=encode(manifest),
            looked_at=now,
            build_s=took_s,
            current=True,
            expires_at=keys.expires_at(epoch, convention.epoch_days),
        ),
        manifest,
    )


def _parts_to_follow(latest: OwnIndex | None, convention: Convention, epoch: int) -> tuple[IndexPart, ...]:
    """The parts on which a delta may build: none when the epoch, the members or the matching changed."""
    if latest is None or latest.epoch != epoch:
        return ()
    manifest = manifest_of(latest)
    secret = keys.members_secret(convention.identifier, epoch, convention.parties)
    if (manifest.secret, manifest.matching_version) != (secret, MATCHING_VERSION):
        return ()
    folder = files.epoch_folder(convention.identifier, epoch)
    return manifest.parts if holdings.whole(folder, [part.sha256 for part in manifest.parts]) else ()


def _manifest(
    convention: Convention, epoch: int, secret: bytes, made: tuple[IndexPart, ...], built_at: dt.datetime
) -> IndexManifest:
    return IndexManifest(
        responder=settings.BENKAN_NODE.agency,
        convention=convention.identifier,
        epoch=epoch,
        epoch_started_on=keys.epoch_begins(epoch, convention.epoch_days).isoformat(),
        matching_version=MATCHING_VERSION,
        public_keys=keys.public_keys(convention.identifier, epoch),
        secret=secret,
        base=made[0],
        deltas=list(made[1:]),
        built_at=time_text(built_at),
        expires_at=time_text(keys.expires_at(epoch, convention.epoch_days)),
    )


def _publish(index: OwnIndex, manifest: IndexManifest) -> OwnIndex:
    with transaction.atomic():
        OwnIndex.objects.filter(convention=index.convention, current=True).update(
            current=False, replaced_at=timezone.now()
        )
        index.save(force_insert=True)
        journal.write(
            "index-published",
            convention=index.convention,
            epoch=index.epoch,
            built_at=manifest.built_at,
            count=manifest.base.count,
            deltas=len(manifest.deltas),
            data_bytes=manifest.data_bytes,
            sha256=hashlib.sha256(encode(manifest)).hexdigest(),
        )
    return index
