"""Transfers and accounts as columns, read strictly: what cannot be is told with its line, the good rows stay.

Times are seconds of UTC, so a time needs its zone. Amounts are whole XOF; where a transfer was in another currency the
caller reckons the XOF (``formats.money_rows``) and the amount as written stays beside it. Nothing here is a judgement:
a row is left out only when it cannot be a transfer.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benkan.core.errors import N_

CHANNELS: Final = ("", "bank", "card", "cash", "cash_in", "cash_out", "mm", "remit")
"""Ways of a transfer; empty when it is not known, ``mm`` is mobile money, ``remit`` a remittance house."""
KINDS: Final = ("", "person", "company", "merchant", "agent", "ngo")
"""Kinds of holders; empty when it is not known. An agent gives and takes cash for others."""
MOST_XOF: Final = 10**15
"""No transfer is as large: what claims to be is a mistake or an attack."""
EARLIEST: Final = 86_400
LATEST: Final = 4_102_444_800  # 2100-01-01
LISTED_FAULTS: Final = 1_000

Integers = npt.NDArray[np.int64]
Positions = npt.NDArray[np.int32]
Codes = npt.NDArray[np.int8]

_FAULTS: Final = {
    "transfer.id-missing": N_("The transfer has no number."),
    "transfer.id-twice": N_("The number of the transfer was there before."),
    "transfer.time-unreadable": N_("The time cannot be read."),
    "transfer.time-without-zone": N_("The time has no zone, so it may be another hour."),
    "transfer.time-impossible": N_("The time lies before 1970 or after 2099."),
    "transfer.amount-unreadable": N_("The amount is not a number."),
    "transfer.amount-unknown": N_("The amount in XOF is not known."),
    "transfer.amount-not-positive": N_("The amount is zero or negative."),
    "transfer.amount-impossible": N_("The amount is larger than any transfer can be."),
    "transfer.account-unknown": N_("An account of the transfer is not in the list of accounts."),
    "transfer.same-account": N_("Both sides of the transfer are one account."),
    "transfer.channel-unknown": N_("The way of the transfer is not known; it is kept as unknown."),
    "account.identifier-missing": N_("The account has no number."),
    "account.twice": N_("The account was there before; the first one counts."),
    "account.kind-unknown": N_("The kind of the holder is not known; it is kept as unknown."),
    "account.country-unknown": N_("The country is not a code of two letters; it is kept as unknown."),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One row that is not as it should be.

    Args:
        line: of the file, or the number of the row counted from 1.
        code: key of the table of faults, such as ``transfer.amount-not-positive``.
        refused: whether the row was left out.
    """

    line: int
    code: str
    refused: bool = True

    @property
    def text(self) -> str:
        """What is wrong, in English, for the catalogues."""
        return _FAULTS[self.code]


@dataclass(slots=True)
class Faults:
    """What was wrong with the rows: all counted, the first thousand listed."""

    listed: list[Fault] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    refused: int = 0

    def add(self, line: int, code: str, *, refused: bool = True) -> None:
        """One more row."""
        self.counts[code] += 1
        self.refused += refused
        if len(self.listed) < LISTED_FAULTS:
            self.listed.append(Fault(line, code, refused))


