"""Which column of a statement is what: by its header in three languages, or as a person said before.

Statements have titles above their header: the header is the first row in which most cells are known names. A mapping is
offered, never taken in silence: what is missing or claimed twice is said, and a person's word goes before.
"""

from __future__ import annotations

from collections.abc import Mapping as Words
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from benkan.core.errors import N_
from benkan.core.recognising import Recogniser, fold
from benkan.formats.money_values import account_of
from benkan.formats.statements.table import HEADERS
from benkan.formats.statements.words import currency_named
from benkan.formats.typed.headers import MAX_HEADER, header_key
from benkan.formats.typed.sheets import Row

FIELDS: Final[Words[str, str]] = {
    "row_number": N_("Row number"),
    "id": N_("Reference"),
    "date": N_("Date"),
    "value_date": N_("Value date"),
    "time": N_("Time"),
    "debit": N_("Debit"),
    "credit": N_("Credit"),
    "amount": N_("Amount"),
    "direction": N_("Direction"),
    "currency": N_("Currency"),
    "account": N_("Own account"),
    "other_account": N_("Other account"),
    "other_holder": N_("Other holder"),
    "from_account": N_("From account"),
    "to_account": N_("To account"),
    "from_holder": N_("From holder"),
    "to_holder": N_("To holder"),
    "from_country": N_("From country"),
    "to_country": N_("To country"),
    "channel": N_("Type of transfer"),
    "status": N_("Status"),
    "text": N_("Description"),
    "balance": N_("Balance"),
    "fee": N_("Fee"),
}
"""What a column can be, with its word, to be translated by whoever shows it."""
IGNORED: Final = "-"
MAX_ABOVE: Final = 60
"""Rows above the header at most."""
LEAST_KNOWN: Final = 2
_HEADERS: Final = {fold(word): field for field, words in HEADERS for word in words if fold(word)}
_EXACT: Final = {word.casefold(): field for field, words in HEADERS for word in words}
_AMOUNTS: Final = ("amount", "debit", "credit")
_SEVERAL: Final = ("text", "channel", "row_number", "balance", "fee")


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column is what.

    Args:
        header: the headers as they stand, or the numbers of the columns where none was found.
        row: number of the header's row in the file; 0 without one.
        columns: field and number of its column, counted from 0.
        texts: every column that holds descriptions.
        channels: every column that says the type of the transfer.
        currency: that a header of an amount, or a line above, names; empty for none.
        account: own account that a line above the header names; empty for none.
        doubled: fields that more than one column claims: a person must choose.
        unknown: headers that are no field.
    """

    header: tuple[str, ...]
    row: int
    columns: Words[str, int]
    texts: tuple[int, ...] = ()
    channels: tuple[int, ...] = ()
    currency: str = ""
    account: str = ""
    doubled: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The signature of the header, under which what a person said is remembered."""
        return header_key(self.header)

    @property
    def sides(self) -> bool:
        """Whether each row names both accounts, instead of one being whose statement it is."""
        return "from_account" in self.columns and "to_account" in self.columns

    def missing(self, *, own_account: bool = False) -> tuple[str, ...]:
        """Fields without which no row is a transfer.

        Args:
            own_account: whether the caller knows whose statement it is.
        """
        lacking = []
        if "date" not in self.columns:
            lacking.append("date")
        if not any(field in self.columns for field in _AMOUNTS):
            lacking.append("amount")
        if not (self.sides or own_account or self.account or "account" in self.columns):
            lacking.append("account")
        return tuple(lacking)

    def as_said(self) -> dict[str, str]:
        """Header and field, as a person would say it, to be remembered."""
        fields = {at: field for field, at in self.columns.items()} | dict.fromkeys(self.texts, "text")
        fields |= dict.fromkeys(self.channels, "channel")
        return {name: fields.get(at, IGNORED) for at, name in enumerate(self.header) if name}


