"""Transfers as every reader of money gives them: from whom to whom, how much, when, by which way, and where it stands.

goAML, ISO 20022 and statements have this one result; apps store it and ``core.flows`` looks for patterns in it. What
the file does not say is empty, never guessed. Amounts are exact; XOF is reckoned only where a fixed parity or a rate
that was given is known, and the amount as written stays beside it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final

from benkan.core.recognising import fold

CHANNELS: Final = ("bank", "card", "cash", "cash_in", "cash_out", "mm", "remit")
"""Ways of a transfer; empty when the file does not say."""
KINDS: Final = ("person", "company", "merchant", "agent", "ngo")
"""Kinds of holders; empty when the file does not say."""
PER_EURO: Final[Mapping[str, Decimal]] = {
    "EUR": Decimal(1),
    "XOF": Decimal("655.957"),
    "XAF": Decimal("655.957"),
    "KMF": Decimal("491.96775"),
    "CVE": Decimal("110.265"),
}
"""Fixed parities. Source: Council decisions 98/683/EC (CFA franc, Comorian franc) and 98/744/EC (escudo)."""
MOST: Final = Decimal(10) ** 15
"""No transfer is as large, in whatever currency: what claims to be is a mistake or an attack."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """What holds where a file is silent, as the caller says it.

    Args:
        zone: of times without one.
        currency: ISO 4217 code of amounts without one; empty: such an amount is asked or left out.
        country: ISO 3166-1 code, for accounts without one.
        rates: XOF for one unit of a currency.
    """

    zone: dt.tzinfo = dt.UTC
    currency: str = ""
    country: str = ""
    rates: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class End:
    """One side of a transfer.

    Args:
        account: number as written, without blanks; IBANs in capitals. Empty: cash, or not said.
        institution: code (BIC, local code) or name of who keeps the account.
        holder: name as written, with its accents.
        kind: one of ``KINDS``, or empty.
        country: ISO 3166-1 code of two capitals, or empty.
        document: number of an identity document or of a registration, as written.
        born: day of birth as ``1984-05-03``, or empty.
        phone: as written, or empty.
    """

    account: str = ""
    institution: str = ""
    holder: str = ""
    kind: str = ""
    country: str = ""
    document: str = ""
    born: str = ""
    phone: str = ""

    @property
    def key(self) -> str:
        """One name for this side in a graph of flows: the account, else the holder; empty when neither is known.

        A holder without an account gets a digest of name, birth and document, so that no name stands in a key.
        """
        if self.account:
            return self.account
        if not (self.holder or self.document):
            return ""
        said = "\x1f".join((fold(self.holder), self.born, fold(self.document), self.country))
        return f"holder:{hashlib.sha256(said.encode()).hexdigest()[:24]}"


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One transfer.

    Args:
        id: reference as the file gives it; empty when it has none.
        at: when, with its zone.
        source: who paid.
        destination: who was paid.
        amount: positive, in ``currency``.
        currency: ISO 4217 code of three capitals.
        xof: the amount in XOF to two decimals, or None where no rate is known.
        channel: one of ``CHANNELS``, or empty.
        channel_written: what the file says about the way, as written.
        text: purpose or description, as written.
        line: of the file, counted from 1; the row number of a sheet.
        place: path or words that name the place in the file.
        day_only: the file gives the day without the time; ``at`` is midnight.
        zone_assumed: the file gives no zone; that of the file's country was taken, as the caller said.
    """

    id: str
    at: dt.datetime
    source: End
    destination: End
    amount: Decimal
    currency: str
    xof: Decimal | None
    channel: str = ""
    channel_written: str = ""
    text: str = ""
    line: int = 0
    place: str = ""
    day_only: bool = False
    zone_assumed: bool = False

    def as_object(self) -> dict[str, Any]:
        """The row as programs read it."""

        def end(one: End) -> dict[str, str]:
            names = ("account", "institution", "holder", "kind", "country", "document", "born", "phone")
            return {name: getattr(one, name) for name in names if getattr(one, name)} | {"key": one.key}

        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "source": end(self.source),
            "destination": end(self.destination),
            "amount": f"{self.amount:f}",
            "currency": self.currency,
            "xof": None if self.xof is None else f"{self.xof:f}",
            "channel": self.channel,
            "channel_written": self.channel_written,
            "text": self.text,
            "line": self.line,
            "place": self.place,
            "day_only": self.day_only,
            "zone_assumed": self.zone_assumed,
        }


def in_xof(amount: Decimal, currency: str, rates: Mapping[str, Decimal] | None = None) -> Decimal | None:
    """The amount in XOF to two decimals, or None where no rate is known.

    Args:
        rates: XOF for one unit of a currency, as the caller knows them for the day; fixed parities go before.
    """
    if (parity := PER_EURO.get(currency)) is not None:
        value = amount * PER_EURO["XOF"] / parity
    elif rates and (rate := rates.get(currency)) is not None and rate.is_finite() and rate > 0:
        value = amount * rate
    else:
        return None
    return value.quantize(Decimal("0.01"), ROUND_HALF_EVEN) if value < MOST * 1_000 else None
