"""Loans as rows, lists and objects; who may do what with one, and who must act next."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.cases.items import Item
from benkan.apps.deployments import checks, recording, words
from benkan.apps.deployments.models import Loan, Offer
from benkan.apps.means import services as means
from benkan.core import deployments as rules

LABORATORY: Final = "laboratory"
ASIDE: Final = frozenset({"cost", "cancel", "withdraw", "refuse"})
"""Acts that are possible and that nobody waits for."""


def row(loan: str | UUID, *, hold: bool = False) -> Loan:
    """The loan of this id or number; with ``hold`` other writers wait.

    Raises:
        Refused: ``deployments.unknown``.
    """
    rows = Loan.objects.select_for_update() if hold else Loan.objects.all()
    try:
        found = rows.filter(pk=UUID(str(loan))).first()
    except ValueError:
        found = rows.filter(number=str(loan)[:20]).first()
    if found is None:
        raise checks.unknown()
    return found


def held(loan: str | UUID, side: str) -> Loan:
    """The loan, held, when this service is that side of it.

    Raises:
        Refused: ``deployments.unknown``, ``deployments.other-side``.
    """
    one = row(loan, hold=True)
    checks.ours(one, side, recording.own())
    return one


def offer_of(one: Loan, wanted: str | UUID) -> Offer:
    """An offer to this loan that nobody withdrew.

    Raises:
        Refused: ``deployments.unknown``.
    """
    try:
        found = one.offers.filter(pk=UUID(str(wanted)), withdrawn_at=None).first()
    except ValueError:
        found = None
    if found is None:
        raise checks.unknown()
    return found


def listed(state: str = "", kind: str = "", query: str = "") -> QuerySet[Loan]:
    """Loans, what still waits for somebody first, then by first day."""
    found = Loan.objects.all()
    if state == "open":
        found = found.filter(state__in=rules.OPEN)
    elif state == "under-way":
        found = found.filter(state__in=rules.TIMELY)
    elif state in rules.STATES:
        found = found.filter(state=state)
    if kind in means.SHEETS:
        found = found.filter(kind=kind)
    if query:
        found = found.filter(number__icontains=query) | found.filter(place__icontains=query)
    return found.order_by("-starts", "-number")


def may(officer: Officer, one: Loan) -> list[str]:
    """What this officer may do with the loan now, in the order of its way."""
    by, own, found = accounts.handle(officer), recording.own(), set[str]()
    if own == one.lender and accounts.may(officer, "lend"):
        found |= rules.lender_moves(one.state)
    if own == one.borrower and accounts.may(officer, "means"):
        found |= rules.borrower_moves(one.state)
    lends = accounts.may(officer, "lend")
    examined = getattr(one, "examination", None)
    barred = {
        "offer": bool(one.agreement),
        "accept": bool(one.agreement),
        "sign": not one.agreement or by == one.borrower_signed_by,
        "settle": not lends,
        "cancel": not lends and by != one.requested_by,
        "deploy": one.kind == LABORATORY,
        "examine": examined is None or examined.found_on is not None,
        "write": examined is None
        or examined.sample is None
        or examined.found_on is None
        or examined.written_at is not None
        or not accounts.may(officer, "case"),
    }
    return [act for act in rules.MOVES if act in found and not barred.get(act)]


def next_by(one: Loan) -> str:
    """The service that must act next; empty when nobody must."""
    if one.state not in rules.OPEN:
        return ""
    if one.state == "offered":
        return one.lender if one.agreement else one.borrower
    if one.state == "in-transit":
        return one.lender if one.kind == LABORATORY else one.borrower
    return one.borrower if one.state == "claimed" else one.lender


def of_case(case: Any) -> list[Item]:
    """The loans of a case, as items of its timeline; one query."""
    return [
        Item(
            at=one.changed_at,
            kind="loan",
            title=_("Loan of a means"),
            text=f"{one.number} · {means.kind_words(one.kind)} · {one.place}",
            owner=one.lender,
            state=words.state(one),
            url=reverse("deployments:detail", args=[one.pk]),
        )
        for one in Loan.objects.filter(case=getattr(case, "pk", case))
    ]


def as_object(one: Loan, officer: Officer | None = None) -> dict[str, Any]:
    """A loan as programs read it; its case only for whoever may see the case."""
    seen = cases.seen(officer, one.case) if officer is not None else None
    plain = (
        "number", "state", "kind", "lender", "borrower", "convention", "costs", "serves", "place", "text",
        "condition", "currency", "settled_reason", "grade", "evaluation",
    )  # fmt: skip
    return {
        "id": str(one.pk),
        **{name: getattr(one, name) for name in plain},
        "starts": one.starts.isoformat(),
        "ends": one.ends.isoformat(),
        "case": seen.number if seen is not None else None,
        "claimed": None if one.claimed is None else f"{one.claimed:f}",
        "due": None if one.due is None else f"{one.due:f}",
        "settled": None if one.settled is None else f"{one.settled:f}",
        "signed": {"borrower": bool(one.borrower_signature), "lender": bool(one.lender_signature)},
        "next": next_by(one),
        "stopped": one.stop_code,
        "acts": [] if officer is None else may(officer, one),
    }


def offer_as_object(one: Offer) -> dict[str, Any]:
    """An offer as programs read it."""
    return {
        "id": str(one.pk),
        "title": one.title,
        "mean": str(one.mean),
        "code": one.code,
        "starts": one.starts.isoformat(),
        "ends": one.ends.isoformat(),
        "estimate": f"{one.estimate:f}",
        "currency": one.currency,
        "conditions": one.conditions,
        "withdrawn": one.withdrawn_at is not None,
    }


def of_seizure(seizure: UUID) -> list[Loan]:
    """The loans of laboratories that examine samples of a seizure; one query."""
    return list(
        Loan.objects.filter(examination__seizure=seizure).select_related("examination").order_by("-requested_at")
    )


def whole(one: Loan, officer: Officer | None = None) -> dict[str, Any]:
    """A loan with its offers, costs, steps and what its laboratory found."""
    examined = getattr(one, "examination", None)
    return as_object(one, officer) | {
        "offers": [offer_as_object(each) for each in one.offers.all()],
        "lines": [
            {
                "what": each.what,
                "amount": f"{each.amount:f}",
                "currency": each.currency,
                "day": each.day.isoformat(),
                "voucher": each.voucher,
            }
            for each in one.lines.all()
        ],
        "steps": [
            {"at": each.at.isoformat(), "act": each.act, "agency": each.agency, "text": each.text, "late": each.late}
            for each in one.steps.all()
        ],
        "examination": None
        if examined is None
        else {
            "mark": examined.mark,
            "found_on": examined.found_on.isoformat() if examined.found_on else None,
            "method": examined.method,
            "substance": examined.substance,
            "purity": None if examined.purity is None else f"{examined.purity:f}",
            "composition": examined.composition,
            "written": examined.written_at is not None,
        },
    }
