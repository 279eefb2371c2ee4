"""The transfers of a statement: every cell is sure, or it is asked; nothing is guessed.

The first rows are judged for the order of dates and the decimal mark; then the file is read once more, row by row. A
row whose cells are in doubt is given with its doubts and without a transfer, until somebody answers.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Collection, Iterator
from collections.abc import Mapping as Words
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from benkan.core import territories
from benkan.core.errors import N_, Invalid
from benkan.core.recognising import fold
from benkan.formats.money_rows import Assumed, End, MoneyRow, in_xof
from benkan.formats.money_values import account_of, left_out, zone_taken
from benkan.formats.report import Finding, Report
from benkan.formats.statements import amounts
from benkan.formats.statements.clock import time_of
from benkan.formats.statements.headers import Mapping, find_header
from benkan.formats.statements.words import channel_of, currency_named, meaning
from benkan.formats.typed import dates
from benkan.formats.typed.cells import WHY as OF_CELLS
from benkan.formats.typed.cells import Cell, Reading, asked, judged
from benkan.formats.typed.sheets import Row, read_sheet

SAMPLE: Final = 20_000
MAX_TEXT: Final = 500
LEAVE_OUT: Final = "-"
_NOWHERE: Final = Assumed()
_NOBODY: Final = End()
_SUMS: Final = ("total", "solde", "report", "balance", "opening", "closing", "totaux", "المجموع", "الرصيد", "رصيد")
_EPOCH: Final = frozenset(("ts", "timestamp", "epoch", "unix time"))
_FIRST_SECOND: Final = 946_684_800
_LAST_SECOND: Final = 4_102_444_800
Answers = Words[tuple[str, str], str]
"""Field and text of a cell that was asked, and the code of a reading, a value, or ``-`` to leave such rows out."""


WHY: Final = {
    **OF_CELLS,
    "sign": N_("A negative amount stands in a column that has a direction of its own."),
}
"""For each reason of a doubt its sentence, to be translated by whoever shows it."""


@dataclass(frozen=True, slots=True)
class RowRead:
    """One row: its transfer, or the cells that somebody is asked about; neither: it was left out and is reported.

    ``by_answer``: it was left out because somebody answered so, and is not reported.
    """

    number: int
    transfer: MoneyRow | None
    doubts: tuple[Cell, ...] = ()
    by_answer: bool = False


class Statement:
    """One file.

    Args:
        data: the bytes of a CSV or XLSX file.
        report: gets what is wrong, row by row.
        today: tells the century of a year of two digits.
        said: header and field, as a person said it for this signature.
        assumed: zone, currency and rates where the file is silent.
        own: whose statement it is, where the caller knows.

    Raises:
        Invalid: those of ``read_sheet``; ``statement.nothing``.
    """

    def __init__(
        self,
        data: bytes,
        report: Report,
        today: dt.date,
        said: Words[str, str] | None = None,
        assumed: Assumed = _NOWHERE,
        own: End = _NOBODY,
    ) -> None:
        self._data = data
        self._report = report
        self._today = today
        self._assumed = assumed
        self._own = own
        first = list(islice(read_sheet(io.BytesIO(data), report), SAMPLE))
        if not first:
            raise _nothing()
        self.mapping: Mapping = find_header(first, said)
        below = [row for row in first if row.number > self.mapping.row]
        self._orders = dates.judge((self._cell(row, "date") for row in below), today)
        self._marks = {
            field: amounts.mark_of(self._cell(row, field) for row in below) for field in ("amount", "debit", "credit")
        }
        self._negative_debits = self._sign_of_debits(below)
        self._signed = self._is_signed(below)
        self._epoch = self._is_epoch(below)
        self._zone_told = False

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields that a person must name before anything can be read; ``direction`` when no sign tells it."""
        lacking = self.mapping.missing(own_account=bool(self._own.account))
        one_amount = "amount" in self.mapping.columns and not {"debit", "credit"} & set(self.mapping.columns)
        if one_amount and not self.mapping.sides and not self._signed and "direction" not in self.mapping.columns:
            lacking = (*lacking, "direction")
        return lacking

    def read(self, answers: Answers | None = None) -> Iterator[RowRead]:
        """Each row below the header.

        Raises:
            Invalid: ``statement.mapping``: a person must say first which column is what.
        """
        if self.missing or self.mapping.doubled:
            raise _unmapped(self.missing, self.mapping.doubled)
        for row in read_sheet(io.BytesIO(self._data), Report()):
            if row.number > self.mapping.row and (found := self._row(row, answers or {})) is not None:
                yield found

    def _row(self, row: Row, answers: Answers) -> RowRead | None:
        if [cell.strip() for cell in row.cells] == [*self.mapping.header][: len(row.cells)]:
            return None  # each page of a print repeats the header
        date = self._cell(row, "date").strip()
        if not any(letter.isdigit() for letter in date) and (not date or _is_sum(row)):
            self._without_date(row)
            return None
        status = self._status(self._cell(row, "status"))
        if status.sure and status.sure.value != "done":
            self._note(
                row, "statement.not-done", N_("The status says that no money moved."), N_("Left out of the flows.")
            )
            return RowRead(row.number, None)
        day, currency = self._day(date), self._currency(self._cell(row, "currency"))
        value, received = self._amount(row, currency)
        cells = {cell.field: _answered(cell, answers) for cell in (status, day, currency, value, received)}
        if any(cell.sure and cell.sure.code == LEAVE_OUT for cell in cells.values()):
            return RowRead(row.number, None, by_answer=True)
        doubts = tuple(cell for cell in cells.values() if cell.sure is None)
        if doubts:
            return RowRead(row.number, None, doubts)
        values = {field: cell.sure.value for field, cell in cells.items() if cell.sure}
        return RowRead(row.number, self._transfer(row, values, value.field, received.field))

    def _transfer(self, row: Row, values: dict[str, Any], amount_field: str, way_field: str) -> MoneyRow | None:
        money = values[amount_field]
        at, day_only, zone_assumed = self._moment(row, values["date"])
        currency = (money and money.currency) or values["currency"] or self.mapping.currency or self._assumed.currency
        fault = "money.amount-missing" if money is None else "money.amount-zero" if not money.value else ""
        ends = self._ends(row, received=values[way_field] == "in")
        if not fault:
            fault = "" if currency else "money.currency"
        if self.mapping.sides and not fault and money.value < 0:
            fault = "money.amount-negative"
        if fault:
            self._report.add(left_out(fault, f"row {row.number}", row.number))
            return None
        if zone_assumed and not day_only and not self._zone_told:
            self._zone_told = True
            self._report.add(zone_taken(f"row {row.number}", row.number, self._assumed))
        amount = abs(money.value)
        kinds, said = self._texts(row, self.mapping.channels), " · ".join(self._texts(row, self.mapping.texts))
        return MoneyRow(
            self._cell(row, "id").strip()[:200],
            at,
            *ends,
            amount,
            currency,
            in_xof(amount, currency, self._assumed.rates),
            next((found for text in (*kinds, said) if (found := channel_of(text))), ""),
            " · ".join(kinds)[:MAX_TEXT],
            said[:MAX_TEXT],
            row.number,
            f"row {row.number}",
            day_only,
            zone_assumed,
        )

    def _ends(self, row: Row, *, received: bool) -> tuple[End, End]:
        if self.mapping.sides:
            return self._end(row, "from"), self._end(row, "to")
        column = account_of(self._cell(row, "account"))
        own = self._own
        if column or not own.account:
            own = End(
                column or self.mapping.account, own.institution, own.holder, own.kind,
                own.country or self._assumed.country, own.document, own.born, own.phone,
            )  # fmt: skip
        other = self._end(row, "other")
        return (other, own) if received else (own, other)

    def _end(self, row: Row, side: str) -> End:
        return End(
            account_of(self._cell(row, f"{side}_account")),
            holder=self._cell(row, f"{side}_holder").strip()[:MAX_TEXT],
            country=_country(self._cell(row, f"{side}_country").strip()),
        )

    def _amount(self, row: Row, currency: Cell) -> tuple[Cell, Cell]:
        """The amount and which way it went."""
        named = (currency.sure.value if currency.sure else "") or self.mapping.currency or self._assumed.currency
        columns = self.mapping.columns
        if "debit" not in columns and "credit" not in columns:
            value = self._money(row, "amount", named)
            return value, self._way(row, value)
        debit, credit = self._money(row, "debit", named), self._money(row, "credit", named)
        said = [cell for cell in (debit, credit) if cell.sure is None or (cell.sure.value and cell.sure.value.value)]
        if len(said) > 1:
            return asked("amount", f"{debit.written} · {credit.written}", (), "two-amounts"), _settled(
                "direction", "in"
            )
        one = said[0] if said else debit
        if one.sure is None:
            return one, _settled("direction", "out" if one is debit else "in")
        outward = one is debit
        negative = bool(one.sure.value and one.sure.value.value < 0)
        if negative and not (outward and self._negative_debits):
            as_column = Reading(one.sure.code.lstrip("-"), one.sure.value)
            one = asked(one.field, one.written, (as_column,), "sign")
        return one, _settled("direction", "out" if outward else "in")

    def _way(self, row: Row, value: Cell) -> Cell:
        if self.mapping.sides:
            return _settled("direction", "out")
        written = self._cell(row, "direction").strip()
        if "direction" in self.mapping.columns:
            return _coded("direction", written)
        negative = bool(value.sure and value.sure.value and value.sure.value.value < 0)
        return _settled("direction", "out" if negative else "in")

    def _money(self, row: Row, field: str, currency: str) -> Cell:
        return amounts.read(field, self._cell(row, field), self._marks[field], currency)

    def _day(self, written: str) -> Cell:
        if self._epoch:
            if not _is_second(written):
                return asked("date", written, (), "unread")
            moment = dt.datetime.fromtimestamp(int(written), dt.UTC)
            return judged("date", written, (Reading(moment.isoformat(), moment),), "")
        return dates.read(written, self._today, self._orders)

    def _moment(self, row: Row, day: dt.date) -> tuple[dt.datetime, bool, bool]:
        if isinstance(day, dt.datetime):
            return day, False, False
        beside = self._cell(row, "time")
        found = time_of(beside) if beside.strip() else time_of(self._cell(row, "date"))
        if found is None:
            return dt.datetime.combine(day, dt.time(), self._assumed.zone), True, True
        time, zone = found
        return dt.datetime.combine(day, time, zone or self._assumed.zone), False, zone is None

    def _status(self, written: str) -> Cell:
        return _coded("status", written) if written.strip() else _settled("status", "done")

    def _currency(self, written: str) -> Cell:
        if not written.strip():
            return Cell("currency", "", Reading("", ""))
        found = currency_named(written)
        return judged("currency", written, (Reading(found, found),) if found else (), "unknown-word")

    def _texts(self, row: Row, columns: tuple[int, ...]) -> list[str]:
        return [text for at in columns if at < len(row.cells) and (text := row.cells[at].strip())]

    def _without_date(self, row: Row) -> None:
        is_sum = _is_sum(row)
        self._note(
            row,
            "statement.sum" if is_sum else "statement.no-date",
            N_("A row is a sum or a balance, not a transfer.") if is_sum else N_("A row has no date."),
            N_("Left out of the flows."),
        )

    def _sign_of_debits(self, below: list[Row]) -> bool:
        """Whether every debit of the sample is negative: then the sign says nothing new."""
        found = [cell.strip() for row in below if (cell := self._cell(row, "debit")).strip(" 0.,-")]
        return bool(found) and all(cell.startswith(("-", "−", "(")) or cell.endswith("-") for cell in found)

    def _is_signed(self, below: list[Row]) -> bool:
        """Whether some amount of the sample has a sign."""
        return any(
            cell.startswith(("-", "−", "+", "(")) or cell.endswith(("-", "+"))
            for row in below
            if (cell := self._cell(row, "amount").strip()) and any(letter.isdigit() for letter in cell)
        )

    def _is_epoch(self, below: list[Row]) -> bool:
        """Whether the column of dates counts seconds: its header says so, and each cell can be one."""
        at = self.mapping.columns.get("date")
        return (
            at is not None
            and fold(self.mapping.header[at]) in _EPOCH
            and all(_is_second(cell.strip()) for row in below if (cell := self._cell(row, "date")).strip())
        )

    def _cell(self, row: Row, field: str) -> str:
        at = self.mapping.columns.get(field)
        return row.cells[at] if at is not None and at < len(row.cells) else ""

    def _note(self, row: Row, code: str, sentence: str, done: str) -> None:
        self._report.add(Finding(f"row {row.number}", code, sentence, done, line=row.number))


