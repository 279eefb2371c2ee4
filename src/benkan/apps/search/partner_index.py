"""Fetching a partner's index: manifest, parts, checks, and the files that searches look into.

Chunks are kept under their digest, so a fetch that the link cut goes on where it stopped; a part that is here is not
fetched again. Nothing is used before every byte matches the manifest that the partner signed; an epoch's public
keys never change once they were seen, and no manifest is taken that is older than the newest one seen.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benkan.apps.accords import services as accords
from benkan.apps.agencies import services as agencies
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.search import files, keys
from benkan.apps.search.models import IndexCheck, PartnerIndex
from benkan.apps.search.receiving import Network, Source, receive
from benkan.core.blind import KINDS, MAX_INDEX_BYTES, Delta, Index, Map, digests, root
from benkan.core.errors import N_, BenkanError, Invalid, Unreachable, Unverified
from benkan.core.matching import MATCHING_VERSION
from benkan.wire import INDEX_FORMAT, IndexAsk, IndexManifest, decode, encode

FRESH = dt.timedelta(minutes=15)
"""How often a partner is asked whether its index has changed."""


def moment(text: str) -> dt.datetime:
    """The time that a message gives."""
    return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)


def usable(partner: str, convention: str) -> PartnerIndex | None:
    """The newest complete copy of the partner's index, unless its epoch is over."""
    found = PartnerIndex.objects.filter(partner=partner, convention=convention, complete=True).order_by("-built_at")
    for copy in found[:1]:
        if moment(manifest_of(copy).expires_at) > timezone.now() and all(path.exists() for path in paths_of(copy)):
            return copy
    return None


def manifest_of(copy: PartnerIndex) -> IndexManifest:
    """The manifest of a copy."""
    manifest = decode("index.manifest", bytes(copy.manifest))
    assert isinstance(manifest, IndexManifest)
    return manifest


def paths_of(copy: PartnerIndex) -> list[Path]:
    """The files of a copy's parts, the base first."""
    folder = files.partner_folder(copy.partner, copy.convention)
    return [files.part(folder, part.sha256) for part in manifest_of(copy).parts]


def load(copy: PartnerIndex) -> Index:
    """The index itself, ready for look-ups; its parts are kept in memory as long as there is room."""
    base, *deltas = (_load(str(path)) for path in paths_of(copy))
    assert isinstance(base, Map)
    return Index(base, [delta for delta in deltas if isinstance(delta, Delta)])


@lru_cache(maxsize=64)
def _load(path: str) -> Map | Delta:
    data = Path(path).read_bytes()
    if root(digests(data)) != Path(path).stem:
        # It was whole when it was fetched: without it, the part is fetched again.
        Path(path).unlink(missing_ok=True)
        raise Unreachable(
            "index.spoilt",
            N_("A part of the partner's index was damaged on this node's disk."),
            N_("It is fetched again by itself; have the disk checked if it happens again."),
        )
    return Delta.load(data) if data.startswith(Delta.MAGIC) else Map.load(data)


def fetch(partner: str, convention: str) -> PartnerIndex:
    """The partner's present index, complete and checked.

    Raises:
        Refused, Unreachable: the convention or the partner says no, or does not answer; what was fetched is kept.
        Unverified: a manifest, a chunk or a key does not hold; the journal has a line about it.
    """
    asked = IndexAsk(format=INDEX_FORMAT, matching_version=MATCHING_VERSION)
    try:
        manifest = exchange.ask(partner, "index.ask", asked, convention=convention)
        copy = _take(partner, convention, manifest, Network(partner, convention, manifest.epoch))
    except Unverified as error:
        _refused(partner, convention, error)
        raise
    IndexCheck.objects.filter(partner=partner, convention=convention).update(
        next_at=timezone.now() + FRESH, attempts=0, code=""
    )
    return copy


