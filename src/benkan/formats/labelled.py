"""Labelled pairs in CSV, for judging the matcher: pairs of names, other persons, pairs of identifiers.

UTF-8, comma, semicolon or tab (RFC 4180 otherwise); the first row names the columns, in any order, and columns that are
not read may be there. A row that does not say what it must makes the file unreadable, with its line: figures over half
a file would be taken for figures of the whole. A birth date that no importer could read is left out and reported.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import phonenumbers

from benkan.core.errors import N_, Invalid
from benkan.core.matching.evaluation.identifier_pairs import LabelledIdentifiers
from benkan.core.matching.evaluation.pairs import LabelledPair, OtherPerson
from benkan.core.matching.identifiers import KINDS
from benkan.formats.csv_cells import date_of
from benkan.formats.report import Report

PAIR_COLUMNS = ("slice", "label", "name_a", "name_b")
OTHER_COLUMNS = ("name",)
IDENTIFIER_COLUMNS = ("type", "a", "b", "label")
# What files call identifiers, by what the matcher calls them.
KIND_OF_TYPE = {
    **{kind: kind for kind in KINDS},
    "iban": "account",
    "phone_national": "phone",
    "passport": "document",
    "id": "document",
}
_SAME = {"1": True, "true": True, "0": False, "false": False}
_COUNTRY_NOTE = "needs_default_country:"
_DELIMITERS = ",;\t"

Row = dict[str, str]
One = TypeVar("One")


def pairs(text: str, name: str, report: Report) -> list[LabelledPair]:
    """The labelled pairs of names.

    Args:
        text: the file; columns ``slice``, ``label``, ``name_a``, ``name_b``, and where known ``dob_a``, ``dob_b``.
        name: of the file, for places.
        report: gets a finding for each date that cannot be read.

    Raises:
        Invalid: ``labelled.column``, ``labelled.cells``, ``labelled.label``, ``labelled.nothing``, ``csv.broken``,
            each with file and line.
    """

    def made(row: Row, place: str) -> LabelledPair:
        return LabelledPair(
            place,
            row["slice"] or "-",
            _same(row, place),
            row["name_a"],
            _date(row, "dob_a", place, report),
            row["name_b"],
            _date(row, "dob_b", place, report),
        )

    return _all(text, name, PAIR_COLUMNS, made)


def others(text: str, name: str, report: Report) -> list[OtherPerson]:
    """Persons who are none of those in the pairs: columns ``name``, and ``dob`` where it is known.

    Raises:
        Invalid: as ``pairs``.
    """
    return _all(
        text, name, OTHER_COLUMNS, lambda row, place: OtherPerson(place, row["name"], _date(row, "dob", place, report))
    )


def identifiers(text: str, name: str) -> list[LabelledIdentifiers]:
    """The labelled pairs of identifiers: columns ``type``, ``a``, ``b``, ``label``, and perhaps ``note``.

    A note ``needs_default_country:+223`` says that the phone is in the national form of that country.

    Raises:
        Invalid: as ``pairs``; ``labelled.type``.
    """

    def made(row: Row, place: str) -> LabelledIdentifiers:
        kind = KIND_OF_TYPE.get(row["type"].lower())
        if kind is None:
            raise Invalid(
                "labelled.type",
                N_("This type of identifier is not known."),
                N_("Use one of: %(known)s."),
                place=place,
                known=", ".join(sorted(KIND_OF_TYPE)),
            )
        note, region = row.get("note", ""), ""
        if note.startswith(_COUNTRY_NOTE):
            code = note.removeprefix(_COUNTRY_NOTE).lstrip("+")
            region = phonenumbers.region_code_for_country_code(int(code)) if code.isdecimal() else ""
            note = _COUNTRY_NOTE.rstrip(":")
        return LabelledIdentifiers(place, row["type"], kind, row["a"], row["b"], _same(row, place), note, region)

    return _all(text, name, IDENTIFIER_COLUMNS, made)


def _all(text: str, name: str, columns: Sequence[str], made: Callable[[Row, str], One]) -> list[One]:
    found = [made(row, place) for row, place in rows(text, name, columns)]
    if not found:
        raise Invalid(
            "labelled.nothing",
            N_("The file has no row after its header."),
            N_("Give at least one; the format is in docs/operating/evaluating.md."),
            place=name,
        )
    return found


def rows(text: str, name: str, columns: Sequence[str]) -> Iterator[tuple[Row, str]]:
    """Each row by the names of its columns, with its place."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] = []
    try:
        for cells in rows:
            place = f"{name}:{rows.line_num}"
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = _header(cells, columns, place)
                continue
            if len(cells) != len(header):
                raise Invalid(
                    "labelled.cells",
                    N_("The row has %(cells)d cells, the header %(columns)d."),
                    N_("Put text that holds the separator between quotes."),
                    place=place,
                    cells=len(cells),
                    columns=len(header),
                )
            yield dict(zip(header, (cell.strip() for cell in cells), strict=True)), place
    except csv.Error as error:
        raise Invalid(
            "csv.broken",
            N_("The quoting of the file is broken: %(reason)s."),
            N_("Save it again as CSV."),
            place=f"{name}:{rows.line_num}",
            reason=str(error)[:100],
        ) from error
    if not header:
        _header([], columns, name)


def _header(cells: Sequence[str], columns: Sequence[str], place: str) -> list[str]:
    header = [cell.strip().lower() for cell in cells]
    missing = [column for column in columns if column not in header]
    if missing:
        raise Invalid(
            "labelled.column",
            N_("The file has no column %(missing)s."),
            N_("The first row must name the columns; needed are: %(needed)s."),
            place=place,
            missing=", ".join(missing),
            needed=", ".join(columns),
        )
    return header


def _same(row: Row, place: str) -> bool:
    same = _SAME.get(row["label"].lower())
    if same is None:
        raise Invalid(
            "labelled.label",
            N_("The label is neither 1 nor 0."),
            N_("Write 1 or true when both are the same, 0 or false when they are not."),
            place=place,
        )
    return same


def _date(row: Row, column: str, place: str, report: Report) -> str:
    text = row.get(column, "")
    if not text:
        return ""
    found, _ = date_of(text)
    if not found:
        report.note(
            f"{place} · {column}",
            "labelled.date",
            N_("A birth date cannot be read."),
            N_("The pair is judged without it."),
        )
    return found
