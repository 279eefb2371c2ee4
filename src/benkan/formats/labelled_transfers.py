"""Labelled transfers in CSV, plain or gzip, for judging the rules of flows: transfers, accounts, and cases.

Columns: ``tx, ts, src, dst, xof, channel`` (``ts`` in seconds of UTC since 1970, or ISO 8601 with its zone);
``account, kind, country``; ``case, type, tx``. Accounts and transfers that cannot be are left out and told; a label
that names no transfer of the file makes the labels unreadable, since figures over half a case would mislead.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from benkan.core.errors import N_, Invalid
from benkan.core.flows import Account, Accounts, TransferRow, Transfers
from benkan.core.flows.account_labels import AccountLabels
from benkan.core.flows.evaluation import Case
from benkan.formats.bounded import Bounded

MAX_BYTES = 4 * 1024 * 1024 * 1024
TRANSFER_COLUMNS = ("tx", "ts", "src", "dst", "xof", "channel")
ACCOUNT_COLUMNS = ("account", "kind", "country")
LABEL_COLUMNS = ("case", "type", "tx")


@dataclass(frozen=True, slots=True)
class LabelledFlows:
    """What the three files say."""

    transfers: Transfers
    accounts: Accounts
    cases: tuple[Case, ...]


def read(transfers: Path, accounts: Path, labels: Path) -> LabelledFlows:
    """The three files.

    Raises:
        Invalid: ``file.unreadable``, ``input.too-large``, ``csv.broken``, ``labelled.column``, ``labelled.cells``,
            ``labelled.transfer``, each with file and line.
    """
    known = Accounts.of(
        Account(account, kind, country, line) for (account, kind, country), line in rows(accounts, ACCOUNT_COLUMNS)
    )
    moved = Transfers.of(
        (
            TransferRow(number, _time(at), source, target, xof, channel, line=line)
            for (number, at, source, target, xof, channel), line in rows(transfers, TRANSFER_COLUMNS)
        ),
        known,
    )
    return LabelledFlows(moved, known, _cases(labels, set(moved.ids)))


def rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[list[str], int]]:
    """The cells of these columns with their line, in the order of the file.

    Raises:
        Invalid: as ``read``.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            # A file that unpacks to more than it should ends there, however small it is packed.
            stream = cast("BinaryIO", gzip.GzipFile(fileobj=file) if packed else file)
            yield from _cells(_Text(Bounded(stream, MAX_BYTES)), path.name, columns)
    except (OSError, EOFError) as error:
        raise Invalid(
            "file.unreadable",
            N_("The file cannot be read: %(reason)s."),
            N_("Check the path and its permissions."),
            place=str(path),
            reason=getattr(error, "strerror", None) or type(error).__name__,
        ) from error
    except UnicodeDecodeError as error:
        raise Invalid(
            "file.encoding",
            N_("The file is not UTF-8 text (byte %(byte)d)."),
            N_("Save it as UTF-8."),
            place=str(path),
            byte=error.start,
        ) from error


class _Text:
    """Lines of a bounded stream as text."""

    def __init__(self, stream: Bounded) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[str]:
        first = True
        while line := self._stream.readline(1_000_000):
            yield line.decode("utf-8-sig" if first else "utf-8")
            first = False


def _cells(lines: _Text, name: str, columns: Sequence[str]) -> Iterator[tuple[list[str], int]]:
    read = csv.reader(lines, strict=True)
    try:
        header = [cell.strip().lower() for cell in next(read, [])]
        missing = [column for column in columns if column not in header]
        if missing:
            raise Invalid(
                "labelled.column",
                N_("The file has no column %(missing)s."),
                N_("The first row must name the columns; needed are: %(needed)s."),
                place=name,
                missing=", ".join(missing),
                needed=", ".join(columns),
            )
        places = [header.index(column) for column in columns]
        for cells in read:
            if len(cells) == len(header):
                yield [cells[place] for place in places], read.line_num
            elif cells:
                raise Invalid(
                    "labelled.cells",
                    N_("The row has %(cells)d cells, the header %(columns)d."),
                    N_("Put text that holds the separator between quotes."),
                    place=f"{name}:{read.line_num}",
                    cells=len(cells),
                    columns=len(header),
                )
    except csv.Error as error:
        raise Invalid(
            "csv.broken",
            N_("The quoting of the file is broken: %(reason)s."),
            N_("Save it again as CSV."),
            place=f"{name}:{read.line_num}",
            reason=str(error)[:100],
        ) from error


def _time(text: str) -> dt.datetime | str:
    """The time, or the text itself when it is a number, or nothing that can be read."""
    if "-" not in text[1:]:
        return text
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return text


def _cases(path: Path, known: set[str]) -> tuple[Case, ...]:
    found: dict[str, tuple[str, set[str]]] = {}
    for (case, kind, number), line in rows(path, LABEL_COLUMNS):
        if number not in known:
            raise Invalid(
                "labelled.transfer",
                N_("The label names a transfer that is not there, or cannot be."),
                N_("Correct the label, or the row of the transfer."),
                place=f"{path.name}:{line}",
            )
        found.setdefault(case, (kind, set()))[1].add(number)
    return tuple(Case(name, kind, frozenset(numbers)) for name, (kind, numbers) in found.items())


def account_labels(transfers: Path, accounts: Path) -> AccountLabels:
    """Files of AMLSim: ``nodeid, isFraud`` and ``sourceNodeId, targetNodeId, value, time`` (a day).

    Raises:
        Invalid: as ``read``; ``labelled.number`` with the line.
    """
    labels = {name: flag for (name, flag), _ in rows(accounts, ("nodeid", "isfraud"))}
    positions = {name: number for number, name in enumerate(labels)}
    columns: tuple[list[int], list[int], list[int], list[int]] = ([], [], [], [])
    for cells, line in rows(transfers, ("sourcenodeid", "targetnodeid", "value", "time")):
        source, target, value, day = cells
        try:
            numbers = (int(day), positions[source], positions[target], round(float(value) * 100))
        except (ValueError, OverflowError, KeyError) as error:
            raise Invalid(
                "labelled.number",
                N_("The row names an account that is not there, or its sum or day is no number."),
                N_("Correct the row; the format is in docs/how-an-alert-is-made.md."),
                place=f"{transfers.name}:{line}",
            ) from error
        for column, number in zip(columns, numbers, strict=True):
            column.append(number)
    return AccountLabels(
        list(labels),
        frozenset(name for name, flag in labels.items() if flag == "1"),
        np.array(columns[0], np.int64),
        np.array(columns[1], np.int32),
        np.array(columns[2], np.int32),
        np.array(columns[3], np.int64),
    )