def take(partner: str, convention: str, manifest: IndexManifest, source: Source) -> PartnerIndex:
    """The index of this manifest from another source than the partner's node, checked in the same way.

    Raises:
        Refused: the convention does not allow to have it.
        Unverified, Invalid: as in ``fetch``.
    """
    exchange.allow(partner, "index.ask", convention=convention)
    try:
        return _take(partner, convention, manifest, source)
    except Unverified as error:
        _refused(partner, convention, error)
        raise


def is_older(partner: str, convention: str, manifest: IndexManifest) -> bool:
    """Whether a newer manifest of this index was seen before."""
    newest = IndexCheck.objects.filter(partner=partner, convention=convention).values_list("newest", flat=True).first()
    return newest is not None and moment(manifest.built_at) < newest


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


def forget_expired() -> None:
    """Deletes copies whose epoch is over, with their files."""
    for copy in PartnerIndex.objects.all():
        if moment(manifest_of(copy).expires_at) <= timezone.now():
            with files.in_turn(files.partner_folder(copy.partner, copy.convention)):
                copy.delete()
                _keep_named(copy.partner, copy.convention)


def wanted() -> list[tuple[str, str]]:
    """Every partner of the directory with each convention in force under which its index may be read."""
    today = timezone.now().date()
    known = {one.id for one in agencies.partners()}
    wanted = set()
    for agreement in accords.agreements():
        one = agreement.convention
        if agreement.signed and not agreement.suspended_by and one.in_force(today) and one.search_mode == "blind":
            wanted |= {(other, one.identifier) for other in one.partners(settings.BENKAN_NODE.agency) if other in known}
    return sorted(wanted)


def _take(partner: str, convention: str, manifest: IndexManifest, source: Source) -> PartnerIndex:
    # A search, the daily round and the courier may want one index at one moment: the second would tidy away what the
    # first is writing.
    with files.in_turn(files.partner_folder(partner, convention)):
        _check(manifest, partner, convention)
        copy = _copy(manifest)
        if not (copy.complete and all(path.exists() for path in paths_of(copy))):
            _complete(copy, manifest, source)
    return copy


def _refused(partner: str, convention: str, error: Unverified) -> None:
    with transaction.atomic():
        journal.write("proof-refused", partner=partner, convention=convention, code=error.code, kind="index")


def _check(manifest: IndexManifest, partner: str, convention: str) -> None:
    if (manifest.responder, manifest.convention) != (partner, convention):
        raise Unverified(
            "index.other",
            N_("The manifest is about another index than the one asked for."),
            N_("Tell the partner's administrator."),
        )
    if manifest.format != INDEX_FORMAT:
        raise Invalid(
            "index.format",
            N_("The partner's index has another form than this node reads."),
            N_("Update the software of the older of the two nodes."),
            place="format",
        )
    if manifest.matching_version != MATCHING_VERSION:
        raise Invalid(
            "index.matching-version",
            N_("The partner prepares names with other tables than this node."),
            N_("Update the software of the older of the two nodes."),
            place="matching_version",
        )
    if set(manifest.public_keys) != set(KINDS):
        raise malformed("public_keys")
    if manifest.data_bytes > MAX_INDEX_BYTES or manifest.base.tombstones or not manifest.base.data_bytes:
        raise malformed("base")
    _check_epoch(manifest, convention)
    _pin(manifest)


def _check_epoch(manifest: IndexManifest, convention: str) -> None:
    """Refuses an epoch that is over, or that its owner makes longer than the convention does."""
    begun = dt.datetime.combine(dt.date.fromisoformat(manifest.epoch_started_on), dt.time(), dt.UTC)
    ends = moment(manifest.expires_at)
    agreed = [one.convention for one in accords.agreements() if one.convention.identifier == convention]
    longest = dt.timedelta(days=max((one.epoch_days for one in agreed), default=0)) + keys.OVERLAP
    if ends <= timezone.now() or ends > begun + longest:
        raise malformed("expires_at")


