"""What a loan costs, without a rounding loss.

The rule: amounts are exact decimals with at most two digits after the point. A sum adds exact fractions: each line in
its own currency times its rate. Only the sum that is shown is rounded, once, half to even: XOF to whole francs, MAD and
EUR to hundredths. The shares of two bearers always add up to the sum.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Final

from benkan.core.errors import N_, Invalid, Refused

CURRENCIES: Final = ("XOF", "MAD", "EUR")
PEG: Final = Decimal("655.957")
"""XOF for one EUR. Source: French franc to CFA franc 1:100 since 1994-01-12; Council Decision 98/683/EC of 1998-11-23,
and 6.55957 French francs for one euro, Council Regulation (EC) No 2866/98."""
PLACES: Final = {"XOF": 0, "MAD": 2, "EUR": 2}
MOST: Final = Decimal("999999999999.99")


@dataclass(frozen=True, slots=True)
class Rate:
    """So many XOF for one of a currency, from a day."""

    currency: str
    xof: Decimal
    day: dt.date


@dataclass(frozen=True, slots=True)
class Line:
    """One cost."""

    amount: Decimal
    currency: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class Total:
    """Costs in one currency.

    Args:
        exact: before rounding.
        rates: those that were used, each with its day; the peg is not among them.
    """

    currency: str
    exact: Fraction
    rates: tuple[Rate, ...]

    @property
    def amount(self) -> Decimal:
        """The sum as it is shown: rounded once, half to even."""
        return rounded(self.exact, self.currency)


class Rates:
    """The rates that officers entered; that of EUR is the peg."""

    def __init__(self, known: Iterable[Rate] = ()) -> None:
        self._known = sorted(known, key=lambda one: one.day)

    def on(self, currency: str, day: dt.date) -> Rate | None:
        """The rate of the day: the latest that is not later; none for XOF and EUR, which need none.

        Raises:
            Refused: ``deployments.rate``: none is known for that day.
        """
        if currency in ("XOF", "EUR"):
            return None
        found = [one for one in self._known if one.currency == currency and one.day <= day]
        if not found:
            raise Refused(
                "deployments.rate",
                N_("No rate of %(currency)s is known for %(day)s."),
                N_("Enter a rate from that day or before it, with its source."),
                currency=currency,
                day=day.isoformat(),
            )
        return found[-1]


def amount(text: object, place: str = "amount") -> Decimal:
    """An amount as typed, with a point or a comma.

    Raises:
        Invalid: ``deployments.amount``.
    """
    typed = str(text).strip().replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    whole, _, cents = typed.partition(".")
    good = typed.isascii() and whole.isdecimal() and (not cents or (cents.isdecimal() and len(cents) <= 2))
    if isinstance(text, bool) or not good or len(whole) > 12 or not 0 < Decimal(typed) <= MOST:
        raise Invalid(
            "deployments.amount",
            N_("This is no amount."),
            N_("Write a number above nought with at most two digits after the point."),
            place=place,
        )
    return Decimal(typed)


def total(lines: Iterable[Line], currency: str, rates: Rates) -> Total:
    """The sum of lines in a currency; each line at the rate of its own day.

    Raises:
        Refused: ``deployments.rate``.
    """
    exact, used = Fraction(0), dict[tuple[str, dt.date], Rate]()
    for line in lines:
        value = Fraction(line.amount)
        if line.currency != currency:
            for side, up in ((line.currency, True), (currency, False)):
                rate = rates.on(side, line.day)
                if rate is not None:
                    used[rate.currency, rate.day] = rate
                one = Fraction(1) if side == "XOF" else Fraction(PEG if rate is None else rate.xof)
                value = value * one if up else value / one
        exact += value
    return Total(currency, exact, tuple(used[key] for key in sorted(used)))


def rounded(exact: Fraction, currency: str) -> Decimal:
    """Half to even, to what the currency has."""
    scaled = round(exact * 10 ** PLACES[currency])
    return Decimal(scaled).scaleb(-PLACES[currency])


def bearers(sum_: Decimal, rule: str, currency: str) -> tuple[Decimal, Decimal]:
    """What the lender and what the borrower bears; shared: half each, an odd unit is the borrower's."""
    if rule == "lender":
        return sum_, Decimal(0)
    if rule == "borrower":
        return Decimal(0), sum_
    unit = Decimal(1).scaleb(-PLACES[currency])
    lender = (sum_ / 2).quantize(unit, rounding=ROUND_HALF_EVEN)
    while lender > sum_ - lender:
        lender -= unit
    return lender, sum_ - lender
