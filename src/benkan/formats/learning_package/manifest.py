"""What a package says it holds: strict, bounded, and every path one that cannot lead out of a folder."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from benkan.core.canonical import canonical
from benkan.core.errors import N_, Invalid

FORMAT: Final = "benkan-learning-package/1"
MOST_FILES: Final = 500
MOST_FILE_BYTES: Final = 256 * 1024 * 1024
MOST_PACKAGE_BYTES: Final = 4_000_000_000
"""Of all files together: what a stick of the common kind holds as one file."""
MOST_MANIFEST_BYTES: Final = 1024 * 1024
LICENCES: Final = ("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "partners")
"""SPDX names; ``partners``: for services, not to be passed on by them."""
KINDS: Final = {
    "pdf": ("application/pdf", b"%PDF-"),
    "txt": ("text/plain", b""),
    "csv": ("text/csv", b""),
    "epub": ("application/epub+zip", b"PK\x03\x04"),
    "odt": ("application/vnd.oasis.opendocument.text", b"PK\x03\x04"),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", b"PK\x03\x04"),
    "odp": ("application/vnd.oasis.opendocument.presentation", b"PK\x03\x04"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", b"PK\x03\x04"),
    "png": ("image/png", b"\x89PNG"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "mp3": ("audio/mpeg", b""),
    "ogg": ("audio/ogg", b"OggS"),
    "mp4": ("video/mp4", b""),
    "webm": ("video/webm", b"\x1aE\xdf\xa3"),
}
"""Endings that are taken, their media type and first bytes. No page, no macro, no program: nothing that runs."""
PATH: Final = re.compile(r"files/[0-9]{3}-[a-z0-9-]{1,60}\.[a-z0-9]{1,8}")

Language = Annotated[str, Field(pattern=r"^(fr|en|ar)$")]
_Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Title = Annotated[str, Field(min_length=1, max_length=200)]
_Titles = Annotated[dict[Language, _Title], Field(min_length=1)]
_Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
_Size = Annotated[int, Field(ge=1, le=MOST_FILE_BYTES)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class File(_Strict):
    """One file: where it lies, its digest, and what it is an edition of."""

    path: Annotated[str, Field(max_length=80)]
    sha256: _Sha256
    size: _Size
    language: Language
    version: Annotated[int, Field(ge=1, le=10_000)]
    material: Annotated[str, Field(max_length=36)]
    course: _Code
    titles: _Titles
    licence: Annotated[str, Field(max_length=20)]

    @model_validator(mode="after")
    def _sound(self) -> File:
        if not PATH.fullmatch(self.path) or self.path.rpartition(".")[2] not in KINDS:
            raise ValueError("path")
        if str(uuid.UUID(self.material)) != self.material:
            raise ValueError("material")
        if self.licence not in LICENCES:
            raise ValueError("licence")
        if not all(title.isprintable() for title in self.titles.values()):
            raise ValueError("titles")
        return self


class LeftOut(_Strict):
    """A material that there is and that found no room."""

    titles: _Titles
    language: Language
    size: _Size


class Manifest(_Strict):
    """A whole package."""

    format: Literal["benkan-learning-package/1"]
    issuer: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    newest: Annotated[str, Field(max_length=10)]
    index_sha256: _Sha256
    files: Annotated[tuple[File, ...], Field(min_length=1, max_length=MOST_FILES)]
    left_out: Annotated[tuple[LeftOut, ...], Field(max_length=MOST_FILES)] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Manifest:
        dt.date.fromisoformat(self.newest)
        paths = {one.path for one in self.files}
        editions = {(one.material, one.language, one.version) for one in self.files}
        if not len(paths) == len(editions) == len(self.files):
            raise ValueError("twice")
        if self.size > MOST_PACKAGE_BYTES:
            raise ValueError("size")
        return self

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(one.size for one in self.files)


def encode(manifest: Manifest) -> bytes:
    """The one spelling of a manifest."""
    return canonical(manifest.model_dump(mode="json"))


def decode(data: bytes) -> Manifest:
    """The manifest that these bytes are.

    Raises:
        Invalid: ``package.manifest``: another form, another spelling, or out of bounds.
    """
    try:
        found = Manifest.model_validate_json(data)
    except (ValidationError, ValueError, RecursionError) as error:
        raise _unread() from error
    if encode(found) != data:
        raise _unread()
    return found


def _unread() -> Invalid:
    return Invalid(
        "package.manifest",
        N_("The list of contents of this package cannot be read."),
        N_("Have the package made again by the service that signed it."),
        place="manifest.json",
    )


def signed_text(manifest: bytes) -> bytes:
    """What the signature covers."""
    return FORMAT.encode() + b"\n" + manifest


def kind_of(name: str, begins: bytes) -> str:
    """The ending of a file that may be in a library, in lower case.

    Args:
        begins: its first bytes; what the ending promises must be there.

    Raises:
        Invalid: ``material.kind``.
    """
    written = name.rpartition(".")[2].casefold() if "." in name else ""
    ending = {"jpeg": "jpg", "text": "txt"}.get(written, written)
    known: Any = KINDS.get(ending)
    text = ending in ("txt", "csv")
    sound = known is not None and begins.startswith(known[1]) and (not text or b"\x00" not in begins)
    if ending == "mp4":
        sound = begins[4:8] == b"ftyp"
    if ending == "mp3":
        sound = begins.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"))
    if not sound:
        raise Invalid(
            "material.kind",
            N_("A file of this kind is not taken into the library."),
            N_("Give one of these: %(kinds)s. Nothing that runs is taken."),
            place="file",
            kinds=", ".join(KINDS),
        )
    return ending
