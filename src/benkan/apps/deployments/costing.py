"""What loans cost: the rates of the day, and sums by loan, case, kind and convention."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.deployments import checks
from benkan.apps.deployments.models import Cost, Loan, Rate
from benkan.apps.journal import services as journal
from benkan.core import deployments as rules
from benkan.core.errors import N_, Invalid, Refused

MOST_RATE = 1_000_000


@dataclass(frozen=True, slots=True)
class Sums:
    """Costs of several loans under one heading, in XOF, with who bears them."""

    heading: str
    loans: int
    total: Decimal
    lender: Decimal
    borrower: Decimal


def enter_rate(officer: Officer, currency: str, xof: str, day: dt.date, source: str) -> Rate:
    """The rate of a day, with where it was read; one for a day, which never changes.

    Raises:
        Refused: no right, ``deployments.rate-twice``. Invalid: ``deployments.rate-currency``, ``deployments.number``,
            ``deployments.day``, ``deployments.text``.
    """
    accounts.need(officer, "lend")
    if currency != "MAD":
        raise Invalid(
            "deployments.rate-currency",
            N_("Only MAD has a rate of the day: EUR is pegged to XOF."),
            N_("Enter how many XOF one MAD is."),
            place="currency",
        )
    whole, _, rest = xof.strip().replace(",", ".").partition(".")
    if not (
        whole.isascii()
        and whole.isdecimal()
        and len(whole) <= 7
        and (not rest or (rest.isascii() and rest.isdecimal() and len(rest) <= 6))
        and 0 < Decimal(f"{whole}.{rest or 0}") <= MOST_RATE
    ):
        raise Invalid(
            "deployments.number", N_("This is no rate."), N_("Write how many XOF one unit is, as 61.25."), place="xof"
        )
    if day > timezone.localdate():
        raise Invalid("deployments.day", N_("A rate is of today or earlier."), N_("Give its day."), place="day")
    said = checks.text(source, 200, "source")
    with transaction.atomic():
        made, new = Rate.objects.get_or_create(
            currency=currency,
            day=day,
            defaults={
                "xof": Decimal(f"{whole}.{rest or 0}"),
                "source": said,
                "entered_by": accounts.handle(officer),
                "entered_at": timezone.now(),
            },
        )
        if not new:
            raise Refused(
                "deployments.rate-twice",
                N_("There is a rate for this day already."),
                N_("A rate that was used does not change; enter that of another day."),
                place="day",
            )
        journal.write("loan-rate-entered", officer=accounts.handle(officer), currency=currency, day=day.isoformat())
    return made


def rates() -> rules.Rates:
    """Those that officers entered."""
    return rules.Rates(rules.Rate(one.currency, one.xof, one.day) for one in Rate.objects.all())


def under_way() -> list[Loan]:
    """Loans whose costs run or are not settled yet."""
    return list(Loan.objects.filter(state__in=(*rules.TIMELY, "returned", "claimed")).order_by("starts", "number"))


def of(one: Loan, currency: str) -> rules.Total:
    """What the loan cost so far.

    Raises:
        Refused: ``deployments.rate``.
    """
    return rules.total([each.line for each in one.lines.all()], currency, rates())


def contradicts(lines: list[rules.Line], claimed: Decimal, currency: str) -> bool:
    """Whether a sum cannot be that of these lines; where a rate of the day plays a part, the lender's may differ."""
    currencies = {currency, *(line.currency for line in lines)}
    if "MAD" in currencies and len(currencies) > 1:
        return False
    return rules.total(lines, currency, rules.Rates()).amount != claimed


def sums(loans: Iterable[Loan], headings: dict[str, str]) -> list[Sums]:
    """Totals in XOF under the heading of each loan, the highest first; three queries whatever there is.

    Args:
        headings: by the key of the loan, as text.
    """
    known, ones = rates(), list(loans)
    lines: dict[object, list[rules.Line]] = {}
    for cost in Cost.objects.filter(loan__in=[one.pk for one in ones]):
        lines.setdefault(cost.loan_id, []).append(cost.line)
    found: dict[str, list[tuple[str, list[rules.Line]]]] = {}
    for one in ones:
        found.setdefault(headings[str(one.pk)], []).append((one.costs, lines.get(one.pk, [])))
    made = []
    for heading, parts in found.items():
        total = rules.total([line for _, each in parts for line in each], "XOF", known).amount
        lender = sum(
            (rules.bearers(rules.total(each, "XOF", known).amount, rule, "XOF")[0] for rule, each in parts), Decimal(0)
        )
        made.append(Sums(heading, len(parts), total, min(lender, total), total - min(lender, total)))
    return sorted(made, key=lambda one: (-one.total, one.heading))
