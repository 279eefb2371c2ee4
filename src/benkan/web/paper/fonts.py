"""The fonts that paper carries: Noto Sans and Noto Sans Arabic, plain and bold, which the build puts beside the pages.

They are kept packed (WOFF 1.0) and unpacked when first used. Each letter takes the first font that has it.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import uharfbuzz as hb

from benkan.core.errors import N_, BenkanError

FOLDER: Final = Path(__file__).parents[1] / "static" / "vendor" / "paper"
FILES: Final = {
    False: (
        "noto-sans-latin-400-normal.woff",
        "noto-sans-latin-ext-400-normal.woff",
        "noto-sans-arabic-arabic-400-normal.woff",
    ),
    True: (
        "noto-sans-latin-700-normal.woff",
        "noto-sans-latin-ext-700-normal.woff",
        "noto-sans-arabic-arabic-700-normal.woff",
    ),
}
_MAX_BYTES: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Font:
    """One font: its name in the document, its bytes, and what shapes with it."""

    name: str
    data: bytes
    face: hb.Face
    shaper: hb.Font

    @property
    def em(self) -> int:
        """Units of its drawing in one size of the letter."""
        return int(self.face.upem)


def present() -> bool:
    """Whether the build brought the fonts; without them no paper is made."""
    return all((FOLDER / file).is_file() for files in FILES.values() for file in files)


@cache
def fonts(*, bold: bool) -> tuple[Font, ...]:
    """The fonts of a weight in the order in which a letter looks for its own."""
    if not present():
        raise BenkanError(
            "paper.no-fonts",
            N_("This node has no fonts for PDF: they were not there when it was built."),
            N_("Print the page and save it as PDF, or take another kind of file; a new build brings the fonts."),
            place=FOLDER.name,
        )
    return tuple(_font(FOLDER / file) for file in FILES[bold])


@cache
def font_of(letter: str, *, bold: bool) -> int:
    """Which font has the letter; the first, with its empty box, where none has."""
    for at, font in enumerate(fonts(bold=bold)):
        if font.shaper.get_nominal_glyph(ord(letter)):
            return at
    return 0


def _font(path: Path) -> Font:
    data = unpack(path.read_bytes())
    face = hb.Face(data)
    return Font(path.stem.removesuffix("-normal"), data, face, hb.Font(face))


def unpack(data: bytes) -> bytes:
    """A font out of WOFF 1.0: the same tables, unpacked, below a directory of their places."""
    signature, flavour, _length, count = struct.unpack(">4sIIH", data[:14])
    if signature != b"wOFF":
        raise ValueError("not a WOFF font")
    entries = [struct.unpack(">4sIIII", data[44 + 20 * at : 64 + 20 * at]) for at in range(count)]
    if sum(size for _tag, _start, _packed, size, _sum in entries) > _MAX_BYTES:
        raise ValueError("the font is too large")
    power = count.bit_length() - 1
    head = struct.pack(">IHHHH", flavour, count, 16 << power, power, 16 * count - (16 << power))
    directory, body = b"", b""
    for tag, start, packed, size, check in entries:
        table = data[start : start + packed]
        table = zlib.decompress(table) if packed < size else table
        directory += struct.pack(">4sIII", tag, check, 12 + 16 * count + len(body), size)
        body += table + b"\0" * (-len(table) % 4)
    return head + directory + body
