"""Samples and what a laboratory found: the only way by which a purity becomes a measured one."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.seizures import sharing, texts
from benkan.apps.seizures.entering import own
from benkan.apps.seizures.models import Sample, Seizure
from benkan.core import substances
from benkan.core.errors import N_, Invalid, Refused


def take_sample(
    officer: Officer, seizure_id: uuid.UUID | str, position: int, *, mark: str, taken_on: dt.date, laboratory: str
) -> Sample:
    """A sample of one drug, sent to a laboratory under its mark.

    Raises:
        Refused: no right, or not ours. Invalid: the place names the field; ``sample.mark-taken``.
    """
    accounts.need(officer, "case")
    mark, laboratory = _text(mark, "mark"), _text(laboratory, "laboratory")
    with transaction.atomic():
        row = own(seizure_id)
        drug = row.drugs.filter(position=position).first()
        if drug is None:
            raise Invalid("seizure.drug", N_("The seizure has no such drug."), place="drug")
        if not row.happened_on <= taken_on <= timezone.localdate():
            raise Invalid("sample.date", N_("A sample is taken between the seizure and today."), place="taken_on")
        try:
            with transaction.atomic():
                made = Sample.objects.create(
                    seizure=row, drug=drug, mark=mark, taken_on=taken_on, laboratory=laboratory
                )
        except IntegrityError as error:
            raise Invalid(
                "sample.mark-taken", N_("Another sample of this seizure has this mark."), place="mark"
            ) from error
        _write("sample-taken", officer, row, made)
    return made


def sample(sample_id: int) -> Sample:
    """A sample of an own seizure that waits for its result.

    Raises:
        Refused: ``sample.unknown``, ``sample.result-known``, or not ours.
    """
    found = Sample.objects.filter(pk=sample_id).first()
    if found is None:
        raise _unknown()
    own(found.seizure_id)
    if found.result_on is not None:
        raise _result_known()
    return found


def record_result(
    officer: Officer,
    sample_id: int,
    *,
    result_on: dt.date,
    method: str,
    substance: str,
    purity: Decimal | None = None,
    composition: str = "",
) -> Sample:
    """What the laboratory found; a purity becomes the drug's measured one, with its method and laboratory.

    Raises:
        Refused: no right, not ours, or a result is there already. Invalid: the place names the field.
    """
    accounts.need(officer, "case")
    method, composition = _text(method, "method"), _text(composition, "composition", required=False)
    if not substances.known(substance):
        raise Invalid(
            "seizure.substance",
            N_("This drug is not in the catalogue."),
            N_("Choose one from the list; “other” is one."),
            place="substance",
        )
    if purity is not None and not 0 <= purity <= 1:
        raise Invalid("seizure.purity", N_("A purity lies between 0 and 100 %%."), place="purity")
    with transaction.atomic():
        made = Sample.objects.select_for_update(of=("self",)).select_related("drug").filter(pk=sample_id).first()
        if made is None:
            raise _unknown()
        row = own(made.seizure_id)
        if made.result_on is not None:
            raise _result_known()
        if not made.taken_on <= result_on <= timezone.localdate():
            raise Invalid(
                "sample.date", N_("A result comes between the taking of the sample and today."), place="result_on"
            )
        made.result_on, made.method, made.substance = result_on, method, substance
        made.purity, made.composition = purity, composition
        made.save()
        if purity:
            drug = made.drug
            drug.purity, drug.purity_method, drug.purity_laboratory = purity, method, made.laboratory
            drug.save(update_fields=["purity", "purity_method", "purity_laboratory"])
        _write("laboratory-result", officer, row, made, substance=substance)
        if purity and row.state == Seizure.State.VALIDATED:
            # Partners get what the laboratory measured as the next version; nobody's reading is needed again.
            row.version += 1
            row.save(update_fields=["version"])
            sharing.share(row, officer=accounts.handle(officer))
    return made


def _unknown() -> Refused:
    return Refused("sample.unknown", N_("There is no such sample."), N_("Open the seizure again."))


def _result_known() -> Refused:
    return Refused(
        "sample.result-known",
        N_("The result of this sample is recorded already."),
        N_("Send a second sample if the result is doubted."),
    )


def _text(value: str, place: str, *, required: bool = True) -> str:
    return texts.kept(value, texts.longest(Sample, place), place, required=required)


def _write(event: str, officer: Officer, row: Seizure, made: Sample, **facts: str) -> None:
    journal.write(
        event, officer=accounts.handle(officer), reference=row.number, seizure=str(row.pk), sample=made.pk, **facts
    )
