"""Verifying this node's own journal: everything is read again from the database, nothing is believed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.db.models import Max

from benkan.apps.journal import entry as entries
from benkan.apps.journal import tiles
from benkan.apps.journal.models import Checkpoint, Head, Line, Witness
from benkan.apps.journal.naming import origin
from benkan.apps.journal.verification import Audit, Report, verify_file
from benkan.apps.journal.writing import HEAD, log_key
from benkan.core import tlog
from benkan.core.errors import BenkanError

BATCH = 2_000


def verify(path: Path | None = None) -> Report:
    """What holds in this node's journal, or in an exported file that is checked with the keys of the directory.

    Lines that are written while this runs are left for the next time; writers are not held up.
    """
    keys = directory_keys()
    if path is not None:
        return verify_file(path, keys)
    own = log_key()
    partners = {
        agency: tlog.VerifierKey(origin(agency), key) for agency, key in keys.items() if origin(agency) != own.name
    }
    audit = Audit(own.verifier, partners)
    head = Head.objects.filter(pk=HEAD).first()
    size = head.size if head else 0
    held, wrong = tiles.Held(), list[tuple[int, int]]()
    for item in walk(size):
        if isinstance(item, Line):
            leaf = bytes(item.leaf_hash)
            audit.line(item.seq, bytes(item.entry), leaf, shown=partial(_shown_as_written, item))
            wrong.extend(held.leaf(leaf))
        else:
            audit.checkpoint(item.note, cosignatures_of(item))
    wrong.extend(held.end(_size_now()))
    for first, last in wrong:
        audit.tile(first, last)
    try:
        root = tlog.Frontier.from_bytes(bytes(head.frontier)).root() if head else tlog.EMPTY_ROOT
    except BenkanError:
        root = b""  # a damaged state fits no lines, and is reported so
    return audit.end(size=max(size, _surplus()), root=root, seen=dict(Witness.objects.values_list("partner", "size")))


def latest(last: int = 20, event: str = "") -> list[dict[str, Any]]:
    """The newest lines, oldest first, as values for programs."""
    found = Line.objects.filter(event=event) if event else Line.objects.all()
    return [as_object(line) for line in reversed(found.order_by("-seq")[:last])]


def of_event(event: str, first: int, before: int) -> list[tuple[int, dict[str, Any]]]:
    """Number and facts of the lines of one event, from line ``first`` up to the one before line ``before``."""
    found = Line.objects.filter(event=event, seq__gte=first, seq__lt=before).order_by("seq")
    return list(found.values_list("seq", "facts"))


def as_object(line: Line) -> dict[str, Any]:
    """A line as the API and the commands say it."""
    return {
        "seq": line.seq,
        "at": entries.instant(line.at),
        "event": line.event,
        "officer": line.officer,
        "partner": line.partner,
        "convention": line.convention,
        "clause": line.clause,
        "reference": line.reference,
        "facts": line.facts,
        "leaf_sha256": bytes(line.leaf_hash).hex(),
    }


def walk(size: int) -> Iterator[Line | Checkpoint]:
    """The first ``size`` lines in order, each checkpoint after the lines it covers, then checkpoints of lost lines."""
    signed = Checkpoint.objects.order_by("size").filter(size__gt=0).prefetch_related("cosignatures")
    checkpoints = signed.iterator(chunk_size=BATCH)
    waiting = next(checkpoints, None)
    for line in Line.objects.filter(seq__lte=size).order_by("seq").iterator(chunk_size=BATCH):
        while waiting is not None and waiting.size < line.seq:
            yield waiting
            waiting = next(checkpoints, None)
        yield line
    # A checkpoint above the size read first is either newer than this reading or signs lines that were removed.
    present = Line.objects.aggregate(last=Max("seq"))["last"] or 0
    while waiting is not None:
        if waiting.size <= size or waiting.size > present:
            yield waiting
        waiting = next(checkpoints, None)


def cosignatures_of(checkpoint: Checkpoint) -> list[tuple[str, str]]:
    """(agency id, cosignature line) of a checkpoint, in the order of the agencies."""
    return sorted((each.witness, each.line) for each in checkpoint.cosignatures.all())


def directory_keys() -> dict[str, bytes]:
    """The public signing key of every service in the directory, this node's among them."""
    from benkan.apps.agencies import services as agencies

    return agencies.signing_keys()


def _surplus() -> int:
    """The last line when it lies beyond the state as it is now: a state that was set back, else 0."""
    last = Line.objects.aggregate(last=Max("seq"))["last"] or 0
    return last if last > _size_now() else 0


def _size_now() -> int:
    return Head.objects.filter(pk=HEAD).values_list("size", flat=True).first() or 0


def _shown_as_written(line: Line, entry: entries.Entry) -> bool:
    """Whether the columns that lists show say what the entry says."""
    return (
        entries.instant(line.at),
        line.event,
        line.officer,
        line.partner,
        line.convention,
        line.clause,
        line.reference,
        line.facts,
    ) == (
        entry.at,
        entry.event,
        entry.officer,
        entry.partner,
        entry.convention,
        entry.clause,
        entry.reference,
        entry.facts,
    )
