"""What waits for a partner, put into its bag: letters, questions, witness questions, replies owed, the index.

Everything stays where it waits until an answer comes, by whichever way; so a stick that is lost costs nothing but time,
and an export that is made twice writes the same files twice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from benkan.apps.agencies import services as agencies
from benkan.apps.attachments.services import by_courier as attachments
from benkan.apps.courier import layout
from benkan.apps.courier.folder import below, read, unusable, write_whole
from benkan.apps.courier.models import Asked, Journey, Owed, Way
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.search import services as search
from benkan.core.envelope import MAX_ENVELOPE_BYTES, peek
from benkan.core.errors import N_, BenkanError, Invalid
from benkan.wire import encode, time_text

MOST_CHUNK_BYTES = 1024**3
"""What one export takes along of attached files for one partner, unless more is asked for."""
WITNESS_LIFE = dt.timedelta(days=14)


@dataclass(slots=True)
class Packed:
    """What an export put into the folder for one partner.

    Args:
        letters: from the queue; ``questions`` of searches; ``witness`` questions; ``replies`` owed.
        indexes: our indexes that the partner may read.
        chunks: files that hold chunks of attached files which the partner has not yet; ``chunk_bytes`` of them.
        files: written or found whole; ``bytes`` of them all.
        expired: letters whose time is over; ``stopped`` those that the convention stopped.
        awaited: letters that went before, are over, and whose receipt may still come.
        no_index: questions that wait until the partner's index is here.
        ended: questions that were given up, or that the convention refused.
        trouble: what kept an index from being exported.
    """

    partner: str
    letters: int = 0
    questions: int = 0
    witness: int = 0
    replies: int = 0
    indexes: int = 0
    chunks: int = 0
    chunk_bytes: int = 0
    files: int = 0
    bytes: int = 0
    expired: int = 0
    stopped: int = 0
    awaited: int = 0
    no_index: int = 0
    ended: int = 0
    trouble: list[BenkanError] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The numbers alone."""
        return {one.name: value for one in fields(self) if isinstance(value := getattr(self, one.name), int)}


_JOURNALED = ("files", "bytes", "letters", "questions", "witness", "replies", "indexes", "chunks", "expired", "stopped")


def export(
    folder: Path,
    *,
    partner: str = "",
    largest: int | None = None,
    most_chunk_bytes: int = MOST_CHUNK_BYTES,
    officer: str = "",
) -> list[Packed]:
    """Puts everything that waits into the folder; what was done for each partner.

    Args:
        partner: only for this one.
        largest: no file has more bytes than this.
        most_chunk_bytes: chunks of attached files for one partner have no more bytes together.
        officer: who asked for it, for the journal.

    Raises:
        Refused: ``agency.unknown``.
        Invalid: ``courier.smallest``: files that small hold no index; ``courier.folder``: the folder cannot be written;
            ``courier.link``: it leads somewhere else.
    """
    if largest is not None and largest < layout.SMALLEST_FILE:
        raise Invalid(
            "courier.smallest",
            N_("Files cannot be smaller than %(least)d bytes."),
            N_("Give a larger size, or use a stick."),
            place="--largest",
            least=layout.SMALLEST_FILE,
        )
    for convention in (folder / layout.INDEXES).glob("*"):
        below(folder, layout.INDEXES, convention.name, exchange.own())
    below(folder, layout.INDEXES)
    wanted = [agencies.get(partner)] if partner else agencies.partners()
    Owed.objects.filter(until__lte=timezone.now()).delete()
    Asked.objects.filter(expires_at__lte=timezone.now()).delete()
    return [_export(folder, one.id, largest, most_chunk_bytes, officer) for one in wanted]


def pack_replies(folder: Path, partner: str) -> int:
    """Adds the replies that are owed to the partner to its bag, for the way back; how many.

    Raises:
        Invalid: ``courier.folder``: it cannot be written; the replies go with the next export.
    """
    replies = _replies(partner)
    bag = bag_of(folder, partner)
    try:
        lying = {path.name: read(path, MAX_ENVELOPE_BYTES) for path in _ours(bag)} if bag.is_dir() else {}
        kept = {name: data for name, data in lying.items() if layout.is_whole(name, data)}
        _fill(bag, partner, kept | _as_files(replies, None))
    except OSError as error:
        raise unusable(folder, error) from error
    return len(replies)


def bag_of(folder: Path, partner: str) -> Path:
    """Where what we send to the partner lies."""
    return below(folder, layout.ROOT, partner, exchange.own())


