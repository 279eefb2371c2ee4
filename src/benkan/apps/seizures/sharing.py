"""What is validated goes to the partners whose convention says so, at once and without persons; a withdrawal follows.

Letters are queued in the transaction of the act that causes them. Under the code H3 a seizure stays at home: its
conditions must be read by a person first. What is shared is listed once, in ``payload``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.utils import timezone
from pydantic import ValidationError

from benkan import wire
from benkan.apps.accords import services as accords
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.seizures.models import Drug, Leg, Seizure, Share
from benkan.core.conventions import ActKind
from benkan.core.errors import N_, Invalid, Refused

SHARE: Final = "seizure.share"
WITHDRAWAL: Final = "seizure.withdrawal"
PURPOSE: Final = "drug-trafficking"
CATEGORY: Final = "seizure"
AT_HOME: Final = frozenset({"H3"})
"""Handling codes under which a seizure is not shared by itself."""


def partners(handling: str) -> list[tuple[str, str]]:
    """Who gets a seizure of this code now, each with the convention that says so."""
    if handling in AT_HOME:
        return []
    return accords.takers(ActKind.SEIZURE, purpose=PURPOSE, categories={CATEGORY}, handling=handling)


def share(row: Seizure, *, officer: str, only: Iterable[str] | None = None) -> list[Share]:
    """The validated seizure as it stands, queued for every partner who gets it; inside the caller's transaction.

    A partner that has an earlier version and no longer gets this one is told that it is withdrawn.

    Args:
        only: these partners alone.
    """
    told: list[Share] = []
    wanted = None if only is None else set(only)
    found = [(partner, convention) for partner, convention in partners(row.handling) if _in(partner, wanted)]
    if found:
        message = payload(row)
        for partner, convention in found:
            facts: dict[str, object] = {"purpose": PURPOSE, "categories": {CATEGORY}, "handling": row.handling}
            told.append(_queue(row, partner, convention, message, officer, facts))
    if wanted is None:
        withdraw(row, officer=officer, spare={partner for partner, _convention in found})
    return told


def withdraw(row: Seizure, *, officer: str, spare: Iterable[str] = ()) -> list[Share]:
    """The withdrawal, queued for every partner who has the seizure or may yet get it, but for those spared."""
    has = row.shares.filter(withdrawn=False).exclude(partner__in=list(spare))
    told = []
    for one in list(has):
        if one.state == Share.State.STOPPED and not one.received_version:
            continue
        message = wire.SeizureWithdrawal(seizure=str(row.pk), version=row.version)
        try:
            told.append(_queue(row, one.partner, one.convention, message, officer, {}))
        except Refused as refused:
            # The withdrawal at home stands; the page shows who could not be told, and why.
            one.withdrawn, one.state, one.version = True, Share.State.STOPPED, row.version
            one.stop_code, one.stop_clause = refused.code[:64], refused.clause[:200]
            one.save(update_fields=["withdrawn", "state", "version", "stop_code", "stop_clause"])
    return told


def letter_ended(outgoing: exchange.Outgoing) -> None:
    """A letter about a seizure was received, stopped or refused; only the last one to a partner counts."""
    one = Share.objects.filter(envelope=outgoing.id).first()
    if one is None:
        return
    if outgoing.state == exchange.State.DELIVERED:
        one.state, one.received_at, one.received_version = Share.State.RECEIVED, timezone.now(), one.version
        one.stop_code = one.stop_clause = ""
    else:
        one.state, one.stop_code, one.stop_clause = Share.State.STOPPED, outgoing.last_code, outgoing.clause
    one.save(update_fields=["state", "received_at", "received_version", "stop_code", "stop_clause"])


def unacknowledged() -> int:
    """How many letters about seizures no partner has confirmed."""
    return Share.objects.exclude(state=Share.State.RECEIVED).count()


def payload(row: Seizure) -> wire.SeizureShare:
    """Exactly what partners get of a seizure.

    Raises:
        Invalid: ``seizure.not-sent``: a value cannot travel; the place names it, never the value.
    """
    try:
        return wire.SeizureShare(
            seizure=str(row.pk),
            version=row.version,
            number=row.number,
            happened_on=row.happened_on.isoformat(),
            precision=row.precision,
            happened_at=f"{row.happened_at:%H:%M}" if row.happened_at else None,
            service=row.service if settings.BENKAN_NODE.seizures_name_service else "",
            country=row.country,
            area=row.area,
            place=row.place,
            latitude=millionths(row.latitude),
            longitude=millionths(row.longitude),
            circumstance=row.circumstance,
            conveyance=row.conveyance,
            persons=row.persons,
            persons_count=row.persons_count,
            concealment=row.concealment,
            concealment_text=_lines(row.concealment_text),
            packaging=row.packaging,
            logo=_lines(row.logo),
            cargo=_lines(row.cargo),
            handling=row.handling,
            drugs=[_drug(one) for one in row.drugs.all()],
            legs=[_leg(one) for one in row.legs.all()],
            validated_at=wire.time_text(row.validated_at or timezone.now()),
        )
    except ValidationError as error:
        where = error.errors(include_input=False, include_url=False)[0]["loc"]
        raise Invalid(
            "seizure.not-sent",
            N_("A value of this seizure cannot be sent to partners."),
            N_("Correct the field that is named, or set the handling code H3 to keep the seizure here."),
            place=".".join(str(step) for step in where) or "seizure",
        ) from None  # the original error would show the value


def millionths(degrees: float | None) -> int | None:
    """Degrees as they travel."""
    return None if degrees is None else round(degrees * 1_000_000)


def _drug(one: Drug) -> wire.SeizureDrug:
    return wire.SeizureDrug(
        substance=one.substance,
        kilograms=_decimal(one.kilograms),
        litres=_decimal(one.litres),
        count=one.count,
        count_kind=one.count_kind,
        packages=one.packages,
        purity=_decimal(one.purity),
        purity_method=_lines(one.purity_method),
        purity_laboratory=_lines(one.purity_laboratory),
        price=_decimal(one.price),
        price_currency=one.price_currency,
        price_unit=one.price_unit,
    )


def _leg(one: Leg) -> wire.SeizureLeg:
    return wire.SeizureLeg(
        role=one.role,
        country=one.country,
        place=_lines(one.place),
        grade=one.grade,
        latitude=millionths(one.latitude),
        longitude=millionths(one.longitude),
    )


def _decimal(value: Decimal | None) -> str | None:
    """The number's one spelling: no exponent, no zeros that say nothing."""
    return None if value is None else f"{value.normalize():f}"


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _in(partner: str, wanted: set[str] | None) -> bool:
    return wanted is None or partner in wanted


def _queue(
    row: Seizure,
    partner: str,
    convention: str,
    message: wire.SeizureShare | wire.SeizureWithdrawal,
    officer: str,
    facts: dict[str, object],
) -> Share:
    kind = wire.kind_of(message)
    letter = exchange.queue(partner, kind, message, convention=convention, thread=str(row.pk), act_facts=facts)
    told, _made = Share.objects.update_or_create(
        seizure=row,
        partner=partner,
        defaults={
            "convention": convention,
            "version": row.version,
            "withdrawn": kind == WITHDRAWAL,
            "envelope": letter.id,
            "state": Share.State.QUEUED,
            "queued_at": timezone.now(),
            "stop_code": "",
            "stop_clause": "",
        },
    )
    journal.write(
        "seizure-share-withdrawn" if kind == WITHDRAWAL else "seizure-shared",
        officer=officer,
        partner=partner,
        convention=convention,
        reference=row.number,
        seizure=str(row.pk),
        version=row.version,
        envelope=letter.id,
        sha256=hashlib.sha256(wire.encode(message)).hexdigest(),
    )
    return told
