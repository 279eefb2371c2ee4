"""A package written to a stream: sorted, without times, so that the same materials give the same bytes."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from benkan.formats.learning_package import index_page
from benkan.formats.learning_package.index_page import Words
from benkan.formats.learning_package.manifest import FORMAT, KINDS, File, LeftOut, Manifest, encode, signed_text

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_DENSE: Final = frozenset(KINDS) - {"pdf", "txt", "csv"}
"""Kinds that are compressed already."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the package, and where its bytes lie."""

    file: File
    where: Path


def write(
    target: IO[bytes],
    *,
    issuer: str,
    newest: str,
    sources: Sequence[Source],
    left_out: Sequence[LeftOut],
    words: Mapping[str, Words],
    sign: Callable[[bytes], bytes],
) -> Manifest:
    """Writes the package; what it says it holds.

    Args:
        newest: the day of the newest edition in it, so that no clock gets into the bytes.
        words: of the first page, by language.
        sign: Ed25519 with the issuer's key.
    """
    ordered = sorted(sources, key=lambda one: one.file.path)
    files = tuple(one.file for one in ordered)
    index = index_page.page(files, left_out, words)
    manifest = Manifest(
        format=FORMAT, issuer=issuer, newest=newest, index_sha256=hashlib.sha256(index).hexdigest(), files=files,
        left_out=tuple(left_out),
    )  # fmt: skip
    said = encode(manifest)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in (("manifest.json", said), ("manifest.sig", sign(signed_text(said))), ("index.html", index)):
            archive.writestr(_entry(name), data, compresslevel=9)
        for one in ordered:
            entry = _entry(one.file.path)
            with archive.open(entry, "w") as into, one.where.open("rb") as source:
                shutil.copyfileobj(source, into, 1024 * 1024)
    return manifest


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    dense = name.rpartition(".")[2] in _DENSE
    entry.compress_type = zipfile.ZIP_STORED if dense else zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry
