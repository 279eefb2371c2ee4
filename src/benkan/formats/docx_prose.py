"""Office documents (ECMA-376, DOCX) written with python-docx from the parts of ``core.prose``.

Arabic is marked as such everywhere a program looks for it: section, paragraph, run and table. The same parts give the
same bytes: no time and no name of a program is left in the file.
"""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
import zipfile
from collections.abc import Iterable
from typing import Any, Final

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from benkan.core.prose import Paragraph, Part, Prose, Signatures, Table, Title

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT: Final = "Arial"
"""On every office machine, with Latin and Arabic letters."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_WHEN: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)  # the library writes it without a zone
_SIZES: Final = {1: 18, 2: 13, 3: 11}


def write(prose: Prose) -> bytes:
    """The file."""
    document = docx.Document()
    _styles(document)
    section = document.sections[0]
    if prose.language == "ar":
        section._sectPr.append(OxmlElement("w:bidi"))  # noqa: SLF001 - the library has no other way
    head = section.header.paragraphs[0]
    run(head, f"{prose.service} · {prose.title} · ", prose.language, size=8)
    run(head, prose.handling, prose.language, bold=True, size=9)
    directed(head, prose.language)
    foot = section.footer.paragraphs[0]
    run(foot, prose.dated, prose.language, size=8)
    directed(foot, prose.language)
    add(document, prose.parts, prose.language)
    return save(document, prose.title, prose.language)


def add(document: Any, parts: Iterable[Part], language: str) -> list[Any]:
    """Writes the parts at the end of the document; the elements made, in order."""
    made: list[Any] = []
    for part in parts:
        match part:
            case Title():
                made.append(_title(document, part, language))
            case Paragraph():
                made.append(_paragraph(document, part, language))
            case Table():
                made.append(_table(document, part, language))
            case Signatures():
                made.append(_signatures(document, part.names, language))
    return made


def run(paragraph: Any, text: str, language: str, *, bold: bool = False, size: float = 0) -> None:
    """A run that reads in the direction of its language."""
    made = paragraph.add_run(text)
    properties = made._r.get_or_add_rPr()  # noqa: SLF001
    if bold:
        made.bold = True
        properties.append(OxmlElement("w:bCs"))
    if size:
        made.font.size = Pt(size)
        complex_size = OxmlElement("w:szCs")
        complex_size.set(qn("w:val"), str(int(size * 2)))
        properties.append(complex_size)
    if language == "ar" and not _latin(text):
        properties.append(OxmlElement("w:rtl"))
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:bidi" if language == "ar" else "w:val"), {"ar": "ar-SA", "fr": "fr-FR"}.get(language, "en-GB"))
    properties.append(spoken)


def directed(paragraph: Any, language: str) -> None:
    """A paragraph that begins on the side of its language."""
    if language == "ar":
        # First of what may stand behind the style and the lists: the schema has an order.
        paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001
            OxmlElement("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:outlineLvl",
            "w:rPr", "w:sectPr",
        )  # fmt: skip


def save(document: Any, title: str, language: str) -> bytes:
    """The document's bytes, without the time of writing."""
    about = document.core_properties
    about.title, about.language = title[:255], language
    about.author = about.last_modified_by = "Benkan"
    about.comments = ""
    about.created = about.modified = _WHEN
    about.revision = 1
    file = io.BytesIO()
    document.save(file)
    return same_bytes(file.getvalue())


def same_bytes(data: bytes) -> bytes:
    """The archive with its entries in order and without times."""
    fresh = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        for name in sorted(names, key=lambda one: (one != "[Content_Types].xml", one)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            new.writestr(entry, old.read(name))
    return fresh.getvalue()


def _latin(text: str) -> bool:
    """Whether a text inside an Arabic document runs from left to right: its full stop stands behind its last word."""
    first = next((kind for letter in text if (kind := unicodedata.bidirectional(letter)) in ("L", "R", "AL")), "")
    return first == "L"


def _styles(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10.5)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(name), FONT)


def _title(document: Any, part: Title, language: str) -> Any:
    made = document.add_paragraph()
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), str(part.level - 1))
    made.paragraph_format.keep_with_next = True
    made.paragraph_format.space_before = Pt(0 if part.level == 1 else 10)
    made._p.get_or_add_pPr().append(level)  # noqa: SLF001
    run(made, part.text, language, bold=True, size=_SIZES.get(part.level, 11))
    directed(made, language)
    return made._p  # noqa: SLF001


def _paragraph(document: Any, part: Paragraph, language: str) -> Any:
    made = document.add_paragraph()
    made.paragraph_format.space_after = Pt(4)
    size = 9 if part.small else 10.5
    if part.label:
        run(made, f"{part.label} ", language, bold=True, size=size)
    run(made, part.text, language, size=size)
    directed(made, language)
    return made._p  # noqa: SLF001


def _table(document: Any, part: Table, language: str) -> Any:
    made = document.add_table(rows=len(part.rows) + 1, cols=len(part.columns))
    made.style = "Table Grid"
    if language == "ar":
        properties = made._tbl.tblPr  # noqa: SLF001
        properties.insert(1, OxmlElement("w:bidiVisual"))
    cells = made._cells  # noqa: SLF001 - once: asking for each row anew takes time with the square of the rows
    wide = len(part.columns)
    for at, text in enumerate([*part.columns, *(cell for row in part.rows for cell in row)]):
        line = cells[at].paragraphs[0]
        run(line, text, language, bold=at < wide, size=9)
        if at >= wide and at % wide in part.numbers:
            line.alignment = WD_ALIGN_PARAGRAPH.LEFT if language == "ar" else WD_ALIGN_PARAGRAPH.RIGHT
        directed(line, language)
    return made._tbl  # noqa: SLF001


def _signatures(document: Any, names: Any, language: str) -> Any:
    made = document.add_table(rows=(len(names) + 1) // 2, cols=2)
    if language == "ar":
        made._tbl.tblPr.insert(1, OxmlElement("w:bidiVisual"))  # noqa: SLF001
    for cell, name in zip(made._cells, names, strict=False):  # noqa: SLF001
        line = cell.paragraphs[0]
        line.paragraph_format.space_before = Pt(30)
        run(line, "_" * 28 + "\n" + name, language, size=9)
        directed(line, language)
    return made._tbl  # noqa: SLF001
