"""A PDF made of shaped text and plain surfaces, page by page. The same calls give the same bytes.

Only the letters used are carried along. Every sign knows which text it stands for, so what is read on paper can be
searched and copied. A document has no script, no link, no form and no attachment, and names neither time nor author
beside what is given.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import lru_cache
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
_LEAST_STEP: Final = 0.05
_WORDS: Final = re.compile("[^ \u00a0]+[ \u00a0]*|[ \u00a0]+")


class Sign(NamedTuple):
    """One sign of a font as it is drawn: how far it moves on and where it sits, in sizes of the letter."""

    glyph: int
    text: str
    advance: float
    x: float
    y: float


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Signs of one font beside each other, from left to right; ``advance`` is how far all of them move on."""

    bold: bool
    font: int
    signs: tuple[Sign, ...]
    advance: float


def shape(text: str, *, bold: bool = False, rtl: bool | None = None) -> list[Stretch]:
    """The signs of one line from left to right, letters joined as their script joins them.

    A word is shaped with the spaces behind it, and the last few thousand words are kept shaped: no script joins over a
    space, and what goes on paper says the same words again and again.

    Args:
        rtl: which way the line runs; None: as its own first letter does, whatever stands around it.
    """
    text = direction.clean(text[:_MAX_TEXT])
    rtl = direction.leftwards(text) if rtl is None else rtl
    found: list[Stretch] = []
    for start, end, level in direction.runs(text, rtl=rtl):
        words = _WORDS.findall(text, start, end)
        for word in reversed(words) if level % 2 else words:
            found += _word(word, bold=bold, leftwards=bool(level % 2))
    return found


def width(line: list[Stretch], size: float) -> float:
    """How wide the line is in points."""
    return sum(stretch.advance for stretch in line) * size


@lru_cache(maxsize=4096)
def _word(word: str, *, bold: bool, leftwards: bool) -> tuple[Stretch, ...]:
    parts: list[tuple[str, int]] = []
    for letter in word:
        # A space stays in the font of what it follows: words keep their joins.
        font = parts[-1][1] if parts and letter in " \u00a0\u200c\u200d" else font_of(letter, bold=bold)
        if parts and parts[-1][1] == font:
            parts[-1] = (parts[-1][0] + letter, font)
        else:
            parts.append((letter, font))
    found = [_shape_part(part, at, bold=bold, leftwards=leftwards) for part, at in parts]
    return tuple(reversed(found)) if leftwards else tuple(found)


def _shape_part(text: str, at: int, *, bold: bool, leftwards: bool) -> Stretch:
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
        found.append(Sign(info.codepoint, said, place.x_advance / em, place.x_offset / em, place.y_offset / em))
    return Stretch(bold, at, tuple(found), sum(sign.advance for sign in found))


class Document:
    """Pages to write on, with (0, 0) in the upper corner on the left."""

    def __init__(self, *, title: str, language: str, size: tuple[float, float] = A4) -> None:
        self.size = size
        self._title = direction.clean(title)
        self._language = language
        self._pages: list[list[str]] = []
        self._codes: dict[tuple[bool, int], dict[tuple[int, str], int]] = {}
        self._told: dict[Stretch, list[tuple[float, str]]] = {}

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

    def write(self, page: int, x: float, y: float, line: list[Stretch], size: float, grey: float = 0) -> None:
        """A line from x to the right, on the base line y."""
        if not line:
            return
        said = [f"BT {grey:.2f} g 1 0 0 1 {x:.2f} {self.size[1] - y:.2f} Tm"]
        used: tuple[bool, int] | None = None
        raised = 0.0
        shown: list[str] = []
        for stretch in line:
            font = (stretch.bold, stretch.font)
            if font != used:
                _show(said, shown)
                said.append(f"/{_name(font)} {size:.2f} Tf")
                used = font
            for rise, codes in self._told.get(stretch) or self._tell(stretch):
                if rise != raised:
                    _show(said, shown)
                    said.append(f"{rise * size:.2f} Ts")
                    raised = rise
                shown.append(codes)
        _show(said, shown)
        if raised:
            said.append("0 Ts")
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

    def _tell(self, stretch: Stretch) -> list[tuple[float, str]]:
        """The signs as their codes, in parts of one height, with every step that is not the sign's own width."""
        # One code for each sign and what it stands for here: the same drawing may be parts of two letters.
        codes = self._codes.setdefault((stretch.bold, stretch.font), {})
        font = fonts(bold=stretch.bold)[stretch.font]
        told: list[tuple[float, str]] = []
        for sign in stretch.signs:
            code = codes.setdefault((sign.glyph, sign.text), len(codes) + 1)
            after = _thousandths(font, sign.glyph) + (sign.x - sign.advance) * 1000
            one = f"{_step(-sign.x * 1000)}<{code:04x}>{_step(after)}"
            if told and told[-1][0] == sign.y:
                told[-1] = (sign.y, told[-1][1] + one)
            else:
                told.append((sign.y, one))
        self._told[stretch] = told
        return told

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
        widths = " ".join(str(_thousandths(font, glyph)) for glyph, _said in codes)
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


def _show(said: list[str], shown: list[str]) -> None:
    """Says what is to be shown in one step, and begins anew."""
    if shown:
        said.append(f"[{''.join(shown).replace('><', '')}] TJ")
        shown.clear()


def _step(back: float) -> str:
    """A step back in thousandths of a size, or nothing."""
    return f"{back:.1f}".removesuffix(".0") if abs(back) >= _LEAST_STEP else ""


def _thousandths(font: Font, glyph: int) -> int:
    """How far a sign by itself moves on, as the file says it."""
    wide = font.shaper.get_glyph_h_advance(glyph) * 1000 / font.em
    return round(float(wide))


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
