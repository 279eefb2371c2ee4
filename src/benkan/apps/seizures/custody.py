"""Who had the evidence when: each hand-over is signed by two, each in a session of his own.

A bag lies with the officer who took it last. Only he can give it on, and it is still his until the other has signed
that he took it: so there is never a moment without somebody who answers for it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.seizures import texts
from benkan.apps.seizures.entering import own
from benkan.apps.seizures.models import Destruction, Drug, Handover, Seizure
from benkan.core.errors import N_, Invalid, Refused


@dataclass(frozen=True, slots=True)
class Bag:
    """One sealed bag: who has it, and to whom it is on the way."""

    number: str
    content: str
    holder: str
    waits_for: str
    steps: tuple[Handover, ...]


def give(
    officer: Officer,
    seizure_id: uuid.UUID | str,
    receiver: str,
    *,
    bag: str,
    content: str,
    place: str,
    remark: str = "",
) -> Handover:
    """The hand-over, signed by the giver; the receiver signs from his own session.

    Raises:
        Refused: no right, the bag lies with another officer, or it is on its way already.
        Invalid: a text is missing or too long, or nobody of that name works here; the place names the field.
    """
    accounts.need(officer, "case")
    given = {"bag": bag, "content": content, "place": place, "remark": remark}
    kept = {
        name: texts.kept(value, texts.longest(Handover, name), name, required=name != "remark")
        for name, value in given.items()
    }
    other = accounts.get(receiver)
    if not other.is_active or other.pk == officer.pk:
        raise Invalid(
            "custody.receiver",
            N_("Another officer of this service takes it."),
            N_("Choose a colleague."),
            place="receiver",
        )
    with transaction.atomic():
        row = own(seizure_id)
        last = row.handovers.filter(bag=kept["bag"]).last()
        if last is not None and last.received_at is None:
            raise Refused(
                "custody.on-its-way",
                N_("This bag is on its way to %(officer)s, who has not signed."),
                N_("Let the receiver sign first."),
                officer=last.receiver,
            )
        if last is not None and last.receiver != accounts.handle(officer):
            raise Refused(
                "custody.elsewhere",
                N_("This bag lies with %(officer)s."),
                N_("Only who has it can give it on."),
                officer=last.receiver,
            )
        made = Handover.objects.create(
            seizure=row,
            giver=accounts.handle(officer),
            given_at=timezone.now(),
            receiver=accounts.handle(other),
            **kept,
        )
        _write("custody-given", officer, row, made)
    return made


def take(officer: Officer, handover_id: int, *, seal_intact: bool, remark: str = "") -> Handover:
    """The hand-over, signed by the receiver too, who says whether the seal was whole.

    Raises:
        Refused: ``custody.not-waiting``: nothing waits for this officer here.
    """
    accounts.need(officer, "case")
    with transaction.atomic():
        made = (
            Handover.objects.select_for_update(of=("self",))
            .select_related("seizure")
            .filter(pk=handover_id, receiver=accounts.handle(officer), received_at=None)
            .first()
        )
        if made is None:
            raise Refused(
                "custody.not-waiting", N_("No bag waits for you here."), N_("Open the seizure again to see who has it.")
            )
        made.received_at, made.seal_intact = timezone.now(), seal_intact
        if remark.strip():
            both = f"{made.remark}\n{remark}"
            made.remark = texts.kept(both, texts.longest(Handover, "remark"), "remark", required=False)
        made.save(update_fields=["received_at", "seal_intact", "remark"])
        _write("custody-taken", officer, made.seizure, made, seal_intact=seal_intact)
    return made


def waiting_for(officer: Officer) -> QuerySet[Handover]:
    """The bags that this officer must sign for, oldest first."""
    return (
        Handover.objects.select_related("seizure")
        .filter(receiver=accounts.handle(officer), received_at=None)
        .order_by("given_at")
    )


def bags(row: Seizure) -> list[Bag]:
    """Every bag of the seizure with its chain; the holder is who signed last that he took it."""
    chains: dict[str, list[Handover]] = {}
    for step in row.handovers.all():
        chains.setdefault(step.bag, []).append(step)
    found = []
    for number, steps in chains.items():
        last = steps[-1]
        waits = last.receiver if last.received_at is None else ""
        holder = last.giver if waits else last.receiver
        found.append(Bag(number, last.content, holder, waits, tuple(steps)))
    return found


def record_destruction(
    officer: Officer, seizure_id: uuid.UUID | str, position: int, *, happened_on: dt.date, **given: str
) -> Destruction:
    """That a drug was destroyed; it counts once a second officer has confirmed it.

    Args:
        position: of the drug in the seizure.
        happened_on: a day that is not in the future.
        given: ``place``, ``method``, ``authority`` (who decided), ``witnesses`` and, if one is kept, ``kept_sample``.

    Raises:
        Refused: no right, or destroyed before. Invalid: something is missing; the place names it.
    """
    accounts.need(officer, "case")
    if happened_on > timezone.localdate():
        raise Invalid("destruction.date", N_("A day up to today is expected."), place="happened_on")
    kept = {}
    for name in ("place", "method", "authority", "witnesses", "kept_sample"):
        limit = texts.longest(Destruction, name)
        kept[name] = texts.kept(given.get(name, ""), limit, name, required=name != "kept_sample")
    with transaction.atomic():
        row = own(seizure_id)
        drug = _drug(row, position)
        if happened_on < row.happened_on:
            raise Invalid("destruction.date", N_("Nothing is destroyed before it is seized."), place="happened_on")
        if drug.destructions.exists():
            raise Refused("destruction.twice", N_("The destruction of this drug is recorded already."))
        made = Destruction.objects.create(
            seizure=row,
            drug=drug,
            happened_on=happened_on,
            recorded_by=accounts.handle(officer),
            recorded_at=timezone.now(),
            **kept,
        )
        journal.write(
            "destruction-recorded", officer=accounts.handle(officer), reference=row.number, seizure=str(row.pk)
        )
    return made


def confirm_destruction(officer: Officer, destruction_id: int) -> Destruction:
    """The destruction, confirmed by a second officer.

    Raises:
        Refused: no right, nothing waits, or ``destruction.same-officer``.
    """
    accounts.need(officer, "release")
    with transaction.atomic():
        made = (
            Destruction.objects.select_for_update(of=("self",))
            .select_related("seizure")
            .filter(pk=destruction_id, confirmed_at=None)
            .first()
        )
        if made is None:
            raise Refused("destruction.not-waiting", N_("No destruction waits for you here."))
        if made.recorded_by == accounts.handle(officer):
            raise Refused(
                "destruction.same-officer",
                N_("Another officer confirms than the one who recorded it."),
                N_("Ask a colleague who was there."),
            )
        made.confirmed_by, made.confirmed_at = accounts.handle(officer), timezone.now()
        made.save(update_fields=["confirmed_by", "confirmed_at"])
        journal.write(
            "destruction-confirmed",
            officer=accounts.handle(officer),
            reference=made.seizure.number,
            seizure=str(made.seizure_id),
        )
    return made


def _drug(row: Seizure, position: int) -> Drug:
    found = row.drugs.filter(position=position).first()
    if found is None:
        raise Invalid("seizure.drug", N_("The seizure has no such drug."), place="drug")
    return found


def _write(event: str, officer: Officer, row: Seizure, made: Handover, **facts: Any) -> None:
    journal.write(
        event,
        officer=accounts.handle(officer),
        reference=row.number,
        seizure=str(row.pk),
        handover=made.pk,
        **facts,
    )
