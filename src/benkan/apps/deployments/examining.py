"""Laboratory work as a loan: a sample of a seizure goes in under its mark, what was found comes back into the seizure.

Only the mark travels; which seizure it belongs to the borrower's node alone knows. The finding is written into the
seizure by an officer of the borrower, who may have questions first, and carries laboratory and method as its source.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.deployments import checks, reading, recording, telling
from benkan.apps.deployments.models import Examination, Loan
from benkan.apps.exchange import services as exchange
from benkan.apps.seizures import services as seizures
from benkan.core import deployments as rules
from benkan.core import substances
from benkan.core.errors import N_, Invalid, Refused

LABORATORY: Final = "laboratory"


@dataclass(frozen=True, slots=True)
class Examined:
    """A sample that a laboratory is asked to examine."""

    mark: str
    sample: int
    seizure: UUID


def wanted(officer: Officer, kind: str, sample: int | None) -> Examined | None:
    """The sample that a need is about, if it is about one.

    Raises:
        Refused: no right on seizures, ``sample.unknown``, ``sample.result-known``.
        Invalid: ``deployments.sample``: the means asked for is no laboratory.
    """
    if sample is None:
        return None
    if kind != LABORATORY:
        raise Invalid(
            "deployments.sample",
            N_("Only a laboratory examines a sample."),
            N_("Ask for a laboratory."),
            place="sample",
        )
    accounts.need(officer, "case")
    found = seizures.sample(sample)
    return Examined(found.mark, found.pk, found.seizure_id)


def keep(one: Loan, found: Examined | None) -> None:
    """The sample beside its loan, at the borrower."""
    if found is not None:
        Examination.objects.create(loan=one, mark=found.mark, sample=found.sample, seizure=found.seizure)


def announced(one: Loan, mark: str) -> None:
    """The sample beside its loan, at the lender, who knows its mark alone."""
    Examination.objects.create(loan=one, mark=mark)


def examine(
    officer: Officer,
    loan: str | UUID,
    *,
    found_on: dt.date,
    method: str,
    substance: str,
    purity: Decimal | None = None,
    composition: str = "",
) -> Loan:
    """What the lender's laboratory found.

    Args:
        purity: a share from 0 to 1, rounded to four digits.

    Raises:
        Refused: no right, a wrong move, ``deployments.no-sample``, ``deployments.result-known``.
        Invalid: ``deployments.substance``, ``deployments.purity``, ``deployments.day``, ``deployments.text``.
    """
    accounts.need(officer, "lend")
    if not substances.known(substance):
        raise Invalid(
            "deployments.substance", N_("This drug is not in the catalogue."), N_("Choose one from the list."),
            place="substance",
        )  # fmt: skip
    if purity is not None and not (purity.is_finite() and 0 <= purity <= 1):
        raise Invalid(
            "deployments.purity", N_("A purity lies between 0 and 100 %%."), N_("Write per cent."), place="purity"
        )
    if found_on > timezone.localdate():
        raise Invalid("deployments.day", N_("A result is of today or earlier."), N_("Give its day."), place="found_on")
    share = None if purity is None else purity.quantize(Decimal("0.0001"))
    with transaction.atomic():
        one = reading.held(loan, "lender")
        rules.admit("examine", one.state)
        row = _row(one)
        said = checks.text(composition, 1_000, "composition", required=False)
        _fill(row, found_on, checks.text(method, 100, "method"), substance, share, said)
        recording.moved(one, "examine", officer, row.mark)
        telling.tell(
            one,
            wire.LoanResult,
            sample=row.mark,
            found_on=found_on.isoformat(),
            method=row.method,
            substance=substance,
            purity=None if share is None else f"{share:.4f}",
            composition=row.composition,
        )
    return one


def heard(one: Loan, message: exchange.Message) -> str:
    """What a partner's laboratory found, kept beside the loan until an officer writes it into the seizure.

    Raises:
        Refused: ``deployments.no-sample``, ``deployments.result-known``.
    """
    told: wire.LoanResult = message.payload
    row = _row(one)
    if row.mark != told.sample:
        raise _no_sample()
    share = None if told.purity is None else Decimal(told.purity)
    substance = told.substance if substances.known(told.substance) else "other"
    _fill(row, dt.date.fromisoformat(told.found_on), told.method, substance, share, told.composition)
    return row.mark


def write(officer: Officer, loan: str | UUID) -> Loan:
    """The finding, written into the seizure with the laboratory and its method.

    Raises:
        Refused: no right, ``deployments.no-sample``, ``deployments.no-result``, and what a seizure refuses.
    """
    accounts.need(officer, "case")
    with transaction.atomic():
        one = reading.held(loan, "borrower")
        row = getattr(one, "examination", None)
        if row is None or row.sample is None:
            raise _no_sample()
        if row.found_on is None:
            raise Refused(
                "deployments.no-result",
                N_("The laboratory has sent no result yet."),
                N_("Wait for it, or ask the laboratory."),
            )
        if row.written_at is not None:
            raise _known()
        seizures.record_result(
            officer,
            row.sample,
            result_on=row.found_on,
            method=row.method,
            substance=row.substance,
            purity=row.purity,
            composition=row.composition,
        )
        row.written_at = timezone.now()
        row.save(update_fields=["written_at"])
        recording.moved(one, "write", officer, row.mark)
    return one


def _row(one: Loan) -> Examination:
    row = getattr(one, "examination", None)
    if row is None:
        raise _no_sample()
    if row.found_on is not None:
        raise _known()
    found: Examination = row
    return found


def _fill(
    row: Examination, found_on: dt.date, method: str, substance: str, purity: Decimal | None, composition: str
) -> None:
    row.found_on, row.method, row.substance, row.purity = found_on, method, substance, purity
    row.composition = composition
    row.save()


def _no_sample() -> Refused:
    return Refused(
        "deployments.no-sample",
        N_("This loan is about no such sample."),
        N_("Ask for a laboratory from the page of the seizure."),
    )


def _known() -> Refused:
    return Refused(
        "deployments.result-known",
        N_("The result of this sample is here already."),
        N_("Send a second sample if the result is doubted."),
    )
