"""A PDF made of shaped text and plain surfaces, page by page. The same calls give the same bytes.

Only the letters used are carried along. Every sign knows which text it stands for, so what is read on paper can be
searched and copied. A document has no script, no link, no form and no attachment, and names neither time nor author
beside what is given.
"""

from __future__ import annotations

import zlib
from itertools import pairwise
from typing import Final, NamedTuple

import uharfbuzz as hb

from benkan.web.paper import direction
from benkan.web.paper.fonts import Font, font_of, fonts

A4: Final = (595.28, 841.89)
"""Width and height in points of 1/72 inch."""
_MISSING: Final = "\ufffd"
_STAND_INS: Final = {"≈": "~", "\u200c": "\u200c", "\u200d": "\u200d"}
"""What is drawn for letters that the fonts lack; joiners draw nothing and must reach the shaper."""
_MAX_TEXT: Final = 2_000
"""Characters of one line; what is longer is cut, no line of paper holds so many."""


class Sign(NamedTuple):
    """One sign of a font as it is drawn: how far it moves on and where it sits, in sizes of the letter."""

    bold: bool
    font: int
    glyph: int
    text: str
    advance: float
    x: float
    y: float


def shape(text: str, *, bold: bool = False, rtl: bool | None = None) -> list[Sign]:
    """The signs of one line from left to right, letters joined as their script joins them.

    Args:
        rtl: which way the line runs; None: as its own first letter does, whatever stands around it.
    """
    text = direction.clean(text[:_MAX_TEXT])
    rtl = direction.leftwards(text) if rtl is None else rtl
    found: list[Sign] = []
    for start, end, level in direction.runs(text, rtl=rtl):
        parts = _by_font(text, start, end, bold=bold)
        for one, other, at in reversed(parts) if level % 2 else parts:
            found += _shape_part(text[one:other], at, bold=bold, leftwards=bool(level % 2))
    return found


def width(signs: list[Sign], size: float) -> float:
    """How wide the signs are in points."""
    return sum(sign.advance for sign in signs) * size


def _by_font(text: str, start: int, end: int, *, bold: bool) -> list[tuple[int, int, int]]:
    parts: list[tuple[int, int, int]] = []
    for at in range(start, end):
        # A space stays in the font of what it follows: words keep their joins.
        font = parts[-1][2] if parts and text[at] in " \u00a0\u200c\u200d" else font_of(text[at], bold=bold)
        if parts and parts[-1][2] == font:
            parts[-1] = (parts[-1][0], at + 1, font)
        else:
            parts.append((at, at + 1, font))
    return parts


def _shape_part(text: str, at: int, *, bold: bool, leftwards: bool) -> list[Sign]:
    font = fonts(bold=bold)[at]
    buffer = hb.Buffer()
    # What no font has is drawn as the sign of a missing letter, and is still read back as itself.
    known = font.shaper.get_nominal_glyph
    buffer.add_str("".join(letter if known(ord(letter)) else _STAND_INS.get(letter, _MISSING) for letter in text))
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if leftwards else "ltr"
    hb.shape(font.shaper, buffer)
    em = font.em
    clusters = [*sorted({info.cluster for info in buffer.glyph_infos}), len(text)]
    following = dict(pairwise(clusters))
    told: set[int] = set()
    found = []
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        said = "" if info.cluster in told else text[info.cluster : following[info.cluster]]
        told.add(info.cluster)
        found.append(
            Sign(bold, at, info.codepoint, said, place.x_advance / em, place.x_offset / em, place.y_offset / em)
        )
    return found


