"""A service's own office file with places such as {{title}} or {{votes}}: checked, then filled. Nothing in it runs.

A place for words may stand anywhere in a line; a place for parts (tables, lists) stands alone in its line. What could
fetch something or run something is refused: macros, and links to what lies outside the file.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import docx
from lxml.etree import LxmlError

from benkan.core.errors import N_, Invalid
from benkan.core.prose import Part
from benkan.formats.docx_prose import add, directed, run, save

MAX_BYTES: Final = 2_000_000
MAX_UNPACKED: Final = 20_000_000
MAX_ENTRIES: Final = 300
_PLACE: Final = re.compile(r"\{\{\s*([a-z_]{1,40})\s*\}\}")


def check(data: bytes, words: frozenset[str], parts: frozenset[str]) -> frozenset[str]:
    """The places in the file.

    Args:
        words: names of places for words.
        parts: names of places for parts.

    Raises:
        Invalid: ``docx.too-large``, ``docx.unreadable``, ``docx.active``, ``docx.place-unknown`` (all named),
            ``docx.place-not-alone``, ``docx.no-places``.
    """
    document = _opened(data)
    found: set[str] = set()
    for paragraph in _paragraphs(document):
        text = paragraph.text
        named = _PLACE.findall(text)
        found |= set(named)
        crowded = next((name for name in named if name in parts and _PLACE.fullmatch(text.strip()) is None), "")
        if crowded:
            raise Invalid(
                "docx.place-not-alone",
                N_("The place {{%(name)s}} stands for a table or a list, and other words stand in its line."),
                N_("Give it a line of its own."),
                place=crowded,
                name=crowded,
            )
    unknown = sorted(found - words - parts)
    if unknown:
        raise Invalid(
            "docx.place-unknown",
            N_("The file has places that nothing fills: %(names)s."),
            N_("Use these: %(known)s."),
            place=unknown[0],
            names=", ".join(unknown[:20]),
            known=", ".join(sorted(words | parts)),
        )
    if not found:
        raise Invalid(
            "docx.no-places",
            N_("The file has no places to fill."),
            N_("Use these: %(known)s."),
            place="docx",
            known=", ".join(f"{{{{{name}}}}}" for name in sorted(words | parts)),
        )
    return frozenset(found)


def fill(data: bytes, words: Mapping[str, str], parts: Mapping[str, Sequence[Part]], language: str) -> bytes:
    """The file with its places filled; the same again gives the same bytes. Errors as ``check``."""
    check(data, frozenset(words), frozenset(parts))
    document = _opened(data)
    for paragraph in list(_paragraphs(document)):
        alone = _PLACE.fullmatch(paragraph.text.strip())
        if alone is not None and alone[1] in parts:
            for element in add(document, parts[alone[1]], language):
                paragraph._p.addprevious(element)  # noqa: SLF001 - the library moves nothing by itself
            paragraph._p.getparent().remove(paragraph._p)  # noqa: SLF001
        elif _PLACE.search(paragraph.text):
            _fill_words(paragraph, words, language)
    return save(document, words.get("title", ""), language)


def _fill_words(paragraph: Any, words: Mapping[str, str], language: str) -> None:
    """Office programs cut a place over several runs: what stands in the line becomes one, in the style of the first."""
    text = _PLACE.sub(lambda found: words.get(found[1], ""), paragraph.text)
    runs = paragraph.runs
    bold = bool(runs and runs[0].bold)
    size = runs[0].font.size.pt if runs and runs[0].font.size else 0
    for one in runs:
        one._r.getparent().remove(one._r)  # noqa: SLF001
    run(paragraph, text, language, bold=bold, size=size)
    directed(paragraph, language)


def _opened(data: bytes) -> Any:
    if len(data) > MAX_BYTES:
        raise Invalid(
            "docx.too-large",
            N_("The file is larger than %(limit)d bytes, packed or unpacked."),
            N_("Take pictures out of it."),
            place="docx",
            limit=MAX_BYTES,
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES or sum(one.file_size for one in entries) > MAX_UNPACKED:
                raise Invalid(
                    "docx.too-large",
                    N_("The file is larger than %(limit)d bytes, packed or unpacked."),
                    N_("Take pictures out of it."),
                    place="docx",
                    limit=MAX_UNPACKED,
                )
            for one in entries:
                _passive(one.filename, archive.read(one))
        return docx.Document(io.BytesIO(data))
    except (zipfile.BadZipFile, KeyError, ValueError, LxmlError, EOFError, NotImplementedError, RuntimeError) as error:
        raise Invalid(
            "docx.unreadable",
            N_("This is not an office document (DOCX)."),
            N_("Save it as DOCX without a password."),
            place="docx",
        ) from error


def _passive(name: str, content: bytes) -> None:
    low = name.lower()
    runs = "vbaproject" in low or "activex" in low or low.endswith((".bin", ".exe")) or "embeddings/" in low
    fetches = low.endswith(".rels") and re.search(rb"TargetMode\s*=\s*[\"']External", content) is not None
    declares = low.endswith((".xml", ".rels")) and b"<!DOCTYPE" in content
    if runs or fetches or declares:
        raise Invalid(
            "docx.active",
            N_("The file holds something that runs, or that is fetched from elsewhere."),
            N_("Take macros, embedded files and links out of it, and save it as DOCX."),
            place="docx",
        )


def _paragraphs(document: Any) -> Iterator[Any]:
    """Every line of the body, of its tables and of the heads and feet of its sections."""
    yield from _inside(document)
    for section in document.sections:
        for edge in (section.header, section.footer):
            yield from _inside(edge)


def _inside(holder: Any) -> Iterator[Any]:
    yield from holder.paragraphs
    for table in holder.tables:
        for cell in {id(one._tc): one for one in table._cells}.values():  # noqa: SLF001 - merged cells come once
            yield from _inside(cell)