def _is_sum(row: Row) -> bool:
    words = f" {fold(' '.join(row.cells))} "
    return any(f" {word} " in words for word in _SUMS)


def _settled(field: str, code: str) -> Cell:
    """A cell that another column decides."""
    return Cell(field, "", Reading(code, code))


def _coded(field: str, written: str) -> Cell:
    """A cell whose word stands in a reviewed list, or is asked."""
    found = meaning(field, written)
    if found:
        return Cell(field, written.strip(), Reading(found, found))
    ways = tuple(Reading(code, code) for code in _CODES[field])
    return asked(field, written, ways, "empty" if not written.strip() else "unknown-word")


def _answered(cell: Cell, answers: Answers) -> Cell:
    """The cell as somebody answered it; an answer that means nothing leaves it in doubt."""
    answer = answers.get((cell.field, cell.written), "") if cell.sure is None else ""
    if not answer:
        return cell
    value = next((way.value for way in cell.readings if way.code == answer), None)
    if answer == LEAVE_OUT:
        value = LEAVE_OUT
    elif value is None:
        value = _READERS[cell.field](answer)
    return cell if value is None or value == "" else Cell(cell.field, cell.written, Reading(answer, value))


def understood(field: str, codes: Collection[str], answer: str) -> bool:
    """Whether an answer means something for a cell of this field that has these readings."""
    return answer == LEAVE_OUT or answer in codes or _READERS[field](answer) not in (None, "")