def _pin(manifest: IndexManifest) -> None:
    """Refuses other keys for an epoch than those seen first, and a manifest older than the newest one seen.

    One key for each asker would tell askers apart; an old index would hide what came since.
    """
    keys_now = {kind: key.hex() for kind, key in sorted(manifest.public_keys.items())}
    built_at = moment(manifest.built_at)
    with transaction.atomic():
        check, _ = IndexCheck.objects.get_or_create(
            partner=manifest.responder, convention=manifest.convention, defaults={"next_at": timezone.now()}
        )
        pinned = check.pinned.get(str(manifest.epoch))
        newest = check.newest
        if pinned in (None, keys_now) and (newest is None or newest <= built_at):
            check.pinned = {**dict(list(check.pinned.items())[-11:]), str(manifest.epoch): keys_now}
            check.newest = built_at
            check.save(update_fields=["pinned", "newest"])
            return
    if pinned not in (None, keys_now):
        raise Unverified(
            "index.key-changed",
            N_("The partner's search key changed in the middle of its epoch."),
            N_("Do not search there; tell your control officer and the partner."),
        )
    raise Unverified(
        "index.older",
        N_("The partner's manifest is older than one that was seen before."),
        N_("The newer index stays in use; tell the partner's administrator."),
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


def _complete(copy: PartnerIndex, manifest: IndexManifest, source: Source) -> None:
    """Gets what is missing, checks the whole, and makes it the copy in use."""
    folder = files.partner_folder(copy.partner, copy.convention)
    unfinished = PartnerIndex.objects.filter(partner=copy.partner, convention=copy.convention, complete=False)
    unfinished.exclude(pk=copy.pk).delete()
    # What this index does not share goes first: one that is never finished must not fill the disk, one after another.
    _keep_named(copy.partner, copy.convention)
    data = [receive(folder, part, source) for part in manifest.parts]
    Index.load(data[0], data[1:])
    told = [(part.count, part.tombstones) for part in manifest.parts]
    read = [(Map.load(data[0]).count, 0)]
    for each in data[1:]:
        delta = Delta.load(each)
        read.append((delta.map.count, len(delta.tombstones)))
    if told != read:
        raise malformed("count")
    with transaction.atomic():
        copy.complete, copy.fetched_at = True, timezone.now()
        copy.save(update_fields=["complete", "fetched_at"])
        PartnerIndex.objects.filter(
            partner=copy.partner, convention=copy.convention, built_at__lt=copy.built_at
        ).delete()
        journal.write(
            "index-fetched",
            partner=copy.partner,
            convention=copy.convention,
            epoch=copy.epoch,
            built_at=manifest.built_at,
            count=manifest.base.count,
            deltas=len(manifest.deltas),
            data_bytes=manifest.data_bytes,
            # The same as in the owner's line, and in every other member's: two views of one index show.
            sha256=hashlib.sha256(encode(manifest)).hexdigest(),
        )
    _keep_named(copy.partner, copy.convention)


def _keep_named(partner: str, convention: str) -> None:
    """Deletes the files of parts that no copy names, and chunks of parts that are whole; the folder is held."""
    folder = files.partner_folder(partner, convention)
    named: set[str] = set()
    wanted: set[str] = set()
    for copy in PartnerIndex.objects.filter(partner=partner, convention=convention):
        named.update(path.stem for path in paths_of(copy))
        if not copy.complete:
            wanted.update(path.stem for path in paths_of(copy))
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name not in wanted or files.part(folder, entry.name).exists():
                shutil.rmtree(entry)
        elif entry.stem not in named:
            entry.unlink()


def malformed(place: str) -> Invalid:
    """The error of a manifest that does not follow the protocol."""
    return Invalid(
        "index.manifest",
        N_("The manifest of the partner's index does not follow the protocol."),
        N_("Tell the partner's administrator."),
        place=place,
    )