def find_header(rows: Sequence[Row], said: Words[str, str] | None = None) -> Mapping:
    """The mapping of a statement.

    Args:
        rows: the first of the file.
        said: header (or number of the column, from 0) and field, as a person said it; ``-`` for none.
    """
    own = {fold(name[:MAX_HEADER]): field for name, field in (said or {}).items()}
    best, at = 0, -1
    for number, row in enumerate(rows[:MAX_ABOVE]):
        known = len({field for cell in row.cells if (field := _field(cell, own)[0])})
        if known > best:
            best, at = known, number
    if best < LEAST_KNOWN:
        width = max((len(row.cells) for row in rows[:MAX_ABOVE]), default=0)
        return _mapping(tuple(str(number) for number in range(width)), 0, own, rows[:0])
    header = tuple(cell.strip()[:MAX_HEADER] for cell in rows[at].cells)
    return _mapping(header, rows[at].number, own, rows[:at])


def _mapping(header: tuple[str, ...], row: int, own: Words[str, str], above: Sequence[Row]) -> Mapping:
    claims: dict[str, list[int]] = {}
    currencies: dict[int, str] = {}
    unknown = []
    for at, name in enumerate(header):
        field, currency = _field(name, own)
        field = own.get(str(at), field)
        if field in FIELDS:
            claims.setdefault(field, []).append(at)
            currencies[at] = currency
        elif name and field != IGNORED:
            unknown.append(name)
    doubled = tuple(field for field, at in claims.items() if len(at) > 1 and field not in _SEVERAL)
    columns = {field: at[0] for field, at in claims.items() if field not in doubled}
    named = next((currencies[columns[one]] for one in _AMOUNTS if one in columns and currencies[columns[one]]), "")
    account, currency = _above(above)
    return Mapping(
        header,
        row,
        columns,
        tuple(claims.get("text", ())),
        tuple(claims.get("channel", ())),
        named or currency,
        account,
        doubled,
        tuple(unknown),
    )


def _field(name: str, own: Words[str, str]) -> tuple[str, str]:
    """The field of a header, and the currency that stands in it: ``Montant (FCFA)``."""
    plain = name.strip()[:MAX_HEADER]
    folded = fold(plain)
    if said := own.get(folded):
        return said, _split(folded)[1]
    if not plain or sum(letter.isdigit() for letter in plain) > 2:
        return "", ""
    if found := _EXACT.get(plain.casefold()) or _HEADERS.get(folded):
        return found, ""
    head, currency = _split(folded)
    if currency and head in _HEADERS and _HEADERS[head] in (*_AMOUNTS, "balance", "fee"):
        return _HEADERS[head], currency
    if found := currency_named(plain) if len(plain) == 3 else "":
        return "amount", found
    return (_recogniser().find(plain).sure, "") if len(folded) > 5 else ("", "")


def _split(folded: str) -> tuple[str, str]:
    """The words of a header before its currency, and the currency."""
    words = folded.split()
    for at in range(max(1, len(words) - 2), len(words)):
        if currency := currency_named(" ".join(words[at:])):
            return " ".join(words[:at]).removesuffix(" en").removesuffix(" in"), currency
    return folded, ""


def _above(rows: Sequence[Row]) -> tuple[str, str]:
    """The own account and the currency that lines above the header name, each behind its label."""
    account = currency = ""
    for row in rows:
        cells = [cell.strip() for cell in row.cells if cell.strip()]
        pairs = [(cell.partition(":")[0], cell.partition(":")[2]) for cell in cells if ":" in cell]
        pairs += list(pairwise(cells))
        for label, value in pairs:
            field = _HEADERS.get(fold(label[:MAX_HEADER]), "")
            if field == "account" and not account and any(letter.isdigit() for letter in value):
                account = account_of(value)
            if field == "currency" and not currency:
                currency = currency_named(value)
    return account, currency


@lru_cache(maxsize=1)
def _recogniser() -> Recogniser:
    return Recogniser(dict(HEADERS))
