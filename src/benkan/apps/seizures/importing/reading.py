"""The rows of a list, read; and what an officer is asked about them, each distinct written cell once."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from benkan.apps.seizures.importing.settings import Said
from benkan.core.errors import N_, Invalid
from benkan.formats import seizure_rows
from benkan.formats.report import Report
from benkan.formats.seizure_rows import Cell, Mapping, Row, RowRead
from benkan.formats.seizure_rows.answers import value_of

MAX_QUESTIONS = 20_000


@dataclass(slots=True)
class List:
    """A list with its mapping and its rows."""

    mapping: Mapping
    rows: list[Row]
    findings: Report


@dataclass(slots=True)
class Question:
    """A written cell that is not sure: how many rows have it, and the first of them."""

    cell: Cell
    rows: int = 0
    first: int = 0


@dataclass(slots=True)
class Questions:
    """Everything that is asked about a list, the most frequent first."""

    of: dict[tuple[str, str], Question] = field(default_factory=dict)

    def take(self, row: RowRead, said: Said) -> bool:
        """Notes what is to be asked about the row; whether anything is."""
        open_ = [cell for cell in row.doubts if value_of(cell, said.answer(cell.field, cell.written), row) is None]
        for cell in open_:
            one = self.of.get((cell.field, cell.written))
            if one is None:
                if len(self.of) >= MAX_QUESTIONS:
                    raise Invalid(
                        "seizures.too-many-questions",
                        N_("More than %(limit)d different cells cannot be read."),
                        N_("Check that the columns are mapped rightly; nothing was imported."),
                        place=f"row {row.number}",
                        limit=MAX_QUESTIONS,
                    )
                one = self.of[(cell.field, cell.written)] = Question(cell, 0, row.number)
            one.rows += 1
        return bool(open_)

    def sorted(self) -> list[Question]:
        """The questions, those of most rows first."""
        return sorted(self.of.values(), key=lambda one: (-one.rows, one.first))


def opened(data: bytes, said: Said, today: dt.date) -> List:
    """The list with its mapping.

    Raises:
        Invalid: as ``read_sheet``; ``seizures.empty``.
    """
    findings = Report()
    rows = list(seizure_rows.read_sheet(io.BytesIO(data), findings))
    if not rows:
        raise Invalid(
            "seizures.empty", N_("The list has no rows."), N_("Give a list with a header row."), place="row 1"
        )
    mapping, below = seizure_rows.map_headers(rows, today, said.mapping)
    return List(mapping, list(below), findings)


def ready(mapping: Mapping) -> None:
    """Refuses a mapping that misses what every seizure needs.

    Raises:
        Invalid: ``seizures.columns-missing`` or ``seizures.columns-doubled``.
    """
    if mapping.doubled:
        raise Invalid(
            "seizures.columns-doubled",
            N_("More than one column is said to be: %(fields)s."),
            N_("Say for each column what it is."),
            place="row 1",
            fields=", ".join(mapping.doubled),
        )
    if mapping.missing:
        raise Invalid(
            "seizures.columns-missing",
            N_("No column is said to be: %(fields)s."),
            N_("Say which column it is."),
            place="row 1",
            fields=", ".join(mapping.missing),
        )


def read(found: List, said: Said, today: dt.date) -> Iterable[RowRead]:
    """The readings of its rows."""
    return seizure_rows.Reader(found.mapping, found.rows, today, said.country).read(found.rows)
