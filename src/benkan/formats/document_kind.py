"""Which kind of document some bytes are: by what they hold, never by a name. What runs something by itself is refused.

PDF (ISO 32000), Office Open XML (ISO/IEC 29500), OpenDocument (ISO/IEC 26300), PNG and JPEG. Macros, scripts, launched
programs and files within a file are refused where they stand openly; a PDF can hide them in compressed parts, so what
is taken is still only ever handed out as a download. Nothing is opened, rendered or changed.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from dataclasses import dataclass
from typing import Final

from benkan.core.errors import N_, Invalid

MOST_MEMBERS: Final = 5_000
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_OPEN: Final = "application/vnd.oasis.opendocument."
_PARTS: Final = {
    "word/document.xml": ("docx", f"{_OFFICE}wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", f"{_OFFICE}spreadsheetml.sheet"),
    "ppt/presentation.xml": ("pptx", f"{_OFFICE}presentationml.presentation"),
}
_MIMETYPES: Final = {f"{_OPEN}text": "odt", f"{_OPEN}spreadsheet": "ods", f"{_OPEN}presentation": "odp"}
_ACTIVE_PARTS: Final = re.compile(
    r"vbaproject|vbadata|/activex/|/embeddings/.*\.bin$|^basic/|^scripts/|\.(?:exe|dll|js|vbs)$", re.IGNORECASE
)
_ACTIVE_PDF: Final = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|XFA|RichMedia)(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind: the ending of its files and its media type."""

    ending: str
    media_type: str


def kind_of(data: bytes) -> Kind:
    """The kind.

    Raises:
        Invalid: ``document.kind``: none of the kinds that are taken; ``document.active``: something in it runs by
            itself; ``document.broken``: an archive that cannot be read.
    """
    if data.startswith(b"%PDF-"):
        if _ACTIVE_PDF.search(data):
            raise _active()
        return Kind("pdf", "application/pdf")
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind("png", "image/png")
    if data.startswith(b"\xff\xd8\xff"):
        return Kind("jpg", "image/jpeg")
    if data.startswith(b"PK\x03\x04"):
        return _of_archive(data)
    raise _unknown()


def _of_archive(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise _unknown()
            names = {one.filename for one in members}
            first = members[0] if members else None
            said = archive.read(first) if first and first.filename == "mimetype" and first.file_size <= 100 else b""
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        struct.error,
    ) as error:
        raise Invalid(
            "document.broken",
            N_("The file cannot be read: it is damaged, or locked with a password."),
            N_("Open it, save it again without a password, and bring that."),
            place="file",
        ) from error
    if any(_ACTIVE_PARTS.search(name) for name in names):
        raise _active()
    ending = _MIMETYPES.get(said.decode("ascii", "replace"))
    if ending is not None:
        return Kind(ending, said.decode("ascii"))
    found = [kind for part, kind in _PARTS.items() if part in names]
    if len(found) != 1 or "[Content_Types].xml" not in names:
        raise _unknown()
    return Kind(*found[0])


def _active() -> Invalid:
    return Invalid(
        "document.active",
        N_("Something in this file runs by itself: a macro, a script, or another file within it."),
        N_("Save it without that, for example as PDF, and bring it again."),
        place="file",
    )


def _unknown() -> Invalid:
    return Invalid(
        "document.kind",
        N_("This is none of the documents that are taken."),
        N_("Bring PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, PNG or JPEG; the content counts, not the name."),
        place="file",
    )
