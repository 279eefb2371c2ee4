"""The journal as a file that anyone can verify, and the proof that one line is in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benkan import disk
from benkan.apps.journal import entry as entries
from benkan.apps.journal import store
from benkan.apps.journal.models import Line
from benkan.apps.journal.reading import cosignatures_of, walk
from benkan.apps.journal.tiles import Rows, damaged
from benkan.apps.journal.verification import FORMAT
from benkan.apps.journal.writing import checkpoint, log_key, write
from benkan.core import tlog
from benkan.core.errors import N_, Invalid, Unverified


@dataclass(frozen=True, slots=True)
class Inclusion:
    """A line with everything that shows it stands in the journal.

    Args:
        line: its number, from 1.
        entry: its bytes.
        proof: RFC 6962 inclusion proof, leaf upwards, for the tree of ``size`` lines.
        size: the size of the checkpoint.
        checkpoint: the signed note.
        cosignatures: (agency id, cosignature line) of partners.
    """

    line: int
    entry: bytes
    proof: tuple[bytes, ...]
    size: int
    checkpoint: str
    cosignatures: tuple[tuple[str, str], ...]


def export(path: Path, *, officer: str = "") -> int:
    """Write the whole journal to a new file, readable by its owner alone; the number of lines written.

    The export is itself a line of the journal, the last one in the file.

    Raises:
        Invalid: ``journal.file`` when the file exists already or cannot be written; nothing is left behind.
    """
    if path.exists():
        raise _unwritable(path, "it exists already")
    try:
        size, records = exported(officer=officer)
        disk.write_pieces(path, (record.encode() for record in records))
    except OSError as error:
        raise _unwritable(path, error.strerror or type(error).__name__) from error
    return size


def exported(*, officer: str = "") -> tuple[int, Iterator[str]]:
    """The number of lines, and the records of the file: a header, then lines and checkpoints as they came."""
    with transaction.atomic():
        size = write("journal-exported", officer=officer, format=FORMAT)
        checkpoint()
    return size, _records(size)


def inclusion(seq: int) -> Inclusion:
    """The line with its proof against the newest cosigned checkpoint that covers it, else the newest of all.

    Raises:
        Invalid: ``journal.line`` when the journal has no such line.
        Unverified: ``journal.tile``: what is kept does not give a proof that holds.
    """
    found = store.line(seq)
    if found is None:
        raise Invalid(
            "journal.line",
            N_("The journal has no line %(seq)d."),
            N_("Choose a line of the journal's list."),
            place=str(seq),
            seq=seq,
        )
    entry, leaf = found
    chosen = store.covering(seq)
    if chosen is None:
        checkpoint()
        chosen = store.covering(seq)
        assert chosen is not None
    proof = tlog.inclusion(Rows(chosen.size), seq - 1, chosen.size)
    try:
        tlog.verify_inclusion(leaf, seq - 1, chosen.size, proof, chosen.root)
    except Unverified:
        raise damaged() from None
    return Inclusion(
        line=seq,
        entry=entry,
        proof=tuple(proof),
        size=chosen.size,
        checkpoint=chosen.note,
        cosignatures=chosen.cosignatures,
    )


def about(reference: str) -> list[int]:
    """The numbers of the lines about this public id, in order."""
    return list(Line.objects.filter(reference=reference).order_by("seq").values_list("seq", flat=True))


def _records(size: int) -> Iterator[str]:
    header = {
        "format": FORMAT,
        "agency": settings.BENKAN_NODE.agency,
        "origin": log_key().name,
        "size": size,
        "exported_at": entries.instant(timezone.now()),
    }
    yield _record(header)
    for item in walk(size):
        if isinstance(item, Line):
            leaf = bytes(item.leaf_hash).hex()
            yield _record({"line": item.seq, "leaf_sha256": leaf, "entry": json.loads(bytes(item.entry))})
        else:
            pairs = [{"witness": witness, "line": line} for witness, line in cosignatures_of(item)]
            yield _record({"checkpoint": item.note, "cosignatures": pairs})


def _record(item: dict[str, object]) -> str:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")) + "\n"


def _unwritable(path: Path, reason: str) -> Invalid:
    return Invalid(
        "journal.file",
        N_("The journal cannot be written to this file: %(reason)s."),
        N_("Choose another file."),
        place=str(path),
        reason=reason,
    )
