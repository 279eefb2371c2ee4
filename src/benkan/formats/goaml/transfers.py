"""One transaction of a report as a transfer of money: from whom to whom, how much, when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from benkan.core.errors import N_
from benkan.formats.goaml.view import Account, Entity, Heading, Party, Person, Side, Transaction
from benkan.formats.money_rows import Assumed, End, MoneyRow, in_xof
from benkan.formats.money_values import account_of, amount_of, country_of, currency_of, left_out, moment_of
from benkan.formats.report import Finding, Report
from benkan.formats.statements.words import channel_of

NOBODY: Final = End()
MAX_TEXT: Final = 500
Direction = Literal["from", "to"]


@dataclass(frozen=True, slots=True)
class Codes:
    """What a unit's own codes mean here, since each has its own lists.

    Args:
        roles: role of a party in a transaction without sides, and the side that it stands for.
        channels: ``transmode_code`` or ``funds_code``, and the way of ``money_rows.CHANNELS``.
    """

    roles: Mapping[str, Direction] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)


def row_of(
    one: Transaction, place: str, heading: Heading, assumed: Assumed, codes: Codes, report: Report
) -> MoneyRow | None:
    """The transfer, or None with a finding that says why there is none."""
    sides = _sides(one, place, codes, report)
    if sides is None:
        return None
    (source, paid), (destination, received) = sides
    local_currency = currency_of(heading.currency_code_local) or assumed.currency
    amount, fault = amount_of(one.amount_local)
    moment = moment_of(one.date, assumed)
    fault = fault or ("" if local_currency else "money.currency") or ("" if moment else "money.date")
    if source == NOBODY and destination == NOBODY:
        fault = fault or "money.nobody"
    if fault or amount is None or moment is None:
        report.add(left_out(fault, place, one.line))
        return None
    at, day_only, zone_assumed = moment
    foreign, foreign_currency = _foreign(paid, received)
    funds = tuple(side.funds_code for side in (paid, received) if side)
    return MoneyRow(
        one.number[:200],
        at,
        source,
        destination,
        foreign or amount,
        foreign_currency or local_currency,
        _xof(amount, local_currency, foreign, foreign_currency, assumed),
        _channel(codes, one.transmode_code, funds),
        " · ".join(code for code in (one.transmode_code, *funds) if code)[:MAX_TEXT],
        one.description[:MAX_TEXT],
        one.line,
        place,
        day_only,
        zone_assumed,
    )


def _sides(
    one: Transaction, place: str, codes: Codes, report: Report
) -> tuple[tuple[End, Side | None], tuple[End, Side | None]] | None:
    if not one.parties:
        return (_end_of_side(one.source), one.source), (_end_of_side(one.destination), one.destination)
    paying = [each for each in one.parties if codes.roles.get(each.role) == "from"]
    paid = [each for each in one.parties if codes.roles.get(each.role) == "to"]
    if len(paying) == 1 and len(paid) == 1:
        return (_end_of_party(paying[0]), None), (_end_of_party(paid[0]), None)
    report.add(
        Finding(
            place,
            "goaml.no-direction",
            N_("The parties of a transaction have no side: who paid whom cannot be told."),
            N_("Kept in the report, not among the flows."),
            remedy=N_("Say which roles pay and which are paid, or write the transaction with its two sides."),
            line=one.line,
        )
    )
    return None


def _end_of_side(side: Side | None) -> End:
    return NOBODY if side is None else _end(side.subject, side.country)


def _end_of_party(party: Party) -> End:
    return _end(party.subject, party.country)


def _end(subject: Person | Entity | Account | None, country: str) -> End:
    where = country_of(country)
    if isinstance(subject, Person):
        home = where or country_of(subject.residence) or country_of("".join(subject.nationalities[:1]))
        return End("", "", subject.name, "person", home, subject.document, subject.birthdate[:10], _phone(subject))
    if isinstance(subject, Entity):
        return End("", "", subject.name, "company", where or country_of(subject.country), subject.incorporation_number)
    if subject is None:
        return End(country=where)
    signer = next(iter(subject.signatories), None)
    company = subject.entity
    return End(
        account_of(subject.number),
        subject.swift or subject.institution_code or subject.institution_name,
        subject.holder,
        "company" if company else "person" if signer else "",
        country_of(subject.country) or where,
        company.incorporation_number if company else signer.document if signer else "",
        "" if company or not signer else signer.birthdate[:10],
        "" if company or not signer else _phone(signer),
    )


def _phone(one: Person) -> str:
    first = next(iter(one.phones), None)
    if first is None or not first.number:
        return ""
    return f"+{first.prefix.lstrip('+0')}{first.number}" if first.prefix.strip("+0") else first.number


def _foreign(paid: Side | None, received: Side | None) -> tuple[Decimal | None, str]:
    """The amount in the currency in which it was paid, where a side says it."""
    for side in (paid, received):
        if side and (currency := currency_of(side.foreign_currency)):
            amount, _fault = amount_of(side.foreign_amount)
            if amount is not None:
                return amount, currency
    return None, ""


def _xof(amount: Decimal, currency: str, foreign: Decimal | None, other: str, assumed: Assumed) -> Decimal | None:
    """By the amount in local currency, which the bank reckoned on the day, before the foreign one."""
    found = in_xof(amount, currency, assumed.rates)
    return found if found is not None or foreign is None else in_xof(foreign, other, assumed.rates)


def _channel(codes: Codes, mode: str, funds: tuple[str, ...]) -> str:
    """What the unit's codes were said to mean; else what the word itself means."""
    for code in (mode, *funds):
        if code and (said := codes.channels.get(code)):
            return said
    return next((found for code in (*funds, mode) if code and (found := channel_of(code))), "")