class Document:
    """Pages to write on, with (0, 0) in the upper corner on the left."""

    def __init__(self, *, title: str, language: str, size: tuple[float, float] = A4) -> None:
        self.size = size
        self._title = direction.clean(title)
        self._language = language
        self._pages: list[list[str]] = []
        self._codes: dict[tuple[bool, int], dict[tuple[int, str], int]] = {}

    @property
    def pages(self) -> int:
        """How many there are."""
        return len(self._pages)

    def add_page(self) -> int:
        """A new page; its number from 0."""
        self._pages.append([])
        return len(self._pages) - 1

    def surface(self, page: int, x: float, y: float, wide: float, high: float, grey: float) -> None:
        """A filled rectangle; grey from 0 (black) to 1 (white)."""
        bottom = self.size[1] - y - high
        self._pages[page].append(f"{grey:.2f} g {x:.2f} {bottom:.2f} {wide:.2f} {high:.2f} re f")

    def write(self, page: int, x: float, y: float, signs: list[Sign], size: float, grey: float = 0) -> None:
        """Signs from x to the right, on the base line y."""
        said = [f"BT {grey:.2f} g"]
        used: tuple[bool, int] | None = None
        for sign in signs:
            font = (sign.bold, sign.font)
            if font != used:
                said.append(f"/{_name(font)} {size:.2f} Tf")
                used = font
            left, base = x + sign.x * size, self.size[1] - y + sign.y * size
            said.append(f"1 0 0 1 {left:.2f} {base:.2f} Tm <{self._code(font, sign):04x}> Tj")
            x += sign.advance * size
        if used is not None:
            self._pages[page].append("\n".join([*said, "ET"]))

    def save(self) -> bytes:
        """The file."""
        objects: list[bytes] = [b"", b"", b""]  # catalogue, pages and information, filled in below
        resources = " ".join(f"/{_name(font)} {self._embed(objects, font)} 0 R" for font in sorted(self._codes))
        wide, high = self.size
        numbers = []
        for page in self._pages:
            content = _add(objects, _stream("\n".join(page).encode("ascii")))
            said = (
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide:.2f} {high:.2f}] /Contents {content} 0 R"
                f" /Resources << /Font << {resources} >> >> >>"
            )
            numbers.append(_add(objects, said.encode("ascii")))
        kids = " ".join(f"{number} 0 R" for number in numbers)
        way = "/R2L" if self._language == "ar" else "/L2R"
        objects[0] = (
            f"<< /Type /Catalog /Pages 2 0 R /Lang {_text(self._language)}"
            f" /ViewerPreferences << /Direction {way} /DisplayDocTitle true >> >>"
        ).encode("ascii")
        objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(numbers)} >>".encode("ascii")
        objects[2] = f"<< /Title {_text(self._title)} /Producer {_text('Benkan')} >>".encode("ascii")
        return _file(objects)

    def _code(self, font: tuple[bool, int], sign: Sign) -> int:
        # One code for each sign and what it stands for here: the same drawing may be parts of two letters.
        codes = self._codes.setdefault(font, {})
        return codes.setdefault((sign.glyph, sign.text), len(codes) + 1)

    def _embed(self, objects: list[bytes], key: tuple[bool, int]) -> int:
        font, codes = fonts(bold=key[0])[key[1]], self._codes[key]
        wanted = hb.SubsetInput()
        wanted.flags = hb.SubsetFlags.RETAIN_GIDS
        wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).update({glyph for glyph, _said in codes})
        data = bytes(hb.subset(font.face, wanted).blob.data)
        file = _add(objects, _stream(data, f" /Length1 {len(data)}"))
        glyphs = b"\0\0" + b"".join(glyph.to_bytes(2, "big") for glyph, _said in codes)
        places = _add(objects, _stream(glyphs))
        words = _add(objects, _stream(_to_unicode(codes)))
        widths = " ".join(f"{font.shaper.get_glyph_h_advance(glyph) * 1000 / font.em:.0f}" for glyph, _said in codes)
        name = f"BENKAN+{_pdf_name(font)}"
        described = _add(objects, _descriptor(font, name, file))
        inner = _add(
            objects,
            (
                f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDToGIDMap {places} 0 R"
                " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
                f" /FontDescriptor {described} 0 R /W [1 [{widths}]] >>"
            ).encode("ascii"),
        )
        said = (
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H"
            f" /DescendantFonts [{inner} 0 R] /ToUnicode {words} 0 R >>"
        )
        return _add(objects, said.encode("ascii"))


def _name(font: tuple[bool, int]) -> str:
    return f"{'B' if font[0] else 'R'}{font[1]}"


def _pdf_name(font: Font) -> str:
    return "".join(part.capitalize() for part in font.name.split("-"))


def _descriptor(font: Font, name: str, file: int) -> bytes:
    extents = font.shaper.get_font_extents("ltr")
    up, down = (value * 1000 / font.em for value in (extents.ascender, extents.descender))
    return (
        f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [-1000 {down:.0f} 3000 {up:.0f}]"
        f" /ItalicAngle 0 /Ascent {up:.0f} /Descent {down:.0f} /CapHeight 714 /StemV 80 /FontFile2 {file} 0 R >>"
    ).encode("ascii")


def _to_unicode(codes: dict[tuple[int, str], int]) -> bytes:
    lines = [f"<{code:04x}> <{said.encode('utf-16-be').hex()}>" for (_glyph, said), code in codes.items()]
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Benkan def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{body}\nendcmap\nend\nend"
    ).encode("ascii")


def _text(text: str) -> str:
    return "<feff" + text.encode("utf-16-be").hex() + ">"


def _stream(data: bytes, more: str = "") -> bytes:
    packed = zlib.compress(data, 6)
    head = f"<< /Filter /FlateDecode /Length {len(packed)}{more} >>\nstream\n"
    return head.encode("ascii") + packed + b"\nendstream"


def _add(objects: list[bytes], said: bytes) -> int:
    objects.append(said)
    return len(objects)


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, said in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + said + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 3 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
