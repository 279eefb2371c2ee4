"""The transfers of a report, one after the other, in bounded memory: for files of any size.

Each transaction is checked, read and freed. The frame (who reports, why, activities, indicators) is checked at the end,
with one transaction standing for all of each run.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from lxml import etree

from benkan.formats.goaml import document
from benkan.formats.goaml.schema import PART, ROOT, Schema
from benkan.formats.goaml.transfers import Codes, row_of
from benkan.formats.goaml.view import Heading, heading, transaction
from benkan.formats.money_rows import Assumed, MoneyRow
from benkan.formats.money_values import zone_taken
from benkan.formats.report import Report
from benkan.formats.xml_stream import Part, Parts, children, line_of, local

MAX_RUNS: Final = 100
_TOLD: Final = re.compile(f"/{ROOT}/{PART}(?![A-Za-z_])")
_ITSELF: Final = re.compile(rf"/{ROOT}/{PART}(?:\[\d+\])?")
NO_CODES: Final = Codes()
_NOWHERE: Final = Assumed()


class Reader:
    """Reads one file once.

    Args:
        stream: the report, opened for reading bytes.
        report: gets what is wrong, line by line.
        schema: of the unit; without it the built-in check of structure serves.
        assumed: zone, currency and rates where the file is silent.
        codes: what the unit's codes mean.
    """

    def __init__(
        self,
        stream: BinaryIO,
        report: Report,
        schema: Schema | None = None,
        assumed: Assumed = _NOWHERE,
        codes: Codes = NO_CODES,
    ) -> None:
        self._report = report
        self._schema = schema
        self._assumed = assumed
        self._codes = codes
        self._parts = Parts(stream, report, frozenset((PART,)))
        self._heading: Heading | None = None
        self._zone_told = False
        self._foreign = False
        self._runs: list[tuple[int, etree._Element]] = []
        self.transactions = 0
        self.rows = 0

    @property
    def heading(self) -> Heading | None:
        """What the report says of itself; whole once every row was read."""
        return self._heading

    def __iter__(self) -> Iterator[MoneyRow]:
        """The transfers in their order; transactions that are none are in the report.

        Raises:
            Invalid: as ``document.read``, but for the size.
        """
        for part in self._parts:
            root = self._parts.root
            assert root is not None  # a part stands below it
            if part.number == 1:
                if local(root) != ROOT:
                    raise document.not_a_report(local(root), line_of(root))
                self._heading = heading(root)
            if document.rename(part.element, self._schema):
                self._foreign = True
            self._remember(part)
            self.transactions += 1
            document.check_part(part, self._report, self._schema)
            if (row := self._row(part)) is not None:
                self.rows += 1
                yield row
        self._check_frame()

    def _remember(self, part: Part) -> None:
        """Keeps the first transaction of each run, so that the order of the frame can be checked without the others."""
        if part.after >= 0 and (not self._runs or self._runs[-1][0] != part.after) and len(self._runs) < MAX_RUNS:
            self._runs.append((part.after, copy.deepcopy(part.element)))

    def _row(self, part: Part) -> MoneyRow | None:
        assert self._heading is not None  # the first part made it
        place = f"/{ROOT}/{PART}[{part.number}]"
        row = row_of(transaction(part.element), place, self._heading, self._assumed, self._codes, self._report)
        if row is not None and row.zone_assumed and not self._zone_told:
            self._zone_told = True
            self._report.add(zone_taken(place, part.line, self._assumed))
        return row

    def _check_frame(self) -> None:
        """Checks everything but the transactions, with one of each run in its place."""
        root = self._parts.root
        if root is None:
            raise document.not_a_report("", 0)
        document.localise(root, self._schema, self._report, told=self._foreign)
        self._heading = heading(root)
        if self._parts.broken:
            return  # it ends in the middle: that is told already
        frame = list(children(root))
        for after, kept in self._runs:
            kept.tail = None
            if 0 < after <= len(frame):
                frame[after - 1].addnext(kept)
            else:
                root.insert(0, kept)
        found = Report()
        document.check(root, found, self._schema)
        for fault in found.findings:
            if not _TOLD.match(fault.place) or (_ITSELF.fullmatch(fault.place) and fault.code == "goaml.order"):
                self._report.add(fault)
