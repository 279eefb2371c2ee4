"""Fetching a partner's index: manifest, chunks, checks, and the file that searches look into.

Chunks are kept under their digest, so a fetch that the link cut goes on where it stopped, and a new index takes over
the chunks it shares with the old one. Nothing is used before every byte matches the manifest that the partner signed,
and an epoch's public keys never change once they were seen.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.search import files
from benkan.apps.search.models import IndexCheck, PartnerIndex
from benkan.core.blind import CHUNK_BYTES, MAX_INDEX_BYTES, SLOTS, Index, join
from benkan.core.errors import N_, BenkanError, Invalid, Unverified
from benkan.core.matching import MATCHING_VERSION
from benkan.wire import IndexAsk, IndexChunkAsk, IndexManifest, decode, encode

FRESH = dt.timedelta(minutes=15)
"""How often a partner is asked whether its index has changed."""


def moment(text: str) -> dt.datetime:
    """The time that a message gives."""
    return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)


def usable(partner: str, convention: str) -> PartnerIndex | None:
    """The newest complete copy of the partner's index, unless its epoch is over."""
    found = PartnerIndex.objects.filter(partner=partner, convention=convention, complete=True).order_by("-built_at")
    for copy in found[:1]:
        if moment(manifest_of(copy).expires_at) > timezone.now() and Path(copy.path).exists():
            return copy
    return None


def manifest_of(copy: PartnerIndex) -> IndexManifest:
    """The manifest of a copy."""
    manifest = decode("index.manifest", bytes(copy.manifest))
    assert isinstance(manifest, IndexManifest)
    return manifest


def load(copy: PartnerIndex) -> Index:
    """The index itself, ready for look-ups; kept in memory as long as there is room."""
    return _load(copy.path)


@lru_cache(maxsize=16)
def _load(path: str) -> Index:
    return Index.load(Path(path).read_bytes())


def fetch(partner: str, convention: str) -> PartnerIndex:
    """The partner's present index, complete and checked.

    Raises:
        Refused, Unreachable: the convention or the partner says no, or does not answer; what was fetched is kept.
        Unverified: a manifest, a chunk or a key does not hold; the journal has a line about it.
    """
    try:
        manifest = exchange.ask(partner, "index.ask", IndexAsk(), convention=convention)
        _check(manifest, partner, convention)
        copy = _copy(manifest)
        if not copy.complete:
            _complete(copy, manifest)
    except Unverified as error:
        with transaction.atomic():
            journal.write("proof-refused", partner=partner, convention=convention, code=error.code, kind="index")
        raise
    IndexCheck.objects.filter(partner=partner, convention=convention).update(
        next_at=timezone.now() + FRESH, attempts=0, code=""
    )
    return copy


def attempt(partner: str, convention: str) -> bool:
    """Fetches once and notes a failure; whether it worked."""
    try:
        fetch(partner, convention)
    except BenkanError as error:
        check = IndexCheck.objects.get(partner=partner, convention=convention)
        check.attempts += 1
        check.code = error.code[:64]
        check.next_at = timezone.now() + exchange.backoff(check.attempts + 1)
        check.save(update_fields=["attempts", "code", "next_at"])
        return False
    return True


