"""Loans as rows, lists and objects; and the one way in which a loan moves: state, step and journal line together."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.cases.items import Item
from benkan.apps.deployments import words
from benkan.apps.deployments.models import Loan, Offer, Step
from benkan.apps.journal import services as journal
from benkan.apps.means import services as means
from benkan.core import deployments as rules
from benkan.core.errors import N_, Invalid, Refused


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
        raise unknown()
    return found


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
        raise unknown()
    return found


def unknown() -> Refused:
    """The error of a loan or an offer that is not here."""
    return Refused("deployments.unknown", N_("There is no such loan or offer here."), N_("Open it from the list."))


def move(one: Loan, act: str, officer: Officer, text: str) -> None:
    """The loan in its next state, its step and its line in the journal; the caller holds the row.

    Raises:
        Refused: a wrong move.
    """
    found = rules.admit(act, "offered" if act == "withdraw" else one.state)
    one.state = found.after or one.state
    one.changed_at = timezone.now()
    one.save()
    step(one, act, officer, text)


def step(one: Loan, act: str, officer: Officer, text: str) -> None:
    """The step and the journal line of an act; what was written stays out of the journal."""
    by = accounts.handle(officer)
    Step.objects.create(loan=one, at=timezone.now(), act=act, by=by, text=text)
    journal.write("loan-moved", officer=by, reference=str(one.pk), convention=one.convention, act=act, state=one.state)


def next_number(now: dt.datetime) -> str:
    """The next number of this year: L-2026-0001."""
    year = timezone.localtime(now).year
    last = Loan.objects.filter(number__startswith=f"L-{year}-").order_by("-number").values_list("number", flat=True)
    return f"L-{year}-{int((last.first() or '0').rpartition('-')[2]) + 1:04}"


def kept(value: str, limit: int, place: str, *, required: bool = True) -> str:
    """The text without blanks around it.

    Raises:
        Invalid: ``deployments.text``.
    """
    cleaned = value.strip()
    if (required and not cleaned) or len(cleaned) > limit or not cleaned.isprintable():
        raise Invalid(
            "deployments.text",
            N_("Write from one to %(limit)d characters here, none of them hidden.")
            if required
            else N_("Write at most %(limit)d characters here, none of them hidden."),
            place=place,
            limit=limit,
        )
    return cleaned


def days(starts: dt.date, ends: dt.date) -> None:
    """Nothing when the last day is not before the first.

    Raises:
        Invalid: ``deployments.days``.
    """
    if ends < starts:
        raise Invalid("deployments.days", N_("The last day is before the first."), N_("Give other days."), place="ends")


def currency(code: str) -> None:
    """Nothing when it is a currency of this node.

    Raises:
        Invalid: ``deployments.currency``.
    """
    if code not in rules.CURRENCIES:
        raise Invalid(
            "deployments.currency", N_("Amounts are in XOF, MAD or EUR."), N_("Choose one."), place="currency"
        )


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


def waits_for(officer: Officer, one: Loan) -> list[str]:
    """What this officer may do now, costs left out: they are always possible."""
    by, found = accounts.handle(officer), []
    if accounts.may(officer, "lend"):
        found += sorted(rules.lender_moves(one.state) - {"cost"})
    if accounts.may(officer, "means"):
        found += sorted(rules.borrower_moves(one.state))
    if one.agreement:
        found = [act for act in found if act not in ("offer", "withdraw", "accept")]
        if by == one.borrower_signed_by:
            found = [act for act in found if act != "sign"]
    else:
        found = [act for act in found if act != "sign"]
    if not accounts.may(officer, "lend"):
        found = [act for act in found if act != "settle" and (act != "cancel" or by == one.requested_by)]
    return found


def of_case(case: Any) -> list[Item]:
    """The loans of a case, as items of its timeline; one query."""
    return [
        Item(
            at=one.changed_at,
            kind="loan",
            title=_("Loan of a means"),
            text=f"{one.number} · {means.kind_words(one.kind)} · {one.place}",
            owner=one.lender,
            state=words.STATES[one.state],
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
        "settled": None if one.settled is None else f"{one.settled:f}",
        "signed": {"borrower": one.borrower_signed_by, "lender": one.lender_signed_by},
    }


def offer_as_object(one: Offer) -> dict[str, Any]:
    """An offer as programs read it."""
    return {
        "id": str(one.pk),
        "mean": str(one.mean),
        "code": one.code,
        "starts": one.starts.isoformat(),
        "ends": one.ends.isoformat(),
        "estimate": f"{one.estimate:f}",
        "currency": one.currency,
        "conditions": one.conditions,
        "withdrawn": one.withdrawn_at is not None,
    }
