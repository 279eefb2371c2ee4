"""Where indexes lie in the node's home, and how a file appears there: whole or not at all."""

from __future__ import annotations

import os
import re
import uuid
from pathlib import Path

from django.conf import settings

from benkan.core.errors import N_, Invalid

_PLAIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


def own_folder(convention: str) -> Path:
    """The folder of this node's indexes for a convention."""
    return _made(Path(settings.BENKAN_NODE.home) / "indexes" / "own" / _plain(convention))


def partner_folder(partner: str, convention: str) -> Path:
    """The folder of a partner's indexes for a convention."""
    return _made(Path(settings.BENKAN_NODE.home) / "indexes" / "partners" / _plain(partner) / _plain(convention))


def write_whole(path: Path, data: bytes) -> None:
    """The file with these bytes; a reader sees the old file or the new one, a power cut leaves one of them."""
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def read_piece(path: Path, start: int, size: int) -> bytes:
    """At most ``size`` bytes of the file from ``start`` on."""
    with path.open("rb") as file:
        file.seek(start)
        return file.read(size)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _plain(name: str) -> str:
    # Names come from cards and conventions that were checked; this is the last wall before the file system.
    if not _PLAIN.fullmatch(name) or len(name) > 64:
        raise Invalid("index.name", N_("This name cannot be a folder."), place="name")
    return name