@dataclass(frozen=True, slots=True)
class Account:
    """One account as the caller knows it.

    Args:
        identifier: its number, unique in the list.
        kind: one of ``KINDS``.
        country: ISO 3166-1 code of two capitals, or empty.
        line: of the file, when there is one.
    """

    identifier: str
    kind: str = ""
    country: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One transfer as the caller has it, not yet checked.

    Args:
        id: unique in the list.
        at: a time with its zone, or seconds since 1970 in UTC.
        source: identifier of the account that paid.
        target: identifier of the account that was paid.
        xof: amount in XOF, or None where no rate is known.
        channel: one of ``CHANNELS``.
        amount: as written, where it was in another currency.
        currency: of ``amount``; ISO 4217.
        line: of the file, when there is one.
    """

    id: str
    at: dt.datetime | float | str
    source: str
    target: str
    xof: Decimal | float | str | None
    channel: str = ""
    amount: Decimal | None = None
    currency: str = "XOF"
    line: int = 0


@dataclass(frozen=True, slots=True)
class Accounts:
    """Accounts as columns; an account's position is its number everywhere in this package.

    Args:
        identifiers: one for each account.
        kinds: positions in ``KINDS``.
        countries: positions in ``country_codes``; 0 is unknown.
    """

    identifiers: Sequence[str]
    kinds: Codes
    countries: Codes
    country_codes: tuple[str, ...] = ("",)
    positions: Mapping[str, int] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)

    def __len__(self) -> int:
        return len(self.identifiers)

    @classmethod
    def of(cls, rows: Iterable[Account]) -> Accounts:
        """The accounts of these rows; ``faults`` says what was wrong with them."""
        faults = Faults()
        positions: dict[str, int] = {}
        kinds: list[int] = []
        countries: list[int] = []
        codes: dict[str, int] = {"": 0}
        for number, row in enumerate(rows, 1):
            line = row.line or number
            if not row.identifier:
                faults.add(line, "account.identifier-missing")
                continue
            if row.identifier in positions:
                faults.add(line, "account.twice")
                continue
            if row.kind not in KINDS:
                faults.add(line, "account.kind-unknown", refused=False)
            country = row.country
            if country and not (len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()):
                faults.add(line, "account.country-unknown", refused=False)
                country = ""
            if country not in codes and len(codes) == 127:
                country = ""  # more countries than an octet holds: there is no such list
            positions[row.identifier] = len(positions)
            kinds.append(KINDS.index(row.kind) if row.kind in KINDS else 0)
            countries.append(codes.setdefault(country, len(codes)))
        return cls(
            list(positions),
            np.array(kinds, np.int8),
            np.array(countries, np.int8),
            tuple(codes),
            positions,
            faults,
        )

    def kind(self, position: int) -> str:
        """The kind of holder."""
        return KINDS[int(self.kinds[position])]

    def country(self, position: int) -> str:
        """The country code, or empty."""
        return self.country_codes[int(self.countries[position])]


@dataclass(frozen=True, slots=True)
class Transfers:
    """Transfers as columns in the order of time; a transfer's position is its number everywhere in this package.

    Args:
        ids: one for each transfer.
        seconds: since 1970, UTC, not falling.
        source: positions of accounts that paid.
        target: positions of accounts that were paid.
        xof: whole XOF, positive.
        channels: positions in ``CHANNELS``.
        originals: amount and currency as written, of those that were not in XOF.
        faults: what was wrong with the rows that these were read from.
    """

    ids: Sequence[str]
    seconds: Integers
    source: Positions
    target: Positions
    xof: Integers
    channels: Codes
    originals: Mapping[int, tuple[Decimal, str]] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)

    def __len__(self) -> int:
        return len(self.seconds)

    def at(self, position: int) -> dt.datetime:
        """When, in UTC."""
        return dt.datetime.fromtimestamp(int(self.seconds[position]), dt.UTC)

    def original(self, position: int) -> tuple[Decimal, str]:
        """Amount and currency as they were written."""
        return self.originals.get(position) or (Decimal(int(self.xof[position])), "XOF")

    @classmethod
    def of(cls, rows: Iterable[TransferRow], accounts: Accounts) -> Transfers:
        """The transfers of these rows that can be; ``faults`` says what was wrong with the others."""
        read = _Columns(accounts)
        for number, row in enumerate(rows, 1):
            read.add(row, row.line or number)
        return read.transfers()

    @classmethod
    def of_columns(
        cls,
        seconds: npt.NDArray[Any],
        source: npt.NDArray[Any],
        target: npt.NDArray[Any],
        xof: npt.NDArray[Any],
        channels: npt.NDArray[Any],
        *,
        accounts: int,
        ids: Sequence[str] | None = None,
        lines: Sequence[int] | None = None,
        faults: Faults | None = None,
        originals: Mapping[int, tuple[Decimal, str]] | None = None,
    ) -> Transfers:
        """The transfers of whole columns: the same rules as ``of``, for millions of rows.

        Args:
            seconds: since 1970; NaN where unreadable.
            source: positions of accounts, -1 where unknown.
            target: likewise.
            xof: amounts; NaN where unreadable.
            channels: positions in ``CHANNELS``.
            accounts: how many accounts there are.
            ids: else the number of the row, counted from 1.
        """
        faults = faults or Faults()
        amounts = np.asarray(xof, np.float64)
        times = np.asarray(seconds, np.float64)
        good = np.ones(len(times), np.bool_)

        def refuse(bad: npt.NDArray[np.bool_], code: str) -> None:
            bad &= good
            for place in np.flatnonzero(bad).tolist():
                faults.add(lines[place] if lines is not None else place + 1, code)
            good[bad] = False

        with np.errstate(invalid="ignore"):
            refuse(np.isnan(times), "transfer.time-unreadable")
            refuse((times < EARLIEST) | (times >= LATEST), "transfer.time-impossible")
            refuse(np.isnan(amounts), "transfer.amount-unreadable")
            refuse(np.rint(amounts) < 1, "transfer.amount-not-positive")
            refuse(amounts > MOST_XOF, "transfer.amount-impossible")
            refuse(
                (source < 0) | (target < 0) | (source >= accounts) | (target >= accounts), "transfer.account-unknown"
            )
            refuse(source == target, "transfer.same-account")
        kept = np.flatnonzero(good)
        kept = kept[np.argsort(times[kept], kind="stable")]
        whole = kept.tolist()
        news = {place: new for new, place in enumerate(whole)} if originals else {}
        return cls(
            [str(place + 1) for place in whole] if ids is None else [ids[place] for place in whole],
            np.floor(times[kept]).astype(np.int64),
            np.asarray(source)[kept].astype(np.int32),
            np.asarray(target)[kept].astype(np.int32),
            np.rint(amounts[kept]).astype(np.int64),
            np.asarray(channels)[kept].astype(np.int8),
            {news[place]: original for place, original in (originals or {}).items() if place in news},
            faults,
        )


class _Columns:
    """Rows on their way into columns: what one row alone can say about itself is checked here."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._faults = Faults()
        self._seen: set[str] = set()
        self._ids: list[str] = []
        self._seconds: list[float] = []
        self._source: list[int] = []
        self._target: list[int] = []
        self._xof: list[float] = []
        self._channels: list[int] = []
        self._lines: list[int] = []
        self._originals: dict[int, tuple[Decimal, str]] = {}

    def add(self, row: TransferRow, line: int) -> None:
        """One row, when its number, time and amount can be read."""
        if not row.id:
            self._faults.add(line, "transfer.id-missing")
            return
        if row.id in self._seen:
            self._faults.add(line, "transfer.id-twice")
            return
        if isinstance(row.at, dt.datetime) and row.at.tzinfo is None:
            self._faults.add(line, "transfer.time-without-zone")
            return
        if row.xof is None:
            self._faults.add(line, "transfer.amount-unknown")
            return
        if row.channel not in CHANNELS:
            self._faults.add(line, "transfer.channel-unknown", refused=False)
        self._seen.add(row.id)
        if row.amount is not None and row.currency != "XOF":
            self._originals[len(self._ids)] = (row.amount, row.currency)
        self._ids.append(row.id)
        self._seconds.append(_number(row.at.timestamp() if isinstance(row.at, dt.datetime) else row.at))
        self._source.append(self._accounts.positions.get(row.source, -1))
        self._target.append(self._accounts.positions.get(row.target, -1))
        self._xof.append(_number(row.xof))
        self._channels.append(CHANNELS.index(row.channel) if row.channel in CHANNELS else 0)
        self._lines.append(line)

    def transfers(self) -> Transfers:
        """The columns, checked."""
        return Transfers.of_columns(
            np.array(self._seconds, np.float64),
            np.array(self._source, np.int32),
            np.array(self._target, np.int32),
            np.array(self._xof, np.float64),
            np.array(self._channels, np.int8),
            accounts=len(self._accounts),
            ids=self._ids,
            lines=self._lines,
            faults=self._faults,
            originals=self._originals,
        )


def _number(value: Decimal | float | str) -> float:
    """The value as a float; NaN when it is no finite number."""
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return math.nan
    return number if math.isfinite(number) else math.nan
