"""Deleting by rule: an epoch's files, outputs and handles go when its index expires, what no index names goes at once.

Kept of an epoch that has not expired: the newest index, the one before it, and for two days the newest index on each
base that was replaced, so that a partner that is fetching can finish and a handle quoted in a request still stands for
its records.
"""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
from collections.abc import Iterable
from pathlib import Path

from django.utils import timezone

from benkan import disk
from benkan.apps.search import files
from benkan.apps.search.models import OwnIndex
from benkan.apps.search.publishing.holdings import KEPT
from benkan.core.errors import Refused
from benkan.wire import IndexManifest, decode

OVERLAP = dt.timedelta(days=2)
NEWEST = 2
_UNTIL = "until"


def note_end(folder: Path, expires_at: dt.datetime) -> None:
    """Writes into the folder of an epoch when it may go."""
    if not (folder / _UNTIL).exists():
        disk.write_whole(folder / _UNTIL, expires_at.isoformat().encode())


def sweep() -> None:
    """Deletes own indexes that nobody may ask for any more, with all their files."""
    for folder in files.own_folders():
        try:
            with files.alone(folder):
                _sweep(folder)
        except Refused:
            # Being built by another process, which sweeps when it is done.
            continue


def _sweep(folder: Path) -> None:
    now = timezone.now()
    rows = OwnIndex.objects.filter(convention=folder.name).order_by("-epoch", "-built_at")
    named: dict[str, set[str]] = {}
    gone = []
    for epoch, of_epoch in itertools.groupby(rows, key=lambda index: index.epoch):
        kept = named.setdefault(str(epoch), set())
        for place, index in enumerate(of_epoch):
            manifest = decode("index.manifest", bytes(index.manifest))
            assert isinstance(manifest, IndexManifest)
            recent = index.replaced_at is None or index.replaced_at > now - OVERLAP
            if index.expires_at > now and (place < NEWEST or (recent and manifest.base.sha256 not in kept)):
                kept.update(part.sha256 for part in manifest.parts)
            else:
                gone.append(index.pk)
    OwnIndex.objects.filter(pk__in=gone).delete()
    for entry in folder.iterdir():
        if entry.is_dir():
            _sweep_files(entry, named.get(entry.name, set()), now)
        elif entry.suffix in KEPT:
            entry.unlink()


def _sweep_files(folder: Path, named: Iterable[str], now: dt.datetime) -> None:
    until = folder / _UNTIL
    if not until.exists() or dt.datetime.fromisoformat(until.read_text()) <= now:
        shutil.rmtree(folder)
        return
    for file in folder.iterdir():
        if file.suffix in KEPT and file.stem not in named:
            file.unlink()
