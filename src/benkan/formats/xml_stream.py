"""XML of others, part by part: large files in bounded memory, and nothing in a file is ever fetched or expanded.

A part is an element that repeats, such as a transaction: it is given whole when it ends and freed after use. Everything
else stays in the tree (the frame). Document types are refused, and with them every entity; libxml2's own limits on
depth and on the length of a text stay on. Bytes that are no UTF-8 in a file that says it is are read as Windows-1252,
control characters become U+FFFD, and both are reported: one bad letter must not cost the file.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from lxml import etree

from benkan.core.errors import N_, Invalid
from benkan.formats.bounded import Bounded
from benkan.formats.report import Finding, Report

MAX_BYTES: Final = 4 * 1024 * 1024 * 1024
MAX_DEPTH: Final = 64
MAX_PART_ELEMENTS: Final = 50_000
MAX_PART_BYTES: Final = 32 * 1024 * 1024
MAX_FRAME_ELEMENTS: Final = 200_000
MAX_FRAME_LETTERS: Final = 64 * 1024 * 1024
_CHUNK: Final = 64 * 1024
_ESCAPED: Final = re.compile("[\udc80-\udcff]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DECLARED: Final = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_UTF_8: Final = frozenset((b"utf-8", b"utf8", b"us-ascii", b"ascii"))


@dataclass(frozen=True, slots=True)
class Part:
    """One element that repeats.

    Args:
        element: the whole element; it is empty as soon as the next part is asked for.
        number: of the part among its like, from 1.
        line: where it begins; 0 when it is not known.
        after: how many other elements stand before it directly below the root; -1 when it stands deeper.
    """

    element: etree._Element
    number: int
    line: int
    after: int


class Mended:
    """A stream of XML whose UTF-8 is valid: what is not is read as Windows-1252, and reported once."""

    def __init__(self, stream: BinaryIO | Bounded, report: Report) -> None:
        self._stream = stream
        self._report = report
        self._line = 1
        first = stream.read(_CHUNK)
        declared = _DECLARED.match(first.removeprefix(codecs.BOM_UTF8).lstrip())
        wide = first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\x00" in first[:4]
        self._plain = wide or (declared is not None and declared[1].lower() not in _UTF_8)
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._waiting = first

    def read(self, size: int = -1) -> bytes:
        """The next bytes; never more than were asked for is promised by no parser, so a chunk may be longer."""
        data = self._waiting or self._stream.read(size if size and size > 0 else _CHUNK)
        self._waiting = b""
        if self._plain:
            return data
        text = self._decoder.decode(data, final=not data)
        if not data and not text:
            return b""
        return self._valid(text).encode() or self.read(size)

    def _valid(self, text: str) -> str:
        if found := _ESCAPED.search(text):
            self._tell(text, found.start(), "xml.encoding")
            text = _ESCAPED.sub(_older, text)
        if found := _CONTROL.search(text):
            self._tell(text, found.start(), "xml.control")
            text = _CONTROL.sub("\ufffd", text)
        self._line += text.count("\n")
        return text

    def _tell(self, text: str, at: int, code: str) -> None:
        line = self._line + text.count("\n", 0, at)
        mixed = code == "xml.encoding"
        self._report.add(
            Finding(
                f"line {line}",
                code,
                N_("Letters are not in the encoding that the file names.")
                if mixed
                else N_("The file has control characters, which XML forbids."),
                N_("Read as Windows-1252: look at the letters.") if mixed else N_("Read as an unknown letter."),
                remedy=N_("Write the file in UTF-8 throughout."),
                line=line,
            )
        )


def _older(found: re.Match[str]) -> str:
    return bytes((ord(found[0]) - 0xDC00,)).decode("cp1252", "replace")


class Parts:
    """Reads one file of XML.

    Args:
        stream: the file, opened for reading bytes.
        report: gets what was wrong.
        wanted: local names of the elements that repeat; they stand anywhere below the root.
        limit: bytes that the file may have.
    """

    def __init__(self, stream: BinaryIO, report: Report, wanted: frozenset[str], limit: int = MAX_BYTES) -> None:
        self._bounded = Bounded(stream, limit)
        self._report = report
        self._wanted = wanted
        self.root: etree._Element | None = None
        self.broken = False
        self.count = 0
        self._depth = self._inside = self._elements = self._began = 0
        self._frame = self._letters = self._below_root = 0
        self._freed: etree._Element | None = None

    def __iter__(self) -> Iterator[Part]:
        """The parts in their order, those that are too large left out and reported.

        A file that is broken after some parts ends there, with a finding; the parts before it were given.

        Raises:
            Invalid: ``xml.broken``, ``xml.forbidden``, ``xml.too-deep``, ``xml.frame``, ``input.too-large``.
        """
        try:
            yield from self._parts()
        except etree.XMLSyntaxError as error:
            self._broken(error)

    def _parts(self) -> Iterator[Part]:
        events = etree.iterparse(
            Mended(self._bounded, self._report),
            events=("start", "end", "comment", "pi"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
        )
        for event, element in events:
            if event == "start":
                self._started(element)
            elif event != "end":
                self._count(0, len(element.text or ""), element)
            elif (part := self._ended(element)) is not None:
                if self._too_large():
                    self._refuse(part)
                else:
                    yield part
                self._free(element)
        self._drop()

    def _started(self, element: etree._Element) -> None:
        self._depth += 1
        if self._depth == 1:
            self._root(element)
        if self._depth > MAX_DEPTH:
            raise _too_deep(element)
        if self._inside:
            self._elements += 1
        elif self._depth > 1 and local(element) in self._wanted:
            self._inside, self._elements, self._began = self._depth, 0, self._bounded.read_bytes
        else:
            self._below_root += self._depth == 2
            self._count(1, _letters_before(element), element)

    def _ended(self, element: etree._Element) -> Part | None:
        """The part, when it is one that ends here."""
        self._depth -= 1
        if not self._inside:
            self._count(0, _letters_of(element), element)
            return None
        if self._depth + 1 > self._inside:
            if self._too_large():
                _empty(element)
            return None
        after = self._below_root if self._inside == 2 else -1
        self._inside = 0
        self.count += 1
        return Part(element, self.count, line_of(element), after)

    def _too_large(self) -> bool:
        return self._elements > MAX_PART_ELEMENTS or self._bounded.read_bytes - self._began > MAX_PART_BYTES

    def _count(self, elements: int, letters: int, element: etree._Element) -> None:
        """Counts what stays in the tree."""
        if self._inside:
            return  # comments of a part go with it
        self._frame += elements
        self._letters += letters
        if self._frame > MAX_FRAME_ELEMENTS or self._letters > MAX_FRAME_LETTERS:
            raise _too_large_a_frame(element)

    def _free(self, element: etree._Element) -> None:
        """Empties a part, and takes the one before it out of the tree.

        The parser may still be writing the text behind the part that just ended, so that one stays until the next.
        """
        self._drop()
        element.clear(keep_tail=True)
        self._freed = element

    def _drop(self) -> None:
        if self._freed is not None and (parent := self._freed.getparent()) is not None:
            parent.remove(self._freed)
        self._freed = None

    def _root(self, element: etree._Element) -> None:
        self.root = element
        document = element.getroottree().docinfo
        if document.doctype or document.internalDTD is not None:
            raise Invalid(
                "xml.forbidden",
                N_("The file declares a document type or an entity, which no report needs."),
                N_("Do not use this file; have it made again without a document type."),
                place="document type declaration",
            )

    def _refuse(self, part: Part) -> None:
        self._report.add(
            Finding(
                f"{local(part.element)}[{part.number}]",
                "xml.part-too-large",
                N_("One %(name)s is larger than %(limit)d MiB or %(elements)d elements."),
                N_("Left out."),
                {
                    "name": local(part.element)[:60],
                    "limit": MAX_PART_BYTES // (1024 * 1024),
                    "elements": MAX_PART_ELEMENTS,
                },
                refused=True,
                remedy=N_("Check it at its source; no transfer is as large."),
                line=part.line,
            )
        )

    def _broken(self, error: etree.XMLSyntaxError) -> None:
        line, column = error.position
        reason = str(error.msg or "").partition(", line ")[0][:120] or "it ends too soon"
        if any(word in reason.lower() for word in ("entit", "doctype", "pereference")):
            raise Invalid(
                "xml.forbidden",
                N_("The file declares a document type or an entity, which no report needs."),
                N_("Do not use this file; have it made again without a document type."),
                place=f"line {line}",
            ) from error
        if not self.count:
            raise Invalid(
                "xml.broken",
                N_("The XML is broken: %(reason)s."),
                N_("Have the file made again; nothing was taken."),
                place=f"line {line}, column {column}",
                reason=reason,
            ) from error
        self.broken = True
        self._report.add(
            Finding(
                f"line {line}, column {column}",
                "xml.broken",
                N_("The XML is broken: %(reason)s."),
                N_("Everything before this place was read, nothing after it."),
                {"reason": reason},
                refused=True,
                remedy=N_("Have the file made again."),
                line=line or 0,
            )
        )


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for comments and instructions."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2] if tag.startswith("{") else tag


def children(element: etree._Element) -> Iterator[etree._Element]:
    """The elements directly below, without comments and instructions."""
    return (child for child in element if isinstance(child.tag, str))


def line_of(element: etree._Element) -> int:
    """The line of an element, 0 when it is not known."""
    return int(element.sourceline or 0)


def _empty(element: etree._Element) -> None:
    """Takes the content out of an element of a part that is too large, and what stood before it."""
    element.clear(keep_tail=True)
    before, parent = element.getprevious(), element.getparent()
    if before is not None and parent is not None:
        parent.remove(before)


def _letters_before(element: etree._Element) -> int:
    """How many letters stand between an element and what comes before it."""
    before, parent = element.getprevious(), element.getparent()
    text = before.tail if before is not None else parent.text if parent is not None else None
    return len(text or "")


def _letters_of(element: etree._Element) -> int:
    """How many letters its attributes and its own text have; with children, those before each were counted there."""
    own = 0 if len(element) else len(element.text or "")
    return own + sum(len(value) for value in element.attrib.values())


def _too_deep(element: etree._Element) -> Invalid:
    return Invalid(
        "xml.too-deep",
        N_("The elements are nested more than %(limit)d deep."),
        N_("Check that it is the right file; nothing was taken."),
        place=f"line {line_of(element)}",
        limit=MAX_DEPTH,
    )


def _too_large_a_frame(element: etree._Element) -> Invalid:
    return Invalid(
        "xml.frame",
        N_("Outside its transfers the file has more than %(limit)d elements, or %(megabytes)d MiB."),
        N_("Split it into several reports; nothing was taken."),
        place=f"line {line_of(element)}",
        limit=MAX_FRAME_ELEMENTS,
        megabytes=MAX_FRAME_LETTERS // (1024 * 1024),
    )
