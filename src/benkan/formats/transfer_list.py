"""Plain lists of transfers: CSV with one transfer a line, both sides named, and an optional list of the accounts.

The columns are those of ``benkan eval flows`` (``tx, ts, src, dst, xof, channel``) and what services add to them; a
column is known by any of its names, case and spaces apart. Statements, where one side is the account itself, are
``formats.statements``. Good rows are kept; each bad one is told with its line.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import BinaryIO, Final

from benkan.core.errors import N_, Invalid
from benkan.formats.money_rows import CHANNELS, KINDS, MOST, Assumed, End, MoneyRow, in_xof
from benkan.formats.money_values import account_of, amount_of, country_of, currency_of, moment_of
from benkan.formats.report import Report

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("tx", "id", "transfer", "reference", "référence"),
    "at": ("ts", "time", "at", "date", "horodatage"),
    "source": ("src", "source", "from", "payer", "débiteur", "من"),
    "target": ("dst", "destination", "target", "to", "payee", "créditeur", "إلى"),
    "xof": ("xof",),
    "amount": ("amount", "montant", "المبلغ"),
    "currency": ("currency", "devise", "العملة"),
    "channel": ("channel", "canal", "way"),
    "text": ("text", "motif", "description", "البيان"),
    "source_name": ("src_name", "source_name", "payer_name"),
    "target_name": ("dst_name", "target_name", "payee_name"),
    "source_institution": ("src_institution", "source_institution"),
    "target_institution": ("dst_institution", "target_institution"),
}
ACCOUNT_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "account": ("account", "compte", "الحساب"),
    "kind": ("kind", "genre"),
    "country": ("country", "pays", "البلد"),
    "holder": ("holder", "titulaire", "name"),
    "institution": ("institution", "établissement"),
}
REQUIRED: Final = ("at", "source", "target")
MAX_LINE: Final = 65_536
MAX_ACCOUNTS: Final = 2_000_000
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_NOWHERE: Final = Assumed()


def known(head: bytes) -> bool:
    """Whether a file that begins with these bytes is such a list: its first line names both sides of a transfer."""
    first = head.decode("utf-8-sig", "replace").splitlines()[:1]
    columns = _columns(next(csv.reader(first), []), COLUMNS) if first else {}
    return {"source", "target"} <= set(columns)


def accounts(stream: BinaryIO) -> dict[str, End]:
    """The accounts of a list: by number what is said of each.

    Raises:
        Invalid: ``transfers.no-accounts``, ``transfers.too-many-accounts``.
    """
    rows = _rows(stream)
    columns = _columns(next(rows, (0, []))[1], ACCOUNT_COLUMNS)
    if "account" not in columns:
        raise Invalid(
            "transfers.no-accounts",
            N_("The list of accounts has no column “account”."),
            N_("Its first line names the columns: account, kind, country."),
            place="1",
        )
    found: dict[str, End] = {}
    for _line, cells in rows:
        said = {name: _cell(cells, place) for name, place in columns.items()}
        number = account_of(said["account"])
        if not number:
            continue
        if len(found) >= MAX_ACCOUNTS:
            raise Invalid(
                "transfers.too-many-accounts",
                N_("The list has more than %(limit)d accounts."),
                limit=MAX_ACCOUNTS,
            )
        kind = said.get("kind", "").casefold()
        found[number] = End(
            account=number,
            institution=said.get("institution", ""),
            holder=said.get("holder", ""),
            kind=kind if kind in KINDS else "",
            country=country_of(said.get("country", "")),
        )
    return found


def read(
    stream: BinaryIO, report: Report, assumed: Assumed = _NOWHERE, known_accounts: Mapping[str, End] | None = None
) -> Iterator[MoneyRow]:
    """The transfers of the list in their order; rows that cannot be read are in the report.

    Raises:
        Invalid: ``transfers.no-columns``: the first line does not name what is needed.
    """
    rows = _rows(stream)
    columns = _columns(next(rows, (0, []))[1], COLUMNS)
    if not set(REQUIRED) <= set(columns) or not {"xof", "amount"} & set(columns):
        raise Invalid(
            "transfers.no-columns",
            N_("The list lacks a column: it needs a time, both accounts and an amount."),
            N_("Its first line names the columns: tx, ts, src, dst, xof, channel."),
            place="1",
        )
    for line, cells in rows:
        if not any(cells):
            continue
        said = {name: _cell(cells, place) for name, place in columns.items()}
        try:
            yield _row(said, line, assumed, known_accounts or {})
        except Invalid as error:
            report.refuse(error, str(line))


def _row(said: Mapping[str, str], line: int, assumed: Assumed, told: Mapping[str, End]) -> MoneyRow:
    number = said["at"]
    if number.isascii() and number.isdecimal() and len(number) <= 11:
        at, day_only, zone_assumed = _EPOCH + dt.timedelta(seconds=int(number)), False, False
    else:
        moment = moment_of(number, assumed)
        if moment is None:
            raise Invalid("transfer.time-unreadable", N_("The time cannot be read."), place="at")
        at, day_only, zone_assumed = moment
    amount, currency = _amount(said, assumed)
    source, target = _end(said, "source", told), _end(said, "target", told)
    if not source.account or not target.account:
        raise Invalid("transfer.account-missing", N_("One side of the transfer is missing."), place="source")
    channel = said.get("channel", "").casefold()
    return MoneyRow(
        id=said.get("id", ""),
        at=at,
        source=source,
        destination=target,
        amount=amount,
        currency=currency,
        xof=in_xof(amount, currency, assumed.rates),
        channel=channel if channel in CHANNELS else "",
        channel_written=said.get("channel", ""),
        text=said.get("text", ""),
        line=line,
        place=str(line),
        day_only=day_only,
        zone_assumed=zone_assumed,
    )


def _amount(said: Mapping[str, str], assumed: Assumed) -> tuple[Decimal, str]:
    written = said.get("amount") or said.get("xof", "")
    currency = currency_of(said.get("currency", "")) or assumed.currency if said.get("amount") else "XOF"
    amount, _why = amount_of(written)
    if amount is None or not 0 < amount < MOST:
        raise Invalid("transfer.amount-unreadable", N_("The amount is not a positive number."), place="amount")
    if not currency:
        raise Invalid("transfer.currency-missing", N_("The currency of the amount is not given."), place="currency")
    return amount, currency


def _end(said: Mapping[str, str], side: str, told: Mapping[str, End]) -> End:
    number = account_of(said[side])
    held = told.get(number, End(account=number))
    name, institution = said.get(f"{side}_name", ""), said.get(f"{side}_institution", "")
    if not name and not institution:
        return held
    return End(held.account, institution or held.institution, name or held.holder, held.kind, held.country)


def _rows(stream: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    try:
        reader = csv.reader(_bounded(text))
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                continue
            yield reader.line_num, cells
    finally:
        # The stream is its opener's, who may have closed it by now.
        with contextlib.suppress(ValueError):
            text.detach()


def _bounded(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines; what is longer than any transfer is cut, so that one line cannot fill the memory."""
    while line := text.readline(MAX_LINE):
        if not line.endswith("\n") and len(line) == MAX_LINE:
            while (rest := text.readline(MAX_LINE)) and not rest.endswith("\n"):
                pass
            line += "\n"
        yield line.replace("\0", "")


def _columns(header: list[str], names: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    written = [cell.strip().casefold() for cell in header]
    return {
        name: next(place for place, cell in enumerate(written) if cell in known_as)
        for name, known_as in names.items()
        if set(known_as) & set(written)
    }


def _cell(cells: list[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""
