"""A package read from a stick: nothing is unpacked before the signature over its list holds, and nothing beyond it.

Bounds: as many entries as the list names, each with exactly the size and the digest of the list; names from the list
alone, whose form cannot lead out of a folder; only stored or deflated; nothing encrypted; nothing twice. The bytes that
are written are counted, never believed.
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final

from benkan.core.envelope import verify_signature
from benkan.core.errors import N_, Invalid, Unverified
from benkan.formats.learning_package.manifest import (
    MOST_FILES,
    MOST_MANIFEST_BYTES,
    File,
    Manifest,
    decode,
    kind_of,
    signed_text,
)

MOST_INDEX_BYTES: Final = 4 * 1024 * 1024
MOST_DIRECTORY_BYTES: Final = 1024 * 1024
_CHUNK: Final = 1024 * 1024
_PLAIN: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NAMES: Final = ("manifest.json", "manifest.sig", "index.html")
_TAIL: Final = 65_557
"""Longest end record of a ZIP with its comment."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A package whose list is signed by its issuer; the files are verified as they are read."""

    manifest: Manifest
    archive: zipfile.ZipFile

    def copy(self, file: File, into: Callable[[bytes], object]) -> None:
        """Hands the bytes of a file out piece by piece; the last piece only when its digest holds.

        Raises:
            Unverified: ``package.file``: other bytes than the list names.
            Invalid: ``package.broken``, ``material.kind``.
        """
        for piece in self._pieces(file):
            into(piece)

    def verify(self) -> None:
        """Reads everything; raises as ``copy`` does."""
        for file in self.manifest.files:
            self.copy(file, lambda _piece: None)

    def _pieces(self, file: File) -> Iterator[bytes]:
        digest, count, waiting = hashlib.sha256(), 0, b""
        with _readable(), self.archive.open(file.path) as source:
            while piece := source.read(_CHUNK):
                if not count:
                    kind_of(file.path, piece[:64])
                count += len(piece)
                if count > file.size:
                    raise _other(file.path)
                digest.update(piece)
                if waiting:
                    yield waiting
                waiting = piece
        if count != file.size or digest.hexdigest() != file.sha256:
            raise _other(file.path)
        yield waiting


@contextmanager
def open_package(stream: IO[bytes], key_of: Callable[[str], bytes]) -> Iterator[Opened]:
    """The package, once its signature holds.

    Args:
        key_of: the signing key of a service by its id; raises where the service is not known.

    Raises:
        Unverified: ``package.signature``, ``package.file``: the first page is another one.
        Invalid: ``package.broken``, ``package.manifest``, ``package.entries``.
        BenkanError: what ``key_of`` raises.
    """
    _refuse_large_directory(stream)
    with _readable():
        archive = zipfile.ZipFile(stream)
    with archive:
        entries = archive.infolist()
        if len(entries) > MOST_FILES + len(_NAMES):
            raise _entries()
        said = _small(archive, "manifest.json", MOST_MANIFEST_BYTES)
        manifest = decode(said)
        if not verify_signature(key_of(manifest.issuer), _small(archive, "manifest.sig", 64), signed_text(said)):
            raise Unverified(
                "package.signature",
                N_("The signature of this package does not hold: another service made it, or it was changed."),
                N_("Do not use it; ask the service for another copy."),
                place="manifest.sig",
            )
        _same(entries, manifest)
        index = _small(archive, "index.html", MOST_INDEX_BYTES)
        if hashlib.sha256(index).hexdigest() != manifest.index_sha256:
            raise _other("index.html")
        yield Opened(manifest, archive)


def _same(entries: list[zipfile.ZipInfo], manifest: Manifest) -> None:
    """Whether the archive has just the entries of the list, each of its size."""
    sizes = {one.path: one.size for one in manifest.files}
    names = [one.filename for one in entries]
    if sorted(names) != sorted([*_NAMES, *sizes]):
        raise _entries()
    for one in entries:
        if one.compress_type not in _PLAIN or one.flag_bits & 0x1:
            raise _entries()
        if one.filename in sizes and one.file_size != sizes[one.filename]:
            raise _other(one.filename)


def _small(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with _readable():
        entry = archive.getinfo(name)
        if entry.file_size > most or entry.compress_type not in _PLAIN or entry.flag_bits & 0x1:
            raise _entries()
        with archive.open(entry) as source:
            return source.read(most)


def _refuse_large_directory(stream: IO[bytes]) -> None:
    """The library reads the whole directory into memory: its size is looked at before."""
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(max(0, size - _TAIL))
    tail = stream.read(_TAIL)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise _broken()
    (directory,) = struct.unpack_from("<I", tail, at + 12)
    if directory > MOST_DIRECTORY_BYTES:
        raise _entries()
    stream.seek(0)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (
        zipfile.BadZipFile, zlib.error, struct.error, KeyError, NotImplementedError, RuntimeError, EOFError,
        ValueError, OSError, OverflowError,
    ) as error:  # fmt: skip
        raise _broken() from error


def _broken() -> Invalid:
    return Invalid(
        "package.broken",
        N_("This is no learning package, or it is broken."),
        N_("Copy it again from the stick, or have it made again."),
        place="file",
    )


def _entries() -> Invalid:
    return Invalid(
        "package.entries",
        N_("This package holds other files than its list names, or packed in another way."),
        N_("Do not unpack it; ask the service for another copy."),
        place="file",
    )


def _other(path: str) -> Unverified:
    return Unverified(
        "package.file",
        N_("A file of this package was changed or is not whole."),
        N_("Do not use it; copy the package again from its source."),
        place=path,
    )