def _is_second(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 10 and _FIRST_SECOND <= int(text) < _LAST_SECOND


def _country(text: str) -> str:
    """The country that a cell names, where that is sure."""
    return territories.find_country(text).sure if text else ""


def _nothing() -> Invalid:
    return Invalid(
        "statement.nothing",
        N_("The file has no row."),
        N_("Give a statement in CSV or XLSX."),
        place="file",
    )


def _unmapped(missing: tuple[str, ...], doubled: tuple[str, ...]) -> Invalid:
    return Invalid(
        "statement.mapping",
        N_("It is not clear which column is what: missing %(missing)s; claimed twice: %(doubled)s."),
        N_("Say which column is what, and whose statement it is; it is remembered for this header."),
        place="header",
        missing=", ".join(missing) or "-",
        doubled=", ".join(doubled) or "-",
    )


_CODES: Final = {"status": ("done", "failed", "waiting"), "direction": ("in", "out")}
_READERS: Final[Words[str, Callable[[str], Any]]] = {
    "date": dates.day_of,
    "status": lambda answer: answer if answer in _CODES["status"] else None,
    "direction": lambda answer: answer if answer in _CODES["direction"] else None,
    "currency": currency_named,
    "amount": amounts.money_of,
    "debit": amounts.money_of,
    "credit": amounts.money_of,
}