def _export(folder: Path, partner: str, largest: int | None, most_chunk_bytes: int, officer: str) -> Packed:
    packed, bag = Packed(partner), bag_of(folder, partner)
    waiting, asked = exchange.load(partner), search.by_courier.load(partner)
    witness, replies = _witness(partner), _replies(partner)
    packed.letters, packed.questions = len(waiting.letters), len(asked.letters)
    packed.witness, packed.replies = len(witness), len(replies)
    packed.expired, packed.stopped, packed.awaited = waiting.expired, waiting.stopped, waiting.awaited
    packed.no_index, packed.ended = asked.no_index, asked.ended
    everything = [*(one.data for one in (*waiting.letters, *asked.letters)), *witness, *replies]
    try:
        files = _as_files(everything, largest)
        if files or bag.is_dir():
            _fill(bag, partner, files)
    except OSError as error:
        raise unusable(folder, error) from error
    packed.files, packed.bytes = len(files), sum(map(len, files.values()))
    packed.indexes = _indexes(folder, partner, packed)
    _chunks(folder, partner, largest, most_chunk_bytes, packed)
    with transaction.atomic():
        counts = packed.counts()
        Journey.objects.create(partner=partner, way=Way.OUT, at=timezone.now(), counts=counts)
        told: dict[str, Any] = {name: counts[name] for name in _JOURNALED}
        journal.write("courier-exported", officer=officer, partner=partner, **told)
    return packed


def _indexes(folder: Path, partner: str, packed: Packed) -> int:
    try:
        return len(search.export_indexes(folder / layout.INDEXES, partner=partner))
    except BenkanError as error:
        # No index yet, or none for this partner, keeps no letter back.
        if error.code != "index.none-here":
            packed.trouble.append(error)
        return 0


def _chunks(folder: Path, partner: str, largest: int | None, most: int, packed: Packed) -> None:
    """Chunks of attached files that the partner has not yet; those of files that are over go."""
    bag = below(folder, layout.ATTACHMENTS, partner, exchange.own())
    try:
        if bag.is_dir():
            for path in [path for path in bag.iterdir() if attachments.is_over(path.name, partner)]:
                path.unlink(missing_ok=True)
        for name, data in attachments.load(partner, most, largest):
            bag.mkdir(parents=True, exist_ok=True)
            write_whole(bag / name, data)
            packed.chunks += 1
            packed.chunk_bytes += len(data)
    except OSError as error:
        raise unusable(folder, error) from error
    except BenkanError as error:
        packed.trouble.append(error)  # keeps no letter back


def _witness(partner: str) -> list[bytes]:
    """The question to cosign our newest lines, kept here so that the answer can be read."""
    found = journal.ask_by_courier(partner)
    if found is None:
        return []
    convention, payload = found
    try:
        letter = exchange.letter(partner, payload, convention=convention, life=WITNESS_LIFE)
    except BenkanError:
        return []  # witnessing is never a reason to keep letters back
    Asked.objects.create(
        envelope_id=letter.id,
        partner=partner,
        convention=convention,
        kind=letter.kind,
        payload=encode(payload),
        sealed=letter.data,
        asked_at=timezone.now(),
        expires_at=timezone.now() + WITNESS_LIFE + exchange.WAY_BACK,
    )
    return [letter.data]


def _replies(partner: str) -> list[bytes]:
    owed = Owed.objects.filter(partner=partner, until__gt=timezone.now())
    return [bytes(one.reply) for one in owed]


def _as_files(envelopes: list[bytes], largest: int | None) -> dict[str, bytes]:
    return {name: data for envelope in envelopes for name, data in layout.files_of(envelope, largest).items()}


def _fill(bag: Path, partner: str, files: dict[str, bytes]) -> None:
    """The bag with these files and their list; what an earlier export left there and nobody waits for goes last."""
    bag.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        write_whole(bag / name, data)
    digests = {name: (hashlib.sha256(data).hexdigest(), len(data)) for name, data in files.items()}
    written = layout.listed(exchange.own(), partner, time_text(timezone.now()), digests)
    write_whole(bag / layout.LIST, written)
    for path in _ours(bag):
        if path.name not in files:
            path.unlink(missing_ok=True)


def _ours(bag: Path) -> list[Path]:
    return [
        path
        for path in sorted(bag.iterdir())
        if layout.is_ours(path.name) and path.name != layout.LIST and path.is_file() and not path.is_symlink()
    ]


def remember(letter: bytes, sha256: str, reply: bytes) -> None:
    """Keeps the reply to a letter that came by courier until it has expired."""
    header, until = peek(letter), peek(reply).expires()
    Owed.objects.update_or_create(
        partner=header.sender,
        envelope_id=uuid.UUID(header.id),
        defaults={
            "sha256": sha256,
            "kind": header.kind,
            "reply": reply,
            "taken_at": timezone.now(),
            "until": until,
        },
    )