def _check(manifest: IndexManifest, partner: str, convention: str) -> None:
    if (manifest.responder, manifest.convention) != (partner, convention):
        raise Unverified(
            "index.other",
            N_("The manifest is about another index than the one asked for."),
            N_("Tell the partner's administrator."),
        )
    if manifest.matching_version != MATCHING_VERSION:
        raise Invalid(
            "index.matching-version",
            N_("The partner prepares names with other tables than this node."),
            N_("Update the software of the older of the two nodes."),
            place="matching_version",
        )
    chunks = -(-manifest.data_bytes // CHUNK_BYTES)
    if dict(manifest.slots) != dict(SLOTS) or set(manifest.public_keys) != set(SLOTS):
        raise _malformed("slots")
    if manifest.data_bytes > MAX_INDEX_BYTES or len(manifest.chunk_sha256) != chunks:
        raise _malformed("data_bytes")
    if moment(manifest.expires_at) <= timezone.now():
        raise _malformed("expires_at")
    _pin(manifest)


def _pin(manifest: IndexManifest) -> None:
    """Refuses other keys for an epoch than those seen first: one key for each asker would tell askers apart."""
    keys = {kind: key.hex() for kind, key in sorted(manifest.public_keys.items())}
    with transaction.atomic():
        check, _ = IndexCheck.objects.get_or_create(
            partner=manifest.responder, convention=manifest.convention, defaults={"next_at": timezone.now()}
        )
        pinned = check.pinned.get(str(manifest.epoch))
        if pinned is None:
            check.pinned = {**dict(list(check.pinned.items())[-11:]), str(manifest.epoch): keys}
            check.save(update_fields=["pinned"])
            pinned = keys
    if pinned != keys:
        raise Unverified(
            "index.key-changed",
            N_("The partner's search key changed in the middle of its epoch."),
            N_("Do not search there; tell your control officer and the partner."),
        )


def _copy(manifest: IndexManifest) -> PartnerIndex:
    copy, _ = PartnerIndex.objects.update_or_create(
        partner=manifest.responder,
        convention=manifest.convention,
        built_at=moment(manifest.built_at),
        create_defaults={"epoch": manifest.epoch, "manifest": encode(manifest)},
        defaults={},
    )
    if bytes(copy.manifest) != encode(manifest):
        raise Unverified(
            "index.two-manifests",
            N_("The partner signed two different manifests for the same index."),
            N_("Do not search there; tell your control officer and the partner."),
        )
    return copy


def _complete(copy: PartnerIndex, manifest: IndexManifest) -> None:
    """Fetches what is missing, checks the whole, and makes it the copy in use."""
    folder = files.partner_folder(copy.partner, copy.convention)
    pieces = folder / "chunks"
    pieces.mkdir(exist_ok=True)
    # What this index does not share goes first: one that is never finished must not fill the disk, one after another.
    _keep_only(pieces, set(manifest.chunk_sha256))
    unfinished = PartnerIndex.objects.filter(partner=copy.partner, convention=copy.convention, complete=False)
    unfinished.exclude(pk=copy.pk).delete()
    for number, digest in enumerate(manifest.chunk_sha256):
        if not _has(pieces / digest, digest):
            files.write_whole(pieces / digest, _chunk(copy, manifest, number, digest))
    data = join([(pieces / digest).read_bytes() for digest in manifest.chunk_sha256], manifest.chunk_sha256)
    index = Index.load(data)
    if len(data) != manifest.data_bytes or index.count != manifest.count:
        raise _malformed("count")
    path = folder / f"{manifest.epoch}-{copy.built_at:%Y%m%dT%H%M%S}.bki"
    files.write_whole(path, data)
    with transaction.atomic():
        copy.path, copy.complete, copy.fetched_at = str(path), True, timezone.now()
        copy.save(update_fields=["path", "complete", "fetched_at"])
        old = PartnerIndex.objects.filter(partner=copy.partner, convention=copy.convention, built_at__lt=copy.built_at)
        gone = [one.path for one in old if one.path]
        old.delete()
        journal.write(
            "index-fetched",
            partner=copy.partner,
            convention=copy.convention,
            epoch=copy.epoch,
            built_at=manifest.built_at,
            count=manifest.count,
            data_bytes=manifest.data_bytes,
            sha256=hashlib.sha256(data).hexdigest(),
        )
    for old_path in gone:
        Path(old_path).unlink(missing_ok=True)


def _keep_only(pieces: Path, wanted: set[str]) -> None:
    for piece in pieces.iterdir():
        if piece.name not in wanted:
            piece.unlink(missing_ok=True)


def _has(piece: Path, digest: str) -> bool:
    return piece.exists() and hashlib.sha256(piece.read_bytes()).hexdigest() == digest


def _chunk(copy: PartnerIndex, manifest: IndexManifest, number: int, digest: str) -> bytes:
    answer = exchange.ask(
        copy.partner,
        "index.chunk.ask",
        IndexChunkAsk(epoch=manifest.epoch, built_at=manifest.built_at, number=number),
        convention=copy.convention,
    )
    if answer.number != number or hashlib.sha256(answer.data).hexdigest() != digest:
        raise Unverified(
            "blind.chunk",
            N_("Piece %(number)d of the index is not the one that its manifest signs."),
            N_("Fetch this piece again."),
            place=f"chunks[{number}]",
            number=number,
        )
    return bytes(answer.data)


def _malformed(place: str) -> Invalid:
    return Invalid(
        "index.manifest",
        N_("The manifest of the partner's index does not follow the protocol."),
        N_("Tell the partner's administrator."),
        place=place,
    )
