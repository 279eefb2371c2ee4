"""Partners' seizures: kept beside ours with their owner's name, counted in the same sums, gone when their time is over.

Nothing that a partner writes is believed to be possible: what ``entering.checked`` refuses of our own officers is
refused of theirs. A seizure belongs to who signed the letter, and only its next version may take its place.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from benkan import wire
from benkan.apps.accords import services as accords
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.seizures import counting, entering, sharing
from benkan.apps.seizures.entering import DrugGiven, LegGiven, SeizureGiven
from benkan.apps.seizures.models import Copy, Seizure
from benkan.core.conventions import ActKind
from benkan.core.errors import N_, Invalid, Refused, Unverified

MILLION: Final = 1_000_000
MAX_A_DAY: Final = 10_000
MAX_KEPT: Final = 200_000
"""Seizures of one partner; with the largest amounts their sums stay below 2^63."""
MAX_KILOGRAMS: Final = Decimal(1_000_000)
DAY_AHEAD: Final = dt.timedelta(days=1)
"""Where the partner lives it may be tomorrow already."""
Letter = exchange.Message


def _facts(message: Any) -> Mapping[str, Any]:
    return {"purpose": sharing.PURPOSE, "categories": {sharing.CATEGORY}, "handling": message.handling}


@exchange.handles(sharing.SHARE, act=ActKind.SEIZURE, facts=_facts)
def on_share(message: Letter) -> None:
    """A partner's seizure, or the next version of one, kept and counted; the reply is a receipt."""
    told: wire.SeizureShare = message.payload
    given = given_of(told, message.sender)
    entering.checked(given, ahead=DAY_AHEAD)
    _bounded(given)
    copy = _copy(message)
    if copy is None:
        return
    row = copy.seizure or Seizure(
        pk=identity(message.sender, told.seizure), owner=message.sender, entered_at=message.received_at
    )
    _numbered_once(row, told.number)
    counted = counting.share(row) if copy.seizure else {}
    entering.fill(row, given)
    row.state, row.version = Seizure.State.VALIDATED, told.version
    row.validated_at = _moment(told.validated_at)
    row.save()
    entering.renew_parts(row, given)
    counting.move(counted, counting.share(row))
    copy.seizure, copy.retained_until = row, _end(message)
    copy.save()
    _write("seizure-received", message, row.number, handling=told.handling, retained_until=copy.retained_until)


@exchange.handles(sharing.WITHDRAWAL, act=ActKind.SEIZURE_WITHDRAWAL)
def on_withdrawal(message: Letter) -> None:
    """A partner's seizure counts nowhere any more; number, day and place stay to say so until its time is over."""
    copy = _copy(message)
    if copy is None:
        return
    row = copy.seizure
    if row is not None:
        counted = counting.share(row)
        row.drugs.all().delete()
        row.legs.all().delete()
        row.state, row.version, row.withdrawn_at = Seizure.State.WITHDRAWN, message.payload.version, timezone.now()
        row.concealment_text = row.logo = row.cargo = row.service = ""
        row.save()
        counting.move(counted, {})
    copy.withdrawn = True
    copy.save()
    _write("seizure-withdrawal-received", message, row.number if row else message.payload.seizure)


def expire_due(today: dt.date | None = None) -> int:
    """Erases partners' seizures whose retention has ended, and takes them out of the sums; how many."""
    day = today or timezone.localdate()
    erased = 0
    for pk in list(Copy.objects.filter(retained_until__lt=day).values_list("pk", flat=True)[:5_000]):
        with transaction.atomic():
            copy = Copy.objects.select_for_update(of=("self",)).select_related("seizure").filter(pk=pk).first()
            if copy is None:
                continue
            if copy.seizure is not None:
                counting.move(counting.share(copy.seizure), {})
                copy.seizure.delete()
            Copy.objects.filter(pk=pk).delete()
        erased += 1
    if erased:
        journal.write("seizure-copies-erased", count=erased)
    return erased


def identity(owner: str, foreign: str) -> uuid.UUID:
    """Ours for a partner's seizure: made of both, so nobody can take the place of another's."""
    return uuid.uuid5(uuid.UUID(foreign), owner)


def given_of(told: wire.SeizureShare, owner: str) -> SeizureGiven:
    """The seizure as the partner says it; a service that is not named is the partner itself."""
    return SeizureGiven(
        happened_on=dt.date.fromisoformat(told.happened_on),
        country=told.country,
        area=told.area,
        place=told.place,
        latitude=_degrees(told.latitude),
        longitude=_degrees(told.longitude),
        drugs=tuple(_drug(one) for one in told.drugs),
        service=told.service or owner,
        circumstance=told.circumstance,
        conveyance=told.conveyance,
        persons=told.persons,
        persons_count=told.persons_count,
        precision=told.precision,
        happened_at=dt.time.fromisoformat(told.happened_at) if told.happened_at else None,
        number=told.number,
        concealment=told.concealment,
        concealment_text=told.concealment_text,
        packaging=told.packaging,
        logo=told.logo,
        cargo=told.cargo,
        handling=told.handling,
        legs=tuple(
            LegGiven(one.role, one.country, one.place, one.grade, _degrees(one.latitude), _degrees(one.longitude))
            for one in told.legs
        ),
    )


