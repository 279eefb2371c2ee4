"""The one way in which a loan moves: state, step and journal line together; texts stay out of the journal."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.deployments.models import Loan, Numbering, Step
from benkan.apps.journal import services as journal
from benkan.core import deployments as rules


def own() -> str:
    """The id of this service."""
    return str(settings.BENKAN_NODE.agency)


def moved(one: Loan, act: str, officer: Officer, text: str = "") -> None:
    """The loan after an officer's act that was admitted; the caller holds the row."""
    _keep(one, act)
    _write(one, act, own(), accounts.handle(officer), text)


def heard(one: Loan, act: str, sender: str, text: str = "") -> None:
    """The loan after a partner's act; the caller holds the row."""
    _keep(one, act)
    _write(one, act, sender, "", text)


def late(one: Loan, act: str, sender: str) -> None:
    """A partner's act that crossed one of ours: it stands in the steps and changes nothing."""
    _write(one, act, sender, "", "", late=True)


def begun(one: Loan, agency: str, by: str) -> None:
    """The first step of a loan."""
    _write(one, "request", agency, by, "")


def next_number(now: dt.datetime) -> str:
    """The next number of this year: L-2026-0001; the caller is within a transaction."""
    year = timezone.localtime(now).year
    row, _ = Numbering.objects.select_for_update().get_or_create(year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return f"L-{year}-{row.last:04}"


def _keep(one: Loan, act: str) -> None:
    one.state = rules.MOVES[act].after or one.state
    one.changed_at = timezone.now()
    one.save()


def _write(one: Loan, act: str, agency: str, by: str, text: str, *, late: bool = False) -> None:
    Step.objects.create(loan=one, at=timezone.now(), act=act, agency=agency, by=by, text=text[:500], late=late)
    journal.write(
        "loan-moved",
        officer=by,
        partner=agency if agency != own() else "",
        reference=str(one.pk),
        convention=one.convention,
        act=act,
        state=one.state,
    )
    if one.case is not None:
        cases.moved(one.case)
