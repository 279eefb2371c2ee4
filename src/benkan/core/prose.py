"""A document as its parts, before anybody chose paper or an office file: headings, paragraphs, tables, signatures.

``web.paper.prose`` writes it as PDF, ``formats.docx_prose`` as DOCX; both read the same values, so they say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Title:
    """A heading; level 1 is the document's own."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, with a name in bold in front where given; line breaks stay."""

    text: str
    label: str = ""
    small: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under their titles; ``numbers`` names the columns that hold numbers."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, each over its name."""

    names: Sequence[str]


Part = Title | Paragraph | Table | Signatures


@dataclass(frozen=True, slots=True)
class Prose:
    """A document: its language (fr, en, ar), what stands at the head of every page, and its parts in order."""

    title: str
    language: str
    service: str
    handling: str
    dated: str
    parts: Sequence[Part]
