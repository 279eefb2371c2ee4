"""The acts of a loan by their names, with values as pages, programs and commands send them: one list for all three."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final
from uuid import UUID

from benkan.apps.accounts.services import Officer
from benkan.apps.deployments import agreeing, asking, claiming, examining, moving, offering, reading
from benkan.apps.deployments.models import Loan
from benkan.core.errors import N_, Invalid, Refused
from benkan.web import form_values

Values = Mapping[str, str]

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "offer": ("mean", "starts", "ends", "estimate", "currency", "conditions"),
    "withdraw": ("offer",),
    "refuse": ("reason",),
    "accept": ("offer",),
    "sign": (),
    "cancel": ("reason",),
    "send": (),
    "deploy": (),
    "examine": ("found_on", "method", "substance", "purity", "composition"),
    "write": (),
    "return": ("condition", "note"),
    "cost": ("what", "amount", "currency", "day", "voucher"),
    "claim": ("currency",),
    "settle": ("amount", "reason"),
    "evaluate": ("grade", "text"),
}
"""What each act asks for."""


def do(officer: Officer, loan: str | UUID, act: str, values: Values) -> Loan:
    """The loan after the act.

    Args:
        values: the fields of ``FIELDS``; one that is left out is empty.

    Raises:
        Refused: ``deployments.act-unknown``, and what the act raises. Invalid: a value cannot be read.
    """
    found = _ACTS.get(act)
    if found is None:
        raise Refused(
            "deployments.act-unknown",
            N_("There is no such act."),
            N_("Choose one of: %(choices)s."),
            choices=", ".join(_ACTS),
        )
    found(officer, loan, {name: values.get(name, "") for name in FIELDS[act]})
    return reading.row(loan)


def _offer(officer: Officer, loan: str | UUID, sent: Values) -> None:
    starts, ends = form_values.day(sent["starts"], "starts"), form_values.day(sent["ends"], "ends")
    offering.offer(officer, loan, sent["mean"], starts, ends, sent["estimate"], sent["currency"], sent["conditions"])


def _examine(officer: Officer, loan: str | UUID, sent: Values) -> None:
    examining.examine(
        officer,
        loan,
        found_on=form_values.day(sent["found_on"], "found_on"),
        method=sent["method"],
        substance=sent["substance"],
        purity=_share(sent["purity"]),
        composition=sent["composition"],
    )


def _cost(officer: Officer, loan: str | UUID, sent: Values) -> None:
    day = form_values.day(sent["day"], "day")
    claiming.add_cost(officer, loan, sent["what"], sent["amount"], sent["currency"], day, sent["voucher"])


def _evaluate(officer: Officer, loan: str | UUID, sent: Values) -> None:
    claiming.evaluate(officer, loan, form_values.whole(sent["grade"], "grade"), sent["text"])


def _share(text: str) -> Decimal | None:
    """Per cent as a share from 0 to 1; None when nothing was written."""
    typed = text.strip().rstrip("%").replace(",", ".").strip()
    if not typed:
        return None
    try:
        return Decimal(typed) / 100
    except InvalidOperation:
        raise Invalid(
            "deployments.purity", N_("A purity lies between 0 and 100 %%."), N_("Write per cent."), place="purity"
        ) from None


_ACTS: Final[dict[str, Callable[[Officer, str | UUID, Values], object]]] = {
    "offer": _offer,
    "withdraw": lambda who, loan, sent: offering.withdraw(who, loan, sent["offer"]),
    "refuse": lambda who, loan, sent: asking.refuse(who, loan, sent["reason"]),
    "accept": lambda who, loan, sent: agreeing.accept(who, loan, sent["offer"]),
    "sign": lambda who, loan, _sent: agreeing.sign(who, loan),
    "cancel": lambda who, loan, sent: asking.cancel(who, loan, sent["reason"]),
    "send": lambda who, loan, _sent: moving.send(who, loan),
    "deploy": lambda who, loan, _sent: moving.deploy(who, loan),
    "examine": _examine,
    "write": lambda who, loan, _sent: examining.write(who, loan),
    "return": lambda who, loan, sent: moving.bring_back(who, loan, sent["condition"], sent["note"]),
    "cost": _cost,
    "claim": lambda who, loan, sent: claiming.claim(who, loan, sent["currency"]),
    "settle": lambda who, loan, sent: claiming.settle(who, loan, sent["amount"], sent["reason"]),
    "evaluate": _evaluate,
}
