"""Which reader takes a file: a small registry, so that a format is one entry here and one package in ``formats``.

A reader is asked whether it knows the beginning of a file, never what the file is called or says that it is; then it
reads the file to its end within the node's limits. What cannot be read is a finding, and good entries are kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Final, Protocol

from benkan.core.errors import N_, Invalid
from benkan.formats.money_rows import MoneyRow
from benkan.formats.report import Report as Findings

HEAD_BYTES: Final = 4_096
LISTED: Final = 200
"""Findings of one kind that a reporter is shown; the others are counted."""


@dataclass(frozen=True, slots=True)
class Named:
    """A person, a company or an account that a report names outside of its transfers.

    Args:
        kind: ``person``, ``company`` or ``account``.
        facts: texts by property of FollowTheMoney.
    """

    kind: str
    facts: dict[str, list[str]]


@dataclass(slots=True)
class InDoubt:
    """What stands in a cell that has no one meaning.

    Args:
        field: which field it is for, such as ``date``.
        written: what stands there.
        why: key of ``formats.statements.WHY``.
        codes: what it can mean.
        rows: how many rows have it.
        first: the first of them.
    """

    field: str
    written: str
    why: str
    codes: tuple[str, ...]
    rows: int = 0
    first: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """What the reporter said of its file, and the day on which it came, which tells the century of short years."""

    answers: Mapping[tuple[str, str], str] = field(default_factory=dict)
    today: dt.date | None = None


NOTHING_SAID: Final = Said()


@dataclass(slots=True)
class Content:
    """What one reading gives.

    Args:
        kind: of report, as the file says: ``STR``, ``SAR``, ``camt.053`` …
        reference: the reporter's own.
        reason: why it reports, as written.
        rows: transfers, read while they are asked for.
        named: who and what else is named; whole when ``rows`` has ended.
        findings: what was not as it should be; whole when ``rows`` has ended.
        doubts: cells that somebody is asked about, by field and text; whole when ``rows`` has ended.
        doubtful: rows that wait for an answer.
    """

    rows: Iterator[MoneyRow]
    findings: Findings
    kind: str = ""
    reference: str = ""
    reason: str = ""
    named: list[Named] = field(default_factory=list)
    doubts: dict[tuple[str, str], InDoubt] = field(default_factory=dict)
    doubtful: int = 0


class Reads(Protocol):
    """Reads a file of one format."""

    def __call__(self, file: BinaryIO, said: Said = ..., /) -> Content:
        """What it gives; raises ``Invalid`` where nothing of it can be read."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One format.

    Args:
        name: its code, at most 16 letters.
        knows: whether a file that begins with these bytes is of this format.
        read: reads the file; raises ``Invalid`` where nothing of it can be read.
    """

    name: str
    knows: Callable[[bytes], bool]
    read: Reads


_READERS: Final[list[Reader]] = []


def register(reader: Reader) -> None:
    """Adds a format; the one that was registered first is asked first."""
    if all(one.name != reader.name for one in _READERS):
        _READERS.append(reader)


def of(file: BinaryIO) -> Reader:
    """The reader for this file, which stands at its beginning again.

    Raises:
        Invalid: ``report.format``.
    """
    head = file.read(HEAD_BYTES)
    file.seek(0)
    for one in _READERS:
        if one.knows(head):
            return one
    raise Invalid(
        "report.format",
        N_("This file is of no format that the door takes."),
        N_("Send goAML XML, ISO 20022 XML (camt or pacs), or a statement as CSV or XLSX."),
        place="file",
    )