def _drug(one: wire.SeizureDrug) -> DrugGiven:
    return DrugGiven(
        substance=one.substance,
        count=one.count,
        count_kind=one.count_kind,
        packages=one.packages,
        purity_method=one.purity_method,
        purity_laboratory=one.purity_laboratory,
        price_currency=one.price_currency,
        price_unit=one.price_unit,
        kilograms=_number(one.kilograms),
        litres=_number(one.litres),
        purity=_number(one.purity),
        price=_number(one.price),
    )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _degrees(value: int | None) -> float | None:
    return None if value is None else value / MILLION


def _bounded(given: SeizureGiven) -> None:
    """What nobody ever seized would drown everybody's statistics."""
    for place, drug in enumerate(given.drugs):
        if max(drug.kilograms or 0, drug.litres or 0) > MAX_KILOGRAMS:
            raise Invalid(
                "seizure.amount",
                N_("An amount is more than nothing and at most %(limit)s."),
                N_("Leave it empty if it is unknown: unknown is not zero."),
                place=f"drugs.{place}",
                limit=f"{MAX_KILOGRAMS:,}",
            )


def _copy(message: Letter) -> Copy | None:
    """Our copy, with the version of this letter; None when this very content came before.

    Raises:
        Refused: ``seizure.older-version``, ``seizure.too-many``, ``seizure.withdrawn``.
        Unverified: ``seizure.version-reused``: another content under a version that we have.
    """
    told = message.payload
    if not message.header.convention:
        raise Refused(
            "seizure.no-convention",
            N_("A seizure moves under a convention that its letter names."),
            N_("Update the software of both services."),
        )
    sha256 = hashlib.sha256(wire.encode(told)).hexdigest()
    copy = (
        Copy.objects.select_for_update(of=("self",))
        .select_related("seizure")
        .filter(owner=message.sender, foreign=told.seizure)
        .first()
    )
    if copy is not None and told.version <= copy.version:
        if copy.payload_sha256 == sha256:
            return None
        if told.version == copy.version:
            raise Unverified(
                "seizure.version-reused",
                N_("Another content of this seizure came before under the same version."),
                N_("Give every change the next version."),
            )
        raise Refused(
            "seizure.older-version", N_("A later version of this seizure is here."), N_("Nothing has to be changed.")
        )
    if copy is not None and copy.withdrawn:
        raise Refused("seizure.withdrawn", N_("This seizure was withdrawn."), N_("Record it anew if it is true."))
    if copy is None:
        _room(message.sender, message.received_at)
        copy = Copy(owner=message.sender, foreign=told.seizure, retained_until=_end(message))
    copy.convention, copy.version, copy.payload_sha256 = message.header.convention, told.version, sha256
    copy.received_at = message.received_at
    return copy


def _room(owner: str, now: dt.datetime) -> None:
    midnight = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Copy.objects.filter(owner=owner)
    if mine.filter(received_at__gte=midnight).count() >= MAX_A_DAY or mine.count() >= MAX_KEPT:
        raise Refused(
            "seizure.too-many",
            N_("More seizures of this service came today, or in all, than are taken."),
            N_("Send the rest tomorrow, or the newest ones only."),
        )


def _numbered_once(row: Seizure, number: str) -> None:
    if Seizure.objects.filter(owner=row.owner, number=number).exclude(pk=row.pk).exists():
        raise Invalid(
            "seizure.number-taken",
            N_("Another seizure already has the number %(number)s."),
            N_("Choose another number, or leave it empty to get the next one."),
            place="number",
            number=number,
        )


def _end(message: Letter) -> dt.date:
    """The last day of our copy: the convention's days of retention from the day on which it came."""
    today = timezone.localdate(message.received_at)
    # The gate let the letter in, so there is one that has begun; of its versions the newest counts.
    begun = [
        each.convention
        for each in accords.agreements()
        if each.signed
        and each.convention.identifier == message.header.convention
        and each.convention.starts_on <= message.received_at.astimezone(dt.UTC).date()
    ]
    return today + dt.timedelta(days=max(begun, key=lambda convention: convention.version).retention_days)


def _moment(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)


def _write(event: str, message: Letter, reference: str, **facts: Any) -> None:
    told = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in facts.items()}
    journal.write(
        event,
        partner=message.sender,
        convention=message.header.convention,
        reference=reference,
        seizure=message.payload.seizure,
        version=message.payload.version,
        envelope=message.header.id,
        sha256=message.sha256,
        **told,
    )


exchange.outcome_of(sharing.SHARE)(sharing.letter_ended)
exchange.outcome_of(sharing.WITHDRAWAL)(sharing.letter_ended)
